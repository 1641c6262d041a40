import { Heap } from '@sandy/allocator';
import type { Address, HeapMode, Region } from '@sandy/allocator';

/**
 * The class of ordinary regions. The package exports its type only, since heaps make them; a mode
 * needs the class.
 */
const PlainRegion = Heap.create().createRegion('model').constructor as new (
  ...parts: Parameters<HeapMode['createRegion']>
) => Region;

/** Most numbers kept: two for each operation. */
const MAX_LENGTH = 1 << 24;

/**
 * Writes down what all regions of a heap are asked for: int32 pairs [id, n] in which n > 0
 * allocates n bytes as block id, 0 frees it and n < 0 reallocates it to −n bytes. Ids of freed
 * blocks are used again, so that whoever replays needs a table of as many blocks as there were at
 * the peak.
 */
export class Recording {
  readonly mode: HeapMode;
  readonly #ids = new Map<Address, number>();
  readonly #freeIds: number[] = [];
  readonly #pairs: number[] = [];
  /** Inside of an operation that is itself made of allocate and free. */
  #isNested = false;

  constructor() {
    const recording = this;
    class RecordedRegion extends PlainRegion {
      override allocate(byteLength: number): Address {
        const address = super.allocate(byteLength);
        recording.#noteAllocated(address, byteLength);
        return address;
      }

      override free(address: Address): void {
        super.free(address);
        recording.#noteFreed(address);
      }

      override reallocate(address: Address, byteLength: number): Address {
        const moved = recording.#asOne(() => super.reallocate(address, byteLength));
        recording.#noteMoved(address, moved, byteLength);
        return moved;
      }
    }
    this.mode = {
      name: 'recording',
      createRegion: (heap, pages) => new RecordedRegion(heap, pages),
    };
  }

  get operationCount(): number {
    return this.#pairs.length / 2;
  }

  /**
   * Blocks that are live. A region that was disposed of leaves its own behind: end what uses it
   * first.
   */
  get blockCount(): number {
    return this.#ids.size;
  }

  /** All operations so far. */
  toTrace(): Int32Array {
    return Int32Array.from(this.#pairs);
  }

  #noteAllocated(address: Address, byteLength: number): void {
    if (this.#isNested) return;
    const id = this.#freeIds.pop() ?? this.#ids.size;
    this.#ids.set(address, id);
    this.#push(id, Math.max(1, byteLength)); // 0 would be a free
  }

  #noteFreed(address: Address): void {
    if (this.#isNested) return;
    const id = this.#ids.get(address)!;
    this.#ids.delete(address);
    this.#freeIds.push(id);
    this.#push(id, 0);
  }

  #noteMoved(from: Address, to: Address, byteLength: number): void {
    if (this.#isNested) return;
    const id = this.#ids.get(from)!;
    this.#ids.delete(from);
    this.#ids.set(to, id);
    this.#push(id, -Math.max(1, byteLength));
  }

  #asOne(run: () => Address): Address {
    this.#isNested = true;
    try {
      return run();
    } finally {
      this.#isNested = false;
    }
  }

  #push(id: number, n: number): void {
    if (this.#pairs.length >= MAX_LENGTH) throw new Error('recording: too many operations');
    this.#pairs.push(id, n);
  }
}
