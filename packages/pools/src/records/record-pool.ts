import { DisposedError, InvalidArgumentError } from '@sandy/allocator';
import { assertRegion } from '../assert-region.js';
import { assertion } from '../assertion.js';
import { ForeignRecordError, ReleasedError } from '../errors.js';
import type { Pool, PoolStats, RecordRegion } from './api.js';
import type { RecordType } from './define-record.js';
import { recordAccess } from './pooled-record.js';
import type { PooledRecord, RecordClass } from './pooled-record.js';
import { RecordSlab } from './record-slab.js';

const FIRST_SLAB_SLOTS = 32;
const LARGEST_SLAB_SLOTS = 1024;

/** The classes of kinds of records, which their pools alone make instances of. */
export const recordClasses = new WeakMap<RecordType<PooledRecord>, RecordClass>();

/**
 * Records of one kind, side by side in slabs of a region instead of one JavaScript object with its
 * fields each.
 *
 * Layout: slabs of 32, 64 … 1,024 records, so that a pool of few takes little. Those with room form
 * a list; a slab that becomes empty is given back unless it is the only one with room, so that one
 * record allocated and released over and over does not take and give back a slab each time.
 * Cost: the record's own bytes and one bit; the object through which it is used, 40 B, lives as
 * long as its user keeps it. Allocate and release are O(1).
 */
export class RecordPool<T extends PooledRecord> implements Pool<T> {
  readonly #region: RecordRegion;
  readonly #type: RecordType<T>;
  readonly #class: RecordClass;
  readonly #slabs = new Set<RecordSlab>();
  #withRoom: RecordSlab | undefined; // head of the list
  #liveCount = 0;
  #peakLiveCount = 0;
  #disposed = false;

  /**
   * @param region - where the slabs lie; disposed after the pool
   * @throws {InvalidArgumentError} if one of the two is something else
   */
  constructor(region: RecordRegion, type: RecordType<T>) {
    assertRegion(region);
    const known = recordClasses.get(type);
    if (known === undefined) {
      throw new InvalidArgumentError('type', 'one made by defineRecord', type);
    }
    this.#region = region;
    this.#type = type;
    this.#class = known;
  }

  /** Records handed out and not given back. */
  get liveCount(): number {
    return this.#liveCount;
  }

