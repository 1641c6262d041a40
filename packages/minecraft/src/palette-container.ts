/**
 * Palette container: the states of one 16×16×16 section, or the biomes of its 4×4×4 cells.
 *
 * Layout (int32 words, little-endian):
 *
 *   word 0   bits of an entry (low 8 bits) | palette length << 8   (length 0: entries are global
 *   ids) word 1   solid block count (low 16 bits) | fluid count << 16   (0 for biomes)
 *   2 …      packed entries, low word of each long first (see packed-entries.ts)
 *   then     the palette, one word an id, in the order in which the wire gave it
 *
 * The palette comes last, so that it can grow in place. What the wire said is kept to the bit,
 * unused palette entries and padding included: a container that was loaded is written back byte for
 * byte. A container of one single value has no words at all: its owner keeps the value itself.
 *
 * Source: the 1.18+ chunk data format as prismarine-chunk reads it; growth of palettes likewise.
 */
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { MalformedChunkError } from './errors.js';
import {
  longCountOf,
  MAXIMUM_BITS,
  readEntry,
  readEntryBeforeMore,
  writeEntry,
} from './packed-entries.js';

/** What distinguishes block containers from biome containers. */
export interface ContainerKind {
  readonly name: 'blocks' | 'biomes';
  /** Entries of a container. */
  readonly volume: number;
  /** Bits of the first palette that replaces a single value. */
  readonly minimumBits: number;
  /** Most bits of a palette index; above it entries are global ids. */
  readonly maximumPaletteBits: number;
  /** Most bits that the wire may name. */
  readonly maximumWireBits: number;
  /** Words of the packed entries, by bits. */
  readonly dataWords: Int32Array;
}

function defineKind(kind: Omit<ContainerKind, 'dataWords'>): ContainerKind {
  const dataWords = new Int32Array(MAXIMUM_BITS + 1);
  for (let bits = 1; bits <= MAXIMUM_BITS; bits++) {
    dataWords[bits] = longCountOf(bits, kind.volume) * 2;
  }
  return { ...kind, dataWords };
}

export const BLOCKS: ContainerKind = defineKind({
  name: 'blocks',
  volume: 4096,
  minimumBits: 4,
  maximumPaletteBits: 8,
  maximumWireBits: MAXIMUM_BITS,
});

export const BIOMES: ContainerKind = defineKind({
  name: 'biomes',
  volume: 64,
  minimumBits: 1,
  maximumPaletteBits: 3,
  maximumWireBits: 8,
});

/** How a version writes containers on the wire. */
export interface ContainerFormat {
  /** A VarInt with the number of longs stands before the entries (up to 1.21.4). */
  readonly hasLengthPrefix: boolean;
  /** A fluid count follows the solid block count (from 26.1). */
  readonly hasFluidCount: boolean;
}

export const HEADER_WORDS = 2;
/** More palette entries than a container has entries cannot be meant. */
const MAXIMUM_PALETTE_LENGTH = 4096;
/** Single values above it would not fit beside content ids in a table word. */
export const MAXIMUM_SINGLE_VALUE = 2 ** 30 - 1;
/** Words of the largest container: header, 16-bit entries, the longest palette. */
export const MAXIMUM_CONTAINER_WORDS = HEADER_WORDS + 2048 + MAXIMUM_PALETTE_LENGTH;

export function bitsOf(words: Int32Array, base: number): number {
  return words[base]! & 0xff;
}

/** Entries of the palette; 0 where the container holds global ids. */
export function paletteLengthOf(words: Int32Array, base: number): number {
  return words[base]! >>> 8;
}

/** Blocks that the wire counted as not air: a signed 16-bit number. */
export function solidCountOf(words: Int32Array, base: number): number {
  return (words[base + 1]! << 16) >> 16;
}

export function fluidCountOf(words: Int32Array, base: number): number {
  return words[base + 1]! >> 16;
}

export function packCounts(solidCount: number, fluidCount: number): number {
  return (solidCount & 0xffff) | (fluidCount << 16);
}

export function packHeader(bits: number, paletteLength: number): number {
  return bits | (paletteLength << 8);
}

/** Word, counted from the container's base, at which its palette begins. */
export function paletteStart(kind: ContainerKind, bits: number): number {
  return HEADER_WORDS + kind.dataWords[bits]!;
}

/** Words of the whole container. */
export function containerLength(kind: ContainerKind, words: Int32Array, base: number): number {
  return paletteStart(kind, bitsOf(words, base)) + paletteLengthOf(words, base);
}

/**
 * Id at `index` of the container at `words[base]`.
 * An entry that points past its palette (a hostile or broken packet) reads as 0.
 */
export function containerGet(
  kind: ContainerKind,
  words: Int32Array,
  base: number,
  index: number,
): number {
  const header = words[base]!;
  const bits = header & 0xff;
  const paletteLength = header >>> 8;
  if (paletteLength === 0) return readEntry(words, base + HEADER_WORDS, bits, index);
  const entry = readEntryBeforeMore(words, base + HEADER_WORDS, bits, index);
  return entry < paletteLength ? words[base + paletteStart(kind, bits) + entry]! : 0;
}

/**
 * Reads one container (for blocks with its counts) from the wire.
 *
 * @param out scratch of at least `MAXIMUM_CONTAINER_WORDS` words that receives the container
 * @returns its length in words, or −1 − value where the container is one single value
 * @throws {MalformedChunkError} if a length or a size of the wire cannot be right
 */
