import { BLOCK_LIGHT, SKY_LIGHT } from '@sandy/minecraft';
import type { ChunkColumn, ColumnFormat, LightData, LightKind, LongPair } from '@sandy/minecraft';
import type { ChunkDimension } from './chunk-source.js';
import { bitArrayClassOf, type Position, type Registry } from './prismarine-types.js';
import type { StockBiomes, StockBitArray, StockColumn } from './prismarine-types.js';
import type { StockColumnClass, StockLight, StockSection } from './prismarine-types.js';
import { BiomeView, SectionView } from './section-view.js';
import { restoreSnapshot, type Snapshot, takeSnapshot } from './snapshot.js';
import { asBuffer, dumpStock, fromStock, stockLight, toStock } from './stock-conversion.js';

/** Options of prismarine-chunk's constructor that make an empty column. */
export interface ChunkOptions {
  minY?: number;
  worldHeight?: number;
}

/** prismarine-chunk's column class over the shared store. */
export interface SharedChunkClass {
  new (options?: ChunkOptions | null): SharedChunk;
  fromJson(json: string): SharedChunk;
}

/** The methods that are ours; all others come from prismarine-chunk and rest on these. */
export interface SharedChunk {
  readonly minY: number;
  readonly worldHeight: number;
  readonly numSections: number;
  readonly registry: Registry;
  blockEntities: Record<string, unknown>;
  /** The column beneath; it lives as long as the chunk. */
  readonly column: ChunkColumn;
  /**
   * Gives the content back to the store. Whoever still holds the chunk can use it on: it keeps a
   * copy of its own outside of the store, and takes the content up again when it is used.
   */
  letGo(): void;
  load(data: Uint8Array): void;
  dump(): Uint8Array;
  dumpLight(): StockLight;
  getBlockStateId(position: Position): number;
  setBlockStateId(position: Position, stateId: number): void;
  getBiome(position: Position): number;
  getBlockLight(position: Position): number;
  getSkyLight(position: Position): number;
  toJson(): string;
}

export interface ChunkBaseClass {
  new (dimension: ChunkDimension, parts?: unknown): SharedChunk;
  readonly format: ColumnFormat;
  readonly Stock: StockColumnClass;
}

/**
 * It inherits from `Stock`, without ever running its constructor: what is not a read, a write, a
 * load or a dump (blocks with their properties, block types, block entities, biome colours) is
 * prismarine-chunk's own code on top of the methods here, so it behaves alike by construction, and
 * `instanceof` holds.
 */
