/**
 * The priority queues of numbers: what `heap.ts.template` and `indirect-heap.ts.template` of
 * `packages/collections/templates` are filled with.
 */

/** @typedef {import('./generate.mjs').Product} Product */
/** @typedef {Product['macros']} Macros */

/** @type {Record<string, { feature: string; macros: Macros }>} */
const kinds = {
  Int: {
    feature: 'int',
    macros: {
      Array: 'Int32Array',
      noun: 'int',
      nouns: 'ints',
      aNoun: 'an int32',
      bytes: '4',
      zeroNote: '',
      largestFirst: '`~value` and read it so, too',
      length: 'this.#block.length',
      isWrong: (value) => `(${value} | 0) !== ${value}`,
      regionThrows:
        ' What\n   * `region.allocate` throws passes through; then nothing has changed.',
      badPriority: 'none',
    },
  },
  Double: {
    feature: 'double',
    macros: {
      Array: 'Float64Array',
      noun: 'double',
      nouns: 'doubles',
      aNoun: 'a number that is not NaN',
      bytes: '8',
      zeroNote: ' 0 and −0 are equal.',
      largestFirst: '`-value` and read it so, too',
      length: 'this.#heap.length',
      isWrong: (value) => `typeof ${value} !== 'number' || !(${value} <= Infinity)`,
      regionThrows: '',
      badPriority: 'NaN',
    },
  },
};

const knownFeatures = ['int', 'double'];

/**
 * @param {keyof typeof kinds} kind
 * @param {{ template: string; name: string; suffix: string; options: string }} form
 * @returns {Product}
 */
function heap(kind, { template, name, suffix, options }) {
  const { feature, macros } = /** @type {{ feature: string; macros: Macros }} */ (kinds[kind]);
  return {
    template: `packages/collections/templates/${template}.ts.template`,
    file: `packages/collections/src/generated/${feature}-${name}.ts`,
    knownFeatures,
    features: [feature],
    macros: { ...macros, Class: `${kind}${suffix}`, Options: options || `${kind}${suffix}Options` },
  };
}

/** @type {readonly Product[]} */
export const heapProducts = ['Int', 'Double'].flatMap((kind) => [
  heap(kind, {
    template: 'heap',
    name: 'heap-priority-queue',
    suffix: 'HeapPriorityQueue',
    options: kind === 'Int' ? 'BlockOptions' : '',
  }),
  heap(kind, {
    template: 'indirect-heap',
    name: 'heap-indirect-priority-queue',
    suffix: 'HeapIndirectPriorityQueue',
    options: '',
  }),
]);
