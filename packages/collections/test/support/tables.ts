/** The classes under test. */
import { Long2ObjectMap, LongSet } from '../../src/index.js';
import type { TableOptions } from '../../src/index.js';

type MapClass = new <V>(options?: TableOptions) => Long2ObjectMap<V>;
type SetClass = new (options?: TableOptions) => LongSet;

/** Rows for `describe.each`: name and constructor. */
export const mapClasses: [string, MapClass][] = [['Long2ObjectMap', Long2ObjectMap]];

export const setClasses: [string, SetClass][] = [['LongSet', LongSet]];
