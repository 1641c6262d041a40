import type { MemoryManager, ModMemory } from '@sandy/memory';
import { Long2ObjectMap } from '@sandy/memory';
import { createChunkClass, type SharedChunk, type SharedChunkClass } from './chunk-class.js';
import { ChunkHome } from './chunk-home.js';
import type { ChunkPacket, ColumnCorner, LightPacket, MineflayerBot } from './mineflayer-types.js';
import { stockLoader } from './stock.js';

/**
 * Keeps one bot's columns in the shared store.
 *
 * mineflayer asks its world for a column before it loads a packet into it, and makes one of
 * prismarine-chunk's only where there is none. So ahead of mineflayer's own listener an empty shared
 * column is put in that place, and behind it, it is taken away again if the packet could not be loaded.
 */
export class BotWorld {
  readonly #bot: MineflayerBot;
  readonly #home: ChunkHome;
  readonly #Chunk: SharedChunkClass;
  /** The columns that the bot's world holds, by chunk position. */
  readonly #chunks = new Long2ObjectMap<SharedChunk>();
  /** The column that a packet is being loaded into and that the world did not have before. */
  #pending: { x: number; z: number; chunk: SharedChunk } | undefined;
  readonly #stopWaiting: () => void;
  #watching = false;
  #ended = false;

  constructor(bot: MineflayerBot, manager: MemoryManager, mod: ModMemory) {
    this.#bot = bot;
    this.#home = ChunkHome.of(manager, mod);
    this.#Chunk = createChunkClass(stockLoader(bot.registry), this.#home, true);
    this.#stopWaiting = mod.onUnload(() => this.#onUnload());

    const client = bot._client;
    client.prependListener('map_chunk', this.#beforeChunk);
    client.on('map_chunk', this.#afterLoad);
    client.prependListener('update_light', this.#beforeLight);
    client.on('update_light', this.#afterLoad);
  }

  readonly #beforeChunk = (packet: ChunkPacket) => this.#prepare(packet.x, packet.z);

  readonly #beforeLight = (packet: LightPacket) => this.#prepare(packet.chunkX, packet.chunkZ);

  /** Puts an empty column where mineflayer will look for one. */
  #prepare(x: number, z: number): void {
    const { world, game } = this.#bot;
    if (this.#ended || world === undefined) return;
    this.#watch();
    if (this.#chunks.has(x, z) && world.getColumn(x, z) === this.#chunks.get(x, z)) return;
    const chunk = new this.#Chunk({ minY: game.minY, worldHeight: game.height });
    this.#pending = { x, z, chunk };
    world.async.columns[`${x},${z}`] = chunk;
  }

  /** Undoes `#prepare` where the packet could not be loaded: the world then has no such column. */
  readonly #afterLoad = () => {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    const { columns } = this.#bot.world!.async;
    const key = `${pending.x},${pending.z}`;
    if (columns[key] === pending.chunk) delete columns[key];
    this.#home.close(pending.chunk.column);
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
    if (this.#pending === undefined || this.#pending.chunk !== chunk) return;
    this.#chunks.set(x, z, this.#pending.chunk);
    this.#pending = undefined;
  };

  readonly #onUnloadColumn = (corner: ColumnCorner) => {
    const chunk = this.#chunks.get(corner.x >> 4, corner.z >> 4);
    if (chunk !== undefined) this.#drop(corner.x >> 4, corner.z >> 4, chunk);
  };

  /** The world lets go of a column; somebody else may still hold it, so it ends when it is collected. */
  #drop(x: number, z: number, chunk: SharedChunk): void {
    this.#chunks.delete(x, z);
    this.#home.closeWhenCollected(chunk, chunk.column);
  }

  /** The bot is gone: stops listening and lets go of every column. */
  end(): void {
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
    this.#chunks.forEach((chunk) => this.#home.closeWhenCollected(chunk, chunk.column));
    this.#chunks.clear();
  }

  /** The mod is unloaded under a living bot: its columns are closed, so the world must not have them. */
  #onUnload(): void {
    const columns = this.#bot.world?.async.columns;
    if (columns !== undefined) {
      this.#chunks.forEach((_chunk, hi, lo) => {
        delete columns[`${hi},${lo}`];
      });
    }
    this.end();
  }
}
