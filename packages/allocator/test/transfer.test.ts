import { describe, expect, it } from '@jest/globals';
import { assertValidHeap, checkedMode, Heap, transferBlock, zeroingMode } from '../src/index.js';
import type { Address } from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { engineCases } from './support/engines.js';
import { stateOf, thrownBy } from './support/heap-state.js';

const SEGMENT = 1 << 17;
const small = [1, 100, 2048, 8192];
const large = [8193, 50_000, SEGMENT + 1];

describe.each(engineCases)('a block that is handed over, in $name', ({ open }) => {
  it.each([...small, ...large])('of %i bytes keeps its content and changes its payer', (length) => {
    const { engine, between } = open();
    const heap = Heap.create({ segmentByteLength: SEGMENT, engine });
    const [payer, heir] = [new TestAccount(), new TestAccount()];
    const from = heap.createRegion('from', { account: payer });
    const to = heap.createRegion('to', { account: heir });
    const address = from.allocate(length);
    from.bytes(address).fill(7);
    between();
    const moved = transferBlock(from, address, to);
    between();
    expect(moved === address).toBe(length > 8192);
    expect(to.bytes(moved, length).every((byte) => byte === 7)).toBe(true);
    expect(thrownBy(() => from.free(address)).message).toMatch(
      /not one of the region|free already/,
    );
    expect(from.stats().blockCount).toBe(0);
    expect([payer.balance, heir.balance]).toEqual([
      from.stats().committedBytes,
      to.stats().committedBytes,
    ]);
    assertValidHeap(heap);
    from.dispose();
    expect(to.bytes(moved, length).every((byte) => byte === 7)).toBe(true);
    to.free(moved);
    assertValidHeap(heap);
  });
});

describe('transferBlock', () => {
  const create = () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const account = new TestAccount();
    const from = heap.createRegion('from');
    const to = heap.createRegion('to', { account });
    return { heap, account, from, to };
  };

  it.each([100, 9000])(
    'leaves a block of %i bytes where it is if its heir may not pay',
    (length) => {
      const { heap, account, from, to } = create();
      const address = from.allocate(length);
      account.refuseFrom = 1;
      const before = stateOf(heap);
      expect(thrownBy(() => transferBlock(from, address, to))).toMatchObject({
        code: 'ERR_SANDY_MEMORY_LIMIT',
      });
      expect(stateOf(heap)).toEqual(before);
      from.free(address);
    },
  );

  it.each([100, 9000])('notices that its heir’s account freed the block of %i bytes', (length) => {
    const { heap, account, from, to } = create();
    const address = from.allocate(length);
    account.beforeCharge = () => from.free(address);
    expect(thrownBy(() => transferBlock(from, address, to))).toMatchObject({
      code: 'ERR_SANDY_INVALID_FREE',
    });
    expect([account.balance, to.stats().blockCount]).toEqual([to.stats().committedBytes, 0]);
    assertValidHeap(heap);
  });

  it('refuses what is no block of the first, and regions of two heaps', () => {
    const { heap, from, to } = create();
    const address = from.allocate(9000);
    const theirs = to.allocate(9000);
    for (const bad of [theirs, address + 1, NaN, -1, 2 ** 31]) {
      const error = thrownBy(() => transferBlock(from, bad as Address, to));
      expect(error).toMatchObject({ code: 'ERR_SANDY_INVALID_FREE', regionName: 'from' });
    }
    const foreign = Heap.create().createRegion('foreign');
    expect(thrownBy(() => transferBlock(from, address, foreign))).toMatchObject({
      code: 'ERR_SANDY_INVALID_ARGUMENT',
    });
    expect(transferBlock(from, address, from)).toBe(address);
    from.dispose();
    expect(thrownBy(() => transferBlock(from, address, to))).toMatchObject({
      code: 'ERR_SANDY_DISPOSED',
    });
    assertValidHeap(heap);
  });

  it.each([
    [100, undefined],
    [9000, undefined],
    [100, zeroingMode],
    [9000, zeroingMode],
    [100, checkedMode({ quarantineBytes: 0 })],
  ] as const)(
    'tells where a block of %i bytes is when the account that it left throws',
    (length, mode) => {
      const heap = Heap.create({ segmentByteLength: SEGMENT, ...(mode && { mode }) });
      const account = new TestAccount();
      const from = heap.createRegion('from', { account });
      const to = heap.createRegion('to');
      const ofEightSlabs = [16, 32, 48, 64, 80, 128, 160, 192].map((other) => from.allocate(other));
      const address = from.allocate(length);
      from.bytes(address, length).fill(7);
      for (const other of ofEightSlabs) from.free(other); // no more of them are kept empty
      let releases = 0;
      account.afterRelease = () => {
        throw new Error(`release ${++releases}`);
      };
      const moved = transferBlock(from, address, to);
      expect(releases).toBe(1);
      expect(to.bytes(moved, length).every((byte) => byte === 7)).toBe(true);
      expect([from.stats().blockCount, to.stats().blockCount]).toEqual([0, 1]);
      expect(account.balance).toBe(from.committedBytes);
      assertValidHeap(heap);
    },
  );

  it('copies where a region has a mode', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT, mode: zeroingMode });
    const [from, to] = [heap.createRegion('from'), heap.createRegion('to')];
    const address = from.allocate(9000);
    from.bytes(address).fill(3);
    const moved = transferBlock(from, address, to);
    expect(moved).not.toBe(address);
    expect(to.bytes(moved, 9000).every((byte) => byte === 3)).toBe(true);
    assertValidHeap(heap);
  });
});
