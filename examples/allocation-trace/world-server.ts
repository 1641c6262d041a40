import { once } from 'node:events';
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The recorded region has complete columns at 0 … 11 in both directions. */
const WORLD_COLUMNS = 12;

interface Column {
  dump(): Buffer;
  dumpLight(): Record<string, unknown>;
}

interface Client extends EventEmitter {
  id: number;
  write(name: string, packet: unknown): void;
  end(reason: string): void;
  closeTimer: { unref(): void } | null;
}

interface Packet {
  readonly chunkData: Buffer;
  readonly light: Record<string, unknown>;
}

export interface WorldServerOptions {
  readonly version: string;
  /** Columns that are sent to each side of the bot's own. */
  readonly view: number;
  /** Where a bot begins, in blocks. */
  readonly start: { readonly x: number; readonly y: number; readonly z: number };
  /** Random integers 0 ≤ n < limit, from a seed: for the changes of blocks. */
  readonly below: (limit: number) => number;
}

export interface WorldServer {
  readonly port: number;
  /** Columns sent and taken back so far. */
  readonly counts: { loads: number; unloads: number; changes: number };
  close(): void;
}

/**
 * A server on loopback whose world is a real region, repeated in all directions. It sends the
 * columns around the bot and takes back those that it leaves behind; at each border that the bot
 * crosses, light is sent anew and blocks near the bot change, as they do when others build there.
 */
export async function startWorldServer(options: WorldServerOptions): Promise<WorldServer> {
  const { version, start } = options;
  const packets = await readRegion(version);
  const protocol = require('minecraft-protocol') as {
    createServer(options: unknown): EventEmitter & {
      socketServer: { address(): { port: number } };
      close(): void;
    };
  };
  const { loginPacket } = (
    require('minecraft-data') as (version: string) => { loginPacket: object }
  )(version);
  const counts = { loads: 0, unloads: 0, changes: 0 };
  const clients: Client[] = [];
  const server = protocol.createServer({
    'online-mode': false,
    host: '127.0.0.1',
    port: 0,
    version,
    keepAlive: false,
  });
  server.on('playerJoin', (client: Client) => {
    clients.push(client);
    client.write('login', { ...loginPacket, entityId: client.id, gameMode: 1 });
    client.write('position', { ...start, yaw: 0, pitch: 0, flags: 0x00, teleportId: 1 });
    client.write('update_health', { health: 20, food: 20, foodSaturation: 5 }); // the bot spawns
    follow(client, packets, options, counts);
  });
  await once(server, 'listening');
  return {
    port: server.socketServer.address().port,
    counts,
    close: () => {
      for (const client of clients) {
        client.end('done');
        client.closeTimer?.unref(); // else it keeps the process alive for 30 s
      }
      server.close();
    },
  };
}

/**
 * All columns of the region that prismarine-provider-anvil ships, as packets' content, at [z × 12 +
 * x].
 */
async function readRegion(version: string): Promise<Packet[]> {
  const anvil = require('prismarine-provider-anvil') as {
    Anvil(version: string): new (folder: string) => {
      load(x: number, z: number): Promise<Column>;
      close(): Promise<void>;
    };
  };
  const root = dirname(require.resolve('prismarine-provider-anvil/package.json'));
  const provider = new (anvil.Anvil(version))(join(root, 'test/fixtures', version));
  const packets: Packet[] = [];
  for (let z = 0; z < WORLD_COLUMNS; z++) {
    for (let x = 0; x < WORLD_COLUMNS; x++) {
      const column = await provider.load(x, z);
      packets.push({ chunkData: column.dump(), light: column.dumpLight() });
    }
  }
  await provider.close();
  return packets;
}

const modulo = (value: number): number => ((value % WORLD_COLUMNS) + WORLD_COLUMNS) % WORLD_COLUMNS;

/** Keeps what a client has at what lies within its view. */
function follow(
  client: Client,
  packets: readonly Packet[],
  { view, start, below }: WorldServerOptions,
  counts: WorldServer['counts'],
): void {
  const sent = new Map<string, { x: number; z: number }>();
  const packetAt = (x: number, z: number): Packet =>
    packets[modulo(z) * WORLD_COLUMNS + modulo(x)]!;
  let centre: { x: number; z: number } | undefined;

  const change = (x: number, z: number): void => {
    client.write('update_light', { chunkX: x, chunkZ: z, ...packetAt(x, z).light });
    for (let i = 0; i < 8; i++) {
      const location = { x: x * 16 + below(16), y: 40 + below(60), z: z * 16 + below(16) };
      client.write('block_change', { location, type: below(200) });
      counts.changes++;
    }
  };
  const moveTo = (x: number, z: number): void => {
    if (centre?.x === x && centre.z === z) return;
    centre = { x, z };
    client.write('update_view_position', { chunkX: x, chunkZ: z });
    for (const [key, column] of sent) {
      if (Math.max(Math.abs(column.x - x), Math.abs(column.z - z)) <= view) continue;
      client.write('unload_chunk', { chunkX: column.x, chunkZ: column.z });
      sent.delete(key);
      counts.unloads++;
    }
    for (let atZ = z - view; atZ <= z + view; atZ++) {
      for (let atX = x - view; atX <= x + view; atX++) {
        const key = `${atX},${atZ}`;
        if (sent.has(key)) continue;
        const { chunkData, light } = packetAt(atX, atZ);
        client.write('map_chunk', {
          x: atX,
          z: atZ,
          heightmaps: { type: 'compound', name: '', value: {} },
          chunkData,
          blockEntities: [],
          trustEdges: true,
          ...light,
        });
        sent.set(key, { x: atX, z: atZ });
        counts.loads++;
      }
    }
    for (let i = 0; i < 3; i++) change(x + below(5) - 2, z + below(5) - 2);
  };
  const onMove = ({ x, z }: { x: number; z: number }): void =>
    moveTo(Math.floor(x / 16), Math.floor(z / 16));
  client.on('position', onMove);
  client.on('position_look', onMove);
  onMove(start);
}
