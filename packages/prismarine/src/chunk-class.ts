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

/**
 * Makes a class with prismarine-chunk's interface whose content lies in the shared store, charged to the
 * home's mod.
 *
 * It inherits from `Stock`, without ever running its constructor: what is not a read, a write, a load or
 * a dump (blocks with their properties, block types, block entities, biome colours) is prismarine-chunk's
 * own code on top of the methods here, so it behaves alike by construction, and `instanceof` holds.
 *
 * @param ownsColumns true where someone (a bot's world) says when a column ends; else it ends when the
 *   chunk object is collected
 */
export function createChunkClass(
  Stock: StockColumnClass,
  home: ChunkHome,
  ownsColumns: boolean,
): SharedChunkClass {
  const probe = new Stock({ minY: 0, worldHeight: 16 });
  const format = formatOf(Stock, probe);
  const { registry, maxBitsPerBlock, maxBitsPerBiome } = probe;
  const factories = new Map<string, ColumnFactory>();

  function factoryFor(options: ChunkOptions | null | undefined): ColumnFactory {
    const minY = options?.minY ?? DEFAULT_HEIGHT.minY;
    const worldHeight = options?.worldHeight ?? DEFAULT_HEIGHT.worldHeight;
    const key = `${minY},${worldHeight}`;
    let factory = factories.get(key);
    if (factory === undefined) {
      factory = home.factory({ minY, worldHeight }, format);
      factories.set(key, factory);
    }
    return factory;
  }

  class Chunk {
    readonly #factory: ColumnFactory;
    #held: ChunkColumn | undefined;
    #snapshot: Snapshot | undefined;
    #blockEntities: Record<string, unknown> | undefined;
    #sections: SectionView[] | undefined;

    constructor(options?: ChunkOptions | null) {
      this.#factory = factoryFor(options);
      this.#held = home.open(this.#factory);
      if (!ownsColumns) home.closeWhenCollected(this, this.#held);
      // prismarine-chunk's fromJson and its users may hand over finished parts.
      if (options != null && 'sections' in options) fromStock(new Stock(options), this.#column);
    }

    static fromJson(json: string): SharedChunk {
      const stock = Stock.fromJson(json);
      const chunk = new Chunk(stock);
      chunk.blockEntities = stock.blockEntities;
      return chunk;
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
      home.close(this.#held);
      this.#held = undefined;
    }

    #takeUp(): ChunkColumn {
      const column = home.open(this.#factory);
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
      return registry;
    }

    get minY(): number {
      return this.#factory.layout.minY;
    }

    get worldHeight(): number {
      return this.#factory.layout.worldHeight;
    }

    get numSections(): number {
      return this.#factory.layout.sectionCount;
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
