import { InvalidArgumentError } from '@sandy/allocator';
import type { PoolType, RecordRegion } from './api.js';
import { recordAccess } from './pooled-record.js';
import type { PooledRecord, RecordClass } from './pooled-record.js';
import { layOutRecord } from './record-layout.js';
import { RecordPool, recordClasses } from './record-pool.js';
import type { FieldType, RecordFields, RecordLayout } from './record-layout.js';

/** Names of the fields that `T` adds to a pooled record. */
type FieldNames<T extends PooledRecord> = Exclude<keyof T, keyof PooledRecord>;

let makeType: <T extends PooledRecord>(name: string, layout: RecordLayout) => RecordType<T>;

/** A kind of record, made by {@link defineRecord}: what its fields are and where they lie. */
export class RecordType<T extends PooledRecord> implements PoolType<T> {
  static {
    makeType = (name, layout) => new RecordType(name, layout);
  }

  readonly name: string;
  readonly layout: RecordLayout;
  readonly #class: RecordClass;

  private constructor(name: string, layout: RecordLayout) {
    this.name = name;
    this.layout = layout;
    this.#class = recordAccess.makeClass(name, layout);
    recordClasses.set(this, this.#class);
  }

  /** A pool of records of this kind, so that the kind is a `PoolType`. */
  create(region: RecordRegion): RecordPool<T> {
    return new RecordPool(region, this);
  }

  /** Whether `value` is a record of this kind, released or not. */
  is(value: unknown): value is T {
    return value instanceof this.#class;
  }
}

/**
 * Defines a kind of record with fixed fields. Made once for a kind, not for each pool: it makes a
 * class.
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
  return makeType<T>(name, layOutRecord(fields));
}
