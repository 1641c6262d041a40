/**
 * The hash tables with keys of fixed width: which there are, and what
 * `packages/collections/templates/hash-table.ts.template` is filled with for each.
 */

/** @typedef {import('./generate.mjs').Product} Product */
/** @typedef {Product['macros']} Macros */

/**
 * Keys that lie in two words, by which the table knows them.
 * @type {Macros}
 */
const lanes = {
  mixer: 'mixLong',
  Cursor: 'LongCursor',
  params: 'hi: number, lo: number',
  args: 'hi, lo',
  internalParams: 'hi, lo',
  isZero: '(hi | lo) === 0',
  bucketSlots: '1',
  inBuckets: '',
  isTaken: (words, word) => `(${words}[${word}]! | ${words}[${word} + 1]!) !== 0`,
  getKey: (words, word) => `const hi = ${words}[${word}]!; const lo = ${words}[${word} + 1]!`,
  putKey: (words, word) => `${words}[${word}] = hi; ${words}[${word} + 1] = lo`,
  clearKey: (words, word) => `${words}[${word}] = 0; ${words}[${word} + 1] = 0`,
  cursorKey: 'hi: 0, lo: 0',
  cursorTake: 'cursor.hi = hi ^ offset; cursor.lo = lo ^ offset',
  cursorArgs: 'cursor.hi, cursor.lo',
  mask: 'const maskedHi = hi ^ this.#offset; const maskedLo = lo ^ this.#offset;',
  masked: 'maskedHi, maskedLo',
  maskedArgs: 'hi ^ this.#offset, lo ^ this.#offset',
  isSecret: '(maskedHi | maskedLo) === 0',
  unmask: 'const keyHi = hi ^ this.#offset; const keyLo = lo ^ this.#offset;',
  unmasked: 'keyHi, keyLo',
  maskedSeed: 'masked, masked',
  getRemasked: (words, word) =>
    `const hi = ${words}[${word}]! ^ remask; const lo = ${words}[${word} + 1]! ^ remask`,
  OrderCursor: 'LongOrderCursor',
};

/**
 * Keys, by the name they have in classes. `words` of a slot hold one.
 * @type {Record<string, { words: number; macros: Macros; features: string[] }>}
 */
const keys = {
  Int: {
    words: 1,
    features: ['int'],
    macros: {
      ...intMacros('int32', 'invalidInt', '(key | 0) !== key'),
    },
  },
  Short: {
    words: 1,
    features: ['int'],
    macros: {
      ...intMacros('int16', 'invalidShort', '(key << 16) >> 16 !== key'),
    },
  },
  Long: {
    words: 2,
    features: ['long'],
    macros: {
      ...lanes,
      Key: 'bigint',
      keyNoun: 'two int32 lanes',
      keyCounterexamples: 'NaN, fractions, 2^31',
      asBigints: ' as bigints, −2^63 to 2^63 − 1,',
      keyParams: 'hi: number, lo: number',
      keyArgs: 'hi, lo',
      takeKey: '',
      checkKey: 'if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);',
      keyAt: (cursor) => `joinLanes(${cursor}.hi, ${cursor}.lo)`,
      getIndexKey: (index) =>
        `const hi = numbers.indexKeyHi(${index}); const lo = numbers.indexKeyLo(${index})`,
      indexKey: (index) => `joinLanes(this.indexKeyHi(${index}), this.indexKeyLo(${index}))`,
      callbackKeyParams: 'hi: number, lo: number',
      callbackKeys: 'cursor.hi, cursor.lo',
      arrayParams: 'his: ArrayLike<number>, los: ArrayLike<number>',
      isOtherLength: 'his.length !== count || los.length !== count',
      arrayKey: 'his[i]!, los[i]!',
      keyArgsOf: (key) => `longHi(${key}), longLo(${key})`,
      setPair: 'setBigInt(key, value)',
      indexOfPair: 'this.indexOf(longHi(key), longLo(key))',
    },
  },
  Double: {
    words: 2,
    features: ['long', 'double'],
    macros: {
      ...numberKeys(),
      ...lanes,
      keyNoun: 'a number',
      keyCounterexamples: 'strings, bigints',
      keyParams: 'key: number',
      keyArgs: 'key',
      takeKey: 'const hi = doubleKeyHi(key); const lo = doubleKeyLo(key);',
      checkKey: '',
      keyAt: (cursor) => `doubleOf(${cursor}.hi, ${cursor}.lo)`,
      callbackKeys: 'doubleOf(cursor.hi, cursor.lo)',
    },
  },
};

