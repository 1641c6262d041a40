import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { assertValidPool, ContentPool, MemoryManager } from '@sandy/memory';
import { shareWorld } from '../src/index.js';
import { type Bot, joinBot, type Server, startServer, until } from './loopback.js';
import { stockClass, type TestColumn } from './versions.js';

const VERSION = '1.19.4';

type FullBot = Bot & {
  loadPlugin(plugin: unknown): void;
  world: { async: { listenerCount(event: string): number } };
};

let server: Server;
const bots: Bot[] = [];

beforeEach(async () => {
  server = await startServer(VERSION);
});

afterEach(async () => {
  for (const bot of bots.splice(0)) bot.end();
  await server.close();
});

async function join(name: string, plugin: unknown) {
  const { bot, client } = await joinBot(server, VERSION, name, plugin);
  bots.push(bot);
  const errors: { code?: string }[] = [];
  bot.on('error', (error: { code?: string }) => errors.push(error));
  return { bot: bot as FullBot, client, errors };
}

function someColumn(seed: number): TestColumn {
  const column = new (stockClass(VERSION))({ minY: -64, worldHeight: 384 });
  for (let i = 0; i < 256; i++) {
    column.setBlockStateId({ x: i & 15, y: 60, z: i >> 4 }, 1 + ((i * seed) % 23));
  }
  return column;
}

const has = (bot: Bot, x = 0) => bot.world.getColumn(x, 0) !== undefined;

it('a block that a hostile server makes up ends neither the process nor the bot', async () => {
  const manager = new MemoryManager();
  const { bot, client, errors } = await join('one', shareWorld(manager));
  server.sendColumn(client, 0, 0, someColumn(3));
  await until(() => has(bot), 'the column');
  client.write('block_change', { location: { x: 1, y: 60, z: 1 }, type: 2 ** 30 });
  await until(() => errors.length > 0, 'the refusal');
  expect(errors).toMatchObject([{ code: 'ERR_SANDY_INVALID_ARGUMENT' }]);
  client.write('block_change', { location: { x: 1, y: 60, z: 1 }, type: 9 });
  const column = bot.world.getColumn(0, 0)!;
  await until(() => column.getBlockStateId({ x: 1, y: 60, z: 1 }) === 9, 'the next change');
  assertValidPool(manager.sharedStore(ContentPool));
});

it('light and blocks beyond the limit are refused one by one, and the bot goes on', async () => {
  const manager = new MemoryManager();
  const { bot, client, errors } = await join('one', shareWorld(manager));
  server.sendColumn(client, 0, 0, someColumn(3));
  await until(() => has(bot), 'the column');
  manager.setModMemoryLimit('one', 1);
  client.write('block_change', { location: { x: 1, y: 60, z: 1 }, type: 9 });
  await until(() => errors.length === 1, 'the refused block');
  const lit = someColumn(3);
  for (let i = 0; i < 16; i++) lit.setSkyLight({ x: i, y: 70, z: 3 }, i);
  client.write('update_light', { chunkX: 0, chunkZ: 0, trustEdges: true, ...lit.dumpLight() });
  await until(() => errors.length === 2, 'the refused light');
  server.sendColumn(client, 1, 0, someColumn(7));
  await until(() => errors.length === 3, 'the refused column');
  expect(errors.map(({ code }) => code)).toEqual(Array(3).fill('ERR_SANDY_MEMORY_LIMIT'));
  expect(has(bot, 1)).toBe(false);

  manager.setModMemoryLimit('one', undefined);
  client.write('block_change', { location: { x: 1, y: 60, z: 1 }, type: 9 });
  const column = bot.world.getColumn(0, 0)!;
  await until(() => column.getBlockStateId({ x: 1, y: 60, z: 1 }) === 9, 'the block');
});

it('the plugin loaded twice is one plugin', async () => {
  const manager = new MemoryManager();
  const { bot, client } = await join('one', shareWorld(manager));
  const before = ['map_chunk', 'update_light'].map((name) => bot._client.listenerCount(name));
  bot.loadPlugin(shareWorld(manager, { mod: 'other' }));
  expect(['map_chunk', 'update_light'].map((name) => bot._client.listenerCount(name))).toEqual(
    before,
  );
  expect(manager.hasMod('other')).toBe(false);
  server.sendColumn(client, 0, 0, someColumn(3));
  await until(() => has(bot), 'the column');
  bot.end();
  await until(() => !manager.hasMod('one'), 'the unload');
});

it('a bot that ended has none of our listeners, and its client neither', async () => {
  const counts = ({ _client, world }: FullBot) =>
    [
      ...['map_chunk', 'update_light'].map((name) => _client.listenerCount(name)),
      ...['chunkColumnLoad', 'chunkColumnUnload'].map((name) => world.async.listenerCount(name)),
    ].join();
  const manager = new MemoryManager();
  const [ours, stock] = [await join('one', shareWorld(manager)), await join('two', () => {})];
  for (const { bot, client } of [ours, stock]) {
    server.sendColumn(client, 0, 0, someColumn(3));
    await until(() => has(bot), 'the column');
  }
  expect(counts(ours.bot)).not.toBe(counts(stock.bot));
  ours.client.end('kicked');
  await until(() => !manager.hasMod('one'), 'the unload');
  expect(counts(ours.bot)).toBe(counts(stock.bot));
});

it('a bot whose successor joins while it ends leaves nothing to the successor’s account', async () => {
  const manager = new MemoryManager();
  const plugin = shareWorld(manager, { mod: 'miner' });
  const [old, next] = [await join('old', plugin), await join('next', () => {})];
  server.sendColumn(old.client, 0, 0, someColumn(3));
  await until(() => has(old.bot), 'the column');
  old.bot.on('end', () => next.bot.loadPlugin(plugin));
  old.bot.end();
  await until(() => next.bot._client.listenerCount('map_chunk') > 1, 'the successor');
  await until(() => manager.getMemoryStats('miner').heldBytes === 0, 'the release');
  expect(manager.sharedStore(ContentPool).stats().contentCount).toBe(0);
  server.sendColumn(next.client, 1, 0, someColumn(3));
  await until(() => has(next.bot, 1), 'its column');
  expect(manager.getMemoryStats('miner').heldBytes).toBeGreaterThan(0);
});

it('a mod that cannot be tracked leaves the bot to prismarine-chunk, with an error', async () => {
  const manager = new MemoryManager();
  const { bot, errors } = await join('two', () => {});
  const plugin = shareWorld(manager, { mod: 'miner' });
  manager.ledger.createAccount('miner');
  bot.loadPlugin(plugin);
  expect(errors).toMatchObject([{ code: 'ERR_SANDY_INVALID_NAME' }]);
  expect(manager.modNames).toEqual(['host']);
  expect(bot._client.listenerCount('map_chunk')).toBe(1);
});

it('a user name that is an e-mail address becomes a mod’s name', async () => {
  const manager = new MemoryManager();
  const { bot } = await join('two', () => {});
  shareWorld(manager)(bot, { username: '.some+one@mail.example' });
  expect(manager.modNames).toEqual(['host', '_.some_one@mail.example']);
});

it.each(['host', 'sandy-memory', 'constructor', '__proto__'])(
  'a user called %s gets a mod of its own',
  async (username) => {
    const manager = new MemoryManager();
    const { bot, errors } = await join('two', () => {});
    shareWorld(manager)(bot, { username });
    expect(errors).toEqual([]);
    expect(manager.modNames).toEqual(['host', `_${username}`]);
    bot.end();
    await until(() => manager.modNames.length === 1, 'the unload');
    expect(manager.host.unloaded).toBe(false);
  },
);
