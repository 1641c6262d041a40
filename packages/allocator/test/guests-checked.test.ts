import { describe, expect, it } from '@jest/globals';
import type { CheckedModeOptions } from '../src/index.js';
import { assertValidHeap, checkCanaries, checkedMode, Heap, wasmEngine } from '../src/index.js';
import { startGuest, SEGMENT, wasm } from './support/guests.js';
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
});
