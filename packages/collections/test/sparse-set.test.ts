import { expect, it } from '@jest/globals';
import { SparseSet, assertValidSparseSet } from '../src/sets/sparse-set.js';
import { FakeRegion } from './support/fake-region.js';
import { noIndices } from './support/refusals.js';
import { thrownBy } from './support/throwing.js';

it('does not trust what lies in its memory', () => {
  const region = new FakeRegion(); // fills blocks with garbage when they are freed
  const set = new SparseSet(20, { region });
  for (let key = 0; key < 20; key++) set.add(key);
  set.clear();
  for (let key = 0; key < 20; key++) expect(set.has(key)).toBe(false);
  expect(set.delete(3)).toBe(false);
  set.add(7);
  for (let key = 0; key < 20; key++) expect(set.has(key)).toBe(key === 7);
  assertValidSparseSet(set);
});

it('lets the key just visited be deleted, and keys be added', () => {
  const set = new SparseSet(100);
  for (let key = 0; key < 10; key++) set.add(key);
  const visited: number[] = [];
  set.forEach((key) => {
    visited.push(key);
    if (key % 2 === 0) set.delete(key);
    set.add(50 + key);
  });
  expect(visited).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  expect(set.size).toBe(15);
  const seen: number[] = [];
  set.forEach((key) => {
    seen.push(key);
    if (seen.length === 2) set.clear();
  });
  expect(seen).toHaveLength(2);
  for (let key = 0; key < 3; key++) set.add(key);
  const walked: number[] = [];
  for (const key of set) {
    walked.push(key);
    set.clear();
  }
  expect(walked).toHaveLength(1);
});

it.each([...noIndices, 8, 2 ** 31])('refuses the key %p', (key) => {
  const set = new SparseSet(8);
  set.add(0);
  for (const method of ['has', 'add', 'delete', 'indexOf'] as const) {
    expect(thrownBy(() => set[method](key))).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
  }
  expect(set.at(key)).toBe(undefined);
  expect([...set]).toEqual([0]);
});

it('refuses impossible universes and unknown options, and takes −0 for 0', () => {
  for (const universe of [...noIndices, 2 ** 26 + 1]) {
    const error = thrownBy(() => new SparseSet(universe));
    expect(error).toMatchObject({ code: 'ERR_SANDY_CAPACITY' });
  }
  expect(() => new SparseSet(1, { capacity: 4 } as object)).toThrow(/capacity/);
  const set = SparseSet.create({ universe: 1 });
  set.add(-0);
  expect(set.has(0) && Object.is(set.at(0), 0)).toBe(true);
  expect(() => new SparseSet(0).add(0)).toThrow();
});

it('keeps nothing and does nothing after dispose', () => {
  const region = new FakeRegion();
  const set = new SparseSet(8, { region });
  set.add(1);
  set.dispose();
  set.dispose();
  expect([set.size, set.capacity, set.bytes(), set.disposed]).toEqual([0, 0, 0, true]);
  expect(region.liveBytes).toBe(0);
  for (const use of [
    () => set.has(1),
    () => set.add(1),
    () => set.delete(1),
    () => set.pop(),
    () => set.at(0),
    () => set.clear(),
    () => set.ensureCapacity(4),
    () => set.keysView(),
    () => [...set],
    () => set.forEach(() => undefined),
  ]) {
    expect(thrownBy(use)).toMatchObject({ code: 'ERR_SANDY_DISPOSED' });
  }
  const walked = new SparseSet(8);
  walked.add(1);
  walked.add(2);
  expect(thrownBy(() => walked.forEach(() => walked.dispose()))).toMatchObject({
    code: 'ERR_SANDY_DISPOSED',
  });
});
