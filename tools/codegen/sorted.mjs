/** Sorted maps and sets, and the views of their ranges. */
import { fileNameOf, hashTable } from './tables.mjs';

/** @typedef {import('./generate.mjs').Product} Product */

/** By key. @type {Record<string, Product['macros']>} */
const keys = {
  Int: {
    isAbove: (words, at) => `${words}[${at}]! > key`,
    isBelow: (words, at) => `${words}[${at}]! < key`,
    isEqual: (words, at) => `${words}[${at}] === key`,
    putKey: (words, word) => `${words}[${word}] = key`,
    getIndexKeyOf: (index) => `const key = this.indexKey(${index})`,
    getKeyOf: (index) => `const key = table.indexKey(${index})`,
    joined: 'key',
    keyText: 'String(key)',
    toParams: 'to: number',
    fromParams: 'from: number',
    toKey: 'to',
    fromKey: 'from',
    Bound: 'number',
    boundArgs: (bound) => bound,
    isKeyBelow: (bound) => `key < ${bound}`,
  },
  Long: {
    isAbove: (words, at) =>
      `${words}[${at}]! > hi || (${words}[${at}] === hi && ${words}[${at} + 1]! >>> 0 > lo >>> 0)`,
    isBelow: (words, at) =>
      `${words}[${at}]! < hi || (${words}[${at}] === hi && ${words}[${at} + 1]! >>> 0 < lo >>> 0)`,
    isEqual: (words, at) => `${words}[${at}] === hi && ${words}[${at} + 1] === lo`,
    getIndexKeyOf: (index) =>
      `const hi = this.indexKeyHi(${index}); const lo = this.indexKeyLo(${index})`,
    getKeyOf: (index) =>
      `const hi = table.indexKeyHi(${index}); const lo = table.indexKeyLo(${index})`,
    joined: 'joinLanes(hi, lo)',
    keyText: 'String(joinLanes(hi, lo))',
    toParams: 'toHi: number, toLo: number',
    fromParams: 'fromHi: number, fromLo: number',
    toKey: '{ hi: toHi, lo: toLo }',
    fromKey: '{ hi: fromHi, lo: fromLo }',
    Bound: '{ readonly hi: number; readonly lo: number }',
    boundArgs: (bound) => `${bound}.hi, ${bound}.lo`,
    isKeyBelow: (bound) =>
      `(hi < ${bound}.hi || (hi === ${bound}.hi && lo >>> 0 < ${bound}.lo >>> 0))`,
  },
};

/**
 * A sorted map or set and its view.
 * @param {string} keyName @param {string} [valueName] Object or Int; none: a set
 * @returns {Product[]}
 */
function sortedTable(keyName, valueName) {
  const base = hashTable(keyName, valueName);
  const isObject = valueName === 'Object';
  const isSet = valueName === undefined;
  const Class = isSet ? `${keyName}SortedSet` : `${keyName}2${valueName}SortedMap`;
  const View = `${Class}View`;
  const keyWords = Number(base.macros['keyWords']);
  const isMap = valueName !== undefined;
  const entryBytes = (keyWords + (valueName === 'Int' ? 1 : 0)) * 4 + (isObject ? 8 : 0);
  /** @type {Product['macros']} */
  const macros = {
    ...base.macros,
    ...keys[keyName],
    Class,
    Self: isObject ? `${Class}<V>` : Class,
    View,
    ViewSelf: isObject ? `${View}<V>` : View,
    viewFile: fileNameOf(View),
    maximumLeaves: isObject ? '2 ** 18 - 1' : '2 ** 22',
    entryWords: String(keyWords + (valueName === 'Int' ? 1 : 0)),
    withoutValues: isObject ? ', without what the values themselves take' : '',
    entryNoun: isMap ? 'entry' : 'key',
    Entry: isMap ? `readonly [$Key, $Value]` : '$Key',
    Polled: isMap ? '[$Key, $Value]' : '$Key',
    addEntry: sortedAdd(keyName, isMap),
    eachArgs: (index) => (isMap ? `this.indexGet(${index}), $args` : '$args'),
    eachArgsOf: (index) => (isMap ? `table.indexGet(${index}), $args` : '$args'),
    callbackParams: isMap ? 'value: $Value, $callbackKeyParams' : '$callbackKeyParams',
    summary: isMap
      ? `Map from ${keyName.toLowerCase()} keys in ascending order: fastutil's \`${keyName}2${valueName}SortedMap\`.`
      : `Set of ${keyName.toLowerCase()} keys in ascending order: fastutil's \`${keyName}SortedSet\`.`,
    cost: `${entryBytes} B an entry in full leaves (keys that came in order), 1.4 times that after insertions at random.`,
    inRegion: isObject
      ? 'In a region only the keys lie there and are charged to it.'
      : 'In a region it lies there as a whole and is charged to it.',
  };
  const file = (/** @type {string} */ name) =>
    `packages/collections/src/generated/${fileNameOf(name)}.ts`;
  const table = {
    ...base,
    template: 'packages/collections/templates/sorted-table.ts.template',
    file: file(Class),
    macros,
  };
  const view = {
    ...base,
    template: 'packages/collections/templates/sorted-view.ts.template',
    file: file(View),
    macros: {
      ...macros,
      Class: View,
      TableClass: Class,
      TableSelf: macros['Self'] ?? '',
      tableFile: fileNameOf(Class),
    },
  };
  return [table, view];
}

/** @param {string} keyName @param {boolean} isMap */
function sortedAdd(keyName, isMap) {
  if (keyName === 'Long') {
    return isMap
      ? 'this.set(longHi(entry[0]), longLo(entry[0]), entry[1])'
      : 'this.add(longHi(entry), longLo(entry))';
  }
  return isMap ? 'this.set(entry[0], entry[1])' : 'this.add(entry)';
}

export const sortedProducts = [
  ...sortedTable('Int'),
  ...sortedTable('Int', 'Int'),
  ...sortedTable('Int', 'Object'),
  ...sortedTable('Long'),
  ...sortedTable('Long', 'Object'),
];