/** What keys that are numbers for those who call have in common. @returns {Macros} */
function numberKeys() {
  return {
    Key: 'number',
    asBigints: '',
    callbackKeyParams: 'key: number',
    arrayParams: 'keys: ArrayLike<number>',
    isOtherLength: 'keys.length !== count',
    arrayKey: 'keys[i]!',
    keyArgsOf: (key) => key,
    setPair: 'set(key, $argsOf(value))',
    indexOfPair: 'this.indexOf(key)',
  };
}

/** @param {string} noun @param {string} error @param {string} isWrong @returns {Macros} */
function intMacros(noun, error, isWrong) {
  return {
    ...numberKeys(),
    keyNoun: `an ${noun}`,
    keyCounterexamples: 'NaN, a fraction, out of its range',
    mixer: 'mixInt',
    invalidKey: error,
    Cursor: 'IntCursor',
    params: 'key: number',
    args: 'key',
    keyParams: 'key: number',
    keyArgs: 'key',
    takeKey: '',
    internalParams: 'key',
    checkKey: `if (${isWrong}) throw ${error}(key);`,
    isZero: 'key === 0',
    bucketSlots: '4',
    inBuckets: ', in buckets of four slots,',
    isTaken: (words, word) => `${words}[${word}] !== 0`,
    getKey: (words, word) => `const key = ${words}[${word}]!`,
    putKey: (words, word) => `${words}[${word}] = key`,
    clearKey: (words, word) => `${words}[${word}] = 0`,
    keyAt: (cursor) => `${cursor}.key`,
    cursorKey: 'key: 0',
    cursorTake: 'cursor.key = key ^ offset',
    mask: 'const masked = key ^ this.#offset;',
    masked: 'masked',
    cursorArgs: 'cursor.key',
    maskedArgs: 'key ^ this.#offset',
    isSecret: 'masked === 0',
    unmask: 'const unmasked = key ^ this.#offset;',
    unmasked: 'unmasked',
    maskedSeed: 'masked',
    getRemasked: (words, word) => `const key = ${words}[${word}]! ^ remask`,
    getIndexKey: (index) => `const key = numbers.indexKey(${index})`,
    indexKey: (index) => `this.indexKey(${index})`,
    OrderCursor: 'IntOrderCursor',
    callbackKeys: 'cursor.key',
  };
}

/**
 * Values, by the name they have in classes.
 * @type {Record<string, { words: number; features: string[]; macros: Macros }>}
 */
