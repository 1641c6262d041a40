import { disposeSymbol } from '../dispose-symbol.js';
import { ReleasedError } from '../errors.js';
import type { FieldType, RecordLayout } from './record-layout.js';
import { released } from './record-slab.js';
import type { RecordSlab } from './record-slab.js';

/** A class of records with an accessor for each field of a layout. */
export type RecordClass = new (slab: RecordSlab, byteOffset: number) => PooledRecord;

/** A pool's access to what a record keeps to itself. */
export interface RecordAccess {
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
  release(record: PooledRecord): void;
}

/** Getter and setter as `Object.defineProperty` takes them. */
interface Accessor {
  get(this: PooledRecord): number;
  set(this: PooledRecord, value: number): void;
}

/**
 * A record in a pool's slab, handed out once: a small object that knows where its bytes are. Kinds of records
 * made by `defineRecord` have an accessor for each field. Once it is released, every access throws, also when
 * its place has been given to another record.
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
          const view = this.#slab.int8;
          return view[live(this.#byteOffset + offset, view.length)]!;
        },
        set(value) {
          const view = this.#slab.int8;
          view[live(this.#byteOffset + offset, view.length)] = value;
        },
      }),
      uint8: (offset) => ({
        get() {
          const view = this.#slab.uint8;
          return view[live(this.#byteOffset + offset, view.length)]!;
        },
        set(value) {
          const view = this.#slab.uint8;
          view[live(this.#byteOffset + offset, view.length)] = value;
        },
      }),
      int16: (offset) => ({
        get() {
          const view = this.#slab.int16;
          return view[live((this.#byteOffset + offset) >> 1, view.length)]!;
        },
        set(value) {
          const view = this.#slab.int16;
          view[live((this.#byteOffset + offset) >> 1, view.length)] = value;
        },
      }),
      uint16: (offset) => ({
        get() {
          const view = this.#slab.uint16;
          return view[live((this.#byteOffset + offset) >> 1, view.length)]!;
        },
        set(value) {
          const view = this.#slab.uint16;
          view[live((this.#byteOffset + offset) >> 1, view.length)] = value;
        },
      }),
      int32: (offset) => ({
        get() {
          const view = this.#slab.int32;
          return view[live((this.#byteOffset + offset) >> 2, view.length)]!;
        },
        set(value) {
          const view = this.#slab.int32;
          view[live((this.#byteOffset + offset) >> 2, view.length)] = value;
        },
      }),
      uint32: (offset) => ({
        get() {
          const view = this.#slab.uint32;
          return view[live((this.#byteOffset + offset) >> 2, view.length)]!;
        },
        set(value) {
          const view = this.#slab.uint32;
          view[live((this.#byteOffset + offset) >> 2, view.length)] = value;
        },
      }),
      float32: (offset) => ({
        get() {
          const view = this.#slab.float32;
          return view[live((this.#byteOffset + offset) >> 2, view.length)]!;
        },
        set(value) {
          const view = this.#slab.float32;
          view[live((this.#byteOffset + offset) >> 2, view.length)] = value;
        },
      }),
      float64: (offset) => ({
        get() {
          const view = this.#slab.float64;
          return view[live((this.#byteOffset + offset) >> 3, view.length)]!;
        },
        set(value) {
          const view = this.#slab.float64;
          view[live((this.#byteOffset + offset) >> 3, view.length)] = value;
        },
      }),
    };

    recordAccess = {
      slabOf: (record) => record.#slab,
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

/** Passes an index into a live slab's view; those of released records have length 0. */
function live(index: number, length: number): number {
  if (index >= length) throw releasedError();
  return index;
}

function releasedError(): ReleasedError {
  return new ReleasedError('record: expected one that is in use, got one that was released');
}
