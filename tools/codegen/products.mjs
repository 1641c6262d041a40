/**
 * What the generator makes: one entry a file. Another class is another entry.
 *
 * `features` are the blocks of the template that the class gets, out of those that the template
 * knows; `names` are put in place of the template's, in this order, each of which must occur.
 */

const KEY_TO_VALUE_TABLE = {
  template: 'packages/collections/templates/key2value-table.ts',
  knownFeatures: ['template', 'map', 'set'],
};

const TO_SOURCES = ["'../src/", "'../"];

/** @type {readonly import('./generate.mjs').Product[]} */
export const products = [
  {
    ...KEY_TO_VALUE_TABLE,
    file: 'packages/collections/src/generated/long2object-map.ts',
    features: ['map'],
    names: [TO_SOURCES, ['Key2ValueTable', 'Long2ObjectMap']],
  },
  {
    ...KEY_TO_VALUE_TABLE,
    file: 'packages/collections/src/generated/long-set.ts',
    features: ['set'],
    names: [
      TO_SOURCES,
      ['Key2ValueTable<V>', 'LongSet'],
      ['create<V>', 'create'],
      ['Key2ValueTable', 'LongSet'],
      ['MAXIMUM_SLOT_COUNT_WITH_OBJECTS', 'MAXIMUM_SLOT_COUNT'],
      ['forEachKey', 'forEach'],
      ['keysAsValues', 'values'],
      ['iterateKeys', '[Symbol.iterator]'],
    ],
  },
];
