import { describe, expect, it } from '@jest/globals';
import type { Address, Engine, Region } from '../src/index.js';
import { assertValidHeap, Heap, PacketRing, TickArena, wasmEngine } from '../src/index.js';
import { Refusal, TestAccount } from './support/accounts.js';
import { arrayBufferEngine, failingFrom } from './support/engines.js';
import { SEGMENT, startGuest, wasm } from './support/guests.js';
import type { RunningGuest } from './support/guests.js';
import { randomFrom } from './support/random.js';

interface World {
  readonly heap: Heap;
  readonly account: TestAccount;
  readonly memory: ReturnType<typeof newMemory>;
}

/** Works in a world, calls `attempt` for whatever may fail, and gives all back in the end. */
type Script = (world: World, attempt: (step: () => void) => void) => void;

const newMemory = () => new wasm.Memory({ initial: 0 });

function expectBooksRight({ heap, account }: World): void {
  assertValidHeap(heap);
  const { committedBytes, metadataBytes } = heap.stats();
  expect(account.balance).toBe(committedBytes - metadataBytes);
}

/**
 * Runs a script with faults planted in the account or the engine. @returns how many steps failed
 */
function runWithFaults(
  script: Script,
  wrap: (engine: Engine) => Engine,
  plant: (account: TestAccount) => void,
  isGuest: boolean,
): { faults: number; account: TestAccount } {
  const account = new TestAccount();
  const memory = newMemory();
  const inner = isGuest ? wasmEngine({ memory, reservedByteLength: 4096 }) : arrayBufferEngine;
  const heap = Heap.create({ segmentByteLength: SEGMENT, engine: wrap(inner) });
  const world: World = { heap, account, memory };
  plant(account);
  let faults = 0;
  script(world, (step) => {
    const blocks = heap.stats().blockCount;
    try {
      step();
    } catch (error) {
      const isRefused = error instanceof Refusal;
      const { code } = error as { code?: string };
      if (!isRefused && code !== 'ERR_SANDY_OUT_OF_MEMORY') throw error;
      expect(heap.stats().blockCount).toBe(blocks);
      faults++;
      if (faults <= 3) expectBooksRight(world);
    }
  });
  expectBooksRight(world);
  heap.trim();
  expect([heap.stats().blockCount, account.balance]).toEqual([0, 0]);
  return { faults, account };
}

const arenaScript: Script = ({ heap, account }, attempt) => {
  const random = randomFrom(5);
  const region = heap.createRegion('arena', { account });
  const arena = new TickArena(region, { chunkByteLength: 4096 });
  const marks = new Map<Address, { length: number; mark: number }>();
  for (let step = 0; step < 120; step++) {
    const kind = random.below(20);
    const length = random.pick([1, 100, 1000, 5000, 20_000, SEGMENT + 1]);
    const alignment = random.pick([1, 64, 4096]);
    const before = arena.stats();
    let isDone = false;
    attempt(() => {
      if (kind === 0) {
        expectMarked(region, marks);
        marks.clear();
        arena.reset();
      } else if (kind === 1) arena.trim();
      else {
        const address = arena.allocateAligned(length, alignment);
        expect(heap.offsetOf(address) % alignment).toBe(0);
        marks.set(address, { length, mark: step & 255 });
        bytesAt(region, address, length).fill(step & 255);
      }
      isDone = true;
    });
    if (!isDone) expect(arena.stats()).toEqual(before);
    expect(region.stats().blockCount).toBe(arena.stats().chunkCount);
  }
  expectMarked(region, marks);
  arena.dispose();
};

function bytesAt({ heap }: Region, address: Address, length: number): Uint8Array {
  const start = heap.offsetOf(address);
  return heap.bytesOf(address).subarray(start, start + length);
}

/** What was given out and not ended is as it was written. */
function expectMarked(
  region: Region,
  marks: ReadonlyMap<Address, { readonly length: number; readonly mark: number }>,
): void {
  for (const [address, { length, mark }] of marks) {
    const isSame = Buffer.alloc(length, mark).equals(bytesAt(region, address, length));
    expect(isSame).toBe(true);
  }
}

