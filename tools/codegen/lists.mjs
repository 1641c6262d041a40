/**
 * The lists and queues that lie in one array: which there are, and what
 * `packages/collections/templates/array-list.ts.template` and `array-fifo-queue.ts.template` are
 * filled with for each.
 */

/** @typedef {import('./generate.mjs').Product} Product */
/** @typedef {Product['macros']} Macros */

/** @typedef {{ features: string[]; macros: Macros }} Kind */

/** Bytes of an element, by the typed array that holds them. */
const bytesOf = { Int8Array: 1, Int16Array: 2, Int32Array: 4, Float32Array: 4, Float64Array: 8 };

/**
 * Kinds of elements, by the name they have in classes. Another one is another line.
 * @type {Record<string, Kind>}
 */
const kinds = {
  Int: integers('an int32', 'Int32Array', { shift: 0, sort: 'sortInts', error: 'invalidInt32' }),
  Short: integers('an int16', 'Int16Array', { shift: 16, error: 'invalidInt16' }),
  Byte: integers('an int8', 'Int8Array', { shift: 24, sort: 'sortBytes', error: 'invalidInt8' }),
  Double: floats('doubles', 'Float64Array', 'sortDoubles'),
  Float: floats('floats', 'Float32Array'),
  Long: longs(),
  Object: objects(),
};

/**
 * What elements of one item have in common. @param {string} Items @param {string} [sort]
 * @returns {Macros}
 */
function single(Items, sort) {
  return {
    Items,
    Typed: Items,
    Value: 'number',
    stride: '1',
    bytes: String(bytesOf[Items]),
    layout: ' *     items   [first][second] …  [last][free] …',
    params: 'value: number',
    args: 'value',
    words: (count) => count,
    // Blocks of regions are measured in words of 4 bytes.
    rounded: (count) => {
      const perWord = 4 / bytesOf[Items];
      return perWord > 1 ? `((${count} + ${perWord - 1}) & ${-perWord})` : count;
    },
    read: (items, index) => `${items}[${index}]!`,
    put: (items, index) => `${items}[${index}] = value`,
    move: (items, to, from) => `${items}[${to}] = ${items}[${from}]!`,
    isAt: (items, index) => `${items}[${index}] === value`,
    callbackArgs: (items, index) => `${items}[${index}]!`,
    sortImports: sort ?? '',
    sort: (items, size) =>
      sort === undefined ? `${items}.subarray(0, ${size}).sort()` : `${sort}(${items}, ${size})`,
    enqueueValue: (value) => `enqueue(${value})`,
  };
}

/**
 * @param {string} noun @param {string} Items
 * @param {{ shift: number; sort?: string; error: string }} options bits of 32 that they have not
 * @returns {Kind}
 */
function integers(noun, Items, { shift, sort, error }) {
  const cut = shift === 0 ? 'value | 0' : `value << ${shift} >> ${shift}`;
  return {
    features: [Items === 'Int32Array' ? 'words' : 'views', ...(sort ? ['sortImports'] : [])],
    macros: {
      ...single(Items, sort),
      noun: `${noun.replace('an ', '')} numbers`,
      valueNoun: noun,
      valueImports: error,
      check: `if ((${cut}) !== value) throw ${error}(value);`,
      isBelow: (items, index) => `${items}[${index}]! < value`,
      isLevel: (items, index) => `${items}[${index}] === value`,
      compare: (a, b, index) => `${a}[${index}]! - ${b}[${index}]!`,
      isSame: (a, b, index) => `(${a}[${index}] === ${b}[${index}])`,
      nanNever: '',
      orNaN: '',
      asTyped: '',
      sameNaN: '',
    },
  };
}

/** @param {string} noun @param {string} Items @param {string} [sort] @returns {Kind} */
function floats(noun, Items, sort) {
  return {
    features: ['views', 'floating', 'sortImports'],
    macros: {
      ...single(Items, sort),
      noun,
      valueNoun: 'a number',
      valueImports: 'invalidNumber',
      check: "if (typeof value !== 'number') throw invalidNumber(value);",
      isBelow: (items, index) => `compareDoubles(${items}[${index}]!, value) < 0`,
      isLevel: (items, index) => `compareDoubles(${items}[${index}]!, value) === 0`,
      compare: (a, b, index) => `compareDoubles(${a}[${index}]!, ${b}[${index}]!)`,
      isSame: (a, b, index) => `Object.is(${a}[${index}], ${b}[${index}])`,
      sortImports: sort === undefined ? 'compareDoubles' : `compareDoubles, ${sort}`,
      nanNever: ' As in arrays,\n   * NaN equals none and −0 equals 0.',
      orNaN: '; NaN equals NaN',
      asTyped: ' As in typed arrays, −0\n   * comes before 0 and NaN at the end.',
      sameNaN: ' NaN equals NaN, −0 does\n   * not equal 0.',
    },
  };
}

