import { describe, expect, it } from '@jest/globals';
import type { Address } from '../src/index.js';
import { ThreadHeap, allocateThreadBlocksInto, assertValidThreadHeap } from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { thrownBy } from './support/heap-state.js';
import { stepCount, withSeeds } from './support/random.js';

const SEGMENT = 1 << 17;
const LENGTHS = [0, 1, 16, 48, 100, 256, 300, 2048, 5000, 8192, 8193, 30_000];

function create(maximum = 128): { one: ThreadHeap; two: ThreadHeap } {
  const one = ThreadHeap.create({
    segmentByteLength: SEGMENT,
    maximumByteLength: maximum * SEGMENT,
  });
  return { one, two: ThreadHeap.attach(one.issueToken()) };
}

it('allocates many as if one by one, among frees by anybody', () => {
  withSeeds(3, (random) => {
    const { one, two } = create();
    const region = one.createRegion('r');
    const live = new Set<Address>();
    const steps = stepCount(60);
    for (let step = 0; step < steps; step++) {
      const count = random.below(80);
      const byteLength = random.pick(LENGTHS.slice(0, step % 9 === 0 ? undefined : 9));
      const out = random.below(2) === 0 ? new Int32Array(count + 1) : new Array<number>(count + 1);
      out[count] = -7;
      allocateThreadBlocksInto(region, byteLength, out, count);
      expect(out[count]).toBe(-7);
      for (const address of out.slice(0, count) as ArrayLike<number> as Address[]) {
        expect(live.has(address)).toBe(false);
        expect(region.usableByteLength(address)).toBeGreaterThanOrEqual(byteLength);
        live.add(address);
      }
      if (random.below(3) === 0) live.add(region.allocate(byteLength));
      const from = random.pick([region, one, two]);
      for (const address of [...live]) {
        if (random.below(live.size) < 400 && random.below(2) === 0) continue;
        from.free(address);
        live.delete(address);
      }
      if (step % 20 === 0) assertValidThreadHeap(one);
    }
    expect(region.stats().blockCount).toBe(live.size);
    assertValidThreadHeap(one);
  });
});

describe('where memory is refused', () => {
  it('there are no new blocks, whatever refuses, at whichever block', () => {
    for (const byteLength of [16, 1000, 8192, 20_000]) {
      for (const pages of [0, 1, 2, 3, 7, 14, 23]) {
        const { one } = create();
        const account = new TestAccount();
        const region = one.createRegion('r', { account, limitBytes: pages * 4096 });
        const kept = region.tryAllocate(48);
        const out = new Int32Array(7000);
        const { code } = thrownBy(() => allocateThreadBlocksInto(region, byteLength, out));
        expect(code).toBe('ERR_SANDY_REGION_LIMIT');
        expect(region.stats().blockCount).toBe(kept === undefined ? 0 : 1);
        expect(account.balance).toBe(region.stats().committedBytes);
        assertValidThreadHeap(one);
      }
    }
  });

  it('or memory is out, the region is as before', () => {
    const { one } = create(2);
    const region = one.createRegion('r');
    const out = new Int32Array(100_000);
    const refused = (): void => allocateThreadBlocksInto(region, 100, out);
    expect(thrownBy(refused).code).toBe('ERR_SANDY_OUT_OF_MEMORY');
    expect(region.stats().blockCount).toBe(0);
    assertValidThreadHeap(one);
  });

  it('or the region is gone, or goes meanwhile, nothing is taken from who has its number next', () => {
    const { one } = create();
    const account = new TestAccount();
    const region = one.createRegion('first', { account });
    const out = new Int32Array(2000);
    let charges = 0;
    account.beforeCharge = () => {
      if (++charges !== 3) return;
      region.dispose();
      one.createRegion('next').allocate(100);
    };
    const use = (): void => allocateThreadBlocksInto(region, 100, out);
    expect(thrownBy(use).code).toBe('ERR_SANDY_DISPOSED');
    expect(thrownBy(use).code).toBe('ERR_SANDY_DISPOSED');
    expect(one.stats().blockCount).toBe(1);
    assertValidThreadHeap(one);
  });

  it('or the count or the length is none', () => {
    const region = create().one.createRegion('r');
    for (const count of [-1, 4, 0.5, NaN]) {
      const use = (): void => allocateThreadBlocksInto(region, 16, new Int32Array(3), count);
      expect(thrownBy(use).message).toMatch(/^count: expected an integer from 0 to 3/);
    }
    for (const byteLength of [-1, 0.5, NaN, 2 ** 53]) {
      const use = (): void => allocateThreadBlocksInto(region, byteLength, new Int32Array(3));
      expect(thrownBy(use).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    expect(region.stats().blockCount).toBe(0);
  });
});
