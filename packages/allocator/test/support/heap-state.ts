import type { Address, Heap } from '../../src/index.js';
import { assertValidHeap, visitBlocks } from '../../src/index.js';

/**
 * All that a user can see of a heap: figures, blocks and what is in them. Compare two with
 * `toEqual`.
 */
export function stateOf(heap: Heap): unknown {
  assertValidHeap(heap);
  const blocks: [string, Address, number, number][] = [];
  visitBlocks(heap, (address, byteLength, region) => {
    blocks.push([region.name, address, byteLength, checksum(region.words(address))]);
  });
  blocks.sort((a, b) => a[1] - b[1]);
  // Peaks may rise by what was there for a moment; tables that have grown stay.
  const { peakCommittedBytes: _peak, committedBytes, metadataBytes, ...figures } = heap.stats();
  return { ...figures, pageBytes: committedBytes - metadataBytes, blocks };
}

const { imul } = Math; // a global is slow to look up under Jest

export function checksum(words: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < words.length; i++) sum = (imul(sum, 31) + words[i]!) | 0;
  return sum;
}

/** What `run` throws; fails if it does not. */
export function thrownBy(run: () => unknown): { code?: string; message: string } {
  try {
    run();
  } catch (error) {
    return error as { code?: string; message: string };
  }
  throw new Error('expected an error, got none');
}
