import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { Address } from '../src/index.js';
import { assertValidHeap, Heap } from '../src/index.js';

const folder = fileURLToPath(new URL('../../../../shared/data/traces', import.meta.url));

/** Whether the traces lie beside the checkout; continuous integration must have them. */
function hasTraces(): boolean {
  if (existsSync(folder)) return true;
  if (process.env['CI'] === 'true')
    throw new Error(`allocation traces: expected a folder ${folder}`);
  console.warn('skipped: the allocation traces of ../shared/data/traces are not here');
  return false;
}

/** int32 pairs [id, n]: n > 0 allocates n bytes, 0 frees, n < 0 reallocates to −n. */
function readTrace(name: string): Int32Array {
  const bytes = gunzipSync(readFileSync(`${folder}/${name}.trace.gz`));
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
}

/**
 * Replays a trace; the first word of each block holds its id, so that lost or mixed-up blocks are
 * found.
 */
function replay(trace: Int32Array): { heap: Heap; peakLiveBytes: number } {
  const heap = Heap.create();
  const region = heap.createRegion('trace');
  const blocks = new Map<number, { address: Address; byteLength: number }>();
  let liveBytes = 0;
  let peakLiveBytes = 0;
  for (let i = 0; i < trace.length; i += 2) {
    const id = trace[i]!;
    const byteLength = Math.abs(trace[i + 1]!);
    const old = blocks.get(id);
    if (old !== undefined) {
      const word = heap.wordsOf(old.address)[heap.offsetOf(old.address) >>> 2];
      if (word !== id) throw new Error(`operation ${i / 2}: block ${id} holds ${word}`);
    }
    liveBytes += byteLength - (old?.byteLength ?? 0);
    if (trace[i + 1] === 0) {
      if (old !== undefined) region.free(old.address);
      blocks.delete(id);
    } else {
      const address =
        old === undefined
          ? region.allocate(byteLength)
          : region.reallocate(old.address, byteLength);
      heap.wordsOf(address)[heap.offsetOf(address) >>> 2] = id;
      blocks.set(id, { address, byteLength });
    }
    peakLiveBytes = Math.max(peakLiveBytes, liveBytes);
  }
  assertValidHeap(heap);
  expect(heap.stats().blockCount).toBe(blocks.size);
  return { heap, peakLiveBytes };
}

const describeTraces = hasTraces() ? describe : describe.skip;

describeTraces('real traces', () => {
  it.each([
    ['cc1', 1.09],
    ['git', 1.06],
    ['perl', 1.35],
  ])('%s commits at most %f of what it needs at its peak, metadata included', (name, ratio) => {
    const { heap, peakLiveBytes } = replay(readTrace(name));
    expect(heap.stats().peakCommittedBytes / peakLiveBytes).toBeLessThanOrEqual(ratio);
    heap.dispose();
  });
});
