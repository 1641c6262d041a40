import type { Engine, SegmentMemory, SegmentSource } from '../engine.js';
import { InvalidArgumentError } from '../errors.js';
import { CHUNK_BYTES, findSharedBuffer } from './shared-buffer.js';
import type { GrowableBuffer, SharedBufferClass } from './shared-buffer.js';

/**
 * Segments at fixed places of a few growable SharedArrayBuffers, so that a further segment is seen
 * by every thread that has the buffers, without a message. Where buffers cannot grow, each segment
 * has one; so has a huge block that would lie across two buffers.
 *
 * A view of fixed length stays valid while the buffer grows behind it; one that follows the length
 * costs five to ten times as much at every access.
 */
class SharedSource implements SegmentSource {
  readonly arrivesZeroed = false; // places are used again
  readonly #SharedBuffer: SharedBufferClass;
  readonly #segmentByteLength: number;
  readonly #chunks: (GrowableBuffer | undefined)[] = [];

  constructor(SharedBuffer: SharedBufferClass, segmentByteLength: number) {
    this.#SharedBuffer = SharedBuffer;
    this.#segmentByteLength = segmentByteLength;
  }

  roundUp(byteLength: number): number {
    return byteLength;
  }

  take(slot: number, byteLength: number): SegmentMemory {
    const from = slot * this.#segmentByteLength;
    const byteOffset = from % CHUNK_BYTES;
    const end = byteOffset + byteLength;
    const chunk = end > CHUNK_BYTES ? undefined : this.#chunk(Math.floor(from / CHUNK_BYTES));
    if (chunk === undefined) return { buffer: new this.#SharedBuffer(byteLength), byteOffset: 0 };
    if (chunk.byteLength < end) chunk.grow(end);
    return { buffer: chunk, byteOffset };
  }

  /** The buffer of that number, made at the first use; undefined where it could not grow. */
  #chunk(index: number): GrowableBuffer | undefined {
    const chunk = (this.#chunks[index] ??= new this.#SharedBuffer(0, {
      maxByteLength: CHUNK_BYTES,
    }));
    return chunk.growable === true ? chunk : undefined;
  }
}

/** Shared memory: other threads can read and write blocks. It never gets smaller. */
export const sharedEngine: Engine = {
  name: 'shared',
  isAvailable: () => findSharedBuffer() !== undefined,
  open({ segmentByteLength }) {
    const SharedBuffer = findSharedBuffer();
    if (SharedBuffer === undefined) {
      throw new InvalidArgumentError('engine', 'a runtime with SharedArrayBuffer', 'shared');
    }
    return new SharedSource(SharedBuffer, segmentByteLength);
  },
};
