import { describe, expect, it } from '@jest/globals';
import { BitSet, assertValidBitSet } from '../src/sets/bit-set.js';
import { FakeRegion } from './support/fake-region.js';
import { noIndices } from './support/refusals.js';
import { thrownBy } from './support/throwing.js';

const invalidKey = { code: 'ERR_SANDY_INVALID_KEY' };
const invalidArgument = { code: 'ERR_SANDY_INVALID_ARGUMENT' };
const capacityError = { code: 'ERR_SANDY_CAPACITY' };
const disposedError = { code: 'ERR_SANDY_DISPOSED' };

describe('what goes in', () => {
  it('takes integers, another set, options in their place', () => {
    const set = new BitSet([3, 1, 64, 3], { capacity: 100 });
    expect([...set]).toEqual([1, 3, 64]);
    expect(set.capacity).toBe(128);
    expect([...new BitSet(set)]).toEqual([1, 3, 64]);
    expect(new BitSet({ capacity: 33 }).bytes()).toBe(8);
    expect(BitSet.create().size).toBe(0);
    expect(new BitSet(null).isEmpty()).toBe(true);
    expect(Object.prototype.toString.call(set)).toBe('[object BitSet]');
    expect([...set.entries()][2]).toEqual([64, 64]);
  });

  it('takes words, and shows them', () => {
    const set = BitSet.fromWords([5, 0, -1]);
    expect([...set].slice(0, 3)).toEqual([0, 2, 64]);
    expect(set.size).toBe(34);
    set.wordsView()[1] = 1;
    expect(set.has(32)).toBe(true);
    expect(set.size).toBe(35);
    assertValidBitSet(set);
  });

  it.each(noIndices)('refuses the index %p', (index) => {
    const set = new BitSet([0, 1]);
    for (const method of ['has', 'add', 'delete', 'flip'] as const) {
      expect(thrownBy(() => set[method](index))).toMatchObject(invalidKey);
    }
    for (const method of ['nextSetBit', 'nextClearBit'] as const) {
      expect(thrownBy(() => set[method](index))).toMatchObject(invalidKey);
    }
    expect(thrownBy(() => set.previousSetBit(index))).toMatchObject(invalidKey);
    expect(thrownBy(() => set.previousClearBit(index))).toMatchObject(invalidKey);
    for (const method of ['setRange', 'clearRange', 'flipRange'] as const) {
      expect(thrownBy(() => set[method](index, 7))).toMatchObject(invalidArgument);
      expect(thrownBy(() => set[method](0, index))).toMatchObject(invalidArgument);
    }
    expect(thrownBy(() => set.ensureCapacity(index))).toMatchObject(capacityError);
    expect([...set]).toEqual([0, 1]);
  });

  it('refuses 2^31, which only searches and ranges may name', () => {
    const set = new BitSet([0]);
    for (const method of ['has', 'add', 'delete', 'flip'] as const) {
      expect(thrownBy(() => set[method](2 ** 31))).toMatchObject(invalidKey);
    }
    expect(set.nextSetBit(2 ** 31)).toBe(-1);
    expect(set.nextClearBit(2 ** 31)).toBe(2 ** 31);
    expect(set.previousSetBit(2 ** 31)).toBe(0);
    expect([...set.clearRange(0, 2 ** 31)]).toEqual([]);
  });

  it('refuses ranges that end before they begin, unknown options, impossible capacities', () => {
    const set = new BitSet();
    expect(thrownBy(() => set.setRange(5, 4))).toMatchObject(invalidArgument);
    expect(set.setRange(5, 5).isEmpty()).toBe(true);
    expect(() => new BitSet({ capasity: 4 } as object)).toThrow(/capasity/);
    for (const options of [5, '12', true]) {
      expect(thrownBy(() => new BitSet(options as never))).toMatchObject({
        code: 'ERR_SANDY_INVALID_ARGUMENT',
      });
    }
    expect(thrownBy(() => new BitSet({ capacity: 2 ** 31 + 1 }))).toMatchObject(capacityError);
  });

  it('takes −0 for 0', () => {
    const set = new BitSet([-0]);
    expect(Object.is([...set][0], 0)).toBe(true);
    expect(set.has(-0) && set.has(0)).toBe(true);
    expect(Object.is(new BitSet().previousClearBit(-0), 0)).toBe(true);
    expect(Object.is(new BitSet().nextClearBit(-0), 0)).toBe(true);
  });

  it('gives its memory back when an entry is none', () => {
    const region = new FakeRegion();
    expect(thrownBy(() => new BitSet([1, 2, -1], { region }))).toMatchObject(invalidKey);
    expect(region.liveBytes).toBe(0);
  });
});