const ringScript: Script = ({ heap, account }, attempt) => {
  const random = randomFrom(6);
  const region = heap.createRegion('rings', { account });
  const rings: { ring: PacketRing; packets: number[][] }[] = [];
  for (let step = 0; step < 250; step++) {
    const kind = random.below(6);
    const index = random.below(rings.length);
    const chosen = rings[index];
    attempt(() => {
      if (kind === 0 || chosen === undefined) {
        const capacityBytes = random.pick([64, 1000, 5000, 20_000, SEGMENT + 1]);
        rings.push({ ring: new PacketRing(region, { capacityBytes }), packets: [] });
      } else if (kind === 1 && rings.length > 4) {
        rings.splice(index, 1);
        chosen.ring.dispose();
      } else if (kind < 4) {
        const packet = Array.from({ length: random.below(60) }, () => random.below(256));
        if (chosen.ring.push(Uint8Array.from(packet))) chosen.packets.push(packet);
      } else if (chosen.packets.length > 0) {
        expect([...chosen.ring.front()!]).toEqual(chosen.packets.shift());
        chosen.ring.release();
      }
    });
    expect(region.stats().blockCount).toBe(rings.length);
  }
  for (const { ring, packets } of rings) {
    for (const packet of packets) {
      expect([...ring.front()!]).toEqual(packet);
      ring.release();
    }
    ring.dispose();
  }
};

/** A guest and the numbers in its list: one block each, beside that of data and stack. */
interface Listed extends RunningGuest {
  readonly numbers: number[];
}

const guestScript: Script = ({ heap, account, memory }, attempt) => {
  const random = randomFrom(7);
  const guests: Listed[] = [];
  const expectKnown = ({ guest, exports, numbers }: Listed): void => {
    const sum = numbers.reduce((a, b) => a + b, 0);
    expect([exports['sum']!(), exports['length']!()]).toEqual([sum, numbers.length]);
    expect(guest.region.stats().blockCount).toBe(numbers.length + 1);
  };
  for (let step = 1; step <= 60; step++) {
    const kind = random.below(12);
    const chosen = guests[random.below(guests.length)];
    if (kind >= 5 && chosen !== undefined) {
      for (let i = 0; i < 30; i++) attempt(() => pushOnto(chosen, step + i)); // a slab of its nodes is soon full
      continue;
    }
    attempt(() => {
      if (kind === 0 || chosen === undefined) {
        guests.push({ ...startGuest(heap, memory, 'hand-written', { account }), numbers: [] });
      } else if (kind === 1 && guests.length > 3) guests.splice(0, 1)[0]!.guest.dispose();
      else if (chosen.numbers.length > 0) {
        expect(chosen.exports['pop']!()).toBe(chosen.numbers.pop());
      }
    });
  }
  for (const listed of guests) {
    expectKnown(listed);
    listed.guest.dispose();
  }
};

/** The guest gets 0 where it is refused, and goes on; the fault is that of the step. */
function pushOnto({ exports, refusals, numbers }: Listed, number: number): void {
  const isPushed = exports['push']!(number) === 1;
  if (isPushed) numbers.push(number);
  expect(refusals.length).toBe(isPushed ? 0 : 1);
  if (!isPushed) throw refusals.pop();
}

const scripts: readonly (readonly [string, Script, boolean])[] = [
  ['a tick arena', arenaScript, false],
  ['packet rings', ringScript, false],
  ['guests', guestScript, true],
];

describe.each(scripts)('every fault leaves %s as it was', (_name, script, isGuest) => {
  const same = (engine: Engine): Engine => engine;
  const nothing = (): void => undefined;

  it('an account that refuses from its k-th charge on, for every k', () => {
    const { faults, account } = runWithFaults(script, same, nothing, isGuest);
    expect(faults).toBe(0);
    expect(account.chargeCount).toBeGreaterThan(8);
    for (let k = 1; k <= account.chargeCount; k++) {
      const run = runWithFaults(script, same, (payer) => void (payer.refuseFrom = k), isGuest);
      expect(run.faults).toBeGreaterThan(0);
    }
  });

  it('an account that refuses its k-th charge only, for every k', () => {
    const { chargeCount } = runWithFaults(script, same, nothing, isGuest).account;
    let seen = 0;
    for (let k = 1; k <= chargeCount; k++) {
      const plant = (account: TestAccount): void => {
        account.beforeCharge = () => {
          if (account.chargeCount === k) throw new Refusal('once');
        };
      };
      const { faults } = runWithFaults(script, same, plant, isGuest);
      expect(faults).toBeLessThanOrEqual(1);
      seen += faults;
    }
    expect(seen).toBeGreaterThan(0); // not all: what a slab is refused, a run may get
  });

  it('an engine that has no memory from the k-th segment on, for every k', () => {
    const taken: number[] = [];
    const counting = (engine: Engine): Engine => failingFrom(engine, Infinity, taken);
    runWithFaults(script, counting, nothing, isGuest);
    expect(taken.length).toBeGreaterThan(0);
    for (let k = 1; k <= taken.length; k++) {
      const failing = (engine: Engine): Engine => failingFrom(engine, k);
      expect(runWithFaults(script, failing, nothing, isGuest).faults).toBeGreaterThan(0);
    }
  });
});
