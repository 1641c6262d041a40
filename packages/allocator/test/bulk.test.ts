import { describe, expect, it } from '@jest/globals';
import {
  allocateManyInto,
  assertValidHeap,
  freeMany,
  Heap,
  visitBlocks,
  zeroingMode,
} from '../src/index.js';
import type { Address, HeapMode, Region } from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { stateOf, thrownBy } from './support/heap-state.js';
import { stepCount, withSeeds } from './support/random.js';

const SEGMENT = 1 << 17;
const lengths = [0, 1, 16, 48, 100, 256, 300, 2048, 5000, 8192, 8193, 30_000, SEGMENT + 1];

interface Twin {
  readonly account: TestAccount;
  readonly heap: Heap;
  readonly region: Region;
  readonly blocks: Address[];
}

function liveIn(heap: Heap): number[] {
  const addresses: number[] = [];
  visitBlocks(heap, (address) => addresses.push(address));
  return addresses.sort((a, b) => a - b);
}

const modes: readonly [string, HeapMode | undefined][] = [
  ['an ordinary region', undefined],
  ['a region with a mode', zeroingMode],
];

describe.each(modes)('%s', (_name, mode) => {
  const create = () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT, ...(mode && { mode }) });
    return { heap, region: heap.createRegion('a') };
  };

  it('allocates and frees many as if one by one, whatever is mixed with it', () => {
    withSeeds(4, (random) => {
      const { heap, region } = create();
      const live = new Set<number>();
      const steps = stepCount(300);
      for (let step = 0; step < steps; step++) {
        const count = random.below(60);
        const choice = random.below(5);
        if (choice < 2 && live.size < 3000) {
          const byteLength = random.pick(lengths.slice(0, step % 9 === 0 ? undefined : 9));
          const out = new Int32Array(count + 2).fill(-7);
          allocateManyInto(region, byteLength, out, count);
          expect([out[count], out[count + 1]]).toEqual([-7, -7]);
          for (const address of out.subarray(0, count)) {
            expect(live.has(address)).toBe(false);
            expect(region.usableByteLength(address as Address)).toBeGreaterThanOrEqual(byteLength);
            live.add(address);
          }
        } else if (choice === 2) {
          live.add(region.allocate(random.pick(lengths.slice(0, 10))));
        } else {
          const all = [...live].sort(() => random.below(3) - 1);
          const freed = all.slice(0, Math.min(all.length, count * 2));
          if (random.below(2)) freed.sort((a, b) => a - b);
          freeMany(region, Int32Array.from(freed));
          for (const address of freed) live.delete(address);
        }
        if (step % 10 === 0) {
          expect(liveIn(heap)).toEqual([...live].sort((a, b) => a - b));
          assertValidHeap(heap);
        }
      }
      freeMany(region, [...live]);
      expect(heap.stats().blockCount).toBe(0);
      assertValidHeap(heap);
    });
  });

  it.each(['double', 'named twice', 'foreign', 'interior', 'no address', 'a run twice'])(
    'frees nothing if one of them is wrong (%s)',
    (what) => {
      const { heap, region } = create();
      const good = new Int32Array(200);
      allocateManyInto(region, 100, good);
      const runs = [region.allocate(9000), region.allocate(20_000)];
      const freed = good[100]!;
      region.free(freed as Address);
      const bad = {
        double: freed,
        'named twice': good[3]!,
        foreign: heap.createRegion('b').allocate(100),
        interior: good[0]! + 1,
        'no address': 2 ** 29,
        'a run twice': runs[0]!,
      }[what]!;
      const addresses = [...runs, ...good.subarray(0, 100), bad, ...good.subarray(101)];
      const before = stateOf(heap);
      const error = thrownBy(() => freeMany(region, addresses));
      expect(error).toMatchObject({ code: 'ERR_SANDY_INVALID_FREE', regionName: 'a' });
      expect((error as Error & { address: unknown }).address).toBe(bad);
      expect(stateOf(heap)).toEqual(before);
      freeMany(region, [...runs, ...good.subarray(0, 100), ...good.subarray(101)]);
      expect(region.stats().blockCount).toBe(0);
      assertValidHeap(heap);
    },
  );

  it('refuses counts that the array does not have, and regions that are gone', () => {
    const { region } = create();
    const out = new Int32Array(3);
    for (const count of [-1, 4, 1.5, NaN]) {
      expect(thrownBy(() => allocateManyInto(region, 1, out, count)).message).toContain('count');
      expect(thrownBy(() => freeMany(region, out, count)).message).toContain('count');
    }
    allocateManyInto(region, 1, out);
    region.dispose();
    for (const use of [() => allocateManyInto(region, 1, out), () => freeMany(region, out)]) {
      expect(thrownBy(use)).toMatchObject({ code: 'ERR_SANDY_DISPOSED' });
    }
  });
});

