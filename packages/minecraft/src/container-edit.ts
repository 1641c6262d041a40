import type { Address, Region } from '@sandy/allocator';
import { writeEntry } from './packed-entries.js';
import {
  bitsOf,
  type ContainerKind,
  containerLength,
  HEADER_WORDS,
  packHeader,
  paletteIndexOf,
  paletteLengthOf,
  paletteStart,
  repackInto,
} from './palette-container.js';

/** Palette entries that a copy made for writing has room for beyond those it has. */
const SPARE_PALETTE_WORDS = 6;

/**
 * Copies the container at `words[base]` to a block of `region`, with room for new palette entries.
 */
export function copyContainer(
  kind: ContainerKind,
  words: Int32Array,
  base: number,
  region: Region,
): Address {
  const length = containerLength(kind, words, base);
  const address = region.allocate((length + SPARE_PALETTE_WORDS) * 4);
  region.words(address, length).set(words.subarray(base, base + length));
  return address;
}

/**
 * Sets entry `index` of the container at `address` to the global id `id`. A new id is appended to
 * the palette; when the palette needs more bits, the entries are repacked, and when they would need
 * more than the kind's palette may have, they become global ids of `directBits` bits.
 *
 * @param scratch at least `MAXIMUM_CONTAINER_WORDS` words
 * @returns the container's address, which is another one if it had to grow
 * @throws what the region throws; the container is as it was
 */
export function setEntry(
  kind: ContainerKind,
  directBits: number,
  region: Region,
  address: Address,
  index: number,
  id: number,
  scratch: Int32Array,
): Address {
  const { heap } = region;
  const words = heap.wordsOf(address);
  const base = heap.offsetOf(address) >> 2;
  const bits = bitsOf(words, base);
  const paletteLength = paletteLengthOf(words, base);
  if (paletteLength === 0) {
    writeEntry(words, base + HEADER_WORDS, bits, index, id);
    return address;
  }
  const known = paletteIndexOf(kind, words, base, id);
  if (known >= 0) {
    writeEntry(words, base + HEADER_WORDS, bits, index, known);
    return address;
  }
  const neededBits = 32 - Math.clz32(paletteLength);
  const newBits = neededBits <= bits ? bits : neededBits;
  const target = newBits > kind.maximumPaletteBits ? directBits : newBits;
  const grown = growContainer(kind, region, address, target, scratch);
  return appendEntry(kind, region, grown, index, id);
}

/** Room for one more palette entry at `bits` bits, moving the container if need be. */
function growContainer(
  kind: ContainerKind,
  region: Region,
  address: Address,
  bits: number,
  scratch: Int32Array,
): Address {
  const { heap } = region;
  const words = heap.wordsOf(address);
  const base = heap.offsetOf(address) >> 2;
  const length = containerLength(kind, words, base);
  if (bits === bitsOf(words, base)) {
    if ((length + 1) * 4 <= region.usableByteLength(address)) return address;
    return region.reallocate(address, (length + 1 + SPARE_PALETTE_WORDS) * 4);
  }
  const newLength = repackInto(kind, words, base, bits, scratch);
  const moved = region.allocate((newLength + 1 + SPARE_PALETTE_WORDS) * 4);
  region.words(moved, newLength).set(scratch.subarray(0, newLength));
  region.free(address);
  return moved;
}

function appendEntry(
  kind: ContainerKind,
  region: Region,
  address: Address,
  index: number,
  id: number,
): Address {
  const { heap } = region;
  const words = heap.wordsOf(address);
  const base = heap.offsetOf(address) >> 2;
  const bits = bitsOf(words, base);
  const paletteLength = paletteLengthOf(words, base);
  if (paletteLength === 0) {
    writeEntry(words, base + HEADER_WORDS, bits, index, id);
    return address;
  }
  words[base + paletteStart(kind, bits) + paletteLength] = id;
  words[base] = packHeader(bits, paletteLength + 1);
  writeEntry(words, base + HEADER_WORDS, bits, index, paletteLength);
  return address;
}