const values = {
  Object: {
    words: 0,
    features: ['objects'],
    macros: {
      Value: 'V',
      valueParams: 'value: V',
      laneArgs: 'value',
      valueArgs: 'value',
      entryValue: 'entry[1]',
      argsOf: (value) => value,
      valueAt: (word) => `this.#values[$slotOf(${word})]`,
      valueIn: (_words, word) => `this.#values[$slotOf(${word})]`,
      putValue: (word) => `this.#values[$slotOf(${word})] = value`,
      moveValue: (to, from) => `this.#values[$slotOf(${to})] = this.#values[$slotOf(${from})];`,
      asValue: ' as V',
      Made: 'V | undefined',
      isSame: (a, b) => `Object.is(${a}, ${b})`,
    },
  },
  Int: inWords('an int32', 1, {
    valueImports: 'invalidInt32',
    checkValue: 'if ((value | 0) !== value) throw invalidInt32(value);',
    decode: (word) => `${word}!`,
    encode: (words) => `${words} = value`,
    isSame: (a, b) => `(${a} === ${b})`,
  }),
  Float: inWords('a number', 1, {
    valueImports: 'floatOf, floatBits, invalidNumber',
    checkValue: "if (typeof value !== 'number') throw invalidNumber(value);",
    decode: (word) => `floatOf(${word}!)`,
    encode: (words) => `${words} = floatBits(value)`,
    isSame: (a, b) => `Object.is(${a}, Math.fround(${b}))`,
  }),
  Byte: apart('an integer from −128 to 127', 'Int8Array', {
    valueImports: 'invalidInt8',
    checkValue: 'if ((value << 24) >> 24 !== value) throw invalidInt8(value);',
  }),
  Short: apart('an integer from −32,768 to 32,767', 'Int16Array', {
    valueImports: 'invalidInt16',
    checkValue: 'if ((value << 16) >> 16 !== value) throw invalidInt16(value);',
  }),
  Double: {
    words: 2,
    features: ['inline', 'numbers', 'checkedValue'],
    macros: {
      ...numberMacros('a number'),
      valueImports: 'doubleHi, doubleLo, doubleOf, invalidNumber',
      checkValue: "if (typeof value !== 'number') throw invalidNumber(value);",
      valueAt: (slot) => `doubleOf($wordAt(${slot}, 0)!, $wordAt(${slot}, 1)!)`,
      valueIn: (_words, slot) => `doubleOf($wordAt(${slot}, 0)!, $wordAt(${slot}, 1)!)`,
      putValue: (slot) =>
        `$wordAt(${slot}, 0) = doubleHi(value); $wordAt(${slot}, 1) = doubleLo(value)`,
      isSame: (a, b) => `Object.is(${a}, ${b})`,
      ...twoWords(),
    },
  },
  Long: {
    words: 2,
    features: ['inline', 'longValue', 'checkedValue'],
    macros: {
      Value: 'bigint',
      valueNoun: 'two int32 lanes',
      valueParams: 'valueHi: number, valueLo: number',
      laneArgs: 'valueHi, valueLo',
      valueArgs: 'longHi(value), longLo(value)',
      entryValue: 'longHi(entry[1]), longLo(entry[1])',
      argsOf: (value) => `longHi(${value}), longLo(${value})`,
      valueImports: 'invalidValueLanes',
      checkValue:
        'if ((valueHi | 0) !== valueHi || (valueLo | 0) !== valueLo) {' +
        ' throw invalidValueLanes(valueHi, valueLo); }',
      valueAt: (slot) => `joinLanes($wordAt(${slot}, 0)!, $wordAt(${slot}, 1)!)`,
      valueIn: (_words, slot) => `joinLanes($wordAt(${slot}, 0)!, $wordAt(${slot}, 1)!)`,
      putValue: (slot) => `$wordAt(${slot}, 0) = valueHi; $wordAt(${slot}, 1) = valueLo`,
      asValue: '',
      Made: 'bigint',
      isSame: (a, b) => `(${a} === ${b})`,
      ...twoWords(),
    },
  },
};

/** @param {string} noun @returns {Macros} */
function numberMacros(noun) {
  return {
    Value: 'number',
    valueNoun: noun,
    valueParams: 'value: number',
    laneArgs: 'value',
    valueArgs: 'value',
    entryValue: 'entry[1]',
    argsOf: (value) => value,
    asValue: '',
    Made: 'number',
    wordAt: (slot, word) => `this.#words[${slot} + $keyWords + ${word}]`,
  };
}

