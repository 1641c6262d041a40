/**
 * Measures what one side of a memory case holds: bytes after garbage collection, less those before.
 * Runs in a process of its own with `--expose-gc`.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const shared = trackSharedBuffers();

/**
 * @param {() => import('../../benchmarks/lib/suite.js').Retained | Promise<…>} factory
 * @returns {Promise<{ bytes: number, rssBytes: number, checksum?: number, facts?: object }>}
 */
export async function measureRetained(factory) {
  const before = await settledBytes();
  const retained = await factory();
  const after = await settledBytes(retained.offHeapBytes);
  return {
    bytes: after.bytes - before.bytes,
    rssBytes: after.rssBytes - before.rssBytes,
    checksum: retained.checksum,
    facts: retained.facts?.(),
    kept: retained.keep !== undefined, // also keeps `retained` alive until here
  };
}

/**
 * `external` counts ArrayBuffers and WebAssembly memories (whole, touched or not), but neither
 * SharedArrayBuffers nor shared WebAssembly memories: those we count ourselves.
 */
async function settledBytes(offHeapBytes = () => 0) {
  let previous = Infinity;
  for (let attempt = 0; attempt < 20; attempt++) {
    globalThis.gc();
    await sleep(10); // buffers are swept and finalizers run between turns
    const { heapUsed, external, rss } = process.memoryUsage();
    const bytes = heapUsed + external + shared.liveBytes() + offHeapBytes();
    if (attempt >= 3 && Math.abs(previous - bytes) < 1024) return { bytes, rssBytes: rss };
    previous = bytes;
  }
  return { bytes: previous, rssBytes: process.memoryUsage().rss };
}

/** Replaces the constructors, so that every shared buffer made from now on is known. */
function trackSharedBuffers() {
  const references = new Set();
  const remember = (Class, bufferOf) =>
    new Proxy(Class, {
      construct(target, args, newTarget) {
        const made = Reflect.construct(target, args, newTarget);
        if (bufferOf(made) instanceof SharedArrayBuffer) {
          references.add({ holder: new WeakRef(made), bufferOf });
        }
        return made;
      },
    });
  globalThis.SharedArrayBuffer = remember(SharedArrayBuffer, (buffer) => buffer);
  WebAssembly.Memory = remember(WebAssembly.Memory, (memory) => memory.buffer);
  return {
    liveBytes() {
      const buffers = new Set();
      for (const { holder, bufferOf } of references) {
        const made = holder.deref();
        if (made !== undefined) buffers.add(bufferOf(made));
      }
      return [...buffers].reduce((total, { byteLength }) => total + byteLength, 0);
    },
  };
}
