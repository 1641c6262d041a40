import { expect, it } from '@jest/globals';
import type { Address, ThreadHeap, ThreadRegion } from '../src/index.js';
import { stepShared } from './support/stepped.mjs';

// A thread that ends is, to those who stay, one that does not go on: here it gets an exception at
// each access to shared memory from some step on, so that nothing it does afterwards reaches the
// others.

class Killed extends Error {}

const watch = { isOn: false, steps: 0, fatal: Infinity };

// Between two reads nobody can tell where it ended.
const reads = new Set(['read', 'load', 'subarray', 'indexOf']);

stepShared((kind) => {
  if (!watch.isOn || reads.has(kind)) return;
  if (watch.steps++ >= watch.fatal) throw new Killed();
});

// Loaded now, and nothing that loads it before, so that its modules find the replaced globals.
const {
  ThreadHeap: Heaps,
  adoptThread,
  assertValidThreadHeap,
  disposeThread,
} = await import('../src/index.js');

const SEGMENT = 1 << 17;
const OPTIONS = { segmentByteLength: SEGMENT, maximumByteLength: 8 * SEGMENT };

interface Scene {
  readonly parent: ThreadHeap;
  readonly victim: ThreadHeap;
  readonly mine: ThreadRegion;
  readonly theirs: ThreadRegion;
  /** Of the victim's blocks, those that nobody frees in the scene. */
  readonly kept: Address[];
  readonly given: Address[];
}

/** Sets `count` blocks up in each region. */
function openScene(): Scene {
  const parent = Heaps.create(OPTIONS);
  const victim = Heaps.attach(parent.issueToken());
  const mine = parent.createRegion('mine');
  const theirs = victim.createRegion('theirs');
  const kept = [100, 4096, 30_000].map((length) => theirs.allocate(length));
  kept.forEach((address, i) => theirs.bytes(address).fill(i + 1));
  return {
    parent,
    victim,
    mine,
    theirs,
    kept,
    given: [64, 4096, 40_000].map((n) => mine.allocate(n)),
  };
}

/** What the victim does when it is killed, by name. */
const deeds: readonly [string, (scene: Scene) => void][] = [
  ['allocates in a new slab', ({ theirs }) => void theirs.allocate(2000)],
  ['allocates a run', ({ theirs }) => void theirs.allocate(20_000)],
  ['allocates a block of several segments', ({ theirs }) => void theirs.allocate(2 * SEGMENT)],
  [
    'frees blocks of its own',
    ({ theirs }) =>
      [50, 3000, 25_000, SEGMENT].map((n) => theirs.allocate(n)).forEach((a) => theirs.free(a)),
  ],
  ['frees blocks of another thread', ({ victim, given }) => given.forEach((a) => victim.free(a))],
  ['makes a region', ({ victim }) => void victim.createRegion('new').allocate(10)],
  ['disposes of a region', ({ victim }) => doomed(victim).dispose()],
  [
    'makes a run longer, and shorter',
    ({ theirs }) => {
      theirs.reallocate(theirs.reallocate(theirs.allocate(20_000), 60_000), 9000);
    },
  ],
  [
    'trims',
    ({ victim, theirs }) => {
      theirs.free(theirs.allocate(6000));
      victim.trim();
    },
  ],
  [
    'hears of what others have freed',
    ({ parent, theirs }) => {
      const blocks = Array.from({ length: 4 }, () => theirs.allocate(3000));
      blocks.forEach((address) => parent.free(address));
      for (let i = 0; i < 4; i++) theirs.allocate(3000);
    },
  ],
  [
    'adopts another thread',
    ({ victim, parent }) => {
      const third = Heaps.attach(parent.issueToken());
      third.createRegion('third').allocate(5000);
      third.createRegion('third too').allocate(50_000);
      adoptThread(victim, third.participant);
    },
  ],
  ['leaves the heap', ({ victim }) => victim.dispose()],
];

function doomed(victim: ThreadHeap): ThreadRegion {
  const region = victim.createRegion('doomed');
  for (let i = 0; i < 5; i++) region.allocate(1 << (i * 4));
  return region;
}

/** @returns whether the victim was killed before it was done. */
function killAt(step: number, scene: Scene, deed: (scene: Scene) => void): boolean {
  Object.assign(watch, { isOn: true, steps: 0, fatal: step });
  try {
    deed(scene);
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  } finally {
    watch.isOn = false;
  }
}

/**
 * Adopts whoever is not there any more, until nobody is left: heirs before those whom they were
 * adopting.
 */
