import type { Address } from '@sandy/allocator';

/** Counters of a pool. */
export interface PoolStats {
  readonly name: string;
  /** Records handed out and not given back. */
  readonly liveCount: number;
  /** Most records that were live at one time. */
  readonly peakLiveCount: number;
  /** Records that fit without taking more of the region. */
  readonly capacity: number;
  /** Bytes of one record. */
  readonly recordByteLength: number;
  /** Bytes of the blocks that the pool has taken from its region. */
  readonly slabBytes: number;
}

/** Hands out records of one kind and takes them back. */
export interface Pool<T> {
  /** A record with every field 0. @throws what the region throws; nothing has changed then */
  allocate(): T;
  /**
   * Takes a record back; using it afterwards throws.
   *
   * @throws {ReleasedError} if it was given back already
   * @throws {ForeignRecordError} if another pool handed it out
   * @throws {InvalidArgumentError} if it is no record
   */
  release(record: T): void;
  /** Records handed out and not given back. */
  readonly liveCount: number;
  stats(): PoolStats;
  /** Takes back every record, used or not. @returns the bytes given back to the region */
  dispose(): number;
}

/** A kind of pool that anybody with a region can have one of, such as `BlockDataPool`. */
export interface PoolType<T> {
  readonly name: string;
  create(region: RecordRegion): Pool<T>;
}

/** What a record pool needs of a region; the allocator's `Region` is one. */
export interface RecordRegion {
  readonly disposed: boolean;
  allocate(byteLength: number): Address;
  free(address: Address): void;
  bytes(address: Address, byteLength: number): Uint8Array;
}
