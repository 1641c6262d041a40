/**
 * Threads meet at every possible moment, one after the other: the writer ends before each of its
 * stores, a reader looks before each of them, and the writer works before each read of a reader.
 */
import { describe, expect, it } from '@jest/globals';
import type { SharedKind, SharedReading, SharedWriting } from './support/shared-kinds.js';
import { stepping } from './support/stepped-memory.js';
import { thrownBy } from './support/throwing.js';

// Loaded now, and nothing that loads it before, so that its modules find the replaced globals.
const { assertValidSharedMap } = await import('../src/index.js');
const { sharedKinds } = await import('./support/shared-kinds.js');

class Killed extends Error {}

const SEED = 9;
const KEYS = 45; // of 48 that fit 64 slots of 8 stripes: long chains across stripes

const valueOf = (i: number): number => i * 1_000 + 7;

/** What the writer does; `touched` are the keys that it changes, to their values afterwards. */
interface Deed {
  readonly name: string;
  readonly act: (map: SharedWriting, kind: SharedKind) => void;
  readonly touched: (i: number) => readonly (number | undefined)[];
}

const only =
  (wanted: number, value: number | undefined) =>
  (i: number): (number | undefined)[] =>
    i === wanted ? [value] : [];
const gone = (): undefined[] => [undefined];
const first = { index: 0 }; // of the keys: deeds go through all of them

const deeds: readonly Deed[] = [
  {
    name: 'puts a key in',
    act: (map, { key }) => map.set(...key(999), 5),
    touched: only(999, 5),
  },
  {
    name: 'changes a value',
    act: (map, { key }) => map.set(...key(first.index), -1),
    touched: (i) => (i === first.index ? [-1] : []),
  },
  {
    name: 'takes a key out',
    act: (map, { key }) => map.delete(...key(first.index)),
    touched: (i) => (i === first.index ? gone() : []),
  },
  {
    name: 'takes a key out and puts it in again',
    act: (map, { key }) => {
      map.delete(...key(first.index));
      map.set(...key(first.index), 77);
    },
    touched: (i) => (i === first.index ? [undefined, 77] : []),
  },
  { name: 'clears', act: (map) => map.clear(), touched: gone },
  { name: 'grows', act: (map) => map.ensureCapacity(60), touched: () => [] },
  {
    name: 'grows, is cleared and filled again',
    act: (map, { key }) => {
      map.ensureCapacity(60);
      map.clear();
      map.clear();
      map.set(...key(3), 1);
      map.set(...key(0), 2);
    },
    touched: (i) => (i === 3 ? [undefined, 1] : i === 0 ? [undefined, 2] : gone()),
  },
];

function openScene(kind: SharedKind): SharedWriting {
  const map = new kind.Writer({ capacity: 48, seed: SEED });
  for (let i = 0; i < KEYS; i++) map.set(...kind.key(i), valueOf(i));
  return map;
}

const mayBe = (deed: Deed, i: number): (number | undefined)[] => [
  i < KEYS ? valueOf(i) : undefined,
  ...deed.touched(i),
];

/** Each key has a value that it may have. @returns how many looks were refused. */
function look(reader: SharedReading, deed: Deed, { key }: SharedKind): number {
  let refused = 0;
  for (let i = 0; i < 1_000; i = i === KEYS + 5 ? 999 : i + 1) {
    let value;
    try {
      value = reader.get(...key(i));
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_SANDY_SHARED_TABLE') throw error;
      refused++;
      continue;
    }
    if (!mayBe(deed, i).includes(value)) {
      throw new Error(`key ${i}: expected one of ${mayBe(deed, i).join()}, got ${value}`);
    }
  }
  return refused;
}

/** Ends `action` before its `step`-th store. @returns whether it was ended. */
function killAt(step: number, action: () => void): boolean {
  let steps = 0;
  stepping.onStore = () => {
    if (steps++ >= step) throw new Killed();
  };
  try {
    action();
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  } finally {
    stepping.onStore = undefined;
  }
}

/** Each deed with keys from all over the table. */
function forKeys(deed: Deed, run: () => void): void {
  const count = /key|value/.test(deed.name) && deed.name !== 'puts a key in' ? KEYS : 1;
  for (first.index = 0; first.index < count; first.index++) run();
}