export function defineChunkClass(Stock: StockColumnClass): ChunkBaseClass {
  const probe = new Stock({ minY: 0, worldHeight: 16 });
  const format = formatOf(Stock, probe);
  const { maxBitsPerBlock, maxBitsPerBiome } = probe;
  const BitArray = bitArrayClassOf(probe);

  // One for each column of each bot. No #methods but static ones: a class with one costs every
  // instance a word.
  class Chunk {
    static readonly format = format;
    static readonly Stock = Stock;
    readonly #dimension: ChunkDimension;
    #held: ChunkColumn | undefined;
    #snapshot: Snapshot | undefined;
    #blockEntities: Record<string, unknown> | undefined;
    #sections: SectionView[] | undefined;

    constructor(dimension: ChunkDimension, parts?: unknown) {
      const { home, ownsColumns } = dimension.source;
      this.#dimension = dimension;
      this.#held = home.open(dimension.factory);
      if (!ownsColumns) home.closeWhenCollected(this, this.#held);
      // prismarine-chunk's fromJson and its users may hand over finished parts.
      if (typeof parts === 'object' && parts !== null && 'sections' in parts) {
        fromStock(new Stock(parts), this.#held);
      }
    }

    get column(): ChunkColumn {
      return this.#held ?? Chunk.#takeUp(this);
    }

    letGo(): void {
      if (this.#held === undefined) return;
      this.#snapshot = takeSnapshot(this.#held);
      this.#dimension.source.home.close(this.#held);
      this.#held = undefined;
    }

    static #takeUp(chunk: Chunk): ChunkColumn {
      const { factory, source } = chunk.#dimension;
      const { home } = source;
      const column = home.open(factory);
      try {
        restoreSnapshot(chunk.#snapshot!, column);
      } catch (error) {
        home.close(column);
        throw error;
      }
      home.closeWhenCollected(chunk, column);
      chunk.#snapshot = undefined;
      return (chunk.#held = column);
    }

    get registry(): Registry {
      return this.#dimension.source.registry;
    }

    get minY(): number {
      return this.#dimension.factory.layout.minY;
    }

    get worldHeight(): number {
      return this.#dimension.factory.layout.worldHeight;
    }

    get numSections(): number {
      return this.#dimension.factory.layout.sectionCount;
    }

    get maxBitsPerBlock(): number {
      return maxBitsPerBlock;
    }

    get maxBitsPerBiome(): number {
      return maxBitsPerBiome;
    }

    get blockEntities(): Record<string, unknown> {
      return (this.#blockEntities ??= {});
    }

    set blockEntities(entities: Record<string, unknown>) {
      this.#blockEntities = entities;
    }

    /**
     * Asked by every `getBlock`: most columns have none, and then no key is made for the question.
     */
    getBlockEntity(position: Position): unknown {
      if (this.#blockEntities === undefined) return undefined;
      return Stock.prototype.getBlockEntity.call(this, position);
    }

    /** As `getBlockEntity`, for `setBlock`. */
    removeBlockEntity(position: Position): void {
      if (this.#blockEntities === undefined) return;
      Stock.prototype.removeBlockEntity.call(this, position);
    }

    getBlockStateId(position: Position): number {
      return this.column.getBlockStateId(position.x, position.y, position.z);
    }

    setBlockStateId(position: Position, stateId: number): void {
      try {
        this.column.setBlockStateId(position.x, position.y, position.z, stateId);
      } catch (error) {
        Chunk.#refused(this, error);
      }
    }

    getBiome(position: Position): number {
      return this.column.getBiomeId(position.x, position.y, position.z);
    }

    setBiome(position: Position, biomeId: number): void {
      try {
        this.column.setBiomeId(position.x, position.y, position.z, biomeId);
      } catch (error) {
        Chunk.#refused(this, error);
      }
    }

    getBlockLight(position: Position): number {
      return this.column.getBlockLight(position.x, position.y, position.z);
    }

    setBlockLight(position: Position, level: number): void {
      try {
        this.column.setBlockLight(position.x, position.y, position.z, level);
      } catch (error) {
        Chunk.#refused(this, error);
      }
    }

    getSkyLight(position: Position): number {
      return this.column.getSkyLight(position.x, position.y, position.z);
    }

    setSkyLight(position: Position, level: number): void {
      try {
        this.column.setSkyLight(position.x, position.y, position.z, level);
      } catch (error) {
        Chunk.#refused(this, error);
      }
    }

    load(data: Uint8Array): void {
      this.column.load(data);
    }

    dump(): Uint8Array {
      return asBuffer(this.column.dump());
    }

    loadParsedLight(
      skyLight: LightData['skyLight'],
      blockLight: LightData['blockLight'],
      skyLightMask: ArrayLike<LongPair>,
      blockLightMask: ArrayLike<LongPair>,
      emptySkyLightMask: ArrayLike<LongPair>,
      emptyBlockLightMask: ArrayLike<LongPair>,
    ): void {
      try {
        this.column.loadLight({
          skyLight,
          blockLight,
          skyLightMask,
          blockLightMask,
          emptySkyLightMask,
          emptyBlockLightMask,
        });
      } catch (error) {
        Chunk.#refused(this, error);
      }
    }

    static #refused(chunk: Chunk, error: unknown): void {
      const { onRefusal } = chunk.#dimension.source;
      if (onRefusal === undefined) throw error;
      onRefusal(error);
    }

    dumpLight(): StockLight {
      return this.column.dumpLight();
    }

    /**
     * Takes one section in the form of the region files, which prismarine-chunk knows how to read.
     */
    loadSection(
      y: number,
      blockStates: unknown,
      biomes: unknown,
      blockLight?: unknown,
      skyLight?: unknown,
    ): void {
      const stock = new Stock({ minY: 0, worldHeight: 16 });
      stock.loadSection(0, blockStates, biomes, blockLight, skyLight);
      this.column.loadSection(Chunk.#sectionOf(this, y), dumpStock(stock, this.column));
      Chunk.#takeLight(this, y, stock);
    }

    /** prismarine-chunk's own step of `loadSection`; inherited, it would fill a copy. */
    _loadBlockLightNibbles(y: number, nibbles: Uint8Array): void {
      const stock = new Stock({ minY: 0, worldHeight: 16 });
      stock._loadBlockLightNibbles(0, nibbles);
      Chunk.#takeLight(this, y, stock);
    }

    /** As `_loadBlockLightNibbles`. */
    _loadSkyLightNibbles(y: number, nibbles: Uint8Array): void {
      const stock = new Stock({ minY: 0, worldHeight: 16 });
      stock._loadSkyLightNibbles(0, nibbles);
      Chunk.#takeLight(this, y, stock);
    }

    static #sectionOf(chunk: Chunk, y: number): number {
      return y + Math.abs(chunk.minY >> 4);
    }

    /** Takes the light of section `y`, which is the only one in `stock`. */
    static #takeLight(chunk: Chunk, y: number, stock: StockColumn): void {
      const { skyLight, blockLight } = stock.dumpLight();
      const mask = longsWithBit(Chunk.#sectionOf(chunk, y) + 1);
      chunk.column.loadLight({
        skyLight,
        blockLight,
        skyLightMask: skyLight.length > 0 ? mask : [],
        blockLightMask: blockLight.length > 0 ? mask : [],
        emptySkyLightMask: [],
        emptyBlockLightMask: [],
      });
    }

    toJson(): string {
      const stock = toStock(Stock, this.column);
      stock.blockEntities = this.blockEntities;
      return stock.toJson();
    }

    /** Live views; the same ones at every access. */
    get sections(): SectionView[] {
      return (this.#sections ??= Array.from(
        { length: this.numSections },
        (_, section) => new SectionView(this, section),
      ));
    }

    get biomes(): BiomeView[] {
      return Array.from({ length: this.numSections }, (_, section) => new BiomeView(this, section));
    }

    /** Light in prismarine-chunk's form: copies. */
    get skyLightSections(): (StockBitArray | null)[] {
      return stockLight(BitArray, this.column, SKY_LIGHT);
    }

    get blockLightSections(): (StockBitArray | null)[] {
      return stockLight(BitArray, this.column, BLOCK_LIGHT);
    }

    get skyLightMask(): StockBitArray {
      return Chunk.#mask(this, SKY_LIGHT, false);
    }

    get blockLightMask(): StockBitArray {
      return Chunk.#mask(this, BLOCK_LIGHT, false);
    }

    get emptySkyLightMask(): StockBitArray {
      return Chunk.#mask(this, SKY_LIGHT, true);
    }

    get emptyBlockLightMask(): StockBitArray {
      return Chunk.#mask(this, BLOCK_LIGHT, true);
    }

    static #mask(chunk: Chunk, kind: LightKind, ofEmpty: boolean): StockBitArray {
      return BitArray.fromLongArray(chunk.column.lightMask(kind, { ofEmpty }), 1);
    }

    /** @internal */
    stockSection(section: number): { blocks: StockSection; biomes: StockBiomes } {
      const stock = new Stock({ minY: 0, worldHeight: 16 });
      stock.load(asBuffer(this.column.dumpSection(section)));
      return { blocks: stock.sections[0]!, biomes: stock.biomes[0]! };
    }
  }

  Object.setPrototypeOf(Chunk.prototype, Stock.prototype);
  Object.setPrototypeOf(Chunk, Stock);
  return Chunk;
}

/** What `Stock` knows of its version, as the store wants to be told. */
function formatOf(Stock: StockColumnClass, probe: StockColumn): ColumnFormat {
  const { version } = probe.registry;
  const hasFluidCount = version['>=']('26.1');
  return {
    hasLengthPrefix: !version['>=']('1.21.5'),
    hasFluidCount,
    directBlockBits: probe.maxBitsPerBlock,
    isFluid: (stateId) => new Stock.section({ hasFluidCount, singleValue: stateId }).fluidCount > 0,
  };
}

/** A bit mask in the protocol's longs with the one bit `index` set. */
function longsWithBit(index: number): [number, number][] {
  const longs = Array.from({ length: (index >> 6) + 1 }, (): [number, number] => [0, 0]);
  longs[index >> 6]![(index & 32) === 0 ? 1 : 0] = 1 << (index & 31);
  return longs;
}
