import type { EventEmitter } from 'node:events';
import type { Bot, Plugin } from 'mineflayer';
import type { ManagerFigures, ModeName } from './calls.js';

/** One way of keeping chunk data. */
export interface Mode {
  /** Whether the bots hold columns that can be read. */
  readonly keepsColumns: boolean;
  /** Plugins of the bot named `name`. */
  plugins(name: string): Record<string, Plugin>;
  /** What the memory manager holds. */
  figures(): ManagerFigures;
  /** Gives back the empty pages that the memory manager keeps for its next allocations. */
  trim(): void;
}

const NO_FIGURES: ManagerFigures = {
  mods: [],
  savedBytes: {},
  committedBytes: 0,
  metadataBytes: 0,
};

/**
 * Loads what `name` needs, and nothing that another mode needs: it would count as memory of the
 * bots.
 */
export async function loadMode(name: ModeName): Promise<Mode> {
  if (name === 'shared') {
    const { createSharedMode } = await import('./shared-mode.js');
    return createSharedMode();
  }
  const unmanaged = { figures: () => NO_FIGURES, trim: () => undefined };
  if (name === 'floor') {
    return { ...unmanaged, keepsColumns: false, plugins: () => ({ keepNothing }) };
  }
  return { ...unmanaged, keepsColumns: true, plugins: () => ({}) };
}

interface ChunkPacket {
  readonly x: number;
  readonly z: number;
}

interface LightPacket {
  readonly chunkX: number;
  readonly chunkZ: number;
}

/** Stands for every column while a packet is handled, and keeps nothing of it. */
const nullColumn = {
  load: () => undefined,
  loadBiomes: () => undefined,
  loadLight: () => undefined,
  loadParsedLight: () => undefined,
  setBlockEntity: () => undefined,
};

/**
 * The floor: a bot that reads all packets and keeps no chunk data at all.
 *
 * mineflayer loads a packet into the column that its world holds already, if there is one. So a
 * column that ignores all is put there before, and removed after it; the bot then has no ground and
 * does not move.
 */
function keepNothing(bot: Bot): void {
  // The world is made at login and again in another dimension, so it is asked for each time.
  const columns = () =>
    (bot.world as unknown as { async: { columns: Record<string, unknown> } }).async.columns;
  const client: EventEmitter = bot._client;
  const put = (x: number, z: number) => (columns()[`${x},${z}`] = nullColumn);
  const remove = (x: number, z: number) => delete columns()[`${x},${z}`];
  client.prependListener('map_chunk', ({ x, z }: ChunkPacket) => put(x, z));
  client.on('map_chunk', ({ x, z }: ChunkPacket) => remove(x, z));
  client.prependListener('update_light', ({ chunkX, chunkZ }: LightPacket) => put(chunkX, chunkZ));
  client.on('update_light', ({ chunkX, chunkZ }: LightPacket) => remove(chunkX, chunkZ));
}
