import type {
  ChunkColumn,
  ColumnFactory,
  ColumnFormat,
  LightDump,
  LightData,
  LongPair,
} from '@sandy/minecraft';
import type { ChunkHome } from './chunk-home.js';
import type { Position, Registry } from './prismarine-types.js';
import type { StockBiomes, StockBitArray, StockColumn } from './prismarine-types.js';
import type { StockColumnClass, StockLight, StockSection } from './prismarine-types.js';
import { BiomeView, SectionView } from './section-view.js';
import { stockLoader } from './stock.js';
import { asBuffer, dumpStock, fromStock, toStock } from './stock-conversion.js';

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
   * Gives the content back to the store. Whoever still holds the chunk can use it on: it keeps a copy of its
   * own outside of the store, and takes the content up again when it is used.
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

/** What a chunk keeps that the world has let go of. */
interface Snapshot {
  readonly terrain: Uint8Array;
  readonly light: LightDump;
}

const DEFAULT_HEIGHT = { minY: -64, worldHeight: 384 };

/** Where new chunks of one user (a bot, a loader's class) belong: their mod, and what their version says. */
export class ChunkSource {
  readonly home: ChunkHome;
  readonly registry: Registry;
  /** Whether someone (a bot's world) says when a column ends; else it ends when the chunk is collected. */
  readonly ownsColumns: boolean;
  readonly #Chunk: ChunkBaseClass;
  readonly #dimensions = new Map<string, ChunkDimension>();

  constructor(home: ChunkHome, registry: Registry, options: { ownsColumns: boolean }) {
    this.home = home;
    this.registry = registry;
    this.ownsColumns = options.ownsColumns;
    this.#Chunk = chunkClassFor(registry);
  }

  /** An empty chunk. */
  create(height: ChunkOptions): SharedChunk {
    return new this.#Chunk(this.dimension(height));
  }

  dimension(options: ChunkOptions | null | undefined): ChunkDimension {
    const minY = options?.minY ?? DEFAULT_HEIGHT.minY;
    const worldHeight = options?.worldHeight ?? DEFAULT_HEIGHT.worldHeight;
    const key = `${minY},${worldHeight}`;
    let dimension = this.#dimensions.get(key);
    if (dimension === undefined) {
      const factory = this.home.factory({ minY, worldHeight }, this.#Chunk.format);
      dimension = { source: this, factory };
      this.#dimensions.set(key, dimension);
    }
    return dimension;
  }
}

/** What the chunks of one source in one dimension share. */
export interface ChunkDimension {
  readonly source: ChunkSource;
  readonly factory: ColumnFactory;
}

interface ChunkBaseClass {
  new (dimension: ChunkDimension, parts?: unknown): SharedChunk;
  readonly format: ColumnFormat;
  readonly Stock: StockColumnClass;
}

/**
 * A class with prismarine-chunk's constructor and interface whose content lies in the shared store,
 * charged to the home's mod; a column ends when its chunk object is collected.
 */
export function createChunkClass(home: ChunkHome, registry: Registry): SharedChunkClass {
  const source = new ChunkSource(home, registry, { ownsColumns: false });
  const Base = chunkClassFor(registry);
  return class Chunk extends (Base as new (
    dimension: ChunkDimension,
    parts: unknown,
  ) => SharedChunk) {
    constructor(options?: ChunkOptions | null) {
      super(source.dimension(options), options);
    }

    static fromJson(json: string): SharedChunk {
      const stock = Base.Stock.fromJson(json);
      const chunk = new Chunk(stock);
      chunk.blockEntities = stock.blockEntities;
      return chunk;
    }
  };
}

/** One class for all registries over the same blocks, so that bots share its compiled code, too. */
const chunkClasses = new WeakMap<object, ChunkBaseClass>();

function chunkClassFor(registry: Registry): ChunkBaseClass {
  let Chunk = chunkClasses.get(registry.blocks);
  if (Chunk === undefined) {
    Chunk = defineChunkClass(stockLoader(registry));
    chunkClasses.set(registry.blocks, Chunk);
  }
  return Chunk;
}

/**
 * It inherits from `Stock`, without ever running its constructor: what is not a read, a write, a load or
 * a dump (blocks with their properties, block types, block entities, biome colours) is prismarine-chunk's
 * own code on top of the methods here, so it behaves alike by construction, and `instanceof` holds.
 */
function defineChunkClass(Stock: StockColumnClass): ChunkBaseClass {
  const probe = new Stock({ minY: 0, worldHeight: 16 });
  const format = formatOf(Stock, probe);
  const { maxBitsPerBlock, maxBitsPerBiome } = probe;

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
      return this.#column;
    }