/** Numbers that lie in words of the slot. @param {string} noun @param {number} words @param {Macros} macros */
function inWords(noun, words, macros) {
  return {
    words,
    features: ['inline', 'numbers', 'checkedValue'],
    macros: {
      ...numberMacros(noun),
      valueAt: (/** @type {string} */ slot) => `$decode(this.#words[${slot} + $keyWords])`,
      valueIn: (/** @type {string} */ words, /** @type {string} */ slot) =>
        `$decode(${words}[(${slot} + $keyWords) | 0])`,
      putValue: (/** @type {string} */ slot) => `$encode(this.#words[${slot} + $keyWords])`,
      moveValue: (/** @type {string} */ to, /** @type {string} */ from) =>
        `words[${to} + $keyWords] = words[${from} + $keyWords]!;`,
      copyValue: (
        /** @type {string} */ to,
        /** @type {string} */ at,
        /** @type {string} */ from,
        /** @type {string} */ oldAt,
      ) => `${to}[${at} + $keyWords] = ${from}[${oldAt} + $keyWords]!`,
      ...macros,
    },
  };
}

/** Short numbers, in an array behind the keys. @param {string} noun @param {string} ValueArray @param {Macros} macros */
function apart(noun, ValueArray, macros) {
  return {
    words: 0,
    features: ['apart', 'numbers', 'checkedValue'],
    macros: {
      ...numberMacros(noun),
      ValueArray,
      valueAt: (/** @type {string} */ slot) => `this.#values[$slotOf(${slot})]!`,
      valueIn: (/** @type {string} */ _words, /** @type {string} */ slot) =>
        `this.#values[$slotOf(${slot})]!`,
      putValue: (/** @type {string} */ slot) => `this.#values[$slotOf(${slot})] = value`,
      moveValue: (/** @type {string} */ to, /** @type {string} */ from) =>
        `this.#values[$slotOf(${to})] = this.#values[$slotOf(${from})]!;`,
      isSame: (/** @type {string} */ a, /** @type {string} */ b) => `(${a} === ${b})`,
      ...macros,
    },
  };
}

/** Moves values of two words. @returns {Macros} */
function twoWords() {
  return {
    wordAt: (slot, word) => `this.#words[${slot} + $keyWords + ${word}]`,
    moveValue: (to, from) =>
      `words[${to} + $keyWords] = words[${from} + $keyWords]!;` +
      ` words[${to} + $keyWords + 1] = words[${from} + $keyWords + 1]!;`,
    copyValue: (to, at, from, oldAt) =>
      `${to}[${at} + $keyWords] = ${from}[${oldAt} + $keyWords]!;` +
      ` ${to}[${at} + $keyWords + 1] = ${from}[${oldAt} + $keyWords + 1]!`,
  };
}

const TEMPLATE = 'packages/collections/templates/hash-table.ts.template';
const KNOWN_FEATURES = [
  'map',
  'set',
  'int',
  'bucketed',
  'tagged',
  'long',
  'double',
  'native',
  'custom',
  'string',
  'objects',
  'inline',
  'apart',
  'longValue',
  'linked',
  'numbers',
  'checkedValue',
];

