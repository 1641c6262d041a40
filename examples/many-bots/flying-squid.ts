import { createRequire } from 'node:module';
import type { EventEmitter } from 'node:events';
import type { Vec3 } from './vec3.js';

/** What of prismarine-world's asynchronous world is used here. */
export interface ServerWorld {
  columns: Record<string, unknown>;
  storageProvider: { load(x: number, z: number): Promise<unknown> };
  getColumn(x: number, z: number): Promise<unknown>;
  unloadColumn(x: number, z: number): void;
  stopSaving(): void;
}

export interface Player extends EventEmitter {
  username: string;
  view: number;
  spawnPoint: Vec3;
  _client: { username: string };
  findSpawnPoint(): Promise<void>;
  worldSendRestOfChunks(): Promise<void>;
}

/** What of flying-squid's server is used here; it ships no types. */
export interface SquidServer extends EventEmitter {
  readonly registry: {
    blocksByName: Record<string, { id: number; defaultState?: number } | undefined>;
    supportFeature(name: string): boolean;
  };
  readonly players: readonly Player[];
  readonly pluginsReady: boolean;
  overworld: ServerWorld;
  setBlock(world: ServerWorld, position: Vec3, stateId: number): Promise<void>;
}

export interface SquidOptions {
  [option: string]: unknown;
  worldFolder: string | undefined;
}

const require = createRequire(import.meta.url);

/** Starts a server; it is usable when it has emitted `listening` and `pluginsReady`. */
export function createServer(options: SquidOptions): SquidServer {
  const { createMCServer } = require('flying-squid') as {
    createMCServer(options: SquidOptions): SquidServer;
  };
  return createMCServer(options);
}
