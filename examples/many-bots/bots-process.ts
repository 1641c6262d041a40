/**
 * The bots process: mineflayer bots in one mode, started fresh for each mode and run, so that a
 * run's memory holds nothing of an earlier one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { answerParent, fail, reportProgress } from './answer.js';
import { BotHandle } from './bot-handle.js';
import type { BlockChange, BotsCalls, BotsStart, JoinResult } from './calls.js';
import {
  SECTION_WORDS,
  digestColumnInto,
  sectionCount,
  type BotDigest,
  type ReadableColumn,
} from './digest.js';
import { measureSettled, type Sample } from './measure.js';
import { loadMode, type Mode } from './modes.js';
import { expectedColumns, type ColumnPosition, type Place } from './placement.js';
import { loadRegistry } from './registry.js';

/** Bots that log in at the same time: more only makes the server's answers come later. */
const JOINS_AT_ONCE = 4;
const LOOK_TIMEOUT_MS = 10_000;
/** Longer than the server may take for one column of each bot. */
const STALL_MS = 60_000;

let settings: BotsStart;
let mode: Mode;
const bots: BotHandle[] = [];

async function start(options: BotsStart): Promise<Sample> {
  settings = options;
  mode = await loadMode(options.mode);
  loadRegistry(options.version);
  return measureSettled(0);
}

async function join(places: readonly Place[]): Promise<JoinResult> {
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  const waiting = [...places];
  const joined: BotHandle[] = [];
  const total = places.length * (2 * settings.view) ** 2;
  let lastColumns = 0;
  let lastColumnMs = performance.now();
  for (;;) {
    const loading = joined.filter((bot) => !bot.isComplete).length;
    for (let free = JOINS_AT_ONCE - loading; free > 0 && waiting.length > 0; free--) {
      joined.push(joinOne(waiting.shift()!));
    }
    const columns = joined.reduce((sum, bot) => sum + bot.columnCount, 0);
    reportProgress(columns, total);
    if (columns === total) break;
    if (columns > lastColumns) [lastColumns, lastColumnMs] = [columns, performance.now()];
    else if (performance.now() - lastColumnMs > STALL_MS) throw stalled(joined);
    await sleep(20);
  }
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - startedMs, cpuMs: (user + system) / 1000 };
}

function joinOne(place: Place): BotHandle {
  const bot = new BotHandle({
    place,
    port: settings.port,
    version: settings.version,
    view: settings.view,
    plugins: mode.plugins(place.name),
    onLost: fail,
  });
  bots.push(bot);
  return bot;
}

function stalled(joined: readonly BotHandle[]): Error {
  const bot = joined.find(({ isComplete }) => !isComplete)!;
  const expected = (2 * settings.view) ** 2;
  return new Error(
    `${bot.name} has ${bot.columnCount} of ${expected} columns and got no more for ${STALL_MS / 1000} s`,
  );
}

/** Bots that lack columns: by the packets they got and, where columns are kept, by their worlds. */
function missing(): { name: string; columns: number }[] {
  const found: { name: string; columns: number }[] = [];
  for (const bot of bots) {
    const expected = expectedColumns(bot.place.center, settings.view);
    const kept = mode.keepsColumns
      ? expected.filter((column) => bot.column(column) !== undefined).length
      : bot.columnCount;
    const columns = expected.length - Math.min(kept, bot.columnCount);
    if (columns > 0) found.push({ name: bot.name, columns });
  }
  return found;
}

async function digest(only: readonly ColumnPosition[] | null): Promise<BotDigest[]> {
  const digests: BotDigest[] = [];
  for (const [index, bot] of bots.entries()) {
    const columns = (only ?? expectedColumns(bot.place.center, settings.view)).filter(
      (column) => bot.column(column) !== undefined,
    );
    const { height } = bot;
    const stride = sectionCount(height) * SECTION_WORDS;
    const words = new Int32Array(columns.length * stride);
    for (const [at, position] of columns.entries()) {
      const column = bot.column(position) as ReadableColumn;
      digestColumnInto(words, at * stride, column, height);
      reportProgress(index * columns.length + at + 1, bots.length * columns.length);
      await new Promise(setImmediate); // the bots answer the server's keep-alives in between
    }
    digests.push({ bot: bot.name, columns, height, words });
  }
  return digests;
}

function write({ bot: name, change }: { bot: string; change: BlockChange }): null {
  const bot = bots.find((candidate) => candidate.name === name);
  if (bot === undefined) throw new Error(`no bot named ${name}`);
  bot.setState(change, change.stateId);
  return null;
}

async function look({
  blocks,
  expected,
}: BotsCalls['look']['args']): Promise<BotsCalls['look']['result']> {
  const deadline = performance.now() + LOOK_TIMEOUT_MS;
  for (;;) {
    const seen = bots.map((bot) => blocks.map((block) => bot.state(block)));
    const same = seen.every((row, bot) => row.every((id, at) => id === expected?.[bot]?.[at]));
    if (expected === null || same || performance.now() > deadline) return seen;
    await sleep(20);
  }
}

async function leave(): Promise<null> {
  const leaving = bots.splice(0);
  if (leaving.length === 0) return null;
  await Promise.all(leaving.map((bot) => bot.quit()));
  await new Promise(setImmediate); // plugins clean up in the turn after a bot's end
  mode.trim();
  return null;
}

answerParent<BotsCalls>({
  start,
  join,
  measure: () => measureSettled(bots.length),
  missing,
  digest,
  write,
  look,
  figures: () => mode.figures(),
  leave,
  stop: leave,
});
