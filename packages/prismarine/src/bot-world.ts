import type { MemoryManager, ModMemory } from '@sandy/memory';
import { Long2ObjectMap } from '@sandy/memory';
import type { SharedChunk } from './chunk-class.js';
import { ChunkHome } from './chunk-home.js';
import { ChunkSource } from './chunk-source.js';
import type { ChunkPacket, ColumnCorner, LightPacket, MineflayerBot } from './mineflayer-types.js';

/**
 * Stands where no column could be made, and answers mineflayer's calls for one packet with the
 * reason.
 */
interface RefusedChunk {
  readonly column: undefined;
  readonly load: () => void;
  readonly loadParsedLight: () => void;
}

/**
 * Keeps one bot's columns in the shared store.
 *
 * mineflayer asks its world for a column before it loads a packet into it, and makes one of
 * prismarine-chunk's only where there is none. So ahead of mineflayer's own listener an empty
 * shared column is put in that place, and behind it, it is taken away again if the packet could not
 * be loaded.
 */
export class BotWorld {
  readonly #bot: MineflayerBot;
  readonly #home: ChunkHome;
  readonly #source: ChunkSource;
  /** The columns that the bot's world holds, by chunk position. */
  readonly #chunks = new Long2ObjectMap<SharedChunk>();
  /** The column that a packet is being loaded into, and what the world had in its place before. */
  #pending: { key: string; chunk: SharedChunk | RefusedChunk; previous: unknown } | undefined;
  readonly #stopWaiting: () => void;
  /** Whether a chunk packet is being handled. */
  #isLoading = false;
  #watching = false;
  #ended = false;

  constructor(bot: MineflayerBot, manager: MemoryManager, mod: ModMemory) {
    this.#bot = bot;
    this.#home = ChunkHome.of(manager, mod);
    this.#source = new ChunkSource(this.#home, bot.registry, {
      ownsColumns: true,
      onRefusal: (error) => this.#onRefusal(error),
    });
    this.#stopWaiting = mod.onUnload(() => this.#onUnload());

    const client = bot._client;
    client.prependListener('map_chunk', this.#beforeChunk);
    client.on('map_chunk', this.#afterLoad);
    client.prependListener('update_light', this.#beforeLight);
    client.on('update_light', this.#afterLoad);
  }

  /**
   * Puts an empty column where mineflayer will look for one; a column of ours is loaded anew as it
   * is.
   */
  readonly #beforeChunk = ({ x, z }: ChunkPacket) => {
    this.#afterLoad(); // an error that nobody listened to may have ended the last packet early
    const { world } = this.#bot;
    if (this.#ended || world === undefined) return;
    this.#isLoading = true;
    this.#watch();
    const previous = world.getColumn(x, z);
    if (previous !== undefined && previous === this.#chunks.get(x, z)) return;
    const chunk = this.#newChunk();
    this.#place(x, z, chunk, previous);
  };

  /** Light may come before its chunk: mineflayer then makes a column, and so do we. */
  readonly #beforeLight = ({ chunkX, chunkZ }: LightPacket) => {
    this.#afterLoad();
    const { world } = this.#bot;
    if (this.#ended || world === undefined) return;
    this.#watch();
    if (world.getColumn(chunkX, chunkZ) !== undefined) return;
    const chunk = this.#newChunk();
    if (chunk.column === undefined) {
      this.#place(chunkX, chunkZ, chunk, undefined);
      return;
    }
    this.#chunks.set(chunkX, chunkZ, chunk);
    world.setColumn(chunkX, chunkZ, chunk);
  };

  /** Shows `chunk` to mineflayer's own listener until `#afterLoad`. */
  #place(x: number, z: number, chunk: SharedChunk | RefusedChunk, previous: unknown): void {
    const key = `${x},${z}`;
    this.#pending = { key, chunk, previous };
    this.#bot.world!.async.columns[key] = chunk;
  }

  /**
   * A write was refused. In a chunk packet mineflayer waits for that: it drops the packet and emits
   * `error`. In any other (a block change, light) nobody does, and the bot emits `error` here.
   */
  #onRefusal(error: unknown): void {
    if (this.#isLoading || this.#ended) throw error;
    this.#bot.emit('error', error);
  }

  /**
   * An empty column, or what refuses the packet in its place: an error here would end the process.
   */
  #newChunk(): SharedChunk | RefusedChunk {
    const { game } = this.#bot;
    try {
      return this.#source.create({ minY: game.minY, worldHeight: game.height });
    } catch (error) {
      const refuse = () => this.#onRefusal(error);
      return { column: undefined, load: refuse, loadParsedLight: refuse };
    }
  }

  /** Undoes `#place` where the packet could not be loaded: the world has what it had before. */
  readonly #afterLoad = () => {
    this.#isLoading = false;
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    const { columns } = this.#bot.world!.async;
    if (columns[pending.key] === pending.chunk) {
      if (pending.previous === undefined) delete columns[pending.key];
      else columns[pending.key] = pending.previous;
    }
    if (pending.chunk.column !== undefined) this.#home.close(pending.chunk.column);
  };

  /** Follows what comes into the bot's world and what goes out of it. */
  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    const { async } = this.#bot.world!;
    async.on('chunkColumnLoad', this.#onLoad);
    async.on('chunkColumnUnload', this.#onUnloadColumn);
  }

  readonly #onLoad = (corner: ColumnCorner) => {
    const x = corner.x >> 4;
    const z = corner.z >> 4;
    const chunk = this.#bot.world!.getColumn(x, z);
    const known = this.#chunks.get(x, z);
    if (known !== undefined && known !== chunk) this.#drop(x, z, known);
    const loaded = this.#pending?.chunk;
    if (loaded?.column === undefined || loaded !== chunk) return;
    this.#chunks.set(x, z, loaded);
    this.#pending = undefined;
  };

  readonly #onUnloadColumn = (corner: ColumnCorner) => {
    const chunk = this.#chunks.get(corner.x >> 4, corner.z >> 4);
    if (chunk !== undefined) this.#drop(corner.x >> 4, corner.z >> 4, chunk);
  };

  #drop(x: number, z: number, chunk: SharedChunk): void {
    this.#chunks.delete(x, z);
    chunk.letGo();
  }

  /** The bot is gone: lets go of every column. */
  end(): void {
    this.stop();
    this.#chunks.forEach((chunk) => chunk.letGo());
    this.#chunks.clear();
  }

  /** Stops following the bot; its columns stay as they are. */
  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopWaiting();
    const client = this.#bot._client;
    client.removeListener('map_chunk', this.#beforeChunk);
    client.removeListener('map_chunk', this.#afterLoad);
    client.removeListener('update_light', this.#beforeLight);
    client.removeListener('update_light', this.#afterLoad);
    if (this.#watching) {
      const { async } = this.#bot.world!;
      async.removeListener('chunkColumnLoad', this.#onLoad);
      async.removeListener('chunkColumnUnload', this.#onUnloadColumn);
    }
  }

  /**
   * The mod is unloaded: its columns are closed after this, so a living bot's world must not have
   * them.
   */
  #onUnload(): void {
    const { world } = this.#bot;
    this.stop();
    this.#chunks.forEach((chunk, x, z) => {
      if (world?.getColumn(x, z) === chunk) world.unloadColumn(x, z);
    });
    this.#chunks.clear();
  }
}
