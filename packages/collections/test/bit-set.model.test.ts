import { it } from '@jest/globals';
import { BitSet, assertValidBitSet } from '../src/sets/bit-set.js';
import { FakeRegion } from './support/fake-region.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';
import { expectSame, mayBeRefused } from './support/refusals.js';

const STEPS = stepCount(6_000);

function expectContent(set: BitSet, model: Set<number>): void {
  assertValidBitSet(set);
  const sorted = [...model].sort((a, b) => a - b);
  expectSame(set.size, sorted.length);
  expectSame(set.toArray().join(), sorted.join());
  expectSame([...set].join(), sorted.join());
  const visited: number[] = [];
  set.forEach((index) => visited.push(index));
  expectSame(visited.join(), sorted.join());
}

/** What `change` makes of each integer of a range. */
function changeRange(model: Set<number>, from: number, to: number, change: string): void {
  for (let i = from; i < to; i++) {
    if (change === 'setRange' || (change === 'flipRange' && !model.has(i))) model.add(i);
    else model.delete(i);
  }
}

function search(set: BitSet, model: Set<number>, from: number): void {
  const top = 2_500;
  const next = (isSet: boolean): number => {
    for (let i = from; i < top; i++) if (model.has(i) === isSet) return i;
    return isSet ? -1 : from;
  };
  const previous = (isSet: boolean): number => {
    for (let i = from; i >= 0; i--) if (model.has(i) === isSet) return i;
    return -1;
  };
  expectSame(set.nextSetBit(from), next(true));
  expectSame(set.nextClearBit(from), next(false));
  expectSame(set.previousSetBit(from), previous(true));
  expectSame(set.previousClearBit(from), previous(false));
}

function combine(set: BitSet, model: Set<number>, random: Random, spread: number): void {
  const others = new Set<number>();
  const from = random.below(spread);
  for (let i = 0; i < random.below(60); i++) others.add(from + random.below(spread));
  const other = new BitSet(others, { capacity: random.below(3_000) });
  const both = [...model].filter((i) => others.has(i));
  const only = [...model].filter((i) => !others.has(i));
  const otherOnly = [...others].filter((i) => !model.has(i));
  expectContent(set.intersection(other), new Set(both));
  expectContent(set.union(other), new Set([...model, ...others]));
  expectContent(set.difference(other), new Set(only));
  expectContent(set.symmetricDifference(other), new Set([...only, ...otherOnly]));
  expectSame(set.intersects(other), both.length > 0);
  expectSame(set.isDisjointFrom(other), both.length === 0);
  expectSame(set.isSubsetOf(other), only.length === 0);
  expectSame(set.isSupersetOf(other), otherOnly.length === 0);
  expectSame(set.equals(other), only.length + otherOnly.length === 0);
  for (const subset of [new BitSet(both, { capacity: 5_000 }), new BitSet(both)]) {
    expectSame(subset.isSubsetOf(set) && subset.isSubsetOf(other), true);
    expectSame(subset.equals(set.intersection(other)), true);
  }
  const method = (['and', 'or', 'xor', 'andNot'] as const)[random.below(4)]!;
  expectSame(set[method](other), set);
  const result = {
    and: both,
    or: [...model, ...others],
    xor: [...only, ...otherOnly],
    andNot: only,
  }[method];
  model.clear();
  for (const index of result) model.add(index);
}

function step(set: BitSet, model: Set<number>, random: Random, spread: number): void {
  const index = random.below(spread);
  switch (random.below(9)) {
    case 0:
    case 1:
      expectSame(set.add(index), !model.has(index));
      model.add(index);
      break;
    case 2:
    case 3:
      expectSame(set.delete(index), model.delete(index));
      break;
    case 4:
      expectSame(set.flip(index), !model.has(index));
      changeRange(model, index, index + 1, 'flipRange');
      break;
    case 5: {
      const to = index + random.below(random.below(2) === 0 ? 40 : 300);
      const change = (['setRange', 'clearRange', 'flipRange'] as const)[random.below(3)]!;
      expectSame(set[change](index, to), set);
      changeRange(model, index, to, change);
      break;
    }
    case 6:
      if (random.below(20) === 0) set.trim();
      if (random.below(20) === 0) set.ensureCapacity(random.below(3_000));
      break;
    case 7:
      if (random.below(100) > 0) break;
      set.clear();
      model.clear();
      break;
    default:
      search(set, model, random.below(2_400));
      expectSame(set.has(index), model.has(index));
  }
}

it('BitSet does what a Set of integers does', () => {
  withSeeds(4, (random, seed) => {
    const region = seed % 2 === 0 ? new FakeRegion() : undefined;
    const set = new BitSet({ region });
    const model = new Set<number>();
    let spread = 100;
    for (let i = 0; i < STEPS; i++) {
      if (i % 500 === 0) spread = 1 + random.below(2_000);
      mayBeRefused(
        region,
        random,
        () => step(set, model, random, spread), // asks the model behind the set
        () => {
          const index = random.below(2_000);
          expectSame(set.add(index), !model.has(index));
          model.add(index);
        },
      );
      if (i % 101 === 0) expectContent(set, model);
      if (i % 307 === 0) combine(set, model, random, spread);
    }
    set.dispose();
    expectSame(region?.liveBytes ?? 0, 0);
  });
});
