import { equal } from './expect.mjs';

const count = 2_000;

export function smoke({ Long2ObjectMap, LongSet, assertValidTable }) {
  const map = new Long2ObjectMap();
  const set = new LongSet();
  for (let key = 0; key < count; key++) {
    map.set(key % 7, key, `value ${key}`);
    set.add(key % 7, key);
  }
  for (let key = 0; key < count; key += 2) {
    map.delete(key % 7, key);
    set.delete(key % 7, key);
  }
  assertValidTable(map);
  assertValidTable(set);
  equal([map.size, set.size], [count / 2, count / 2], 'sizes');
  equal(map.get(999 % 7, 999), 'value 999', 'value of a key');
  equal([map.has(998 % 7, 998), set.has(998 % 7, 998)], [false, false], 'deleted keys');
  map.setBigInt(-1n, 'minus one');
  equal(map.get(-1, -1), 'minus one', 'value by lanes of a bigint');
  map.dispose();
  set.dispose();
}
