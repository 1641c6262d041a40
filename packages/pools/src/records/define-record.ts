import { InvalidArgumentError } from '@sandy/allocator';
import { PooledRecord } from './pooled-record.js';
import { layOutRecord } from './record-layout.js';
import type { FieldType, RecordFields, RecordLayout } from './record-layout.js';
import type { RecordSlab } from './record-slab.js';

/** Names of the fields that `T` adds to a pooled record. */
type FieldNames<T extends PooledRecord> = Exclude<keyof T, keyof PooledRecord>;

/** A kind of record: its layout, and the class of its accessor objects. */
export interface RecordType<T extends PooledRecord> {
  readonly name: string;
  readonly layout: RecordLayout;
  /** @internal */
  readonly Accessor: new (slab: RecordSlab, byteOffset: number) => T;
}

/**
 * Defines a kind of record with fixed fields. Made once for a kind, not for each pool: it makes a class.
 *
 * @param name - for messages and statistics
 * @param fields - what each field of `T` is stored as
 * @throws {InvalidArgumentError} if the name is empty, or a field has a bad name or type
 * @example
 * interface Vector extends PooledRecord { x: number; y: number; z: number }
 * const vector = defineRecord<Vector>('Vector', { x: 'float64', y: 'float64', z: 'float64' });
 */
export function defineRecord<T extends PooledRecord>(
  name: string,
  fields: RecordFields & { readonly [K in FieldNames<T>]: FieldType },
): RecordType<T> {
  if (typeof name !== 'string' || name === '') {
    throw new InvalidArgumentError('name', 'a string of 1 character or more', name);
  }
  const layout = layOutRecord(fields);
  class Accessor extends PooledRecord {}
  for (const { name: fieldName, type, byteOffset } of layout.fields) {
    const accessor = PooledRecord.accessors[type](byteOffset);
    Object.defineProperty(Accessor.prototype, fieldName, { ...accessor, enumerable: true });
  }
  Object.defineProperty(Accessor, 'name', { value: name });
  return { name, layout, Accessor: Accessor as unknown as RecordType<T>['Accessor'] };
}
