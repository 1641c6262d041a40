import type { Registry } from './prismarine-types.js';

/** The parts of a mineflayer bot that the plugin touches. */
export interface MineflayerBot {
  readonly registry: Registry;
  readonly game: { readonly minY: number; readonly height: number };
  readonly world?: BotWorldSync | undefined;
  readonly _client: Emitter;
  once(event: 'end', listener: () => void): unknown;
  emit(event: 'error', error: unknown): unknown;
}

/** A plugin as `createBot` and `bot.loadPlugin` take it. */
export type MineflayerPlugin = (bot: object, options: { readonly username: string }) => void;

export interface Emitter {
  on(event: string, listener: (argument: never) => void): unknown;
  prependListener(event: string, listener: (argument: never) => void): unknown;
  removeListener(event: string, listener: (argument: never) => void): unknown;
}

/** prismarine-world's synchronous face, as bots have it. */
export interface BotWorldSync {
  readonly async: Emitter & { readonly columns: Record<string, unknown> };
  getColumn(x: number, z: number): unknown;
  setColumn(x: number, z: number, column: unknown): void;
  unloadColumn(x: number, z: number): void;
}

export interface ChunkPacket {
  readonly x: number;
  readonly z: number;
}

export interface LightPacket {
  readonly chunkX: number;
  readonly chunkZ: number;
}

/** A column's lowest block, in world coordinates. */
export interface ColumnCorner {
  readonly x: number;
  readonly z: number;
}
