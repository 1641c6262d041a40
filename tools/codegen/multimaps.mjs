/** The maps from keys to many values. */
import { fileNameOf, hashTable } from './tables.mjs';

/** @typedef {import('./generate.mjs').Product} Product */

/** @param {string} keyName @param {string} valueName @returns {Product} */
function multimap(keyName, valueName) {
  const { macros } = hashTable(keyName, valueName);
  const isObject = valueName === 'Object';
  const Tails = `${keyName}2IntMap`;
  const Class = `${keyName}2${valueName}Multimap`;
  return {
    template: 'packages/collections/templates/multimap.ts.template',
    file: `packages/collections/src/generated/${fileNameOf(Class)}.ts`,
    knownFeatures: ['long', 'objects', 'ints'],
    features: [...(keyName === 'Long' ? ['long'] : []), isObject ? 'objects' : 'ints'],
    macros: {
      ...macros,
      Class,
      Generic: isObject ? '<V>' : '',
      Tails,
      tailsFile: fileNameOf(Tails),
      keyNouns: keyName === 'Long' ? '64-bit keys' : `${keyName.toLowerCase()} keys`,
      valueNouns: isObject ? 'values' : 'int values',
      layout: isObject
        ? ' *     words   [next][next] …   the cell of the key’s next value\n *     values  [value][value] …'
        : ' *     words   [next value][next value] …   the cell of the key’s next value, the value',
      valueBytes: isObject ? '12' : '8',
      cellWords: isObject ? '1' : '2',
      valueIn: (cell) =>
        isObject ? `(this.#values.at(${cell}) as V)` : `words[(${cell}) * STRIDE + 1]!`,
    },
  };
}

/** @type {readonly Product[]} */
export const multimapProducts = ['Int', 'Long'].flatMap((key) =>
  ['Int', 'Object'].map((value) => multimap(key, value)),
);
