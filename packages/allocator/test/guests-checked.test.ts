import { describe, expect, it } from '@jest/globals';
import type { CheckedModeOptions } from '../src/index.js';
import {
  assertValidHeap,
  bindGuest,
  checkCanaries,
  checkedMode,
  Heap,
  wasmEngine,
} from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { guestHeapCases, startGuest, SEGMENT, wasm } from './support/guests.js';
import type { RunningGuest } from './support/guests.js';
import { thrownBy } from './support/heap-state.js';

const CORRUPTION = 'ERR_SANDY_MEMORY_CORRUPTION';

function start(options: CheckedModeOptions = {}): {
  heap: Heap;
  hand: RunningGuest;
  rust: RunningGuest;
} {
  const memory = new wasm.Memory({ initial: 1 << 16, maximum: 1 << 16 });
  const mode = checkedMode({ poisonBytes: Infinity, ...options });
  const heap = Heap.create({ engine: wasmEngine({ memory }), segmentByteLength: SEGMENT, mode });
  const hand = startGuest(heap, memory, 'hand-written');
  return { heap, hand, rust: startGuest(heap, memory, 'rust') };
}

describe('a guest in checked mode', () => {
  it('is reported when it writes behind a block, also behind its data and stack', () => {
    const { heap, hand } = start();
    const { malloc, free, fill } = hand.exports;
    const block = malloc!(100);
    fill!(block, 1, 100);
    expect(checkCanaries(heap)).toBe(0);
    fill!(block, 1, 101);
    expect(thrownBy(() => checkCanaries(heap)).code).toBe(CORRUPTION);
    expect(thrownBy(() => free!(block)).code).toBe(CORRUPTION); // through the guest to the host

    const other = start();
    other.hand.exports['fill']!(other.hand.guest.imports.env.__stack_high, 1, 1);
    expect(thrownBy(() => checkCanaries(other.heap)).code).toBe(CORRUPTION);
  });

  it('is reported when it writes into a block that it has freed', () => {
    const found: unknown[] = [];
    const { heap, hand } = start({ onCorruption: (error) => found.push(error) });
    const { malloc, free, fill } = hand.exports;
    const block = malloc!(100);
    free!(block);
    expect(checkCanaries(heap)).toBe(0);
    fill!(block + 50, 1, 1);
    expect(checkCanaries(heap)).toBe(1);
    expect(found).toMatchObject([{ code: CORRUPTION }]);
    expect(thrownBy(() => free!(block)).code).toBe('ERR_SANDY_INVALID_FREE');
  });

  it('gets blocks that are aligned as it asks, and its Rust programs run', () => {
    const { heap, hand, rust } = start();
    for (let alignment = 1; alignment <= 4096; alignment *= 2) {
      for (const byteLength of [0, 1, 24, 100, 1000, 5000, 9000]) {
        const pointer = hand.exports['aligned_alloc']!(alignment, byteLength);
        expect([pointer === 0, pointer % alignment]).toEqual([false, 0]);
      }
      expect(rust.exports['align']!(alignment)).toBe(1);
    }
    for (let id = 0; id < 40; id++) expect(rust.exports['load']!(id % 7, id * 10)).toBe(1);
    expect(thrownBy(() => rust.exports['free_twice']!()).code).toBe('ERR_SANDY_INVALID_FREE');
    expect(rust.exports['median']!(1)).toBeGreaterThan(0);
    expect(checkCanaries(heap)).toBe(0);
    assertValidHeap(heap);
  });

  it('has a stack that is as long as asked for, and ends on a multiple of 16', () => {
    const { heap, hand } = start();
    const { memory } = hand.guest.imports.env;
    const region = heap.createRegion('odd');
    const { env } = bindGuest(region, { memory, dataByteLength: 10, stackByteLength: 100 }).imports;
    expect(env.__stack_high % 16).toBe(0);
    expect(env.__stack_high - env.__memory_base).toBeGreaterThanOrEqual(16 + 100);
    new Uint8Array(memory.buffer)[env.__stack_high] = 1; // the first byte that is not the guest's
    expect(thrownBy(() => checkCanaries(heap)).code).toBe(CORRUPTION);
  });

  it('keeps a damaged block that it wants to be longer, and gets no other', () => {
    for (const alignment of [8, 64]) {
      const { heap, rust } = start({ quarantineBlocks: 0 });
      const { alloc, realloc } = rust.guest.imports.sandy_alloc;
      const block = alloc(9000, alignment);
      const before = heap.stats().blockCount;
      new Uint8Array(rust.guest.imports.env.memory.buffer)[block + 9000] = 1;
      for (let i = 0; i < 3; i++) {
        const error = thrownBy(() => realloc(block, 9000, alignment, 20_000));
        expect(error.code).toBe(CORRUPTION);
      }
      expect(heap.stats().blockCount).toBe(before);
    }
  });
});

describe.each(guestHeapCases)('a guest whose account meddles, in $name', ({ open }) => {
  it('is told that its block is gone, and gets none that is not live', () => {
    for (const alignment of [8, 64]) {
      const { memory, heap } = open();
      const account = new TestAccount();
      const { guest } = startGuest(heap, memory, 'rust', { account });
      const { alloc, realloc } = guest.imports.sandy_alloc;
      const block = alloc(9000, alignment);
      const before = heap.stats().blockCount;
      account.beforeCharge = () => {
        account.beforeCharge = () => undefined;
        guest.region.free(guest.addressOf(block));
      };
      const error = thrownBy(() => realloc(block, 9000, alignment, 20_000));
      expect(error.code).toBe('ERR_SANDY_INVALID_FREE');
      expect(error.message).toContain(`pointer ${block >>> 0}`);
      expect(heap.stats().blockCount).toBe(before - 1);
      assertValidHeap(heap);
    }
  });

  it('keeps a block that has moved, whatever the account does about the old one', () => {
    for (const alignment of [8, 64]) {
      const { memory, heap } = open();
      const account = new TestAccount();
      const { guest } = startGuest(heap, memory, 'rust', { account });
      const { alloc, realloc } = guest.imports.sandy_alloc;
      const block = alloc(9000, alignment);
      alloc(9000, alignment); // behind it, so that it cannot be made longer where it is
      guest.region.bytes(guest.addressOf(block)).fill(7);
      let releases = 0;
      account.afterRelease = () => {
        releases++;
        throw new Error('of the account');
      };
      const moved = realloc(block, 9000, alignment, 20_000);
      expect([moved === 0, releases]).toEqual([false, 1]);
      const kept = guest.region.bytes(guest.addressOf(moved), 9000);
      expect(kept.every((byte) => byte === 7)).toBe(true);
      assertValidHeap(heap);
    }
  });
});
