#!/usr/bin/env node
/**
 * Records what a bot that moves through a world asks of its heap:
 *
 *   node examples/dist/allocation-trace/main.js benchmarks/traces/bot.trace.gz
 *
 * A mineflayer bot with `shareWorld` flies over a real region on a server on loopback. Its columns,
 * their light and their changes go through the memory manager as always; besides, the bot keeps the
 * last packets as blocks, as a mod that watches the protocol does, and the positions of all columns
 * that it has seen. At the end it leaves, so that everything is freed.
 */
import { once } from 'node:events';
import type { EventEmitter } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Address } from '@sandy/allocator';
import { LongSet, MemoryManager } from '@sandy/memory';
import type { ModMemory } from '@sandy/memory';
import { shareWorld } from '@sandy/prismarine';
import { Recording } from './recording.js';
import { startWorldServer } from './world-server.js';

const require = createRequire(import.meta.url);

const VERSION = '1.19.4';
const VIEW = 5; // 11 columns a side; the region repeats after 12, so no two that are seen are the same
const SEED = 20_261_122;
const KEPT_PACKETS = 64;
/** Straight parts of the flight, each 3 to 9 columns long. */
const LEG_COUNT = 60;
/** 40 m/s at 20 ticks a second: about what elytra and rockets give. */
const BLOCKS_PER_TICK = 2;
const TICK_MS = 50;
const START = { x: 8, y: 200, z: 8 };

interface Bot extends EventEmitter {
  world: { async: { columns: Record<string, unknown> } };
  creative: { startFlying(): void };
  entity: { position: { set(x: number, y: number, z: number): void } };
  _client: EventEmitter & { closeTimer?: { unref(): void } | null };
  end(): void;
}

const file = process.argv[2];
if (file === undefined) {
  console.error('usage: node examples/dist/allocation-trace/main.js FILE.trace.gz');
  process.exit(2);
}

const recording = new Recording();
const manager = new MemoryManager({ heap: { mode: recording.mode } });
const server = await startWorldServer({
  version: VERSION,
  view: VIEW,
  start: START,
  below: randomFrom(SEED),
});
const mod = manager.trackModMemory('traveller');
const bot = joinBot(server.port);
const stopWatching = watch(bot, mod);
await once(bot, 'spawn');
await fly(bot);
stopWatching();
bot.end();
await once(bot, 'end');
bot._client.closeTimer?.unref();
manager.unloadMod('traveller');
server.close();

const trace = recording.toTrace();
writeFileSync(file, gzipSync(new Uint8Array(trace.buffer), { level: 9 }));
console.log(
  `${recording.operationCount} operations, ${recording.blockCount} blocks left, ${server.counts.loads} loads and ${server.counts.unloads} unloads of columns, ${server.counts.changes} block changes`,
);

/** Seeded pseudo-random integers 0 ≤ n < limit. Source: mulberry32 by T. Ettinger. */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
}

function joinBot(port: number): Bot {
  const mineflayer = require('mineflayer') as { createBot(options: unknown): Bot };
  return mineflayer.createBot({
    host: '127.0.0.1',
    port,
    username: 'traveller',
    version: VERSION,
    auth: 'offline',
    hideErrors: true,
    checkTimeoutInterval: 60_000,
    plugins: { sandy: shareWorld(manager, { mod: 'traveller' }) },
  });
}

/** Keeps the last packets, and the columns seen, in the mod's memory. @returns what ends it */
function watch(bot: Bot, mod: ModMemory): () => void {
  const packets: Address[] = [];
  const seen = mod.create(LongSet);
  const onPacket = (bytes: Buffer): void => {
    const address = mod.region.allocate(bytes.length);
    mod.region.bytes(address, bytes.length).set(bytes);
    packets.push(address);
    if (packets.length > KEPT_PACKETS) mod.region.free(packets.shift()!);
  };
  const onColumn = ({ x, z }: { x: number; z: number }): void => {
    seen.add(z, x);
  };
  bot._client.on('raw', onPacket);
  bot._client.on('map_chunk', onColumn);
  return () => {
    bot._client.off('raw', onPacket);
    bot._client.off('map_chunk', onColumn);
    for (const address of packets) mod.region.free(address);
  };
}

/**
 * Flies at one height, by turns along both axes; the bot's own physics tells the server where it
 * is.
 */
async function fly(bot: Bot): Promise<void> {
  const below = randomFrom(SEED + 1);
  let { x, z } = START;
  bot.creative.startFlying();
  for (let leg = 0; leg < LEG_COUNT; leg++) {
    const columns = (3 + below(7)) * (below(2) === 0 ? 1 : -1);
    const [east, south] = leg % 2 === 0 ? [columns, 0] : [0, columns];
    const ticks = (Math.abs(columns) * 16) / BLOCKS_PER_TICK;
    for (let tick = 0; tick < ticks; tick++) {
      x += Math.sign(east) * BLOCKS_PER_TICK;
      z += Math.sign(south) * BLOCKS_PER_TICK;
      bot.entity.position.set(x, START.y, z);
      await sleep(TICK_MS);
    }
    console.error(`leg ${leg + 1} of ${LEG_COUNT}: ${recording.operationCount} operations`);
  }
}
