/**
 * The server process: flying-squid on 127.0.0.1 over a temporary copy of a real world.
 *
 * All columns that a bot will see are loaded before the first bot joins and stay loaded and
 * unsaved, so that every run of every mode is sent the very same columns.
 */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { answerParent, fail, reportProgress } from './answer.js';
import type { BlockChange, ServerCalls, ServerStart } from './calls.js';
import { JobError, messageOf } from './errors.js';
import { createServer, type Player, type SquidServer } from './flying-squid.js';
import { columnKey, type ColumnPosition } from './placement.js';
import { vec3 } from './vec3.js';

/** Any fixed number: the generator fills in what the region lacks, the same way every time. */
const SEED = 20_221_107;
/** Longer than a bot's process may be busy with checksums or garbage. */
const KICK_TIMEOUT_MS = 120_000;

let server: SquidServer;
let worldFolder: string | undefined;
const changedColumns = new Map<string, ColumnPosition>();

async function start(options: ServerStart): Promise<{ port: number; generatedColumns: number }> {
  worldFolder = options.folder;
  const settings = squidSettings(options);
  server = createServer(settings);
  const [port] = await Promise.all([listening(options.port), pluginsReady()]);
  // Players would be put where the last run left them: nothing is read or written from here on.
  settings.worldFolder = undefined;
  prepareWorld(options);
  server.on('newPlayer', (player: Player) => preparePlayer(player, options));
  const generatedColumns = await loadColumns(options);
  return { port, generatedColumns };
}

function squidSettings(options: ServerStart) {
  return {
    host: '127.0.0.1',
    port: options.port,
    version: options.version,
    'online-mode': false,
    enforceSecureProfile: false,
    logging: false,
    debug: () => undefined, // any function: flying-squid then leaves faults to this process
    motd: 'many bots',
    'max-players': options.places.length + 1,
    'max-entities': 1_000_000, // 0 crashes the server at the first join
    'view-distance': options.view,
    'player-list-text': { header: { text: '' }, footer: { text: '' } },
    'everybody-op': false,
    gameMode: 1,
    difficulty: 0,
    kickTimeout: KICK_TIMEOUT_MS,
    plugins: {},
    modpe: false,
    worldFolder: options.folder as string | undefined,
    generation: { name: 'diamond_square', options: { worldHeight: 80, seed: SEED } },
  };
}

/** Port that the server listens on. */
function listening(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `port ${wanted} on 127.0.0.1`;
      if (error.code === 'EADDRINUSE') reject(new JobError(`${where} is already in use`));
      else if (error.code === 'EACCES') reject(new JobError(`${where}: permission denied`));
      else reject(error);
    });
  });
}

async function pluginsReady(): Promise<void> {
  if (!server.pluginsReady) await once(server, 'pluginsReady');
}

function prepareWorld({ fullChunks }: ServerStart): void {
  const world = server.overworld;
  world.stopSaving();
  world.unloadColumn = () => undefined;
  const { storageProvider } = world;
  const load = storageProvider.load.bind(storageProvider);
  // A proto-chunk is not what a player would ever be sent.
  storageProvider.load = async (x, z) => (fullChunks.has(columnKey({ x, z })) ? load(x, z) : null);
}

function preparePlayer(player: Player, { places, view }: ServerStart): void {
  const place = places.find(({ name }) => name === player._client.username);
  player.view = view;
  if (place !== undefined) {
    const { x, y, z } = place.spawn;
    player.findSpawnPoint = async () => {
      player.spawnPoint = vec3(x, y, z);
    };
  }
  // flying-squid sends 7 × 7 columns and waits for a movement, which a bot without ground never
  // makes.
  player.once('spawned', () => void player.worldSendRestOfChunks());
}

/** Loads or generates all columns; returns how many were generated. */
async function loadColumns({ columns, fullChunks }: ServerStart): Promise<number> {
  let generated = 0;
  for (const [index, column] of columns.entries()) {
    if (!fullChunks.has(columnKey(column))) generated++;
    await loadColumn(column);
    reportProgress(index + 1, columns.length);
    await new Promise(setImmediate); // generating is synchronous: let the parent's messages in
  }
  return generated;
}

async function loadColumn({ x, z }: ColumnPosition): Promise<void> {
  try {
    await server.overworld.getColumn(x, z);
  } catch (error) {
    throw new Error(`chunk ${x},${z} cannot be loaded: ${messageOf(error)}`, { cause: error });
  }
}

function stateIds(names: readonly string[]): number[] {
  return names.map((name) => {
    const block = server.registry.blocksByName[name];
    if (block === undefined) throw new Error(`no block named ${name}`);
    return block.defaultState ?? block.id << 4; // before 1.13 the low 4 bits hold the variant
  });
}

async function change(changes: readonly BlockChange[]): Promise<null> {
  for (const { x, y, z, stateId } of changes) {
    const column = { x: x >> 4, z: z >> 4 };
    changedColumns.set(columnKey(column), column);
    await server.setBlock(server.overworld, vec3(x, y, z), stateId);
  }
  return null;
}

async function reset(): Promise<null> {
  while (server.players.length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  for (const [key, column] of changedColumns) {
    delete server.overworld.columns[key];
    await loadColumn(column);
  }
  changedColumns.clear();
  return null;
}

function removeWorld(): void {
  if (worldFolder !== undefined) rmSync(worldFolder, { recursive: true, force: true });
}

process.on('unhandledRejection', (reason) => {
  console.error(reason);
  // flying-squid's five seconds to get ready: a slow machine may take longer, the parent's limit
  // counts.
  if (!/^Timeout waiting for/.test(messageOf(reason))) fail(messageOf(reason));
});

answerParent<ServerCalls>({ start, stateIds, change, reset, stop: () => null }, removeWorld);
