/**
 * A real Minecraft server on loopback that sends the chunks it is given, and real mineflayer bots.
 */
import { createRequire } from 'node:module';
import { once } from 'node:events';
import type { EventEmitter } from 'node:events';
import type { TestColumn } from './versions.js';

const require = createRequire(import.meta.url);

interface Client extends EventEmitter {
  id: number;
  username: string;
  write(name: string, packet: unknown): void;
  end(reason: string): void;
  socket: { destroy(): void };
  closeTimer: { unref(): void } | null;
}

export interface Bot extends EventEmitter {
  username: string;
  world: {
    getColumn(x: number, z: number): TestColumn | undefined;
    setColumn(x: number, z: number, column: TestColumn): void;
    setBlockStateId(position: unknown, stateId: number): void;
    getBlockStateId(position: unknown): number;
    async: { columns: Record<string, TestColumn> };
  };
  game: { minY: number; height: number };
  _client: Client;
  end(): void;
}

export interface Server {
  port: number;
  clients(): Client[];
  sendColumn(client: Client, x: number, z: number, column: TestColumn, data?: Buffer): void;
  close(): Promise<void>;
}

/** Starts a server of `version` on a free loopback port; a bot that joins stands at 8,100,8. */
export async function startServer(version: string): Promise<Server> {
  const protocol = require('minecraft-protocol') as {
    createServer(options: unknown): EventEmitter & {
      clients: Record<number, Client>;
      socketServer: { address(): { port: number } };
      close(): void;
    };
  };
  const { loginPacket } = (
    require('minecraft-data') as (version: string) => { loginPacket: object }
  )(version);
  const server = protocol.createServer({
    'online-mode': false,
    host: '127.0.0.1',
    port: 0,
    version,
    keepAlive: false,
  });
  server.on('connection', leaveNoTimer);
  server.on('playerJoin', (client: Client) => {
    client.write('login', { ...loginPacket, entityId: client.id });
    client.write('position', { x: 8, y: 100, z: 8, yaw: 0, pitch: 0, flags: 0x00, teleportId: 1 });
  });
  await once(server, 'listening');
  return {
    port: server.socketServer.address().port,
    clients: () => Object.values(server.clients),
    sendColumn(client, x, z, column, data = column.dump() as Buffer) {
      client.write('map_chunk', {
        x,
        z,
        heightmaps: { type: 'compound', name: '', value: {} },
        chunkData: data,
        blockEntities: [],
        trustEdges: true,
        ...column.dumpLight(),
      });
    },
    async close() {
      for (const client of Object.values(server.clients)) client.end('done');
      server.close();
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
  };
}

/**
 * Whenever an end is asked for, the protocol library arms a timer of 30 s that destroys the socket;
 * at the second time, or when the connection is gone, nothing clears it, and it would keep the
 * process alive.
 */
function leaveNoTimer(client: Client): void {
  const end = client.end.bind(client);
  client.end = (reason) => {
    end(reason);
    client.closeTimer?.unref();
  };
}

/** Joins `server` with a bot that has `plugin`; resolves when it has spawned in its world. */
export async function joinBot(
  server: Server,
  version: string,
  username: string,
  plugin: unknown,
): Promise<{ bot: Bot; client: Client }> {
  const mineflayer = require('mineflayer') as { createBot(options: unknown): Bot };
  const bot = mineflayer.createBot({
    host: '127.0.0.1',
    port: server.port,
    username,
    version,
    auth: 'offline',
    physicsEnabled: false,
    hideErrors: true,
    checkTimeoutInterval: 60_000,
    plugins: { sandy: plugin },
  });
  leaveNoTimer(bot._client);
  await once(bot, 'login');
  const client = server.clients().find((candidate) => candidate.username === username)!;
  return { bot, client };
}

/** Resolves when `condition` holds; fails loudly after ten seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited 10 s for ${what}`);
}
