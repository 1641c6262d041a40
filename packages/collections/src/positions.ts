/**
 * Positions of Minecraft as 64-bit keys, in the game's own layouts (`ChunkPos.asLong`,
 * `BlockPos.asLong` since 1.14), so that keys can be exchanged with data files and Java programs.
 *
 *     chunk   hi: z, 32 bits                           lo: x, 32 bits
 *     block   hi: x, 26 bits | upper 6 bits of z       lo: lower 20 bits of z | y, 12 bits
 *
 * All fields are signed. Each function has the fast form, one lane at a time, and one with a
 * bigint; none of them allocates but those that return a bigint or an object.
 */
import { InvalidKeyError } from './errors.js';
import { invalidLanes, longHi, longLo, longOf } from './long.js';

/** Coordinates of a chunk column, in chunks. */
export interface ChunkPosition {
  readonly x: number;
  readonly z: number;
}

/** Coordinates of a block, in blocks. */
export interface BlockPosition {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** High lane of the key of chunk (x, z). @throws {InvalidKeyError} unless both are int32. */
export function chunkKeyHi(x: number, z: number): number {
  if ((x | 0) !== x || (z | 0) !== z) throw invalidChunk(x, z);
  return z | 0; // -0 is 0
}

/** Low lane of the key of chunk (x, z). @throws {InvalidKeyError} unless both are int32. */
export function chunkKeyLo(x: number, z: number): number {
  if ((x | 0) !== x || (z | 0) !== z) throw invalidChunk(x, z);
  return x | 0;
}

/** Key of chunk (x, z) as bigint. @throws {InvalidKeyError} unless both are int32. */
export function chunkKey(x: number, z: number): bigint {
  return longOf(chunkKeyHi(x, z), x);
}

/** x of the chunk with the key (hi, lo). @throws {InvalidKeyError} if a lane is not an int32. */
export function chunkKeyX(hi: number, lo: number): number {
  if ((hi | 0) !== hi || (lo | 0) !== lo) throw invalidLanes(hi, lo);
  return lo;
}

/** z of the chunk with the key (hi, lo). @throws {InvalidKeyError} if a lane is not an int32. */
export function chunkKeyZ(hi: number, lo: number): number {
  if ((hi | 0) !== hi || (lo | 0) !== lo) throw invalidLanes(hi, lo);
  return hi;
}

/** Position of the chunk with `key`. @throws {InvalidKeyError} unless it is a 64-bit bigint. */
export function chunkPositionOf(key: bigint): ChunkPosition {
  return { x: longLo(key), z: longHi(key) };
}

/**
 * High lane of the key of block (x, y, z).
 * @throws {InvalidKeyError} unless x and z are integers of 26 bits (−33,554,432 to 33,554,431) and
 * y of 12 bits (−2,048 to 2,047), as the game has them.
 */
export function blockKeyHi(x: number, y: number, z: number): number {
  if (!fitsBlockKey(x, y, z)) throw invalidBlock(x, y, z);
  return (x << 6) | ((z >> 20) & 0x3f);
}

/** Low lane of the key of block (x, y, z). @throws {InvalidKeyError} as `blockKeyHi`. */
export function blockKeyLo(x: number, y: number, z: number): number {
  if (!fitsBlockKey(x, y, z)) throw invalidBlock(x, y, z);
  return (z << 12) | (y & 0xfff);
}

/** Key of block (x, y, z) as bigint. @throws {InvalidKeyError} as `blockKeyHi`. */
export function blockKey(x: number, y: number, z: number): bigint {
  return longOf(blockKeyHi(x, y, z), blockKeyLo(x, y, z));
}

/** x of the block with the key (hi, lo). @throws {InvalidKeyError} if a lane is not an int32. */
export function blockKeyX(hi: number, lo: number): number {
  if ((hi | 0) !== hi || (lo | 0) !== lo) throw invalidLanes(hi, lo);
  return hi >> 6;
}

/** y of the block with the key (hi, lo). @throws {InvalidKeyError} if a lane is not an int32. */
export function blockKeyY(hi: number, lo: number): number {
  if ((hi | 0) !== hi || (lo | 0) !== lo) throw invalidLanes(hi, lo);
  return (lo << 20) >> 20; // moves the sign bit up and back
}

/** z of the block with the key (hi, lo). @throws {InvalidKeyError} if a lane is not an int32. */
export function blockKeyZ(hi: number, lo: number): number {
  if ((hi | 0) !== hi || (lo | 0) !== lo) throw invalidLanes(hi, lo);
  return ((hi << 26) >> 6) | (lo >>> 12);
}

/** Position of the block with `key`. @throws {InvalidKeyError} unless it is a 64-bit bigint. */
export function blockPositionOf(key: bigint): BlockPosition {
  const hi = longHi(key);
  const lo = longLo(key);
  return { x: hi >> 6, y: (lo << 20) >> 20, z: ((hi << 26) >> 6) | (lo >>> 12) };
}

/** A shift up and back is the number itself only if it is an integer that fits the field. */
function fitsBlockKey(x: number, y: number, z: number): boolean {
  return (x << 6) >> 6 === x && (z << 6) >> 6 === z && (y << 20) >> 20 === y;
}

function invalidChunk(x: unknown, z: unknown): InvalidKeyError {
  return new InvalidKeyError(`chunk position: expected int32 coordinates, got ${list(x, z)}`);
}

function invalidBlock(x: unknown, y: unknown, z: unknown): InvalidKeyError {
  return new InvalidKeyError(
    'block position: expected integers with x and z of 26 bits and y of 12 bits, ' +
      `got ${list(x, y, z)}`,
  );
}

function list(...values: unknown[]): string {
  return values.map((value) => `${typeof value} ${String(value)}`).join(', ');
}
