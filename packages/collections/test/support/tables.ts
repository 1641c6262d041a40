/**
 * The classes under test: what is generated, and the template as it stands.
 */
import { Long2ObjectMap, LongSet } from '../../src/index.js';
import type { TableOptions } from '../../src/index.js';
import { Key2ValueTable } from '../../templates/key2value-table.js';

type MapClass = new <V>(options?: TableOptions) => Long2ObjectMap<V>;
type SetClass = new (options?: TableOptions) => LongSet;

/** The template has the methods of sets under names of their own where maps have them too. */
class TemplateAsSet extends Key2ValueTable<undefined> {}

const template = Key2ValueTable.prototype;
Object.defineProperties(TemplateAsSet.prototype, {
  forEach: { value: template.forEachKey },
  values: { value: template.keysAsValues },
  [Symbol.iterator]: { value: template.iterateKeys },
});

/** Rows for `describe.each`: name and constructor. */
export const mapClasses: [string, MapClass][] = [
  ['Long2ObjectMap', Long2ObjectMap],
  ['the template as a map', Key2ValueTable as unknown as MapClass],
];

export const setClasses: [string, SetClass][] = [
  ['LongSet', LongSet],
  ['the template as a set', TemplateAsSet as unknown as SetClass],
];