describe.each(sharedKinds)('$name', (kind) => {
  it.each(deeds)('a writer that $name may end at any step', (deed) => {
    let refused = 0;
    let steps = 0;
    forKeys(deed, () => {
      for (let step = 0, killed = true; killed; step++, steps++) {
        const victim = openScene(kind);
        const reader = kind.Reader.attach(victim.token(), { patienceMs: 0 });
        killed = killAt(step, () => deed.act(victim, kind));
        if (!killed) break;
        refused += look(reader, deed, kind);
        refused += look(kind.Reader.attach(victim.token(), { patienceMs: 0 }), deed, kind);
        expect(thrownBy(() => kind.Writer.attach(victim.token()))).toMatchObject({
          code: 'ERR_SANDY_SHARED_ROLE',
        });
        const heir = kind.Writer.attach(victim.token(), { takeOver: true });
        assertValidSharedMap(heir);
        assertValidSharedMap(reader);
        expect(look(heir, deed, kind) + look(reader, deed, kind)).toBe(0);
        expect(new Map(reader)).toEqual(new Map(heir));
        expect([...heir.keys()]).toHaveLength(heir.size);
        expect(thrownBy(() => victim.set(...kind.key(1), 1))).toMatchObject({
          code: 'ERR_SANDY_SHARED_ROLE',
        });
        heir.set(...kind.key(1), 1);
        assertValidSharedMap(heir);
      }
    });
    expect(steps).toBeGreaterThan(0);
    if (/out|in$/.test(deed.name)) expect(refused).toBeGreaterThan(0);
  });

  it('an heir may end at any step, too', () => {
    const deed = deeds[2]!;
    forKeys(deed, () => {
      for (let step = 0, killed = true; killed && step < 30; step++) {
        for (let heirStep = 0, heirKilled = true; heirKilled; heirStep++) {
          const victim = openScene(kind);
          killed = killAt(step, () => deed.act(victim, kind));
          const attach = (): SharedWriting =>
            kind.Writer.attach(victim.token(), { takeOver: true });
          heirKilled = killAt(heirStep, attach);
          const heir = attach();
          assertValidSharedMap(heir);
          look(heir, deed, kind);
          if (first.index % 9 > 0 && heirStep > 3) break; // all steps for some keys
        }
      }
    });
  });

  it.each(deeds)('readers may look while a writer $name, at any step', (deed) => {
    let looks = 0;
    forKeys(deed, () => {
      const map = openScene(kind);
      const reader = kind.Reader.attach(map.token(), { patienceMs: 0 });
      const step = (): void => {
        stepping.onStore = undefined;
        looks++;
        look(reader, deed, kind);
        stepping.onStore = step;
      };
      stepping.onStore = step;
      try {
        deed.act(map, kind);
      } finally {
        stepping.onStore = undefined;
      }
      expect(look(reader, deed, kind)).toBe(0);
    });
    expect(looks).toBeGreaterThan(0);
  });

  /** Runs `action`, in which `deed` is done before the `at`-th read. @returns whether it was. */
  function doneBefore(at: number, deed: () => void, action: () => void): boolean {
    let reads = 0;
    stepping.onRead = () => {
      if (reads++ !== at) return;
      stepping.onRead = undefined;
      stepping.areViewsStepped = false;
      deed();
      stepping.areViewsStepped = true;
      stepping.onRead = () => void reads++;
    };
    stepping.areViewsStepped = true;
    try {
      action();
    } finally {
      stepping.areViewsStepped = false;
      stepping.onRead = undefined;
    }
    return reads > at;
  }

  it.each(deeds)('a writer $name at any moment of a look', (deed) => {
    const indices = [...Array(KEYS + 1).keys(), 999];
    let most = 0;
    for (first.index = 0; first.index < 6; first.index++) {
      for (const i of indices) {
        for (let at = 0, isDone = true; isDone; at++) {
          const map = openScene(kind);
          const reader = steppedReader(map);
          isDone = doneBefore(
            at,
            () => deed.act(map, kind),
            () => expect(mayBe(deed, i)).toContain(reader.get(...kind.key(i))),
          );
          most = Math.max(most, at);
        }
      }
    }
    expect(most).toBeGreaterThan(5); // reads of one look
  });

  it.each(deeds)('a writer $name at any moment of an iteration', (deed) => {
    first.index = 11;
    for (let at = 0, isDone = true; isDone; at += 5) {
      const map = openScene(kind);
      const reader = steppedReader(map);
      isDone = doneBefore(
        at,
        () => deed.act(map, kind),
        () => {
          const keys = [...reader.keys()];
          expect(new Set(keys).size).toBe(keys.length);
          const found = new Map(reader);
          for (let i = 0; i < KEYS; i++) {
            expect(mayBe(deed, i)).toContain(found.get(kind.plain(i)));
          }
        },
      );
    }
  });

  function steppedReader(map: SharedWriting): SharedReading {
    stepping.areViewsStepped = true;
    const reader = kind.Reader.attach(map.token());
    stepping.areViewsStepped = false;
    return reader;
  }
});
