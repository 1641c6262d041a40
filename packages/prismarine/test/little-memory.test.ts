import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ContentPool, MemoryManager } from '@sandy/memory';
import { shareWorld } from '../src/index.js';
import { type Bot, joinBot, type Server, startServer, until } from './loopback.js';
import { stockClass } from './versions.js';

const VERSION = '1.19.4';
const STEP_BYTES = 100;
/** More than a manager, a mod and the pool of the columns need before there is a column. */
const ENOUGH_BYTES = 400_000;

type FullBot = Bot & { loadPlugin(plugin: unknown): void };

let server: Server;
let bot: FullBot;
const errors: { code?: string }[] = [];

beforeEach(async () => {
  errors.length = 0;
  server = await startServer(VERSION);
});

afterEach(async () => {
  bot.end();
  await server.close();
});

async function join(plugin: unknown) {
  const { bot: joined, client } = await joinBot(server, VERSION, 'one', plugin);
  bot = joined as FullBot;
  bot.on('error', (error: { code?: string }) => errors.push(error));
  return client;
}

function managerWithin(limitBytes: number): MemoryManager | undefined {
  try {
    return new MemoryManager({ limitBytes });
  } catch {
    return undefined; // not even a manager fits
  }
}

it('whatever a manager’s limit does not allow, the bot stays as it was and no mod is left', async () => {
  await join(() => {});
  const listeners = () =>
    ['map_chunk', 'update_light'].map((name) => bot._client.listenerCount(name)).join();
  const before = listeners();
  const reached = new Set<string>();
  let limitBytes = 0;
  for (; limitBytes < ENOUGH_BYTES; limitBytes += STEP_BYTES) {
    const manager = managerWithin(limitBytes);
    if (manager === undefined) continue;
    errors.length = 0;
    bot.loadPlugin(shareWorld(manager, { mod: 'miner' }));
    if (errors.length === 0) break;
    reached.add((errors[0] as Error).stack!.includes('BotWorld') ? 'world' : 'mod');
    expect({ limitBytes, codes: errors.map(({ code }) => code) }).toEqual({
      limitBytes,
      codes: ['ERR_SANDY_MEMORY_LIMIT'],
    });
    expect(manager.modNames).toEqual(['host']);
    expect(listeners()).toBe(before);
    manager.dispose();
  }
  expect([...reached].sort()).toEqual(['mod', 'world']); // else the sweep went past what it is for
  expect(listeners()).not.toBe(before); // the bot could still have the plugin
});

it('columns and light without memory for a single column are refused, and later ones come', async () => {
  const client = await join(() => {});
  const manager = new MemoryManager();
  const { root } = manager.ledger;
  bot.loadPlugin(shareWorld(manager, { mod: 'miner' }));
  root.setLimits({ limitBytes: root.liveBytes });
  const column = new (stockClass(VERSION))({ minY: -64, worldHeight: 384 });
  const light = { chunkX: 1, chunkZ: 0, trustEdges: true, ...column.dumpLight() };
  server.sendColumn(client, 0, 0, column);
  await until(() => errors.length === 1, 'the refused column');
  client.write('update_light', light);
  await until(() => errors.length === 2, 'the refused light');
  expect(errors.map(({ code }) => code)).toEqual(Array(2).fill('ERR_SANDY_MEMORY_LIMIT'));
  expect(bot.world.async.columns).toEqual({});

  root.setLimits({ limitBytes: undefined });
  server.sendColumn(client, 0, 0, column);
  client.write('update_light', light);
  await until(() => Object.keys(bot.world.async.columns).length === 2, 'both');
  expect(errors).toHaveLength(2);
  bot.end();
  await until(() => !manager.hasMod('miner'), 'the end');
  expect(manager.sharedStore(ContentPool).stats().contentCount).toBe(0);
});

it('a mod that is somebody else’s stays, and the bot may have the plugin later', async () => {
  await join(() => {});
  const manager = new MemoryManager();
  const mod = manager.trackModMemory('miner');
  manager.ledger.root.setLimits({ limitBytes: manager.ledger.root.liveBytes });
  bot.loadPlugin(shareWorld(manager, { mod: 'miner' }));
  expect(errors).toMatchObject([{ code: 'ERR_SANDY_MEMORY_LIMIT' }]);
  expect(mod.unloaded).toBe(false);

  manager.ledger.root.setLimits({ limitBytes: undefined });
  bot.loadPlugin(shareWorld(manager, { mod: 'miner' }));
  expect(errors).toHaveLength(1);
  bot.end();
  await until(() => manager.sharedStore(ContentPool).stats().contentCount === 0, 'the end');
  expect(mod.unloaded).toBe(false);
});

it('a plugin that has no memory when mineflayer loads it ends neither bot nor process', async () => {
  const share = shareWorld(new MemoryManager({ limitBytes: 2000 }));
  const plugin = (loaded: FullBot, options: { username: string }) => {
    bot = loaded;
    share(bot, options);
  };
  // `joinBot` waits for the login and is told of the first error, which comes before it.
  await expect(join(plugin)).rejects.toMatchObject({ code: 'ERR_SANDY_MEMORY_LIMIT' });
  bot.on('error', (error: { code?: string }) => errors.push(error));
  await until(() => bot.world !== undefined && server.clients().length === 1, 'the login');
  const [client] = server.clients();
  server.sendColumn(client!, 0, 0, new (stockClass(VERSION))({ minY: -64, worldHeight: 384 }));
  await until(() => bot.world.getColumn(0, 0) !== undefined, 'prismarine-chunk’s column');
  expect(errors).toEqual([]);
});
