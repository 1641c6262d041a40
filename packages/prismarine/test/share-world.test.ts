import { afterEach, describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { assertValidHeap, assertValidPool, ContentPool, MemoryManager, MiB } from '@sandy/memory';
import { shareWorld } from '../src/index.js';
import { type Bot, joinBot, type Server, startServer, until } from './loopback.js';
import { stockClass, type TestColumn } from './versions.js';

const require = createRequire(import.meta.url);
const { Vec3 } = require('vec3') as { Vec3: new (x: number, y: number, z: number) => object };
const VERSION = '1.19.4';
const HEIGHT = { minY: -64, worldHeight: 384 };

/** A column with a floor, some ores and a lamp's light, so that it has pieces of every sort. */
function someColumn(seed: number): TestColumn {
  const column = new (stockClass(VERSION))(HEIGHT);
  for (let i = 0; i < 4096; i++) {
    const y = (i >> 8) + 60;
    column.setBlockStateId({ x: i & 15, y, z: (i >> 4) & 15 }, 1 + ((i * seed) % 23));
    column.setSkyLight({ x: i & 15, y: y + 16, z: (i >> 4) & 15 }, (i * 7 + seed) % 16);
  }
  column.setBiome({ x: 0, y: 64, z: 0 }, 3);
  return column;
}

describe('bots on one manager', () => {
  let server: Server;
  const bots: Bot[] = [];

  async function join(manager: MemoryManager, name: string, mod?: string) {
    const plugin = shareWorld(manager, mod === undefined ? {} : { mod });
    const joined = await joinBot(server, VERSION, name, plugin);
    bots.push(joined.bot);
    return joined;
  }

  afterEach(async () => {
    for (const bot of bots.splice(0)) bot.end();
    await server.close();
  });

  it('read one copy, write their own, and give everything back when they end', async () => {
    server = await startServer(VERSION);
    const manager = new MemoryManager();
    const [one, two] = [await join(manager, 'one'), await join(manager, 'two')];
    const column = someColumn(5);
    for (const { client } of [one, two]) server.sendColumn(client, 0, 0, column);
    const has = (bot: Bot) => bot.world.getColumn(0, 0) !== undefined;
    await until(() => has(one.bot) && has(two.bot), 'the column');

    const { uniqueBytes, heldBytes } = manager.sharedStore(ContentPool).stats();
    expect(heldBytes).toBe(2 * uniqueBytes);
    for (const { bot } of [one, two]) {
      const dumped = bot.world.getColumn(0, 0)!.dump() as Buffer;
      expect(Buffer.compare(dumped, column.dump() as Buffer)).toBe(0);
    }

    const spot = new Vec3(3, 65, 4);
    const before = two.bot.world.getBlockStateId(spot);
    one.bot.world.setBlockStateId(spot, 999);
    expect(one.bot.world.getBlockStateId(spot)).toBe(999);
    expect(two.bot.world.getBlockStateId(spot)).toBe(before);
    expect(manager.getMemoryStats('one').ownBytes).toBeGreaterThan(0);
    expect(manager.getMemoryStats('two').ownBytes).toBe(0);

    one.client.write('block_change', { location: { x: 3, y: 66, z: 4 }, type: 4 });
    two.client.write('block_change', { location: { x: 3, y: 66, z: 4 }, type: 4 });
    const changed = new Vec3(3, 66, 4);
    const sees = (bot: Bot) => bot.world.getBlockStateId(changed) === 4;
    await until(() => sees(one.bot) && sees(two.bot), 'the block change');

    one.client.end('kicked');
    two.bot.end();
    await until(() => !manager.hasMod('one') && !manager.hasMod('two'), 'the unload');
    expect(manager.sharedStore(ContentPool).stats().contentCount).toBe(0);
    assertValidHeap(manager.heap);
  });

  it('lose a column whose packet is broken and keep every other, as stock bots do', async () => {
    server = await startServer(VERSION);
    const manager = new MemoryManager();
    const { bot, client } = await join(manager, 'one');
    const errors: unknown[] = [];
    bot.on('error', (error) => errors.push(error));
    const column = someColumn(3);
    server.sendColumn(client, 0, 0, column);
    server.sendColumn(client, 1, 0, column, (column.dump() as Buffer).subarray(0, 700));
    server.sendColumn(client, 2, 0, column);
    await until(() => bot.world.getColumn(2, 0) !== undefined, 'the last column');
    expect(bot.world.getColumn(0, 0)).toBeDefined();
    expect(bot.world.getColumn(1, 0)).toBeUndefined();
    expect(errors).toMatchObject([{ code: 'ERR_SANDY_MALFORMED_CHUNK' }]);
    assertValidPool(manager.sharedStore(ContentPool));
  });

  it('let go of unloaded columns, which stay readable for who holds them until the unload', async () => {
    server = await startServer(VERSION);
    const manager = new MemoryManager();
    manager.trackModMemory('shared');
    const { bot, client } = await join(manager, 'one', 'shared');
    server.sendColumn(client, 0, 0, someColumn(3));
    await until(() => bot.world.getColumn(0, 0) !== undefined, 'the column');
    const held = bot.world.getColumn(0, 0)!;
    client.write('unload_chunk', { chunkX: 0, chunkZ: 0 });
    await until(() => bot.world.getColumn(0, 0) === undefined, 'the unload of the column');
    expect(held.getBlockStateId({ x: 0, y: 60, z: 0 })).toBe(1);
    bot.end();
    await until(() => bots.length > 0, 'the end');
    expect(manager.hasMod('shared')).toBe(true);
    expect(held.getBlockStateId({ x: 0, y: 60, z: 0 })).toBe(1);
    manager.unloadMod('shared');
    expect(() => held.getBlockStateId({ x: 0, y: 60, z: 0 })).toThrow(
      expect.objectContaining({ code: 'ERR_SANDY_UNLOADED' }),
    );
    expect(manager.sharedStore(ContentPool).stats().contentCount).toBe(0);
  });

  it('are refused at their own limit, one by one', async () => {
    server = await startServer(VERSION);
    const manager = new MemoryManager();
    manager.trackModMemory('poor');
    manager.setModMemoryLimit('poor', 1);
    const [poor, rich] = [await join(manager, 'poor', 'poor'), await join(manager, 'rich')];
    manager.setModMemoryLimit('rich', 100 * MiB);
    const errors: unknown[] = [];
    poor.bot.on('error', (error) => errors.push(error));
    for (const { client } of [poor, rich]) server.sendColumn(client, 0, 0, someColumn(3));
    await until(() => rich.bot.world.getColumn(0, 0) !== undefined, 'the column');
    await until(() => errors.length > 0, 'the refusal');
    expect(errors).toMatchObject([{ code: 'ERR_SANDY_MEMORY_LIMIT' }]);
    expect(poor.bot.world.getColumn(0, 0)).toBeUndefined();
  });

  it('stay alive without their columns when their mod is unloaded under them', async () => {
    server = await startServer(VERSION);
    const manager = new MemoryManager();
    const { bot, client } = await join(manager, 'one');
    server.sendColumn(client, 0, 0, someColumn(3));
    await until(() => bot.world.getColumn(0, 0) !== undefined, 'the column');
    manager.unloadMod('one');
    expect(bot.world.getColumn(0, 0)).toBeUndefined();
    expect(manager.sharedStore(ContentPool).stats().contentCount).toBe(0);
    server.sendColumn(client, 5, 5, someColumn(9));
    await until(() => bot.world.getColumn(5, 5) !== undefined, 'a column as stock keeps it');
  });

  it('keep light that comes before its chunk, and columns that stood there before the plugin', async () => {
    server = await startServer(VERSION);
    const manager = new MemoryManager();
    const { bot, client } = await join(manager, 'one');
    const column = someColumn(3);
    const light = column.dumpLight();
    const events: string[] = [];
    bot.on('chunkColumnLoad', (corner: { x: number; z: number }) => {
      events.push(`${corner.x},${corner.z}`);
    });
    client.write('update_light', { chunkX: 4, chunkZ: -2, trustEdges: true, ...light });
    await until(() => events.length > 0, 'the light');
    await until(() => manager.sharedStore(ContentPool).stats().contentCount > 0, 'its content');
    expect(events).toEqual(['64,-32']);
    expect(bot.world.getColumn(4, -2)!.dumpLight()).toEqual(light);
    server.sendColumn(client, 4, -2, column);
    await until(() => events.length > 1, 'the column');
    const dumped = bot.world.getColumn(4, -2)!.dump() as Buffer;
    expect(Buffer.compare(dumped, column.dump() as Buffer)).toBe(0);

    const foreign = someColumn(9);
    bot.world.setColumn(7, 7, foreign);
    client.write('update_light', { chunkX: 7, chunkZ: 7, trustEdges: true, ...light });
    const errors: unknown[] = [];
    bot.on('error', (error) => errors.push(error));
    server.sendColumn(client, 7, 7, column, Buffer.from([1, 2, 3]));
    await until(() => errors.length > 0, 'the refusal');
    expect(bot.world.getColumn(7, 7)).toBe(foreign);
    expect(foreign.dumpLight()).toEqual(light);
  });

  it('walk on within a limit of two columns, whoever keeps what they left behind', async () => {
    server = await startServer(VERSION);
    const manager = new MemoryManager();
    const { bot, client } = await join(manager, 'one');
    const errors: unknown[] = [];
    bot.on('error', (error) => errors.push(error));
    const kept: TestColumn[] = [];
    for (let x = 0; x < 12; x++) {
      server.sendColumn(client, x, 0, someColumn(x * 7 + 1));
      await until(() => bot.world.getColumn(x, 0) !== undefined, `column ${x}`);
      kept.push(bot.world.getColumn(x, 0)!);
      if (x === 0) {
        const { currentBytes } = manager.getMemoryStats('one');
        manager.setModMemoryLimit('one', currentBytes * 3);
      }
      if (x > 0) client.write('unload_chunk', { chunkX: x - 1, chunkZ: 0 });
    }
    await until(() => bot.world.getColumn(10, 0) === undefined, 'the last unload');
    expect(errors).toEqual([]);
    expect(kept[3]!.getBlockStateId({ x: 5, y: 60, z: 0 })).toBe(1 + ((5 * 22) % 23));
  });

  it('give everything back to a mod that goes on, though the bot object is kept', async () => {
    server = await startServer(VERSION);
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('fleet');
    const [one, two] = [await join(manager, 'one', 'fleet'), await join(manager, 'two', 'fleet')];
    for (const { client } of [one, two]) server.sendColumn(client, 0, 0, someColumn(3));
    const has = (bot: Bot) => bot.world.getColumn(0, 0) !== undefined;
    await until(() => has(one.bot) && has(two.bot), 'the columns');
    const held = mod.holderIn(manager.sharedStore(ContentPool)).heldBytes;
    one.client.end('kicked');
    await until(
      () => mod.holderIn(manager.sharedStore(ContentPool)).heldBytes < held,
      'the first to leave',
    );
    expect(mod.holderIn(manager.sharedStore(ContentPool)).heldBytes).toBe(held / 2);
    two.client.socket.destroy(); // as when a process or a line dies
    await until(
      () => mod.holderIn(manager.sharedStore(ContentPool)).heldBytes === 0,
      'the second to leave',
    );
    expect(manager.sharedStore(ContentPool).stats().contentCount).toBe(0);
    expect(one.bot.world.getBlockStateId(new Vec3(0, 60, 0))).toBe(1);
  });

  it('leave a mod alone that somebody else made under the same name meanwhile', async () => {
    server = await startServer(VERSION);
    const manager = new MemoryManager();
    const { bot } = await join(manager, 'one');
    manager.unloadMod('one');
    const theirs = manager.trackModMemory('one');
    bot.end();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(theirs.unloaded).toBe(false);
  });

  it('below 1.18 are left to prismarine-chunk as they are', async () => {
    server = await startServer('1.16.5');
    const manager = new MemoryManager();
    const { bot } = await joinBot(server, '1.16.5', 'one', shareWorld(manager));
    bots.push(bot);
    await until(() => bot.world !== undefined, 'the world');
    expect(manager.modNames).toEqual(['host']);
    expect(bot._client.listenerCount('map_chunk')).toBe(1);
  });

  it('give back the old dimension when they respawn in another, and share the new one', async () => {
    server = await startServer(VERSION);
    const manager = new MemoryManager();
    const { bot, client } = await join(manager, 'one');
    for (let x = 0; x < 3; x++) server.sendColumn(client, x, 0, someColumn(x + 3));
    await until(() => bot.world.getColumn(2, 0) !== undefined, 'the columns');
    const held = bot.world.getColumn(1, 0)!;
    const before = held.dump() as Buffer;
    client.write('respawn', {
      dimension: 'minecraft:the_nether',
      worldName: 'minecraft:the_nether',
      hashedSeed: [0, 0],
      gamemode: 0,
      previousGamemode: 255,
      isDebug: false,
      isFlat: false,
      copyMetadata: false,
    });
    await until(() => bot.world.getColumn(2, 0) === undefined, 'the respawn');
    expect(manager.sharedStore(ContentPool).stats().contentCount).toBe(0);
    expect(Buffer.compare(held.dump() as Buffer, before)).toBe(0);

    const { minY, height } = bot.game;
    const nether = new (stockClass(VERSION))({ minY, worldHeight: height });
    nether.setBlockStateId({ x: 1, y: minY + 20, z: 1 }, 42);
    server.sendColumn(client, 0, 0, nether);
    await until(() => bot.world.getColumn(0, 0) !== undefined, 'the new column');
    expect(bot.world.getColumn(0, 0)!.worldHeight).toBe(height);
    expect(
      Buffer.compare(bot.world.getColumn(0, 0)!.dump() as Buffer, nether.dump() as Buffer),
    ).toBe(0);
  });
});