    get #column(): ChunkColumn {
      return this.#held ?? this.#takeUp();
    }

    letGo(): void {
      if (this.#held === undefined) return;
      this.#snapshot = { terrain: this.#held.dump(), light: this.#held.dumpLight() };
      this.#dimension.source.home.close(this.#held);
      this.#held = undefined;
    }

    #takeUp(): ChunkColumn {
      const { factory, source } = this.#dimension;
      const { home } = source;
      const column = home.open(factory);
      try {
        column.load(this.#snapshot!.terrain);
        column.loadLight(this.#snapshot!.light);
      } catch (error) {
        home.close(column);
        throw error;
      }
      home.closeWhenCollected(this, column);
      this.#snapshot = undefined;
      return (this.#held = column);
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

    getBlockStateId(position: Position): number {
      return this.#column.getBlockStateId(position.x, position.y, position.z);
    }

    setBlockStateId(position: Position, stateId: number): void {
      this.#column.setBlockStateId(position.x, position.y, position.z, stateId);
    }

    getBiome(position: Position): number {
      return this.#column.getBiomeId(position.x, position.y, position.z);
    }

    setBiome(position: Position, biomeId: number): void {
      this.#column.setBiomeId(position.x, position.y, position.z, biomeId);
    }

    getBlockLight(position: Position): number {
      return this.#column.getBlockLight(position.x, position.y, position.z);
    }

    setBlockLight(position: Position, level: number): void {
      this.#column.setBlockLight(position.x, position.y, position.z, level);
    }

    getSkyLight(position: Position): number {
      return this.#column.getSkyLight(position.x, position.y, position.z);
    }

    setSkyLight(position: Position, level: number): void {
      this.#column.setSkyLight(position.x, position.y, position.z, level);
    }

    load(data: Uint8Array): void {
      this.#column.load(data);
    }

    dump(): Uint8Array {
      return asBuffer(this.#column.dump());
    }

    loadParsedLight(
      skyLight: LightData['skyLight'],
      blockLight: LightData['blockLight'],
      skyLightMask: ArrayLike<LongPair>,
      blockLightMask: ArrayLike<LongPair>,
      emptySkyLightMask: ArrayLike<LongPair>,
      emptyBlockLightMask: ArrayLike<LongPair>,
    ): void {
      this.#column.loadLight({
        skyLight,
        blockLight,
        skyLightMask,
        blockLightMask,
        emptySkyLightMask,
        emptyBlockLightMask,
      });
    }

    dumpLight(): StockLight {
      return this.#column.dumpLight();
    }

    /** Takes one section in the form of the region files, which prismarine-chunk knows how to read. */
    loadSection(
      y: number,
      blockStates: unknown,
      biomes: unknown,
      blockLight?: unknown,
      skyLight?: unknown,
    ): void {
      const stock = new Stock({ minY: 0, worldHeight: 16 });
      stock.loadSection(0, blockStates, biomes, blockLight, skyLight);
      const section = y + Math.abs(this.minY >> 4);
      this.#column.loadSection(section, dumpStock(stock, this.#column));
      const light = stock.dumpLight();
      const mask = longsWithBit(section + 1);
      this.#column.loadLight({
        skyLight: light.skyLight,
        blockLight: light.blockLight,
        skyLightMask: light.skyLight.length > 0 ? mask : [],
        blockLightMask: light.blockLight.length > 0 ? mask : [],
        emptySkyLightMask: [],
        emptyBlockLightMask: [],
      });
    }

    toJson(): string {
      const stock = toStock(Stock, this.#column);
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
      return toStock(Stock, this.#column).skyLightSections;
    }

    get blockLightSections(): (StockBitArray | null)[] {
      return toStock(Stock, this.#column).blockLightSections;
    }

    get skyLightMask(): StockBitArray {
      return toStock(Stock, this.#column).skyLightMask;
    }

    get blockLightMask(): StockBitArray {
      return toStock(Stock, this.#column).blockLightMask;
    }

    get emptySkyLightMask(): StockBitArray {
      return toStock(Stock, this.#column).emptySkyLightMask;
    }

    get emptyBlockLightMask(): StockBitArray {
      return toStock(Stock, this.#column).emptyBlockLightMask;
    }

    /** @internal */
    stockSection(section: number): { blocks: StockSection; biomes: StockBiomes } {
      const stock = new Stock({ minY: 0, worldHeight: 16 });
      stock.load(asBuffer(this.#column.dumpSection(section)));
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
