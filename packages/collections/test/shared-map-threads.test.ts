/** Real threads: readers under a writer that never rests, and writers that are terminated. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { assertValidSharedMap } from '../src/index.js';
import { randomFrom, stepCount } from './support/random.js';
import { sharedKinds } from './support/shared-kinds.js';
import type { SharedKind, SharedReading } from './support/shared-kinds.js';
import { applyStep, keyOf, LAST_STEP, STOP } from './support/shared-map-steps.mjs';

const STEPS = stepCount(60_000);
const KILLS = Math.ceil(stepCount(60_000) / 6_000);

type Role = 'reader' | 'writer';

async function start(role: Role, kind: SharedKind, data: object): Promise<Worker> {
  const worker = new Worker(new URL('./support/shared-map-worker.mjs', import.meta.url), {
    workerData: { role, kind: kind.name, ...data },
  });
  await once(worker, 'message');
  return worker;
}

/** Looks on while the writer works, until it has done so many steps. @returns what was wrong. */
function lookOn(control: Int32Array, reader: SharedReading, kind: SharedKind, until: number): void {
  for (let i = 0; Atomics.load(control, LAST_STEP) < until; i = (i + 1) % 2_500) {
    const value = reader.get(...keyOf(kind.name, i));
    if (value !== undefined && value >>> 16 !== i) throw new Error(`key ${i}: got ${value}`);
  }
}

describe.each(sharedKinds)('$name', (kind) => {
  it('readers see no torn value under a writer that never rests', async () => {
    const map = new kind.Writer();
    const token = map.token();
    map.dispose();
    const control = new Int32Array(new SharedArrayBuffer(8));
    const data = { token, seed: 1, control: control.buffer };
    const reader = await start('reader', kind, data);
    const writer = await start('writer', kind, data);
    lookOn(control, kind.Reader.attach(token), kind, STEPS);
    const [answer, exit] = [once(reader, 'message'), once(writer, 'exit')];
    Atomics.store(control, STOP, 1);
    const [{ looks, found, wrong }] = (await answer) as [
      { looks: number; found: number; wrong: string | undefined },
    ];
    await exit;
    expect(wrong).toBeUndefined();
    expect(found).toBeGreaterThan(100);
    expect(looks).toBeGreaterThan(found);
    expectModel(kind, kind.Writer.attach(token), 1, control[LAST_STEP]!, false);
  });

  it('a writer may be terminated at any moment: what it had acknowledged is there', async () => {
    const random = randomFrom(5);
    for (let seed = 1; seed <= KILLS; seed++) {
      const map = new kind.Writer();
      const token = map.token();
      map.dispose();
      const reader = kind.Reader.attach(token, { patienceMs: 0 });
      const control = new Int32Array(new SharedArrayBuffer(8));
      const writer = await start('writer', kind, { token, seed, control: control.buffer });
      const until = 1 + random.below(6_000);
      while (Atomics.load(control, LAST_STEP) < until);
      await writer.terminate();
      const done = control[LAST_STEP]!;
      try {
        readAll(reader, kind, seed, done);
        const heir = kind.Writer.attach(token, { takeOver: true });
        assertValidSharedMap(heir);
        expectModel(kind, heir, seed, done, true);
        expect(new Map(reader)).toEqual(new Map(heir));
        for (let step = done + 1; step < done + 500; step++) {
          applyStep(heir, kind.name, seed, step);
        }
        assertValidSharedMap(heir);
      } catch (error) {
        throw new Error(`seed ${seed}, ${done} steps: ${String(error)}`, { cause: error });
      }
    }
  });
});

/** The values that the model has after `done` steps, and after one more if `isNextPossible`. */
function modelsOf(kind: SharedKind, seed: number, done: number): Map<number, number>[] {
  const model = new Map<number, number>();
  for (let step = 1; step <= done; step++) applyStep(undefined, kind.name, seed, step, model);
  const next = new Map(model);
  applyStep(undefined, kind.name, seed, done + 1, next);
  return [model, next];
}

/** Before anybody repairs it, a reader has right values or says that it cannot tell. */
function readAll(reader: SharedReading, kind: SharedKind, seed: number, done: number): void {
  const [model, next] = modelsOf(kind, seed, done) as [Map<number, number>, Map<number, number>];
  for (let i = 0; i < 2_500; i++) {
    try {
      const value = reader.get(...keyOf(kind.name, i));
      if (value !== model.get(i) && value !== next.get(i)) throw new Error(`key ${i}: ${value}`);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_SANDY_SHARED_TABLE') throw error;
    }
  }
}

function expectModel(
  kind: SharedKind,
  map: SharedReading,
  seed: number,
  done: number,
  mayBeOneMore: boolean,
): void {
  const found = new Map<number, number>();
  for (let i = 0; i < 2_500; i++) {
    const value = map.get(...keyOf(kind.name, i));
    if (value !== undefined) found.set(i, value);
  }
  expect(map.size).toBe(found.size);
  const [model, next] = modelsOf(kind, seed, done);
  const isNext = mayBeOneMore && same(found, next!);
  if (!isNext) expect([...found].sort(byKey)).toEqual([...model!].sort(byKey));
}

const byKey = ([a]: [number, number], [b]: [number, number]): number => a - b;

function same(a: Map<number, number>, b: Map<number, number>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
