import { describe, expect, it } from '@jest/globals';
import { assertValidHeap, Heap } from '../src/index.js';
import { stateOf, thrownBy } from './support/heap-state.js';
import { TestAccount } from './support/accounts.js';

const SEGMENT = 1 << 17;
const create = () => Heap.create({ segmentByteLength: SEGMENT });
const lengths = [0, 1, 16, 17, 100, 300, 4000, 8192, 8193, 20_000, 60_000, SEGMENT, 3 * SEGMENT];

const fill = (bytes: Uint8Array) => bytes.forEach((_, i) => (bytes[i] = i * 7));
const isFilled = (bytes: Uint8Array) => bytes.every((byte, i) => byte === ((i * 7) & 255));

describe('Region.reallocate', () => {
  it.each(lengths)('keeps the content from %i bytes to any other length', (from) => {
    for (const to of lengths) {
      const heap = create();
      const region = heap.createRegion('a');
      const neighbour = region.allocate(from);
      const before = region.allocate(from);
      fill(region.bytes(before, from));
      const after = region.reallocate(before, to);
      expect(isFilled(region.bytes(after, Math.min(from, to)))).toBe(true);
      expect(region.usableByteLength(after)).toBeGreaterThanOrEqual(to);
      if (after !== before)
        expect(thrownBy(() => region.free(before)).code).toBe('ERR_SANDY_INVALID_FREE');
      expect(region.stats().blockCount).toBe(2);
      region.free(after);
      region.free(neighbour);
      assertValidHeap(heap);
    }
  });

  it('stays where it is within its size class', () => {
    const region = create().createRegion('a');
    const address = region.allocate(310);
    for (const byteLength of [320, 305, 200, 161, 320]) {
      expect(region.reallocate(address, byteLength)).toBe(address);
    }
    expect(region.reallocate(address, 160)).not.toBe(address);
  });

  it('grows and shrinks runs of pages in place, and charges for the difference', () => {
    const account = new TestAccount();
    const region = create().createRegion('a', { account });
    const address = region.allocate(10_000);
    expect(account.balance).toBe(3 * 4096);
    expect(region.reallocate(address, 40_000)).toBe(address);
    expect(account.balance).toBe(10 * 4096);
    expect(region.reallocate(address, 40_960)).toBe(address);
    expect(region.reallocate(address, 9_000)).toBe(address);
    expect(account.balance).toBe(3 * 4096);
    expect(region.reallocate(address, 7_000)).toBe(address); // more than half: two pages will do
    expect(account.balance).toBe(2 * 4096);
    expect(region.stats()).toMatchObject({ committedBytes: 8192, liveBytes: 8192, blockCount: 1 });
    assertValidHeap(region.heap);
  });

  it('moves a run whose neighbour is taken, or that ends with its segment', () => {
    const heap = create();
    const region = heap.createRegion('a');
    const first = region.allocate(10_000);
    const second = region.allocate(10_000);
    const third = region.reallocate(first, 20_000);
    expect(third).not.toBe(first);
    expect(region.reallocate(second, 80_000)).not.toBe(second);
    const whole = region.allocate(SEGMENT);
    expect(region.reallocate(whole, SEGMENT + 1)).not.toBe(whole);
    assertValidHeap(heap);
  });

  it('gives back what a block no longer needs', () => {
    const region = create().createRegion('a');
    let address = region.allocate(8000);
    for (const byteLength of [3000, 1000, 200, 16, 0]) {
      address = region.reallocate(address, byteLength);
      expect(region.usableByteLength(address)).toBeLessThan(Math.max(2 * byteLength, 17));
    }
    let huge = region.allocate(5 * SEGMENT);
    huge = region.reallocate(huge, 4 * SEGMENT); // not worth a copy
    expect(region.usableByteLength(huge)).toBe(5 * SEGMENT);
    huge = region.reallocate(huge, 2 * SEGMENT);
    expect(region.usableByteLength(huge)).toBe(2 * SEGMENT);
    assertValidHeap(region.heap);
  });

  it.each([NaN, -1, 1.5, 2 ** 53])(
    'refuses a byte length of %p and keeps the block',
    (byteLength) => {
      const heap = create();
      const region = heap.createRegion('a');
      const address = region.allocate(100);
      fill(region.bytes(address));
      const before = stateOf(heap);
      expect(thrownBy(() => region.reallocate(address, byteLength)).code).toBe(
        'ERR_SANDY_INVALID_ARGUMENT',
      );
      expect(stateOf(heap)).toEqual(before);
    },
  );

  it('keeps the block when the memory for a longer one is refused', () => {
    const heap = create();
    const account = new TestAccount();
    const region = heap.createRegion('a', { account, limitBytes: 8 * 4096 });
    const small = region.allocate(100);
    const run = region.allocate(10_000);
    fill(region.bytes(small));
    fill(region.bytes(run));
    const before = stateOf(heap);
    for (const address of [small, run]) {
      expect(thrownBy(() => region.reallocate(address, 30_000)).code).toBe(
        'ERR_SANDY_REGION_LIMIT',
      );
      expect(thrownBy(() => region.reallocate(address, 2 ** 40)).code).toMatch(
        /REGION_LIMIT|OUT_OF_MEMORY/,
      );
    }
    expect(stateOf(heap)).toEqual(before);
    account.refuseFrom = 0;
    for (const address of [small, run]) {
      expect(thrownBy(() => region.reallocate(address, 16_000)).code).toBe(
        'ERR_SANDY_MEMORY_LIMIT',
      );
    }
    expect(stateOf(heap)).toEqual(before);
  });

  it('never fails to shorten: the block stays when there is no room for a shorter one', () => {
    const heap = create();
    const account = new TestAccount();
    const region = heap.createRegion('a', { account });
    const address = region.allocate(8000);
    fill(region.bytes(address));
    account.refuseFrom = 0;
    expect(region.reallocate(address, 100)).toBe(address);
    expect(isFilled(region.bytes(address))).toBe(true);
    assertValidHeap(heap);
  });
});
