import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { gunzipSync, inflateSync } from 'node:zlib';
import { JobError, messageOf } from './errors.js';
import type { ColumnPosition } from './placement.js';

const SECTOR_BYTES = 4096;
/** Sector table and timestamps. */
const HEADER_BYTES = 2 * SECTOR_BYTES;
/** A chunk is 0.4 MB; this stops a decompression bomb. */
const MAXIMUM_CHUNK_BYTES = 64 * 1024 * 1024;
const GZIP = 1;
const ZLIB = 2;
const TAG_COMPOUND = 10;

/** One chunk that a region file holds. */
export interface RegionChunk extends ColumnPosition {
  /** Whether generation is finished; proto-chunks at the edge of a world are not. */
  readonly full: boolean;
}

/** Position of a region file by its name `r.X.Z.mca`, in regions of 32 × 32 chunks. */
export function regionPosition(fileName: string): ColumnPosition | undefined {
  const match = /^r\.(-?\d+)\.(-?\d+)\.mca$/.exec(fileName);
  return match === null ? undefined : { x: Number(match[1]), z: Number(match[2]) };
}

/**
 * Chunks that the sector table names, without a look at their data.
 *
 * @throws {JobError} if the file is too short to hold the table.
 */
export function readSectorTable(path: string, region: ColumnPosition): ColumnPosition[] {
  const table = readHeader(path);
  const chunks: ColumnPosition[] = [];
  for (let index = 0; index < 1024; index++) {
    if (table.readUInt32BE(index * 4) !== 0) chunks.push(chunkPosition(region, index));
  }
  return chunks;
}

/**
 * Reads a whole region file and inflates each chunk.
 *
 * Layout: 4 KiB table of 1,024 entries `sector << 8 | sector count`, 4 KiB timestamps, then sectors
 * of 4 KiB; a chunk begins with its length (4 B, compression byte included) and the compression (1
 * B).
 *
 * @throws {JobError} naming the file and the chunk, if the table or a chunk is damaged.
 */
export function checkRegion(path: string, region: ColumnPosition): RegionChunk[] {
  readHeader(path); // the clearer message for an empty file
  const file = readFileSync(path);
  const owners = new Map<number, string>();
  const chunks: RegionChunk[] = [];
  for (let index = 0; index < 1024; index++) {
    const entry = file.readUInt32BE(index * 4);
    if (entry === 0) continue;
    const position = chunkPosition(region, index);
    const where = `region file ${path}, chunk ${position.x},${position.z}`;
    const span = { first: entry >>> 8, count: entry & 0xff };
    claimSectors(owners, span, `${position.x},${position.z}`, where);
    const nbt = inflateChunk(file, span, where);
    chunks.push({ ...position, full: isFull(nbt) });
  }
  return chunks;
}

function readHeader(path: string): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const byteLength = fstatSync(descriptor).size;
    if (byteLength < HEADER_BYTES) {
      throw new JobError(
        `region file ${path}: truncated: ${byteLength} bytes, its header alone takes ${HEADER_BYTES}`,
      );
    }
    const header = Buffer.alloc(SECTOR_BYTES);
    readSync(descriptor, header, 0, SECTOR_BYTES, 0);
    return header;
  } finally {
    closeSync(descriptor);
  }
}

function chunkPosition(region: ColumnPosition, index: number): ColumnPosition {
  return { x: region.x * 32 + (index & 31), z: region.z * 32 + (index >> 5) };
}

/**
 * Books the sectors of a chunk. @throws {JobError} if they lie in the header or belong to another
 * chunk.
 */
function claimSectors(
  owners: Map<number, string>,
  span: { first: number; count: number },
  owner: string,
  where: string,
): void {
  if (span.first < 2 || span.count === 0) {
    throw new JobError(
      `${where}: sector table is corrupt (sector ${span.first}, count ${span.count})`,
    );
  }
  for (let sector = span.first; sector < span.first + span.count; sector++) {
    const other = owners.get(sector);
    if (other !== undefined) {
      throw new JobError(
        `${where}: sector table is corrupt (sector ${sector} also belongs to ${other})`,
      );
    }
    owners.set(sector, owner);
  }
}

function inflateChunk(file: Buffer, span: { first: number; count: number }, where: string): Buffer {
  const start = span.first * SECTOR_BYTES;
  const place = `${where} (sector ${span.first})`;
  if (start + 5 > file.length) {
    throw new JobError(
      `${place}: truncated: the file ends at byte ${file.length}, before the chunk`,
    );
  }
  const byteLength = file.readUInt32BE(start);
  if (byteLength < 2 || byteLength + 4 > span.count * SECTOR_BYTES) {
    throw new JobError(
      `${place}: chunk is corrupt (length ${byteLength} in ${span.count} sectors)`,
    );
  }
  const end = start + 4 + byteLength;
  if (end > file.length) {
    throw new JobError(
      `${place}: truncated: the chunk ends at byte ${end}, the file at ${file.length}`,
    );
  }
  const nbt = decompress(file.subarray(start + 5, end), file.readUInt8(start + 4), place);
  if (nbt.length === 0 || nbt.readUInt8(0) !== TAG_COMPOUND) {
    throw new JobError(`${place}: chunk is corrupt (its data is not NBT)`);
  }
  return nbt;
}

function decompress(data: Buffer, compression: number, place: string): Buffer {
  if (compression !== GZIP && compression !== ZLIB) {
    throw new JobError(
      `${place}: compression type ${compression} is not supported (1 gzip and 2 zlib are)`,
    );
  }
  try {
    const limit = { maxOutputLength: MAXIMUM_CHUNK_BYTES };
    return compression === GZIP ? gunzipSync(data, limit) : inflateSync(data, limit);
  } catch (error) {
    throw new JobError(`${place}: chunk is corrupt (${messageOf(error)})`);
  }
}

/**
 * TAG_String (8), name length 6, "Status": the head of the tag that says how far generation came.
 */
const STATUS_TAG = Buffer.from('\u0008\u0000\u0006Status', 'latin1');
/** `postprocessed` and `fullchunk` are 1.13's last two steps. */
const FULL_STATUS = new Set(['full', 'minecraft:full', 'fullchunk', 'postprocessed']);

/**
 * Whether the chunk's status is a final one; chunks before 1.13 have none and are always complete.
 */
function isFull(nbt: Buffer): boolean {
  const at = nbt.indexOf(STATUS_TAG);
  if (at < 0) return true;
  const start = at + STATUS_TAG.length + 2;
  const byteLength = nbt.readUInt16BE(start - 2);
  return FULL_STATUS.has(nbt.toString('latin1', start, start + byteLength));
}
