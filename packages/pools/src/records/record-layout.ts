import { InvalidArgumentError } from '@sandy/allocator';

/** How a field is stored; values are converted as by the typed array of that name. */
export type FieldType =
  'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

/** Fields of a record by name. */
export type RecordFields = Readonly<Record<string, FieldType>>;

export interface FieldLayout {
  readonly name: string;
  readonly type: FieldType;
  readonly byteOffset: number;
}

/** Where the fields of a record lie. */
export interface RecordLayout {
  readonly fields: readonly FieldLayout[];
  /** Bytes from one record to the next. */
  readonly byteLength: number;
}

const FIELD_BYTES: Readonly<Record<FieldType, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
};

const MAXIMUM_FIELDS = 256;

/** Members that records have already, and names that no object should be given. */
const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'constructor',
  'prototype',
  '__proto__',
  'release',
  'released',
]);

/**
 * Lays fields out one after the other, the widest first and otherwise in the order given, so that
 * each is aligned without gaps; records begin at multiples of the widest field, and of 4 bytes at
 * least.
 *
 * @throws {InvalidArgumentError} if there are no fields or more than 256, or one has a bad name or
 * type
 */
export function layOutRecord(given: RecordFields | null | undefined): RecordLayout {
  const fields = given ?? {};
  const names = Object.keys(fields);
  if (names.length < 1 || names.length > MAXIMUM_FIELDS) {
    throw new InvalidArgumentError('fields', `1 to ${MAXIMUM_FIELDS} of them`, names.length);
  }
  for (const name of names) {
    if (RESERVED_NAMES.has(name)) {
      throw new InvalidArgumentError('fields', 'no name that records have already', name);
    }
    if (!Object.hasOwn(FIELD_BYTES, fields[name]!)) {
      throw new InvalidArgumentError(`field ${name}`, 'a type such as int32', fields[name]);
    }
  }
  const widths = names.map((name) => FIELD_BYTES[fields[name]!]);
  const order = names.map((_, index) => index);
  order.sort((i, j) => widths[j]! - widths[i]! || i - j);
  let byteOffset = 0;
  const laidOut = order.map((index) => {
    const name = names[index]!;
    const field: FieldLayout = { name, type: fields[name]!, byteOffset };
    byteOffset += widths[index]!;
    return field;
  });
  const alignment = Math.max(4, ...widths);
  return { fields: laidOut, byteLength: Math.ceil(byteOffset / alignment) * alignment };
}