describe('while it is walked', () => {
  it('visits what comes before its turn and not what goes', () => {
    const set = new BitSet([1, 2, 40, 41, 300]);
    const visited: number[] = [];
    set.forEach((index) => {
      visited.push(index);
      if (index === 1) set.delete(2);
      if (index === 40) set.add(1_000);
      if (index === 40) set.delete(41);
    });
    expect(visited).toEqual([1, 40, 300, 1_000]);
    const walked: number[] = [];
    for (const index of set) {
      walked.push(index);
      set.delete(index);
    }
    expect(walked).toEqual([1, 40, 300, 1_000]);
    expect(set.trim()).toBeGreaterThan(0);
    expect(set.bytes()).toBe(0);
  });

  it('ends when it is trimmed in the middle', () => {
    const set = new BitSet([1, 40, 1_000]);
    const visited: number[] = [];
    set.forEach((index) => {
      visited.push(index);
      set.clear();
      set.trim();
    });
    expect(visited).toEqual([1]);
  });

  it('throws when it is disposed in the middle', () => {
    const set = new BitSet([1, 2]);
    expect(thrownBy(() => set.forEach(() => set.dispose()))).toMatchObject(disposedError);
  });
});

it('keeps nothing and does nothing after dispose', () => {
  const region = new FakeRegion();
  const set = new BitSet([1, 100], { region });
  const other = new BitSet([1]);
  set.dispose();
  set.dispose();
  expect([set.size, set.capacity, set.bytes(), set.disposed]).toEqual([0, 0, 0, true]);
  expect(region.liveBytes).toBe(0);
  const uses: (() => unknown)[] = [
    () => set.has(1),
    () => set.add(1),
    () => set.delete(1),
    () => set.flip(1),
    () => set.setRange(1, 2),
    () => set.setRange(1, 1),
    () => set.clearRange(1, 2),
    () => set.flipRange(1, 1),
    () => set.nextSetBit(0),
    () => set.cardinality(),
    () => set.clear(),
    () => set.trim(),
    () => set.ensureCapacity(0),
    () => set.or(other),
    () => other.or(set),
    () => other.and(set),
    () => set.clone(),
    () => [...set],
    () => set.toArray(),
    () => set.wordsView(),
  ];
  for (const use of uses) expect(thrownBy(use)).toMatchObject(disposedError);
});

it('loses nothing when a region calls back while it is trimmed or copied', () => {
  const region = new FakeRegion();
  const set = new BitSet([5], { region, capacity: 3_200 });
  const callBack = (action: () => void): void => {
    region.onAllocate = () => {
      region.onAllocate = undefined;
      action();
    };
  };
  callBack(() => set.add(3_000));
  expect(set.trim()).toBe(0);
  expect([...set]).toEqual([5, 3_000]);
  callBack(() => set.add(6_000));
  const copy = set.clone({ region });
  expect([...copy]).toEqual([5, 3_000, 6_000]);
  copy.dispose();
  callBack(() => set.dispose());
  expect(thrownBy(() => set.add(100_000))).toMatchObject(disposedError);
  expect(region.liveBytes).toBe(0);
});

it('survives a region that was disposed under it', () => {
  const region = new FakeRegion();
  const set = new BitSet([5], { region });
  region.disposed = true;
  set.dispose();
  expect(set.disposed).toBe(true);
});
