import type { Address, CheckedModeOptions } from '../../src/index.js';
import { Heap, assertValidHeap, checkedMode, visitBlocks } from '../../src/index.js';
import { checksum } from './heap-state.js';

export const SEGMENT = 1 << 17;
export const INVALID_FREE = 'ERR_SANDY_INVALID_FREE';
export const CORRUPTION = 'ERR_SANDY_MEMORY_CORRUPTION';
/** Lengths with every pad, in slots, whole pages and a segment of their own. */
export const lengths = [
  0,
  1,
  2,
  3,
  4,
  8,
  16,
  24,
  101,
  1022,
  4091,
  8184,
  8185,
  8192,
  20_001,
  SEGMENT + 3,
];

export function checkedHeap(options: CheckedModeOptions & { engine?: never } = {}): Heap {
  return Heap.create({ mode: checkedMode(options), segmentByteLength: SEGMENT });
}

/**
 * All of a heap and every byte in it, guards and quarantine too; without asking regions for words,
 * which has effects.
 */
export function stateOf(heap: Heap): unknown {
  assertValidHeap(heap);
  const blocks: unknown[] = [];
  visitBlocks(heap, (address, byteLength, region) => {
    const first = heap.offsetOf(address) >>> 2;
    const words = heap.wordsOf(address).subarray(first, first + byteLength / 4);
    blocks.push([region.name, address, byteLength, checksum(words)]);
  });
  return { ...heap.stats(), blocks };
}

/**
 * Writes past what anybody was told that he may use: as hot code does, through the segment's view.
 */
export function poke(heap: Heap, address: Address, byteOffset: number, value: number): void {
  heap.bytesOf(address)[heap.offsetOf(address) + byteOffset] = value;
}

/** The other place that stands between these values and the ones that were there. */
export function peek(heap: Heap, address: Address, byteOffset: number): number {
  return heap.bytesOf(address)[heap.offsetOf(address) + byteOffset]!;
}
