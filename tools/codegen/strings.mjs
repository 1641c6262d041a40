/**
 * The maps from strings and references to ints with all of fastutil's operations, over
 * `String2IntMap` and `Reference2IntMap`, which are written by hand: V8's `Map` lies in them.
 */
import { openHashMap } from './tables.mjs';

/** @typedef {import('./generate.mjs').Product} Product */

/**
 * @param {string} keyName @param {string} Key its type @param {string} folder of the lean class
 * @param {string} generic parameters of the class @returns {Product}
 */
function nativeMap(keyName, Key, folder, generic) {
  const base = openHashMap('Int', 'Int');
  const MapClass = `${keyName}2IntMap`;
  const Class = `${keyName}2IntOpenHashMap`;
  return {
    ...base,
    file: `packages/collections/src/operations/${keyName.toLowerCase()}2int-open-hash-map.ts`,
    // The lean ones have addTo, and no slots.
    features: [...base.features.filter((feature) => feature !== 'numbers'), 'native'],
    macros: {
      ...base.macros,
      Class,
      MapClass,
      mapFile: `../${folder}/${keyName.toLowerCase()}2int-map`,
      Key,
      params: `key: ${Key}`,
      arrayParams: `keys: ArrayLike<${Key}>`,
      Generic: generic,
      New: generic,
      Self: `${Class}${generic}`,
      MapSelf: `${MapClass}${generic}`,
    },
  };
}

/** @type {readonly Product[]} */
export const stringProducts = [
  nativeMap('String', 'string', 'strings', ''),
  nativeMap('Reference', 'K', 'objects', '<K>'),
];
