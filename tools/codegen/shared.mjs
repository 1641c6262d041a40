/**
 * The maps that threads share: what `shared-map.ts.template` and `shared-map-reader.ts.template` of
 * `packages/collections/templates` are filled with.
 */
import { fileNameOf } from './tables.mjs';

/** @typedef {import('./generate.mjs').Product} Product */
/** @typedef {Product['macros']} Macros */

/** By the name that they have in classes. @type {Record<string, { words: number; feature: string; macros: Macros }>} */
const keys = {
  Int: {
    words: 1,
    feature: 'int',
    macros: {
      Key: 'number',
      keyNoun: 'an int32',
      keyNouns: 'int keys',
      keyExamples: ': NaN, a fraction, out of its range. −0 is 0',
      zeroKey: '0',
      zeroWords: '0',
      mixer: 'mixInt',
      thirdMultiplier: '',
      thirdField: '',
      params: 'key: number',
      internalParams: 'key',
      args: 'key',
      setEntry: 'set',
      checkKey: 'if ((key | 0) !== key) throw invalidInt(key);',
      isZero: 'key === 0',
      isFree: (words, word) => `${words}[${word}] === 0`,
      getKey: (words, word) => `const key = ${words}[${word}]!`,
      isFreeKey: 'key === 0',
      anyKey: 'key',
      putKey: (words, word) => `Atomics.store(${words}, ${word}, key)`,
      clearKey: (words, word) => `Atomics.store(${words}, ${word}, 0)`,
      placeKey: (words, word) => `${words}[${word}] = key`,
      foundKeys: 'found[i]!',
      foundKey: 'found[i]!',
      slotLayout: 'key value',
    },
  },
  Long: {
    words: 2,
    feature: 'long',
    macros: {
      Key: 'bigint',
      keyNoun: 'two int32 lanes',
      keyNouns: '64-bit keys, two int32 lanes `(hi, lo)`,',
      keyExamples: ': NaN, fractions, 2^31',
      zeroKey: '(0, 0)',
      zeroWords: '0, 0',
      mixer: 'mixLong',
      thirdMultiplier: ', this.#multiplier3',
      thirdField: ', this.#multiplier3',
      params: 'hi: number, lo: number',
      internalParams: 'hi, lo',
      args: 'hi, lo',
      setEntry: 'setBigInt',
      checkKey: 'if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);',
      isZero: '(hi | lo) === 0',
      isFree: (words, word) => `(${words}[${word}]! | ${words}[${word} + 1]!) === 0`,
      getKey: (words, word) => `const hi = ${words}[${word}]!; const lo = ${words}[${word} + 1]!`,
      isFreeKey: '(hi | lo) === 0',
      anyKey: 'hi | lo',
      putKey: (words, word) =>
        `Atomics.store(${words}, ${word}, hi); Atomics.store(${words}, ${word} + 1, lo)`,
      clearKey: (words, word) =>
        `Atomics.store(${words}, ${word}, 0); Atomics.store(${words}, ${word} + 1, 0)`,
      placeKey: (words, word) => `${words}[${word}] = hi; ${words}[${word} + 1] = lo`,
      foundKeys: 'found[i]!, found[i + 1]!',
      foundKey: 'joinLanes(found[i]!, found[i + 1]!)',
      slotLayout: 'hi lo value',
    },
  },
};

/** @param {string} keyName @param {'' | 'Reader'} handle @returns {Product} */
function sharedMap(keyName, handle) {
  const { words, feature, macros } = /** @type {(typeof keys)[string]} */ (keys[keyName]);
  const Map = `Shared${keyName}2IntMap`;
  const Class = Map + handle;
  return {
    template: `packages/collections/templates/shared-map${handle === '' ? '' : '-reader'}.ts.template`,
    file: `packages/collections/src/generated/${fileNameOf(Class)}.ts`,
    knownFeatures: ['int', 'long'],
    features: [feature],
    macros: {
      ...macros,
      Map,
      Reader: `${Map}Reader`,
      PlainMap: `${keyName}2IntMap`,
      format: `sandy-shared-${fileNameOf(`${keyName}2IntMap`)}-1`,
      keyWords: String(words),
      stride: String(words + 1),
      slotBytes: String(4 * (words + 1)),
    },
  };
}

/** @type {readonly Product[]} */
export const sharedProducts = Object.keys(keys).flatMap((key) => [
  sharedMap(key, ''),
  sharedMap(key, 'Reader'),
]);