function adoptAll(parent: ThreadHeap): ThreadRegion[] {
  const regions: ThreadRegion[] = [];
  for (let again = true; again;) {
    again = false;
    for (let participant = 2; participant < 6; participant++) {
      try {
        regions.push(...adoptThread(parent, participant));
        again = true;
      } catch (error) {
        expect((error as { code?: string }).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
      }
    }
  }
  return regions;
}

it.each(deeds)(
  'a thread that %s may be killed at any step, and its regions be adopted',
  (name, deed) => {
    let step = 0;
    for (let killed = true; killed; step++) {
      const scene = openScene();
      killed = killAt(step, scene, deed);
      const { parent, mine, kept, given } = scene;
      const adopted = adoptAll(parent);
      assertValidThreadHeap(parent);
      const theirs = adopted.find((region) => region.name === 'theirs');
      if (name !== 'leaves the heap') {
        kept.forEach((address, i) => expect(theirs!.bytes(address)[99]).toBe(i + 1));
        for (const address of kept) theirs!.free(address);
      }
      for (const address of given) freeUnlessFreed(mine, address);
      expect(mine.stats().blockCount).toBe(0);
      for (const region of adopted) region.dispose();
      mine.dispose();
      parent.trim();
      assertValidThreadHeap(parent);
      // Nothing is lost: all of the heap can be had again, but for the page that is nobody's.
      expect(parent.stats()).toMatchObject({ reservedBytes: 0, regionCount: 0, blockCount: 0 });
      expect(parent.createRegion('all').tryAllocate(7 * SEGMENT)).toBeDefined();
    }
    expect(step).toBeGreaterThan(3);
  },
);

it('an heir may be killed at any step, and it and what it was adopting be disposed of', () => {
  let step = 0;
  for (let killed = true; killed; step++) {
    const { parent, victim } = openScene();
    const heir = Heaps.attach(parent.issueToken());
    heir.createRegion('own').allocate(3 * SEGMENT);
    killed = killAt(step, { parent } as Scene, () => adoptThread(heir, victim.participant));
    const count =
      disposeThread(parent, heir.participant) + disposeUnlessGone(parent, victim.participant);
    expect(count).toBe(4);
    assertValidThreadHeap(parent);
    parent.trim();
    expect(parent.stats()).toMatchObject({ regionCount: 1, reservedBytes: SEGMENT });
  }
  expect(step).toBeGreaterThan(10);
});

it('a thread may be killed at any step while it disposes of another, and both be adopted', () => {
  let step = 0;
  for (let killed = true; killed; step++) {
    const { parent, victim } = openScene();
    const heir = Heaps.attach(parent.issueToken());
    heir.createRegion('own').allocate(100);
    killed = killAt(step, { parent } as Scene, () => disposeThread(heir, victim.participant));
    for (const region of adoptAll(parent)) region.dispose();
    assertValidThreadHeap(parent);
    parent.trim();
    expect(parent.stats()).toMatchObject({ regionCount: 1, reservedBytes: SEGMENT });
  }
  expect(step).toBeGreaterThan(10);
});

it.each(deeds)('a thread that %s may be killed at any step, and be disposed of', (_name, deed) => {
  for (let step = 0, killed = true; killed; step++) {
    const scene = openScene();
    killed = killAt(step, scene, deed);
    const { parent } = scene;
    for (let participant = 5; participant > 1; participant--) {
      for (const each of [participant, 2, 3]) disposeUnlessGone(parent, each);
    }
    parent.trim();
    assertValidThreadHeap(parent);
    expect(parent.stats().regionCount).toBe(1);
  }
});

it('an heir may be killed at any step, and what it was adopting be adopted after it', () => {
  let step = 0;
  for (let killed = true; killed; step++) {
    const { parent, victim, kept } = openScene();
    const heir = Heaps.attach(parent.issueToken());
    killed = killAt(step, { parent } as Scene, () => adoptThread(heir, victim.participant));
    const adopted = adoptThread(parent, heir.participant);
    // Started in the heir's place: nobody takes it for the one who was adopting.
    Heaps.attach(parent.issueToken()).createRegion('newcomer').allocate(100);
    adopted.push(...adoptAll(parent));
    assertValidThreadHeap(parent);
    expect(adopted.map(({ name }) => name)).toEqual(['theirs']);
    for (const address of kept) adopted[0]!.free(address);
    expect(adopted[0]!.stats().blockCount).toBe(0);
  }
  expect(step).toBeGreaterThan(10);
});

/** @returns how many blocks it had: 0 if it has been adopted before. */
function disposeUnlessGone(parent: ThreadHeap, participant: number): number {
  try {
    return disposeThread(parent, participant);
  } catch (error) {
    expect((error as { code?: string }).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    return 0;
  }
}

/** The block is live, or the victim had freed it before it was killed. */
function freeUnlessFreed(region: ThreadRegion, address: Address): void {
  try {
    region.free(address);
  } catch (error) {
    expect((error as { code?: string }).code).toBe('ERR_SANDY_INVALID_FREE');
  }
}
