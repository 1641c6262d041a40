/**
 * Traces replayed by different owners of memory. Nothing is written into the blocks: traces say how
 * programs allocate, not what they do with it. (A test replays them with marks.) Each replay begins
 * with nothing and ends all blocks that the trace leaves, in the fastest way that the owner has.
 */
import { Heap } from '@sandy/allocator';
import type { Address, HeapOptions } from '@sandy/allocator';
import type { Workload } from '../lib/suite.js';
import type { TlsfExports } from '../native/tlsf.js';
import { touchedPeakOf } from './touched.js';
import { blockCountOf, peakBytesOf } from './trace.js';
import type { Trace } from './trace.js';

const ratio = (part: number, whole: number): number => Number((part / whole).toFixed(3));

/** What a region takes beyond the segments that the heap keeps is fresh from the system in each run. */
export function replayOurs(trace: Trace, engine: HeapOptions['engine'] = 'typed-array'): Workload {
  const blocks = new Int32Array(blockCountOf(trace));
  const heap = Heap.create({ engine });
  return {
    operations: trace.length / 2,
    run: () => {
      const region = heap.createRegion('trace');
      let sum = 0;
      for (let i = 0; i < trace.length; i += 2) {
        const id = trace[i]!;
        const byteLength = trace[i + 1]!;
        if (byteLength > 0) {
          blocks[id] = region.allocate(byteLength);
        } else {
          const old = blocks[id]! as Address;
          sum += id;
          if (byteLength === 0) region.free(old);
          else blocks[id] = region.reallocate(old, -byteLength);
        }
      }
      region.dispose();
      return sum;
    },
    facts: () => {
      const peakBytes = peakBytesOf(trace);
      return {
        committedRatio: ratio(heap.stats().peakCommittedBytes, peakBytes),
        touchedRatio: ratio(touchedPeakOf(trace), peakBytes),
      };
    },
    dispose: () => heap.dispose(),
  };
}

export function replayArrays(trace: Trace): Workload {
  const blocks = new Array<Uint8Array | undefined>(blockCountOf(trace)).fill(undefined);
  return {
    operations: trace.length / 2,
    run: () => {
      let sum = 0;
      for (let i = 0; i < trace.length; i += 2) {
        const id = trace[i]!;
        const byteLength = trace[i + 1]!;
        if (byteLength > 0) {
          blocks[id] = new Uint8Array(byteLength);
        } else {
          const old = blocks[id]!;
          sum += id;
          if (byteLength === 0) blocks[id] = undefined;
          else {
            const moved = new Uint8Array(-byteLength);
            moved.set(old.length > -byteLength ? old.subarray(0, -byteLength) : old);
            blocks[id] = moved;
          }
        }
      }
      blocks.fill(undefined);
      return sum;
    },
  };
}

export function replayTlsf(trace: Trace, { allocate, reallocate, free }: TlsfExports): Workload {
  const blocks = new Int32Array(blockCountOf(trace));
  return {
    operations: trace.length / 2,
    run: () => {
      let sum = 0;
      for (let i = 0; i < trace.length; i += 2) {
        const id = trace[i]!;
        const byteLength = trace[i + 1]!;
        if (byteLength > 0) {
          blocks[id] = allocate(byteLength);
        } else {
          sum += id;
          if (byteLength < 0) blocks[id] = reallocate(blocks[id]!, -byteLength);
          else {
            free(blocks[id]!);
            blocks[id] = 0;
          }
        }
      }
      for (let id = 0; id < blocks.length; id++) if (blocks[id] !== 0) free(blocks[id]!);
      blocks.fill(0);
      return sum;
    },
  };
}
