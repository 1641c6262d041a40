import type { ColumnFactory, ColumnFormat } from '@sandy/minecraft';
import { type ChunkBaseClass, defineChunkClass } from './chunk-class.js';
import type { ChunkOptions, SharedChunk, SharedChunkClass } from './chunk-class.js';
import type { ChunkHome } from './chunk-home.js';
import type { Registry } from './prismarine-types.js';
import { stockLoader } from './stock.js';

const DEFAULT_HEIGHT = { minY: -64, worldHeight: 384 };

export interface ChunkSourceOptions {
  readonly ownsColumns: boolean;
  /**
   * Takes the errors of writes that were refused, which it may throw on; without it they are
   * thrown. Of mineflayer's listeners only that for chunks expects that a column may throw: what
   * the others let through would end the process.
   */
  readonly onRefusal?: (error: unknown) => void;
}

/**
 * Where new chunks of one user (a bot, a loader's class) belong: their mod, and what their version
 * says.
 */
export class ChunkSource {
  readonly home: ChunkHome;
  readonly registry: Registry;
  /**
   * Whether someone (a bot's world) says when a column ends; else it ends when the chunk is
   * collected.
   */
  readonly ownsColumns: boolean;
  readonly onRefusal: ((error: unknown) => void) | undefined;
  readonly #Chunk: ChunkBaseClass;
  readonly #format: ColumnFormat;
  readonly #dimensions = new Map<string, ChunkDimension>();

  constructor(home: ChunkHome, registry: Registry, options: ChunkSourceOptions) {
    this.home = home;
    this.registry = registry;
    this.ownsColumns = options.ownsColumns;
    this.onRefusal = options.onRefusal;
    this.#Chunk = chunkClassFor(registry);
    this.#format = formatFor(registry, this.#Chunk);
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
      const factory = this.home.factory({ minY, worldHeight }, this.#format);
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

/**
 * One class for all registries over the same blocks and biomes, so that bots share its compiled
 * code, too. A registry that has a server's biomes has another object for them. The class is made
 * of a copy, since a server may change the registry that it was made for later.
 */
const chunkClasses = new WeakMap<object, WeakMap<object, ChunkBaseClass>>();

function chunkClassFor(registry: Registry): ChunkBaseClass {
  const { blocks, biomes } = registry;
  let classes = chunkClasses.get(blocks);
  if (classes === undefined) {
    classes = new WeakMap();
    chunkClasses.set(blocks, classes);
  }
  let Chunk = classes.get(biomes);
  if (Chunk === undefined) {
    Chunk = defineChunkClass(stockLoader({ ...registry }));
    classes.set(biomes, Chunk);
  }
  return Chunk;
}

/**
 * One format for all registries over the same blocks: columns know nothing of biomes but their ids,
 * and what a home keeps for each format must not grow with each registry that a server fills in.
 */
const formats = new WeakMap<object, ColumnFormat>();

function formatFor({ blocks }: Registry, Chunk: ChunkBaseClass): ColumnFormat {
  const known = formats.get(blocks);
  if (known !== undefined) return known;
  formats.set(blocks, Chunk.format);
  return Chunk.format;
}
