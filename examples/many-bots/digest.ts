import type { ColumnPosition } from './placement.js';
import { vec3 } from './vec3.js';

/** What of prismarine-chunk's public interface the checksums read. */
export interface ReadableColumn {
  getBlockStateId(position: BlockPosition): number;
  getBiome(position: BlockPosition): number;
  getBlockLight(position: BlockPosition): number;
  getSkyLight(position: BlockPosition): number;
}

/** Position in a column: x and z 0–15, y absolute. */
interface BlockPosition {
  x: number;
  y: number;
  z: number;
}

/** Vertical extent of a world and of its light. */
export interface WorldHeight {
  /** Lowest y; a multiple of 16. */
  readonly minY: number;
  /** A multiple of 16. */
  readonly height: number;
  /** Sections below and above the world that have light all the same: 1 from version 1.18 on. */
  readonly lightBorder: 0 | 1;
}

/**
 * Checksums of what one bot sees.
 *
 * Layout of `words`: column after column in the order of `columns`; in a column section after
 * section from below, the light border included; in a section `KINDS` × 2 int32 lanes.
 */
export interface BotDigest {
  readonly bot: string;
  readonly columns: readonly ColumnPosition[];
  readonly height: WorldHeight;
  readonly words: Int32Array;
}

/** What is told apart in each section, in the order of the lanes. */
export const KINDS = ['block states', 'biomes', 'block light', 'sky light'] as const;
/** int32 words of a section. */
export const SECTION_WORDS = KINDS.length * 2;
export const SECTION_BLOCKS = 4096;

/** Sections of a column, its light border included. */
export function sectionCount({ height, lightBorder }: WorldHeight): number {
  return (height >> 4) + 2 * lightBorder;
}

/** Lowest y of section `index` of a column. */
export function sectionY({ minY, lightBorder }: WorldHeight, index: number): number {
  return minY + (index - lightBorder) * 16;
}

/**
 * Reads every block of a column through prismarine-chunk's own interface and writes the checksums
 * to `words` from `offset` on.
 *
 * Cost: 4,096 reads of state and two lights and 64 of biomes a section, about 0.5 ms; allocates
 * nothing itself.
 */
export function digestColumnInto(
  words: Int32Array,
  offset: number,
  column: ReadableColumn,
  height: WorldHeight,
): void {
  const sections = sectionCount(height);
  for (let index = 0; index < sections; index++) {
    const y = sectionY(height, index);
    const at = offset + index * SECTION_WORDS;
    // The border has light only: its states and biomes stay at 0.
    if (y >= height.minY && y < height.minY + height.height) {
      digestStates(words, at, column, y);
      digestBiomes(words, at + 2, column, y);
    }
    digestBlockLight(words, at + 4, column, y);
    digestSkyLight(words, at + 6, column, y);
  }
}

/** Of their class: columns of 1.8 calculate with it. */
const position: BlockPosition = vec3(0, 0, 0);
// Two lanes with different multipliers (primes of xxHash and MurmurHash): 64 bits against chance.
const SEED_A = 0x2545f491;
const SEED_B = 0x6c078965;

function mixA(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function mixB(hash: number, value: number): number {
  const mixed = Math.imul((hash << 5) ^ (hash >>> 27) ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 13);
}

// Four loops that differ in one call: a shared one would call through a variable 100 million times.

function digestStates(words: Int32Array, at: number, column: ReadableColumn, y0: number): void {
  let a = SEED_A;
  let b = SEED_B;
  for (let y = y0; y < y0 + 16; y++) {
    position.y = y;
    for (let cell = 0; cell < 256; cell++) {
      position.x = cell & 15;
      position.z = cell >> 4;
      const value = column.getBlockStateId(position);
      a = mixA(a, value);
      b = mixB(b, value);
    }
  }
  words[at] = a;
  words[at + 1] = b;
}

/** Biomes are kept in cells of 4 × 4 × 4 blocks. */
function digestBiomes(words: Int32Array, at: number, column: ReadableColumn, y0: number): void {
  let a = SEED_A;
  let b = SEED_B;
  for (let cell = 0; cell < 64; cell++) {
    position.x = (cell & 3) << 2;
    position.z = ((cell >> 2) & 3) << 2;
    position.y = y0 + ((cell >> 4) << 2);
    const value = column.getBiome(position);
    a = mixA(a, value);
    b = mixB(b, value);
  }
  words[at] = a;
  words[at + 1] = b;
}

function digestBlockLight(words: Int32Array, at: number, column: ReadableColumn, y0: number): void {
  let a = SEED_A;
  let b = SEED_B;
  for (let y = y0; y < y0 + 16; y++) {
    position.y = y;
    for (let cell = 0; cell < 256; cell++) {
      position.x = cell & 15;
      position.z = cell >> 4;
      const value = column.getBlockLight(position);
      a = mixA(a, value);
      b = mixB(b, value);
    }
  }
  words[at] = a;
  words[at + 1] = b;
}

function digestSkyLight(words: Int32Array, at: number, column: ReadableColumn, y0: number): void {
  let a = SEED_A;
  let b = SEED_B;
  for (let y = y0; y < y0 + 16; y++) {
    position.y = y;
    for (let cell = 0; cell < 256; cell++) {
      position.x = cell & 15;
      position.z = cell >> 4;
      const value = column.getSkyLight(position);
      a = mixA(a, value);
      b = mixB(b, value);
    }
  }
  words[at] = a;
  words[at + 1] = b;
}

/**
 * One checksum of all that all bots see, as 16 hexadecimal digits; the order of bots and columns
 * does not matter.
 */
export function checksumOf(digests: readonly BotDigest[]): string {
  let a = 0;
  let b = 0;
  for (const digest of digests) {
    const columnWords = sectionCount(digest.height) * SECTION_WORDS;
    for (const [index, { x, z }] of digest.columns.entries()) {
      let columnA = mixA(mixA(SEED_A, x), z);
      let columnB = mixB(mixB(SEED_B, x), z);
      const end = (index + 1) * columnWords;
      for (let at = index * columnWords; at < end; at++) {
        columnA = mixA(columnA, digest.words[at]!);
        columnB = mixB(columnB, digest.words[at]!);
      }
      a = (a + columnA) | 0; // a sum does not depend on the order
      b = (b + columnB) | 0;
    }
  }
  const hex = (lane: number) => (lane >>> 0).toString(16).padStart(8, '0');
  return hex(a) + hex(b);
}
