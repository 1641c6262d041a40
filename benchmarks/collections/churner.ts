/**
 * The process of pauses.ts: holds n entries in a map and makes small objects, on request.
 *
 *     node churner.js Map|Int2IntMap N OBJECTS REQUESTS ANSWERS
 *
 * For each byte that comes through the pipe REQUESTS it makes OBJECTS objects, of which few stay a
 * while, and answers "<checksum> <ns> <ns of the longest pause of the garbage collector>\n"
 * through ANSWERS; it ends when REQUESTS is closed.
 */
import { Int2IntMap } from '@sandy/collections';
import { createReadStream, openSync, writeSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomInts } from './data.js';

/**
 * Most objects are garbage at once. One of `KEPT_OF` lives on until `LIVE` others came, long enough
 * to leave the young generation: so the old one fills, too, and has to be collected.
 */
const LIVE = 20_000;
const KEPT_OF = 16;

interface Small {
  readonly x: number;
  readonly y: number;
  readonly tags: readonly number[];
}

const [kind, n, objects, requests, answers] = process.argv.slice(2);
const live = kind === 'Map' ? filledMap(Number(n)) : filledOurs(Number(n));
const kept = Array.from({ length: LIVE }, (_, i) => small(i));

let longestMs = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration);
}).observe({ entryTypes: ['gc'] });

// The stream ends, and the process with it, when the other end is closed.
const incoming = createReadStream('', { fd: openSync(requests!, 'r') });
const out = openSync(answers!, 'w');
for await (const chunk of incoming) {
  for (let left = (chunk as Buffer).length; left > 0; left--) {
    longestMs = 0;
    const start = process.hrtime.bigint();
    const sum = churn(Number(objects)) + live.size;
    const elapsedNs = process.hrtime.bigint() - start;
    await sleep(10); // the observer is told of pauses between turns
    writeSync(out, `${sum} ${elapsedNs} ${longestMs * 1e6}\n`);
  }
}

function small(i: number): Small {
  return { x: i, y: i * 0.5, tags: [i & 7, i & 15] };
}

function churn(count: number): number {
  let sum = 0;
  let place = 0;
  for (let i = 0; i < count; i++) {
    const made = small(i);
    sum = (sum + made.tags[1]!) | 0;
    if (i % KEPT_OF !== 0) continue;
    kept[place] = made;
    place = place + 1 === LIVE ? 0 : place + 1;
  }
  return sum;
}

function filledMap(count: number): Map<number, number> {
  const map = new Map<number, number>();
  const keys = randomInts(count);
  for (let i = 0; i < count; i++) map.set(keys[i]!, i);
  return map;
}

function filledOurs(count: number): Int2IntMap {
  const map = new Int2IntMap();
  const keys = randomInts(count);
  for (let i = 0; i < count; i++) map.set(keys[i]!, i);
  return map;
}