/** @param {string} name CamelCase @returns {string} kebab-case, digits staying with the word */
export const fileNameOf = (name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();

/**
 * @param {string} keyName @param {string} [valueName] none: a set
 * @param {{ linked?: boolean, tagged?: boolean }} [options] linked: it keeps an order; tagged: it is
 * asked mostly for what it does not hold (int keys alone)
 * @returns {Product}
 */
export function hashTable(keyName, valueName, { linked = false, tagged = false } = {}) {
  const key = keys[keyName];
  const value = valueName === undefined ? undefined : values[valueName];
  if (key === undefined || (valueName !== undefined && value === undefined)) {
    throw new Error(`expected kinds of keys and values, got ${keyName} and ${valueName}`);
  }
  const isObject = valueName === 'Object';
  const order = linked ? 'Linked' : tagged ? 'Tagged' : '';
  const Class =
    value === undefined ? `${keyName}${order}Set` : `${keyName}2${valueName}${order}Map`;
  const stride = key.words + (value?.words ?? 0) + (linked ? 1 : 0);
  const bucketWords = stride * Number(key.macros['bucketSlots']);
  const isApart = value?.features.includes('apart') === true;
  // Rounded up to words.
  const tail = {
    Byte: (count) => `((${count} + 3) >> 2)`,
    Short: (count) => `((${count} + 1) >> 1)`,
  };
  /** @param {string} count */
  const wordCount = (count) => {
    const behind =
      (isApart ? ` + ${tail[valueName](count)}` : '') +
      (linked ? ` + ${count}` : '') +
      (tagged ? ` + (${count} >> 2)` : '');
    return `${count} * ${stride}${behind}`;
  };
  const entry = isObject ? 'V' : '$Value';
  return {
    template: TEMPLATE,
    file: `packages/collections/src/generated/${fileNameOf(Class)}.ts`,
    knownFeatures: KNOWN_FEATURES,
    features: [
      ...key.features,
      ...(key.macros['bucketSlots'] === '1' ? [] : ['bucketed']),
      value === undefined ? 'set' : 'map',
      ...(linked ? ['linked'] : []),
      ...(tagged ? ['tagged'] : []),
      ...(value?.features ?? []),
    ],
    macros: {
      ...key.macros,
      ...value?.macros,
      Class,
      Generic: isObject ? '<V>' : '',
      New: isObject ? '<V>' : '',
      Self: isObject ? `${Class}<V>` : Class,
      stride: String(stride),
      keyWords: String(key.words),
      wordCount,
      valuesWord: (count) => (linked ? `${count} * ${stride + 1}` : `${count} * ${stride}`),
      byteLength: (count) => `(${wordCount(count)}) * 4`,
      slotOf: (word) => slotOf(word, stride),
      slotCount: slotOf('this.#end', stride),
      // Numbers in place of named constants, which V8 looks up each time once a bundler has made
      // variables of them; and no form that could overflow, for which it would look, too.
      bucketWords: String(bucketWords),
      position: String(stride - 1),
      slotAt: (bucket, slot) =>
        isPowerOf2(bucketWords)
          ? `${bucket} | ${Number(slot) * stride}`
          : `(${bucket} + ${Number(slot) * stride}) | 0`,
      lastSlot: (bucket) => (key.words === 2 ? bucket : `$slotAt(${bucket}, 3)`),
      freeSlotIn: (words, bucket) =>
        key.words === 2 ? bucket : `this.#freeSlotIn(${words}, ${bucket})`,
      nextBucket: (word) =>
        isPowerOf2(bucketWords)
          ? `(${word} | ${bucketWords - 1}) + 1`
          : `${word} - (${word} % ${bucketWords}) + ${bucketWords}`,
      // A product of its own, with no secret: it only tells which slots are worth a look.
      tagOf: (key) => `((imul(${key}, 0x2c1b3c6d) >>> 25) | 128)`,
      tagsAt: (end, word) => `${end} + (${word} >> ${Math.log2(bucketWords)})`,
      slotInBucket: (word) => `(${slotOf(word, stride)} & 3)`,
      times: (number, slots) => timesWords(number, Number(slots) * stride),
      timesBucket: (number) =>
        isPowerOf2(bucketWords)
          ? `(${number}) << ${Math.log2(bucketWords)}`
          : `imul(${number}, ${bucketWords})`,
      // 1 or 0: V8 makes no branch of these.
      isSameWord: (a, b) => `(+(${a} === ${b}) | 0)`,
      isOtherWord: (a, b) => `(+(${a} !== ${b}) | 0)`,
      maximumSlotCount: isObject ? 'MAXIMUM_SLOT_COUNT_WITH_OBJECTS' : 'MAXIMUM_SLOT_COUNT',
      Entries: value === undefined ? 'Iterable<$Key>' : `Iterable<readonly [$Key, ${entry}]>`,
      entriesNote: value === undefined ? 'keys' : 'pairs of key and value',
      addEntry: addEntry(keyName, value !== undefined),
      addReturns: 'false if it was there.',
      addName: value === undefined ? '`add`' : '`set`',
      visited: value === undefined ? 'key' : 'value and its key',
      callbackParams:
        value === undefined ? '$callbackKeyParams' : 'value: $Value, $callbackKeyParams',
      callbackArgs:
        value === undefined ? '$callbackKeys' : '$valueAt(cursor.index)$asValue, $callbackKeys',
      longImports: 'joinLanes, longHi, longLo',
      cursorToClose: linked ? '' : 'cursor',
      AnyCursor: linked ? '$OrderCursor' : '$Cursor',
      ...documentation(keyName, valueName, linked, tagged),
    },
  };
}

/**
 * The class with all of fastutil's operations over the map of the same kinds.
 * @param {string} keyName @param {string} valueName @param {{ linked?: boolean }} [options]
 * @returns {Product}
 */
export function openHashMap(keyName, valueName, options = {}) {
  const base = hashTable(keyName, valueName, options);
  const MapClass = /** @type {string} */ (base.macros['Class']);
  const Class = MapClass.replace(/Map$/, 'OpenHashMap');
  const isObject = valueName === 'Object';
  return {
    ...base,
    template: 'packages/collections/templates/open-hash-map.ts.template',
    file: `packages/collections/src/generated/${fileNameOf(Class)}.ts`,
    macros: {
      ...outside(base.macros),
      Class,
      CursorClass: `${Class}Cursor`,
      MapClass,
      mapFile: fileNameOf(MapClass),
      Self: isObject ? `${Class}<V>` : Class,
      MapSelf: isObject ? `${MapClass}<V>` : MapClass,
      argNames: '$args',
      optionsParam: 'options?: TableOptions',
      ownOptions: '',
    },
  };
}

/**
 * The map that forgets what was used longest ago.
 * @param {string} keyName @returns {Product}
 */
export function lruMap(keyName) {
  const linked = hashTable(keyName, 'Int', { linked: true });
  const LinkedMap = /** @type {string} */ (linked.macros['Class']);
  const Class = `${keyName}2ObjectLruMap`;
  return {
    ...linked,
    template: 'packages/collections/templates/lru-map.ts.template',
    file: `packages/collections/src/generated/${fileNameOf(Class)}.ts`,
    macros: {
      ...linked.macros,
      Class,
      LinkedMap,
      linkedFile: fileNameOf(LinkedMap),
      OptionsName: `${keyName}LruOptions`,
      keyNouns: keyName === 'Long' ? '64-bit keys' : `${keyName.toLowerCase()} keys`,
      layoutOfKeys: `a {@link ${LinkedMap}} from keys to numbers of entries, in the order of use`,
      // Slots of the linked map at 3/4 with their places in the order, a value, a free number.
      entryCost: `about ${Math.round((Number(linked.macros['stride']) * 4 + 4) / 0.75 + 8)} B an entry at a load of 3/4`,
    },
  };
}

/**
 * The class with all of fastutil's operations over the set of the same keys.
 * @param {string} keyName @param {{ linked?: boolean }} [options] @returns {Product}
 */
export function openHashSet(keyName, options = {}) {
  const base = hashTable(keyName, undefined, options);
  const SetClass = /** @type {string} */ (base.macros['Class']);
  const Class = SetClass.replace(/Set$/, 'OpenHashSet');
  return {
    ...base,
    template: 'packages/collections/templates/open-hash-set.ts.template',
    file: `packages/collections/src/generated/${fileNameOf(Class)}.ts`,
    macros: {
      ...outside(base.macros),
      Class,
      CursorClass: `${Class}Cursor`,
      SetClass,
      setFile: fileNameOf(SetClass),
    },
  };
}

/** @param {number} number */
const isPowerOf2 = (number) => (number & (number - 1)) === 0;

/** @param {string} number @param {number} words */
const timesWords = (number, words) => (words === 1 ? number : `${number} * ${words}`);

/**
 * Macros for classes that see keys as those do who call them.
 * @param {Macros} macros @returns {Macros}
 */
function outside(macros) {
  const { keyParams = '', keyArgs = '' } = macros;
  return { ...macros, params: keyParams, args: keyArgs };
}

/** @param {string} word @param {number} stride */
function slotOf(word, stride) {
  if (stride === 1) return word;
  if (stride === 2) return `(${word} >> 1)`;
  if (stride === 4) return `(${word} >> 2)`;
  return `((${word} / ${stride}) | 0)`; // V8 multiplies in place of that
}

/** @param {string} keyName @param {boolean} isMap */
function addEntry(keyName, isMap) {
  if (keyName === 'Long') {
    return isMap ? 'this.setBigInt(entry[0], entry[1])' : 'this.addBigInt(entry)';
  }
  return isMap ? 'this.set(entry[0], $entryValue)' : 'this.add(entry)';
}

/** Bytes of a value in a table. @type {Record<string, number>} */
const VALUE_BYTES = { Byte: 1, Short: 2, Int: 4, Float: 4, Long: 8, Double: 8, Object: 8 };

/** What is said of a table with tags. */
const TAGGED =
  ' For those that are asked mostly for what they do not hold: a miss reads a byte a slot in place of' +
  ' the slots, and a hit reads both.';

/**
 * What the docstring says of a class.
 * @param {string} keyName @param {string | undefined} valueName @param {boolean} linked
 * @param {boolean} tagged
 * @returns {Macros}
 */
function documentation(keyName, valueName, linked, tagged) {
  const isLong = keyName === 'Long';
  const isInline = !['Object', 'Byte', 'Short', undefined].includes(valueName);
  const isDouble = keyName === 'Double';
  const noun = isLong ? '64-bit keys, two int32 lanes `(hi, lo)`' : `${keyName.toLowerCase()} keys`;
  const words = [isLong || isDouble ? 'hi lo' : 'key', isInline ? 'value' : '', linked ? 'at' : ''];
  const slot = `[${words.filter(Boolean).join(' ')}]`;
  const layout = [
    `words   ${slot}${slot} …   a slot each`,
    ...(isDouble
      ? ['        hi and lo are the bits of the key; all NaN are one key, and −0 is 0']
      : []),
  ];
  if (tagged) {
    layout.push('tags    a byte a slot, those of a bucket in one word; 0 is that of a free slot');
  }
  if (linked)
    layout.push('order   where each slot begins, + 1, as they follow; `at` is its place here');
  if (valueName !== undefined && !isInline) {
    layout.push('values  [v][v] …   one a slot');
  }
  const order = linked ? 'Linked' : '';
  const name =
    valueName === undefined
      ? `${keyName}${order}OpenHashSet`
      : `${keyName}2${valueName}${order}OpenHashMap`;
  const values = valueName === 'Object' ? 'any values' : `${valueName?.toLowerCase()} values`;
  const slotBytes =
    (isLong || isDouble ? 8 : 4) +
    (VALUE_BYTES[valueName ?? ''] ?? 0) +
    (linked ? 8 : 0) +
    (tagged ? 1 : 0);
  return {
    summary: `${valueName === undefined ? `Set of ${noun}` : `Map from ${noun} to ${values}`}: fastutil's \`${name}\`.${tagged ? TAGGED : ''}`,
    layout: layout.map((line) => ` *     ${line}`).join('\n'),
    cost: costOf(slotBytes),
    order: linked
      ? 'that in which keys were put, as in `Map`'
      : 'that of the slots, different for each table',
    inRegion:
      valueName === 'Object'
        ? 'In a region only what is no value lies there (a region holds no JavaScript values) and is charged to it.'
        : 'In a region it lies there as a whole and is charged to it.',
  };
}

/** @param {number} slotBytes */
function costOf(slotBytes) {
  const [least, most] = [slotBytes / 0.75, slotBytes / 0.375];
  const text = (/** @type {number} */ bytes) => bytes.toFixed(1).replace('.0', '');
  return `${slotBytes} B a slot at a load of 3/8 to 3/4: ${text(least)} to ${text(most)} B an entry.`;
}