  /** Whether it was disposed; no record can be had then. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /**
   * A record with every field 0.
   *
   * @throws {DisposedError} if the pool or its region is disposed
   * @throws what the region throws; nothing has changed then
   */
  allocate(): T {
    this.#assertUsable();
    const slab = this.#withRoom ?? this.#addSlab();
    if (slab.int32.length === 0) this.revive(slab);
    const byteOffset = slab.take();
    if (slab.isFull) this.#unlink(slab);
    if (++this.#liveCount > this.#peakLiveCount) this.#peakLiveCount = this.#liveCount;
    return new this.#class(slab, byteOffset) as T;
  }

  /**
   * Takes a record back; using it afterwards throws.
   *
   * @throws {ReleasedError} if it was given back already, or its pool is disposed
   * @throws {ForeignRecordError} if another pool handed it out
   * @throws {InvalidArgumentError} if it is no record
   */
  release(record: T): void {
    const slab = recordAccess.slabOf(record);
    if (slab.owner !== this) {
      if (slab.owner !== undefined) {
        throw new ForeignRecordError(`record pool ${this.#type.name}: another pool's record`);
      }
      throw new ReleasedError(`record pool ${this.#type.name}: the record was released already`);
    }
    recordAccess.retire(record);
    if (slab.isFull) this.#link(slab);
    slab.put(recordAccess.byteOffsetOf(record));
    this.#liveCount--;
    if (slab.liveCount === 0 && (slab.next ?? slab.previous) !== undefined) this.#removeSlab(slab);
  }

  /** Counters, also of a pool that was disposed. Cost: O(slabs). */
  stats(): PoolStats {
    let capacity = 0;
    for (const slab of this.#slabs) capacity += slab.slotCount;
    const recordByteLength = this.#type.layout.byteLength;
    return {
      name: this.#type.name,
      liveCount: this.#liveCount,
      peakLiveCount: this.#peakLiveCount,
      capacity,
      recordByteLength,
      slabBytes: capacity * recordByteLength,
    };
  }

  /**
   * Takes back every record, used or not: using one afterwards throws. Disposing again does
   * nothing.
   *
   * @returns the bytes given back to the region
   */
  dispose(): number {
    if (this.#disposed) return 0;
    const { slabBytes } = this.stats();
    this.#disposed = true;
    this.#liveCount = 0;
    for (const slab of this.#slabs) this.#removeSlab(slab);
    return slabBytes;
  }

  /** @internal Makes new views of a slab whose memory has grown. */
  revive(slab: RecordSlab): void {
    slab.look(this.#region.bytes(slab.address, slab.slotCount * this.#type.layout.byteLength));
  }

  #assertUsable(): void {
    if (!this.#disposed && !this.#region.disposed) return;
    throw new DisposedError(`record pool ${this.#type.name}`);
  }

  /** Takes a further slab from the region and puts it before those with room. */
  #addSlab(): RecordSlab {
    const slotCount = Math.min(FIRST_SLAB_SLOTS * 2 ** this.#slabs.size, LARGEST_SLAB_SLOTS);
    const { layout } = this.#type;
    const byteLength = slotCount * layout.byteLength;
    const address = this.#region.allocate(byteLength);
    if (this.#disposed) this.#region.free(address); // by the code of an account that was charged
    this.#assertUsable();
    const bytes = this.#region.bytes(address, byteLength);
    const slab = new RecordSlab(this, address, { bytes, layout, slotCount });
    this.#slabs.add(slab);
    this.#link(slab);
    return slab;
  }

  #removeSlab(slab: RecordSlab): void {
    if (!slab.isFull) this.#unlink(slab);
    this.#slabs.delete(slab);
    slab.close();
    if (!this.#region.disposed) this.#region.free(slab.address);
  }

  /** Puts a slab before the others with room. */
  #link(slab: RecordSlab): void {
    slab.next = this.#withRoom;
    if (this.#withRoom !== undefined) this.#withRoom.previous = slab;
    this.#withRoom = slab;
  }

  #unlink(slab: RecordSlab): void {
    const { previous, next } = slab;
    if (previous !== undefined) previous.next = next;
    else this.#withRoom = next;
    if (next !== undefined) next.previous = previous;
    slab.previous = undefined;
    slab.next = undefined;
  }

  /** O(records). @throws {InvariantError} if an invariant does not hold */
  assertValid(): void {
    const { name } = this.#type;
    let liveCount = 0;
    let withRoom = 0;
    let empty = 0;
    for (const slab of this.#slabs) {
      liveCount += slab.liveCount;
      if (!slab.isFull) withRoom++;
      if (slab.liveCount === 0) empty++;
      assertion(slab.owner === this, `record pool ${name}: a slab is closed`);
      assertion(slab.countTaken() === slab.liveCount, `record pool ${name}: a slab's live count`);
    }
    assertion(empty <= 1, `record pool ${name}: ${empty} empty slabs were kept`);
    assertion(
      !this.#disposed || this.#slabs.size === 0,
      `record pool ${name}: slabs after its end`,
    );
    assertion(liveCount === this.#liveCount, `record pool ${name}: the live count`);
    let previous: RecordSlab | undefined;
    for (let slab = this.#withRoom; slab !== undefined; slab = slab.next) {
      assertion(slab.previous === previous, `record pool ${name}: the list of slabs with room`);
      assertion(!slab.isFull, `record pool ${name}: a full slab counts as one with room`);
      assertion(
        withRoom-- > 0,
        `record pool ${name}: the list of slabs with room runs in a circle`,
      );
      previous = slab;
    }
    assertion(withRoom === 0, `record pool ${name}: a slab with room is not listed`);
  }
}
