import { InvalidArgumentError } from '@sandy/allocator';
import type { ColumnLayout } from './column-layout.js';
import {
  BLOCK_LIGHT,
  ColumnLight,
  type LightData,
  type LightDump,
  SKY_LIGHT,
} from './column-light.js';
import type { LightKind } from './column-light.js';
import type { ColumnOwner, ColumnStore } from './column-store.js';
import type { ColumnContext, ColumnSummary } from './column-table.js';
import { ColumnTerrain, type SectionInfo } from './column-terrain.js';

/** Makes the columns of one owner in one dimension; the columns share what it knows. */
export class ColumnFactory {
  readonly #context: ColumnContext;

  /** @throws {InvalidArgumentError} if the pool's region and the owner's are of different heaps */
  constructor(store: ColumnStore, owner: ColumnOwner, layout: ColumnLayout) {
    const { heap } = owner.region;
    if (store.pool.heap !== heap) {
      throw new InvalidArgumentError(
        'owner',
        "a region of the content pool's heap",
        'one of another',
      );
    }
    const segmentShift = heap.segmentShift - heap.granuleShift;
    const context: ColumnContext = {
      heap,
      segments: heap.segmentWords,
      segmentShift,
      granuleMask: 2 ** segmentShift - 1,
      pool: store.pool,
      store,
      owner,
      layout,
      isUnloaded: false,
    };
    // What the holder holds is released with it, what is left in the region with the region.
    owner.holder.onDispose(() => {
      context.isUnloaded = true;
    });
    this.#context = context;
  }

  get layout(): ColumnLayout {
    return this.#context.layout;
  }

  /** An empty column: air, biome 0, no light. */
  create(): ChunkColumn {
    return new ChunkColumn(this.#context);
  }
}

/**
 * A chunk column of Java 1.18 and later: blocks, biomes and light of 16×16 blocks over the world's
 * height.
 *
 * Loading interns each piece (a section's blocks, its biomes, a section's light) and then the table
 * of pieces, so that columns of equal content are references to one copy. Single values and uniform
 * light have no bytes of their own. The first write to a piece copies that piece alone.
 *
 * Coordinates are integers and are not checked: it would cost each access. x and z count modulo 16,
 * so those of the world will do, and (16, 0, 0) is (0, 0, 0); prismarine-chunk, whose users pass 0
 * to 15, reaches another block there. y is the height in the world. Outside of it blocks and biomes
 * read as 0 and writes to them are ignored, as prismarine-chunk has it; light has one section more
 * at both ends, and writes beyond are refused.
 * Cost: three small JavaScript objects a column (no #methods: see `ColumnTable`); its tables, 16n
 * and about 16n + 48 bytes for n sections, are shared by all equal columns; each written piece its
 * own bytes.
 */
export class ChunkColumn {
  readonly #terrain: ColumnTerrain;
  readonly #light: ColumnLight;

  /** Use `ColumnFactory.create`. @internal */
  constructor(context: ColumnContext) {
    this.#terrain = new ColumnTerrain(context);
    this.#light = new ColumnLight(context);
  }

  get layout(): ColumnLayout {
    return this.#terrain.layout;
  }

  /** Whether it holds copies of its own because something was written since it was loaded. */
  get hasOwnPieces(): boolean {
    return this.#terrain.hasOverlay || this.#light.hasOverlay;
  }

  /**
   * Replaces blocks and biomes by the data of a chunk packet. Bytes after the last section are
   * ignored.
   *
   * @throws {MalformedChunkError} if the bytes do not follow the format
   * @throws {InvalidArgumentError} if they are no Uint8Array
   * @throws {UnloadedError} after `close`
   * @throws what the owner's limit throws; in every case the column is as it was
   */
  load(bytes: Uint8Array): void {
    this.#terrain.load(bytes, 0, this.layout.sectionCount);
  }

  /** The same for section `section` (0 at the bottom) alone. */
  loadSection(section: number, bytes: Uint8Array): void {
    this.assertSection(section);
    this.#terrain.load(bytes, section, 1);
  }

  /** Blocks and biomes as chunk packet data: what was loaded comes back byte for byte. */
  dump(): Uint8Array {
    return this.#terrain.dump(0, this.layout.sectionCount);
  }

  /** The same for section `section` (0 at the bottom) alone. */
  dumpSection(section: number): Uint8Array {
    this.assertSection(section);
    return this.#terrain.dump(section, 1);
  }

  /** Replaces the light sections that `light` names. @throws as `load` does */
  loadLight(light: LightData): void {
    this.#light.load(light);
  }

  dumpLight(): LightDump {
    return this.#light.dump();
  }

  /** Block state id; 0 outside of the world's height. x and z count modulo 16. */
  getBlockStateId(x: number, y: number, z: number): number {
    const height = y - this.layout.minY;
    const section = height >> 4;
    if (section < 0 || section >= this.layout.sectionCount) return 0;
    return this.#terrain.getBlock(section, ((height & 15) << 8) | ((z & 15) << 4) | (x & 15));
  }

