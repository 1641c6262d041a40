/** The maps from keys that a strategy tells apart, and those of them with fastutil's operations. */
import { fileNameOf, openHashMap } from './tables.mjs';

/** @typedef {import('./generate.mjs').Product} Product */
/** @typedef {Product['macros']} Macros */

/** Values, by the name they have in classes. @type {Record<string, { feature: string; macros: Macros }>} */
const values = {
  Int: {
    feature: 'ints',
    macros: {
      Value: 'number',
      values: 'int values',
      Generic: '<K>',
      Parameters: 'K',
      Found: 'number',
      none: '0',
      asValue: '',
      IdentityMap: 'Reference2IntMap',
      referenceNoun: 'keys',
      wordNoun: 'hashes and values',
      cost:
        '8 B (a pointer of V8) for the key, 8 B for hash and value and 4 B a slot: 21.3 B an entry ' +
        'at the load of 3/4, up to 34.7 after growth',
      payloadWords: '1',
      pointerBytes: '8',
      payloadsToo: ', payloadsAt',
      openWords: 'const words = this.#index.open()',
      valueOf: (entry) => `words[payloadsAt + ${entry}]!`,
      valuesToo: '',
    },
  },
  Object: {
    feature: 'objects',
    macros: {
      Value: 'V',
      values: 'any values',
      Generic: '<K, V>',
      Parameters: 'K, V',
      Found: 'V | undefined',
      none: 'undefined',
      asValue: ' as V',
      IdentityMap: 'Map',
      referenceNoun: 'keys and values',
      wordNoun: 'hashes',
      cost:
        '8 B (a pointer of V8) each for key and value, 4 B for the hash and 4 B a slot: 25.3 B an ' +
        'entry at the load of 3/4, up to 34.7 after growth',
      payloadWords: '0',
      pointerBytes: '16',
      payloadsToo: '',
      openWords: 'this.#index.open()',
      valueOf: (entry) => `this.#values.at(${entry})`,
      valuesToo: ', this.#values',
    },
  },
};

/** @param {string} valueName @returns {Product[]} */
function customMaps(valueName) {
  const { feature, macros } = /** @type {{ feature: string; macros: Macros }} */ (
    values[valueName]
  );
  const Class = `Object2${valueName}Map`;
  const FullClass = `Object2${valueName}OpenCustomHashMap`;
  const Generic = /** @type {string} */ (macros['Generic']);
  const base = openHashMap('Int', valueName);
  return [
    {
      template: 'packages/collections/templates/object-map.ts.template',
      file: `packages/collections/src/generated/${fileNameOf(Class)}.ts`,
      knownFeatures: ['ints', 'objects'],
      features: [feature],
      macros: { ...macros, Class, FullClass },
    },
    {
      ...base,
      file: `packages/collections/src/generated/${fileNameOf(FullClass)}.ts`,
      // The lean ones have addTo, and no slots.
      features: [...base.features.filter((name) => name !== 'numbers'), 'native', 'custom'],
      macros: {
        ...base.macros,
        Class: FullClass,
        MapClass: Class,
        mapFile: fileNameOf(Class),
        Key: 'K',
        params: 'key: K',
        arrayParams: 'keys: ArrayLike<K>',
        arrayKey: 'keys[i] as K',
        Generic,
        New: Generic,
        Self: `${FullClass}${Generic}`,
        MapSelf: `${Class}${Generic}`,
        optionsParam: 'options: ObjectTableOptions<K>',
        ownOptions: ', strategy: this.strategy',
      },
    },
  ];
}

/** @type {readonly Product[]} */
export const objectProducts = ['Int', 'Object'].flatMap((valueName) => customMaps(valueName));
