/** The small maps and sets that search an array: `templates/array-table.ts.template`. */
import { fileNameOf, hashTable } from './tables.mjs';

/** @typedef {import('./generate.mjs').Product} Product */

/**
 * A small map or set.
 * @param {string} keyName Int or Long @param {string} [valueName] Object or Int; none: a set
 * @returns {Product}
 */
function arrayTable(keyName, valueName) {
  const base = hashTable(keyName, valueName);
  const isObject = valueName === 'Object';
  const isLong = keyName === 'Long';
  const isMap = valueName !== undefined;
  const Class = isMap ? `${keyName}2${valueName}ArrayMap` : `${keyName}ArraySet`;
  const stride = (isLong ? 2 : 1) + (isMap ? 1 : 0);
  const entry = [...(isLong ? ['hi', 'lo'] : ['key']), ...(isMap ? ['value'] : [])].join(', ');
  const keyAt = (/** @type {string} */ at) => `items[${at}] as number`;
  const keyArgs = isLong ? `${keyAt('at')}, ${keyAt('at + 1')}` : keyAt('at');
  const kind = isMap
    ? `Map from $arrayKeys to ${isObject ? 'any' : 'int'} values`
    : 'Set of $arrayKeys';
  return {
    ...base,
    template: 'packages/collections/templates/array-table.ts.template',
    file: `packages/collections/src/generated/${fileNameOf(Class)}.ts`,
    macros: {
      ...base.macros,
      Class,
      Self: isObject ? `${Class}<V>` : Class,
      stride: String(stride),
      Item: isObject ? '(number | V)' : 'number',
      storedValue: isObject ? 'value' : 'value | 0',
      appendValue: isMap ? ', value: $Value' : '',
      withoutValues: isObject ? ', without what the values themselves take' : '',
      arrayKeys: isLong ? '64-bit keys, two int32 lanes `(hi, lo)`,' : 'int keys',
      arraySummary: `${kind}: fastutil's \`${Class}\`,`,
      arrayLayout: `[${entry}, ${entry}, …]`,
      arrayEntryBytes: String(stride * 8),
      arrayKey: isLong ? `joinLanes(${keyArgs})` : keyArgs,
      arrayArgs: keyArgs,
      arrayCallbackArgs: isMap ? `this.indexGet(index), ${keyArgs}` : keyArgs,
    },
  };
}

export const arrayProducts = [
  arrayTable('Int', 'Int'),
  arrayTable('Int', 'Object'),
  arrayTable('Long', 'Object'),
  arrayTable('Int'),
  arrayTable('Long'),
];