export function readContainerInto(
  kind: ContainerKind,
  format: ContainerFormat,
  reader: ByteReader,
  out: Int32Array,
): number {
  let counts = 0;
  if (kind === BLOCKS) {
    const solidCount = reader.readInt16('solid block count');
    counts = packCounts(solidCount, format.hasFluidCount ? reader.readInt16('fluid count') : 0);
  }
  const bits = reader.readUint8('bits per entry');
  if (bits > kind.maximumWireBits) {
    throw new MalformedChunkError(
      `bits per entry of ${kind.name}: expected 0..${kind.maximumWireBits}, got ${bits}`,
    );
  }
  if (bits === 0) return readSingleValue(kind, format, reader);

  const hasPalette = bits <= kind.maximumPaletteBits;
  const paletteLength = hasPalette ? reader.readVarInt('palette length') : 0;
  if (hasPalette && (paletteLength < 1 || paletteLength > MAXIMUM_PALETTE_LENGTH)) {
    throw new MalformedChunkError(
      `palette length of ${kind.name}: expected 1..${MAXIMUM_PALETTE_LENGTH}, got ${paletteLength}`,
    );
  }
  const start = paletteStart(kind, bits);
  for (let i = 0; i < paletteLength; i++) out[start + i] = reader.readVarInt('palette entry');

  const longCount = kind.dataWords[bits]! >> 1;
  if (format.hasLengthPrefix) {
    const told = reader.readVarInt('data length');
    if (told !== longCount) {
      throw new MalformedChunkError(
        `data length of ${kind.name} at ${bits} bits: expected ${longCount} longs, got ${told}`,
      );
    }
  }
  reader.readLongsInto(out, HEADER_WORDS, longCount, `${kind.name} data`);
  out[0] = packHeader(bits, paletteLength);
  out[1] = counts;
  return start + paletteLength;
}

function readSingleValue(kind: ContainerKind, format: ContainerFormat, reader: ByteReader): number {
  const value = reader.readVarInt('single value');
  if (value < 0 || value > MAXIMUM_SINGLE_VALUE) {
    throw new MalformedChunkError(
      `single value of ${kind.name}: expected 0..${MAXIMUM_SINGLE_VALUE}, got ${value}`,
    );
  }
  // The wire says that no longs follow; prismarine-chunk reads past this number unseen, and so do
  // we.
  if (format.hasLengthPrefix) reader.readUint8('data length');
  return -1 - value;
}

/** Writes the container at `words[base]` as it was read. */
export function writeContainer(
  kind: ContainerKind,
  format: ContainerFormat,
  writer: ByteWriter,
  words: Int32Array,
  base: number,
): void {
  if (kind === BLOCKS) {
    writer.writeInt16(solidCountOf(words, base));
    if (format.hasFluidCount) writer.writeInt16(fluidCountOf(words, base));
  }
  const bits = bitsOf(words, base);
  writer.writeUint8(bits);
  const paletteLength = paletteLengthOf(words, base);
  if (paletteLength > 0) {
    const start = base + paletteStart(kind, bits);
    writer.writeVarInt(paletteLength);
    for (let i = 0; i < paletteLength; i++) writer.writeVarInt(words[start + i]!);
  }
  const longCount = kind.dataWords[bits]! >> 1;
  if (format.hasLengthPrefix) writer.writeVarInt(longCount);
  writer.writeLongs(words, base + HEADER_WORDS, longCount);
}

/** Writes a container of one single value with the counts that follow from it. */
export function writeSingleValue(
  kind: ContainerKind,
  format: ContainerFormat,
  writer: ByteWriter,
  value: number,
  isFluid: boolean,
): void {
  if (kind === BLOCKS) {
    writer.writeInt16(value === 0 ? 0 : kind.volume);
    if (format.hasFluidCount) writer.writeInt16(isFluid ? kind.volume : 0);
  }
  writer.writeUint8(0);
  writer.writeVarInt(value);
  if (format.hasLengthPrefix) writer.writeUint8(0);
}

/** Fills `out` with a container in which every entry is `value`, at the least bits of its kind. */
export function expandSingleValueInto(
  kind: ContainerKind,
  value: number,
  counts: number,
  out: Int32Array,
): number {
  const start = paletteStart(kind, kind.minimumBits);
  out.fill(0, 0, start);
  out[0] = packHeader(kind.minimumBits, 1);
  out[1] = counts;
  out[start] = value;
  return start + 1;
}

/** Index of `id` in the palette, or −1. */
export function paletteIndexOf(
  kind: ContainerKind,
  words: Int32Array,
  base: number,
  id: number,
): number {
  const start = base + paletteStart(kind, bitsOf(words, base));
  const end = start + paletteLengthOf(words, base);
  for (let word = start; word < end; word++) if (words[word] === id) return word - start;
  return -1;
}

/**
 * Rewrites the container at `words[base]` into `out` with `bits` bits an entry: with its palette
 * where `bits` still takes one, else with global ids.
 *
 * @returns its length in words
 */
export function repackInto(
  kind: ContainerKind,
  words: Int32Array,
  base: number,
  bits: number,
  out: Int32Array,
): number {
  const oldBits = bitsOf(words, base);
  const keepsPalette = bits <= kind.maximumPaletteBits;
  const paletteLength = keepsPalette ? paletteLengthOf(words, base) : 0;
  const start = paletteStart(kind, bits);
  out.fill(0, 0, start);
  out[0] = packHeader(bits, paletteLength);
  out[1] = words[base + 1]!;
  for (let index = 0; index < kind.volume; index++) {
    const entry = keepsPalette
      ? readEntry(words, base + HEADER_WORDS, oldBits, index)
      : containerGet(kind, words, base, index);
    writeEntry(out, HEADER_WORDS, bits, index, entry);
  }
  const oldStart = base + paletteStart(kind, oldBits);
  for (let i = 0; i < paletteLength; i++) out[start + i] = words[oldStart + i]!;
  return start + paletteLength;
}
