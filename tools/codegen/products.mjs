/** What the generator makes: one entry a file. Another class is another entry. */
import { arrayProducts } from './arrays.mjs';
import { heapProducts } from './heaps.mjs';
import { listProducts } from './lists.mjs';
import { multimapProducts } from './multimaps.mjs';
import { objectProducts } from './objects.mjs';
import { sharedProducts } from './shared.mjs';
import { sortedProducts } from './sorted.mjs';
import { stringProducts } from './strings.mjs';
import { hashTable, lruMap, openHashMap, openHashSet } from './tables.mjs';

/** Keys and values of the maps; each has a lean class and one with all operations. */
const maps = [
  ['Int', 'Int'],
  ['Int', 'Object'],
  ['Int', 'Float'],
  ['Int', 'Double'],
  ['Int', 'Byte'],
  ['Int', 'Short'],
  ['Int', 'Long'],
  ['Long', 'Int'],
  ['Long', 'Long'],
  ['Long', 'Byte'],
  ['Long', 'Short'],
  ['Long', 'Float'],
  ['Long', 'Double'],
  ['Long', 'Object'],
  ['Short', 'Object'],
  ['Double', 'Object'],
  ['Double', 'Int'],
];
const sets = ['Int', 'Long', 'Double'];
const linkedSets = ['Int', 'Long'];

/** Those that keep an order. */
const linkedMaps = [
  ['Int', 'Object'],
  ['Int', 'Int'],
  ['Long', 'Object'],
  ['Long', 'Int'],
  ['Long', 'Float'],
];
const linked = { linked: true };

/** @type {readonly import('./generate.mjs').Product[]} */
export const products = [
  ...maps.flatMap(([key, value]) => [hashTable(key, value), openHashMap(key, value)]),
  ...linkedMaps.flatMap(([key, value]) => [
    hashTable(key, value, linked),
    openHashMap(key, value, linked),
  ]),
  ...linkedSets.flatMap((key) => [hashTable(key, undefined, linked), openHashSet(key, linked)]),
  ...sets.flatMap((key) => [hashTable(key), openHashSet(key)]),
  ...linkedSets.map((key) => lruMap(key)),
  hashTable('Int', 'Int', { tagged: true }),
  hashTable('Int', undefined, { tagged: true }),
  ...sortedProducts,
  ...listProducts,
  ...heapProducts,
  ...stringProducts,
  ...objectProducts,
  ...multimapProducts,
  ...sharedProducts,
  ...arrayProducts,
];
