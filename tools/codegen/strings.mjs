/**
 * What V8's `Map` lies in: the maps from strings and references to ints with all of fastutil's
 * operations, over `String2IntMap` and `Reference2IntMap`, which are written by hand, and the LRU
 * map of strings.
 */
import { lruMap, openHashMap } from './tables.mjs';

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

/** The LRU map, over `StringOrder` in place of a linked map. @returns {Product} */
function stringLruMap() {
  const base = lruMap('Int');
  return {
    ...base,
    file: 'packages/collections/src/generated/string2object-lru-map.ts',
    features: ['string'],
    macros: {
      ...base.macros,
      Class: 'String2ObjectLruMap',
      LinkedMap: 'StringOrder',
      OptionsName: 'StringLruOptions',
      Key: 'string',
      params: 'key: string',
      keyNoun: 'a string',
      keyNouns: 'strings',
      layoutOfKeys:
        "V8's `Map` from keys to numbers of entries (the engine alone knows the hashes of its " +
        'strings), the keys and a ring of links by those numbers in the order of use',
      entryCost: "about 28 B an entry in V8's `Map`, up to 56 after growth, 16 B for key and links",
    },
  };
}

/** @type {readonly Product[]} */
export const stringProducts = [
  stringLruMap(),
  nativeMap('String', 'string', 'strings', ''),
  nativeMap('Reference', 'K', 'objects', '<K>'),
];
