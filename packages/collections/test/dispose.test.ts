import { describe, expect, it } from '@jest/globals';
import { mapClasses, setClasses } from './support/tables.js';
import { thrownBy } from './support/throwing.js';
import { assertValidTable, keysInto, probeStatistics } from '../src/index.js';

const disposedError = { name: 'DisposedError', code: 'ERR_SANDY_DISPOSED' };

describe.each(mapClasses)('a disposed %s', (_name, TestedMap) => {
  it('refuses every use', () => {
    const map = new TestedMap<number>();
    map.set(1, 1, 1).set(0, 0, 0);
    expect(map.disposed).toBe(false);
    const started = map.values();
    started.next();
    map.dispose();
    expect([map.disposed, map.size, map.capacity, map.bytes()]).toEqual([true, 0, 0, 0]);
    for (const action of [
      () => map.get(1, 1),
      () => map.get(0, 0),
      () => map.has(1, 1),
      () => map.has(2, 1),
      () => map.set(1, 1, 1),
      () => map.set(0, 0, 1),
      () => map.delete(1, 1),
      () => map.clear(),
      () => map.ensureCapacity(0),
      () => map.trim(),
      () => map.forEach(() => undefined),
      () => keysInto(map, new Int32Array(9), new Int32Array(9)),
      () => map.keys().next(),
      () => map.values().next(),
      () => map.entries().next(),
      () => started.next(),
      () => map.getBigInt(1n),
      () => map.setBigInt(1n, 1),
      () => map.hasBigInt(1n),
      () => map.deleteBigInt(1n),
      () => probeStatistics(map),
      () => assertValidTable(map),
    ]) {
      expect(thrownBy(action)).toMatchObject(disposedError);
    }
  });

  it('ends an iteration that disposes it', () => {
    const map = new TestedMap<number>();
    map.set(1, 1, 1).set(2, 2, 2);
    expect(thrownBy(() => map.forEach(() => map.dispose()))).toMatchObject(disposedError);
  });

  it('was perhaps never used', () => {
    const map = new TestedMap<number>();
    map.dispose();
    map.dispose();
    expect(thrownBy(() => map.set(1, 1, 1))).toMatchObject(disposedError);
  });
});

describe.each(setClasses)('a disposed %s', (_name, TestedSet) => {
  it('refuses what only sets have', () => {
    const set = new TestedSet();
    set.add(1, 1);
    set.dispose();
    for (const action of [
      () => set.add(1, 1),
      () => set.add(0, 0),
      () => set.addBigInt(1n),
      () => set.forEach(() => undefined),
      () => [...set],
      () => set.values().next(),
    ]) {
      expect(thrownBy(action)).toMatchObject(disposedError);
    }
  });
});
