import { InvalidArgumentError } from '@sandy/allocator';
import { disposeSymbol } from '../dispose-symbol.js';
import { ReleasedError } from '../errors.js';
import type { FieldType, RecordLayout } from './record-layout.js';
import { released } from './record-slab.js';
import type { RecordSlab } from './record-slab.js';

/** A class of records with an accessor for each field of a layout. */
export type RecordClass = new (slab: RecordSlab, byteOffset: number) => PooledRecord;

/** A pool's access to what a record keeps to itself. */
export interface RecordAccess {
  /** @throws {InvalidArgumentError} if it is no record */
  slabOf(record: PooledRecord): RecordSlab;
  byteOffsetOf(record: PooledRecord): number;
  /** Makes it a released record. */
  retire(record: PooledRecord): void;
  /** Makes the class of a layout's records. */
  makeClass(name: string, layout: RecordLayout): RecordClass;
}

export let recordAccess: RecordAccess;

/** Where a record's pool hears that the record gives itself back. */
interface RecordOwner {
  /** Makes new views of a slab whose memory has grown, which ends the old ones. */
  revive(slab: RecordSlab): void;
  release(record: PooledRecord): void;
}

/** Getter and setter as `Object.defineProperty` takes them. */
interface Accessor {
  get(this: PooledRecord): number;
  set(this: PooledRecord, value: number): void;
}

/**
 * A record in a pool's slab, handed out once: a small object that knows where its bytes are. Kinds
 * of records made by `defineRecord` have an accessor for each field, and a name that a record does
 * not have cannot be set. Once it is released, every access throws, also when its place has been
 * given to another record.
 */
export class PooledRecord {
  #slab: RecordSlab;
  readonly #byteOffset: number;

  private constructor(slab: RecordSlab, byteOffset: number) {
    this.#slab = slab;
    this.#byteOffset = byteOffset;
  }

  /** Whether it was given back, by itself or with its whole pool. */
  get released(): boolean {
    return this.#slab.owner === undefined;
  }

  /**
   * The slab, whose views were too short: those of released records have length 0, and so have dead
   * ones.
   */
  #revive(): RecordSlab {
    const { owner } = this.#slab;
    if (owner === undefined) throw releasedError();
    (owner as RecordOwner).revive(this.#slab);
    return this.#slab;
  }

  /** Gives the record back to its pool. @throws {ReleasedError} if that was done already */
  release(): void {
    const { owner } = this.#slab;
    if (owner === undefined) throw releasedError();
    (owner as RecordOwner).release(this);
  }

  [disposeSymbol](): void {
    this.release();
  }

  static {
    /** A pair of functions for each type of field, so that each sees one kind of view. */
    const makers: Readonly<Record<FieldType, (byteOffset: number) => Accessor>> = {
      int8: (offset) => ({
        get() {
          const at = this.#byteOffset + offset;
          let view = this.#slab.int8;
          if (at >= view.length) view = this.#revive().int8;
          return view[at]!;
        },
        set(value) {
          const at = this.#byteOffset + offset;
          let view = this.#slab.int8;
          if (at >= view.length) view = this.#revive().int8;
          view[at] = value;
        },
      }),
      uint8: (offset) => ({
        get() {
          const at = this.#byteOffset + offset;
          let view = this.#slab.uint8;
          if (at >= view.length) view = this.#revive().uint8;
          return view[at]!;
        },
        set(value) {
          const at = this.#byteOffset + offset;
          let view = this.#slab.uint8;
          if (at >= view.length) view = this.#revive().uint8;
          view[at] = value;
        },
      }),
      int16: (offset) => ({
        get() {
          const at = (this.#byteOffset + offset) >> 1;
          let view = this.#slab.int16;
          if (at >= view.length) view = this.#revive().int16;
          return view[at]!;
        },
        set(value) {
          const at = (this.#byteOffset + offset) >> 1;
          let view = this.#slab.int16;
          if (at >= view.length) view = this.#revive().int16;
          view[at] = value;
        },
      }),
      uint16: (offset) => ({
        get() {
          const at = (this.#byteOffset + offset) >> 1;
          let view = this.#slab.uint16;
          if (at >= view.length) view = this.#revive().uint16;
          return view[at]!;
        },
        set(value) {
          const at = (this.#byteOffset + offset) >> 1;
          let view = this.#slab.uint16;
          if (at >= view.length) view = this.#revive().uint16;
          view[at] = value;
        },
      }),
      int32: (offset) => ({
        get() {
          const at = (this.#byteOffset + offset) >> 2;
          let view = this.#slab.int32;
          if (at >= view.length) view = this.#revive().int32;
          return view[at]!;
        },
        set(value) {
          const at = (this.#byteOffset + offset) >> 2;
          let view = this.#slab.int32;
          if (at >= view.length) view = this.#revive().int32;
          view[at] = value;
        },
      }),
      uint32: (offset) => ({
        get() {
          const at = (this.#byteOffset + offset) >> 2;
          let view = this.#slab.uint32;
          if (at >= view.length) view = this.#revive().uint32;
          return view[at]!;
        },
        set(value) {
          const at = (this.#byteOffset + offset) >> 2;
          let view = this.#slab.uint32;
          if (at >= view.length) view = this.#revive().uint32;
          view[at] = value;
        },
      }),
      float32: (offset) => ({
        get() {
          const at = (this.#byteOffset + offset) >> 2;
          let view = this.#slab.float32;
          if (at >= view.length) view = this.#revive().float32;
          return view[at]!;
        },
        set(value) {
          const at = (this.#byteOffset + offset) >> 2;
          let view = this.#slab.float32;
          if (at >= view.length) view = this.#revive().float32;
          view[at] = value;
        },
      }),
      float64: (offset) => ({
        get() {
          const at = (this.#byteOffset + offset) >> 3;
          let view = this.#slab.float64;
          if (at >= view.length) view = this.#revive().float64;
          return view[at]!;
        },
        set(value) {
          const at = (this.#byteOffset + offset) >> 3;
          let view = this.#slab.float64;
          if (at >= view.length) view = this.#revive().float64;
          view[at] = value;
        },
      }),
    };

    // A name that is no field's gets here at the end of the prototypes. To seal each record would
    // double what it costs.
    const refuse = (_target: object, name: string | symbol): never => {
      throw new InvalidArgumentError('record', 'the name of a field', name);
    };
    Object.setPrototypeOf(PooledRecord.prototype, new Proxy({}, { set: refuse }));

    recordAccess = {
      slabOf: (record) => {
        try {
          return record.#slab;
        } catch {
          throw new InvalidArgumentError('record', 'one of a pool', record);
        }
      },
      byteOffsetOf: (record) => record.#byteOffset,
      retire: (record) => {
        record.#slab = released;
      },
      makeClass: (name, layout) => {
        class RecordOfKind extends PooledRecord {
          constructor(slab: RecordSlab, byteOffset: number) {
            super(slab, byteOffset); // public, unlike that of the base class
          }
        }
        for (const field of layout.fields) {
          const accessor = makers[field.type](field.byteOffset);
          Object.defineProperty(RecordOfKind.prototype, field.name, {
            ...accessor,
            enumerable: true,
          });
        }
        Object.defineProperty(RecordOfKind, 'name', { value: name });
        return RecordOfKind;
      },
    };
  }
}

function releasedError(): ReleasedError {
  return new ReleasedError('record: expected one that is in use, got one that was released');
}
