/** All classes that can be written to bytes, each with a content by a seed. */
import * as collections from '../../src/index.js';
import type { CollectionRegion, SerializableTable } from '../../src/index.js';
import { checksumOf } from '../../src/serial/checksum.js';
import { kindOf, DOUBLE, FLOAT, LONG, MAP, SET, STRING } from '../../src/serial/format.js';
import type { TableKind } from '../../src/serial/format.js';
import type { Random } from './random.js';

/** What the tests use of all of them. */
export interface AnySerializable extends SerializableTable, Iterable<unknown> {
  readonly disposed: boolean;
  readonly [Symbol.toStringTag]: string;
  dispose(): void;
}

type Options = { region?: CollectionRegion | undefined; universe?: number } | undefined;

export interface SerializableClass {
  readonly name: string;
  readonly kind: TableKind;
  /** As `deserialize` takes it. */
  readonly Class: { create(options?: Options): AnySerializable; prototype: AnySerializable };
  options(region?: CollectionRegion): Options;
  /** A table of `count` different entries, fewer where so many do not fit. */
  filled(count: number, random: Random): AnySerializable;
}

const UNIVERSE = 1_000;

const kindOrNone = (name: string): TableKind | undefined => {
  try {
    return kindOf(name);
  } catch {
    return undefined;
  }
};

const isConstructor = (value: unknown): boolean =>
  typeof value === 'function' && typeof (value as { create?: unknown }).create === 'function';

const specialDoubles = [NaN, -0, Infinity, -Infinity, 5e-324, 2 ** 60];

/** A value or key of a kind, as the methods take it: two lanes for longs. */
function lanesOf(code: number, random: Random): unknown[] {
  const word = random.below(6) === 0 ? [0, -1, 2 ** 31 - 1, -(2 ** 31)][random.below(4)]! : 0;
  const int = word === 0 ? random.below(1_000) - 300 : word;
  if (code === LONG) return [random.below(3) - 1, int];
  if (code === STRING) {
    const characters = ['a', 'é', '雪', '\ud800', '\0'].slice(0, 1 + random.below(5));
    return [characters.join('').repeat(random.below(4)) + String(random.below(2_000))];
  }
  if (code === DOUBLE || code === FLOAT) {
    const special = specialDoubles[random.below(12)] ?? random.below(100) / 8 - 3;
    return [code === FLOAT ? Math.fround(special) : special];
  }
  return [code === 1 ? random.below(256) - 128 : code === 2 ? (int << 16) >> 16 : int];
}

function fill(table: AnySerializable, kind: TableKind, count: number, random: Random): void {
  const methods = table as unknown as Record<string, (...args: unknown[]) => unknown>;
  const { shape, keys, values } = kind;
  const name = shape === MAP ? 'set' : shape === SET ? 'add' : '';
  const put = methods[name] ?? methods['push'] ?? methods['enqueue'] ?? methods['intern'];
  for (let i = 0; i < count; i++) {
    let key = lanesOf(keys, random);
    if (kind.isReversed || keys === 8) key = [random.below(UNIVERSE)];
    put!.call(table, ...key, ...(values > 0 ? lanesOf(values, random) : []));
  }
}

export const everySerializable: SerializableClass[] = Object.entries(collections)
  .filter(([name, value]) => isConstructor(value) && kindOrNone(name) !== undefined)
  .map(([name, value]) => {
    const Class = value as unknown as SerializableClass['Class'];
    const kind = kindOf(name);
    const options = (region?: CollectionRegion): Options =>
      kind.isReversed ? { region, universe: UNIVERSE } : { region };
    return {
      name,
      kind,
      Class,
      options,
      filled: (count, random) => {
        const table = Class.create(options());
        fill(table, kind, count, random);
        return table;
      },
    };
  });

export function serializableClass(name: string): SerializableClass {
  return everySerializable.find((each) => each.name === name)!;
}

/** Gives changed bytes the checksum that they should have, as a liar would. */
export function resealed(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(4, checksumOf(view, 8, bytes.length), true);
  return bytes;
}
