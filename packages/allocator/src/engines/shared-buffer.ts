/** Address space of one buffer; untouched pages of it take no memory. */
export const CHUNK_BYTES = 2 ** 32;

/** As much of a growable SharedArrayBuffer as is used here; older libraries do not know them. */
export interface GrowableBuffer extends SharedArrayBuffer {
  readonly growable?: boolean;
  grow(byteLength: number): void;
}

export type SharedBufferClass = new (
  byteLength: number,
  options?: { maxByteLength: number },
) => GrowableBuffer;

/** Looked up at each call: a browser has it only on pages that are isolated from others. */
export function findSharedBuffer(): SharedBufferClass | undefined {
  return (globalThis as unknown as { SharedArrayBuffer?: SharedBufferClass }).SharedArrayBuffer;
}