  /**
   * Sets a block state id. x and z count modulo 16; nothing happens outside of the world's height.
   *
   * @throws {InvalidArgumentError} if `stateId` is no id; what the owner's limit throws
   */
  setBlockStateId(x: number, y: number, z: number, stateId: number): void {
    const height = y - this.layout.minY;
    const section = height >> 4;
    if (section < 0 || section >= this.layout.sectionCount) return;
    this.#terrain.setBlock(section, ((height & 15) << 8) | ((z & 15) << 4) | (x & 15), stateId);
  }

  /** Biome id of the 4×4×4 cell that holds the block; 0 outside of the world's height. */
  getBiomeId(x: number, y: number, z: number): number {
    const height = y - this.layout.minY;
    const section = height >> 4;
    if (section < 0 || section >= this.layout.sectionCount) return 0;
    return this.#terrain.getBiome(section, biomeIndex(x, height, z));
  }

  /**
   * Sets the biome of a cell. Coordinates as of `setBlockStateId`.
   *
   * @throws {InvalidArgumentError} if `biomeId` is no id; what the owner's limit throws
   */
  setBiomeId(x: number, y: number, z: number, biomeId: number): void {
    const height = y - this.layout.minY;
    const section = height >> 4;
    if (section < 0 || section >= this.layout.sectionCount) return;
    this.#terrain.setBiome(section, biomeIndex(x, height, z), biomeId);
  }

  getSkyLight(x: number, y: number, z: number): number {
    return this.getLight(SKY_LIGHT, x, y, z);
  }

  getBlockLight(x: number, y: number, z: number): number {
    return this.getLight(BLOCK_LIGHT, x, y, z);
  }

  /** @throws {InvalidArgumentError} if `y` lies outside of the lit height or `level` of 0..15 */
  setSkyLight(x: number, y: number, z: number, level: number): void {
    this.setLight(SKY_LIGHT, x, y, z, level);
  }

  /** @throws {InvalidArgumentError} if `y` lies outside of the lit height or `level` of 0..15 */
  setBlockLight(x: number, y: number, z: number, level: number): void {
    this.setLight(BLOCK_LIGHT, x, y, z, level);
  }

  /** How the blocks of section `section` (0 at the bottom) are kept. */
  sectionInfo(section: number): SectionInfo {
    this.assertSection(section);
    return this.#terrain.blockInfo(section);
  }

  /**
   * 2,048 bytes of light of section `section` (0 below the blocks), or undefined where there is
   * none.
   */
  lightSection(kind: LightKind, section: number): Uint8Array | undefined {
    return this.#light.section(kind, section);
  }

  /**
   * The protocol's mask of the sections whose light was sent, or of those that were said to be
   * empty.
   */
  lightMask(kind: LightKind, options: { readonly ofEmpty: boolean }): [number, number][] {
    return this.#light.maskLongs(kind, options.ofEmpty);
  }

  /**
   * Shares again what was written: pieces that equal what others hold become one copy once more.
   */
  reshare(): void {
    this.#terrain.reshare();
    this.#light.reshare();
  }

  /**
   * Gives everything back. Every use after it throws `UnloadedError`; closing again does nothing.
   */
  close(): void {
    this.#terrain.close();
    this.#light.close();
  }

  /** Adds how this column's pieces are held to `summary`. */
  addTo(summary: ColumnSummary): void {
    this.#terrain.assertOpen();
    summary.columnCount++;
    this.#terrain.addTo(summary);
    this.#light.addTo(summary);
  }

  private assertSection(section: number): void {
    const { sectionCount } = this.layout;
    if (Number.isInteger(section) && section >= 0 && section < sectionCount) return;
    throw new InvalidArgumentError('section', `0..${sectionCount - 1}`, section);
  }

  private getLight(kind: LightKind, x: number, y: number, z: number): number {
    const height = y - this.layout.minY;
    const section = (height >> 4) + 1;
    if (section < 0 || section >= this.layout.lightSectionCount) return 0;
    return this.#light.get(kind, section, ((height & 15) << 8) | ((z & 15) << 4) | (x & 15));
  }

  private setLight(kind: LightKind, x: number, y: number, z: number, level: number): void {
    const height = y - this.layout.minY;
    const section = (height >> 4) + 1;
    if (!(section >= 0 && section < this.layout.lightSectionCount)) {
      throw new InvalidArgumentError('y', 'a height within the lit sections', y);
    }
    const index = ((height & 15) << 8) | ((z & 15) << 4) | (x & 15);
    this.#light.set(kind, section, index, level);
  }
}

function biomeIndex(x: number, height: number, z: number): number {
  return (((height & 15) >> 2) << 4) | (((z & 15) >> 2) << 2) | ((x & 15) >> 2);
}

/** An empty summary to pass to `ChunkColumn.addTo`. */
export function emptySummary(): ColumnSummary {
  return {
    columnCount: 0,
    singleValueCount: 0,
    uniformLightCount: 0,
    sharedPieceCount: 0,
    ownPieceCount: 0,
    ownBytes: 0,
  };
}