describe('freeMany', () => {
  const kinds: readonly (readonly [string, readonly number[], number])[] = [
    ['one class', [64], 4000],
    ['small classes', [16, 48, 64, 112], 4000], // many to a page, so that all slabs are counted
    ['every kind', lengths, 400],
  ];

  it.each(kinds)('leaves what one by one would, in any order and number (%s)', (_, of, most) => {
    withSeeds(40, (random) => {
      const count = random.below(most);
      const byteLengths = Array.from({ length: count }, () => random.pick(of));
      const [many, single] = [0, 1].map(() => {
        const account = new TestAccount();
        const heap = Heap.create({ segmentByteLength: SEGMENT });
        const region = heap.createRegion('a', { account });
        return {
          account,
          heap,
          region,
          blocks: byteLengths.map((length) => region.allocate(length)),
        };
      }) as [Twin, Twin];
      expect(many.blocks).toEqual(single.blocks);
      const sign = random.below(3) - 1; // 0: in no order
      const order = many.blocks.sort((a, b) => (sign === 0 ? random.below(3) - 1 : sign * (a - b)));
      const freed = order.slice(random.below(2) * random.below(count + 1));
      freeMany(many.region, random.below(2) ? Int32Array.from(freed) : freed);
      for (const address of freed) single.region.free(address);
      assertValidHeap(many.heap);
      for (const { heap } of [many, single]) heap.trim(); // they may keep other slabs
      expect(many.account.balance).toBe(single.account.balance);
      expect(stateOf(many.heap)).toEqual(stateOf(single.heap));
    });
  });

  it('keeps a slab that it has emptied for the next allocation', () => {
    const account = new TestAccount();
    const region = Heap.create({ segmentByteLength: SEGMENT }).createRegion('a', { account });
    const out = new Int32Array(10);
    allocateManyInto(region, 64, out);
    const { chargeCount } = account;
    for (let round = 0; round < 20; round++) {
      freeMany(region, out);
      allocateManyInto(region, 64, out);
    }
    expect(account.chargeCount).toBe(chargeCount);
  });
});

describe('allocateManyInto', () => {
  it('allocates none where the account refuses one of them, for every k', () => {
    for (const byteLength of [100, 5000, 9000]) {
      for (let k = 1; k <= 6; k++) {
        const account = new TestAccount();
        const heap = Heap.create({ segmentByteLength: SEGMENT });
        const region = heap.createRegion('a', { account });
        region.allocate(byteLength);
        account.refuseFrom = account.chargeCount + k;
        const before = region.stats().blockCount;
        const out = new Int32Array(5000);
        const error = thrownBy(() => allocateManyInto(region, byteLength, out));
        expect(error).toMatchObject({ code: 'ERR_SANDY_MEMORY_LIMIT' });
        expect(region.stats().blockCount).toBe(before);
        expect(region.stats().committedBytes).toBe(account.balance);
        assertValidHeap(heap);
      }
    }
  });

  it('is at peace with an account that frees and allocates while it is charged', () => {
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a', { account });
    const others: Address[] = [];
    let isInside = false;
    const meddle = (): void => {
      if (isInside) return;
      isInside = true;
      const other = others.pop();
      if (other !== undefined) region.free(other);
      else others.push(region.allocate(100), region.allocate(9000));
      isInside = false;
    };
    account.beforeCharge = meddle;
    account.afterRelease = meddle;
    for (let round = 0; round < 20; round++) {
      const out = new Int32Array(300);
      allocateManyInto(region, 100, out, 250);
      allocateManyInto(region, 9000, out.subarray(250));
      expect(new Set(out).size).toBe(300);
      freeMany(region, out);
      assertValidHeap(heap);
    }
    expect(region.stats().blockCount).toBe(others.length);
  });
});