/** @returns {Kind} */
function longs() {
  return {
    features: ['words', 'long', 'sortImports'],
    macros: {
      ...single('Int32Array', 'sortLongs'),
      Typed: 'BigInt64Array',
      Value: 'bigint',
      stride: 'STRIDE',
      bytes: '8',
      noun: '64-bit integers, int32 lanes `(hi, lo)` or bigints',
      valueNoun: 'two int32 lanes',
      layout:
        ' *     items   [lo hi][lo hi] …  [lo hi][free] …     as in a BigInt64Array (where the\n' +
        ' *     machine puts high words first: hi lo)',
      params: 'hi: number, lo: number',
      args: 'hi, lo',
      valueImports: 'invalidValueLanes',
      check: 'if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidValueLanes(hi, lo);',
      words: (count) => (/^\w+$/.test(count) && Number(count) === 0 ? '0' : `(${count}) * STRIDE`),
      rounded: (count) => count,
      read: (items, index) =>
        `joinLanes(${items}[(${index}) * STRIDE + HI]!, ${items}[(${index}) * STRIDE + LO]!)`,
      put: (items, index) =>
        `${items}[(${index}) * STRIDE + HI] = hi; ${items}[(${index}) * STRIDE + LO] = lo`,
      move: (items, to, from) =>
        `${items}[(${to}) * STRIDE] = ${items}[(${from}) * STRIDE]!;` +
        ` ${items}[(${to}) * STRIDE + 1] = ${items}[(${from}) * STRIDE + 1]!`,
      isAt: (items, index) =>
        `${items}[(${index}) * STRIDE + LO] === lo && ${items}[(${index}) * STRIDE + HI] === hi`,
      isBelow: (items, index) =>
        `isBelow(${items}[(${index}) * STRIDE + HI]!, ${items}[(${index}) * STRIDE + LO]!, hi, lo)`,
      isLevel: (items, index) => `$isAt(${items}, ${index})`,
      compare: (a, b, index) =>
        `${a}[(${index}) * STRIDE + HI]! - ${b}[(${index}) * STRIDE + HI]! ||` +
        ` (${a}[(${index}) * STRIDE + LO]! >>> 0) - (${b}[(${index}) * STRIDE + LO]! >>> 0)`,
      isSame: (a, b, index) =>
        `(${a}[(${index}) * STRIDE] === ${b}[(${index}) * STRIDE] &&` +
        ` ${a}[(${index}) * STRIDE + 1] === ${b}[(${index}) * STRIDE + 1])`,
      callbackArgs: (items, index) =>
        `${items}[(${index}) * STRIDE + HI]!, ${items}[(${index}) * STRIDE + LO]!`,
      enqueueValue: (value) => `enqueueBigInt(${value})`,
      nanNever: '',
      orNaN: '',
      asTyped: '',
      sameNaN: '',
    },
  };
}

/** Of queues only. @returns {Kind} */
function objects() {
  return {
    features: ['objects'],
    macros: {
      Value: 'V',
      noun: 'any values',
      stride: '1',
      bytes: '8',
      layout: ' *     items   [last][free] …  [first][second] …',
      params: 'value: V',
      words: (count) => count,
      read: (items, place) => `${items}[${place}] as V`,
      put: (items, place) => `${items}[${place}] = value`,
      callbackArgs: (items, place) => `${items}[${place}] as V`,
      enqueueValue: (value) => `enqueue(${value})`,
    },
  };
}

const KNOWN_FEATURES = ['words', 'views', 'long', 'floating', 'objects', 'sortImports'];

/** @param {string} name @param {(kind: Kind) => boolean} isKnown */
function kindOf(name, isKnown) {
  const kind = kinds[name];
  if (kind !== undefined && isKnown(kind)) return kind;
  throw new Error(`expected a kind of elements, got ${name}`);
}

/** @param {string} name CamelCase @returns {string} kebab-case */
const fileNameOf = (name) =>
  name
    .replace('FIFO', 'Fifo')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase();

/** @param {string} kindName @returns {Product} */
export function arrayList(kindName) {
  const kind = kindOf(kindName, ({ features }) => !features.includes('objects'));
  const Class = `${kindName}ArrayList`;
  return {
    template: 'packages/collections/templates/array-list.ts.template',
    file: `packages/collections/src/generated/${fileNameOf(Class)}.ts`,
    knownFeatures: KNOWN_FEATURES,
    features: kind.features,
    macros: { ...kind.macros, Class, IteratorName: `${Class}Iterator` },
  };
}

/** Of elements that fill words, or of objects. @param {string} kindName @returns {Product} */
export function fifoQueue(kindName) {
  const kind = kindOf(kindName, ({ features }) => !features.includes('views'));
  const Class = `${kindName}ArrayFIFOQueue`;
  const isObject = kind.features.includes('objects');
  const { valueNoun, layout } = kind.macros;
  return {
    template: 'packages/collections/templates/array-fifo-queue.ts.template',
    file: `packages/collections/src/generated/${fileNameOf(Class)}.ts`,
    knownFeatures: KNOWN_FEATURES,
    features: kind.features,
    macros: {
      ...kind.macros,
      Class,
      IteratorName: `${Class}Iterator`,
      Generic: isObject ? '<V>' : '',
      Self: isObject ? `${Class}<V>` : Class,
      layout: isObject ? layout : ' *     items   [last][free] …  [first][second] …',
      badValue: isObject ? '' : ` or a value is not ${valueNoun}`,
      pointers: isObject ? ' A pointer counts as 8 B; what the values take does not.' : '',
    },
  };
}

/** @type {readonly Product[]} */
export const listProducts = [
  ...['Int', 'Long', 'Double', 'Byte'].map(arrayList),
  ...['Int', 'Long', 'Object'].map(fifoQueue),
];
