import { describe, expect, it } from '@jest/globals';
import type { Address } from '../src/index.js';
import {
  ArenaBlock,
  assertValidHeap,
  checkedMode,
  CheckedTickArena,
  Heap,
  TickArena,
  zeroingMode,
} from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { engineCases, faultyEngine } from './support/engines.js';
import { thrownBy } from './support/heap-state.js';
import { stepCount, withSeeds } from './support/random.js';

const SEGMENT = 1 << 17;
const CHUNK = 4096 * 4;

function createArena(options: { limitBytes?: number; account?: TestAccount } = {}) {
  const heap = Heap.create({ segmentByteLength: SEGMENT });
  const region = heap.createRegion('tick', options);
  return { heap, region, arena: new TickArena(region, { chunkByteLength: CHUNK }) };
}

describe.each(engineCases)('an arena in $name', ({ open }) => {
  it.each([TickArena, CheckedTickArena])('gives out what nobody else has: %p', (Arena) => {
    withSeeds(2, (random) => {
      const { engine, between } = open();
      const heap = Heap.create({ engine, segmentByteLength: SEGMENT });
      const region = heap.createRegion('tick');
      const arena = new Arena(region, { chunkByteLength: CHUNK });
      const others: Address[] = [];
      let blocks: { address: Address; words: number; mark: number }[] = [];
      let askedBytes = 0;
      const at = (address: Address): number => heap.offsetOf(address) >>> 2;
      const assertMarks = (): void => {
        for (const { address, words, mark } of blocks) {
          const all = heap.wordsOf(address).subarray(at(address), at(address) + words);
          if (all.length !== words || !all.every((word) => word === mark)) {
            throw new Error(`block ${address} of ${words} words does not hold ${mark}`);
          }
        }
      };
      const steps = stepCount(600);
      for (let step = 0; step < steps; step++) {
        between();
        const action = random.below(40);
        if (action === 0) {
          assertMarks();
          expect(arena.stats().usedBytes).toBeGreaterThanOrEqual(askedBytes);
          arena.reset();
          expect(arena.usedBytes).toBe(0);
          blocks = [];
          askedBytes = 0;
        } else if (action === 1) {
          arena.trim();
        } else if (action < 4) {
          others.push(region.allocate(random.below(3 * CHUNK)));
        } else if (action < 6 && others.length > 0) {
          region.free(others.pop()!);
        } else {
          const words = random.below(action === 6 ? CHUNK : 200);
          const alignment = 1 << random.below(13);
          const isAligned = random.below(4) === 0;
          const address = isAligned
            ? arena.allocateAligned(words * 4, alignment)
            : arena.allocate(words * 4);
          if (isAligned) expect((address * 16) % alignment).toBe(0);
          heap.wordsOf(address).fill(step, at(address), at(address) + words);
          blocks.push({ address, words, mark: step });
          askedBytes += words * 4;
        }
      }
      assertMarks();
      assertValidHeap(heap);
      arena.dispose();
      for (const address of others) region.free(address);
      expect(region.stats().blockCount).toBe(0);
    });
  });

  it('gives views that begin where the address says and end where asked', () => {
    const { engine, between } = open();
    const heap = Heap.create({ engine });
    const arena = new TickArena(heap.createRegion('tick'));
    between();
    const bytes = arena.allocateBytes(5);
    const words = arena.allocateWords(3);
    const doubles = arena.allocateDoubles(2);
    expect([bytes.length, words.length, doubles.length]).toEqual([5, 3, 2]);
    bytes.fill(1);
    words.fill(-1);
    doubles.fill(0.5);
    expect([...bytes, ...words, ...doubles]).toEqual([1, 1, 1, 1, 1, -1, -1, -1, 0.5, 0.5]);
    expect(arena.usedBytes).toBe(48);
  });
});

describe('TickArena', () => {
  it('starts again at the same places after a reset', () => {
    const { arena } = createArena();
    const tick = (): Address[] =>
      [1, 16, 17, CHUNK - 100, 3 * CHUNK, 8].map((n) => arena.allocate(n));
    const first = tick();
    expect(new Set(first).size).toBe(first.length);
    arena.reset();
    expect(tick()).toEqual(first);
    expect(arena.stats()).toMatchObject({ epoch: 1, chunkCount: 2 });
  });

  it('packs blocks closely, each rounded up to 16 bytes', () => {
    const { arena } = createArena();
    const first = arena.allocate(1);
    expect(arena.allocate(16)).toBe(first + 1);
    expect(arena.allocate(17)).toBe(first + 2);
    expect(arena.allocate(0)).toBe(first + 4);
    expect(arena.allocate(1)).toBe(first + 5);
  });

  it('makes chunks that are long enough for what is aligned, too', () => {
    for (let byteLength = 2 * CHUNK; byteLength < 2 * CHUNK + 4096; byteLength += 16) {
      const { arena } = createArena();
      expect(arena.allocateAligned(byteLength, 4096) % 256).toBe(0);
      expect(arena.stats().chunkCount).toBe(1);
    }
  });

  it('leaves chunks alone that are too short for a long block', () => {
    const { arena } = createArena();
    for (const byteLength of [CHUNK - 100, CHUNK - 100, 3 * CHUNK]) arena.allocate(byteLength);
    arena.reset();
    arena.allocate(3 * CHUNK);
    expect(arena.usedBytes).toBeLessThan(4 * CHUNK); // not the second one's bytes as well
    arena.allocate(CHUNK - 100);
    expect(arena.stats().chunkCount).toBe(3);
  });

  it('does not let the region free what it gave out', () => {
    const { arena, region, heap } = createArena();
    for (const byteLength of [16, 100, 2 * CHUNK]) {
      const address = arena.allocate(byteLength);
      expect(thrownBy(() => region.free(address)).code).toBe('ERR_SANDY_INVALID_FREE');
    }
    assertValidHeap(heap);
  });

  it('gives chunks back that some hundred ticks had no use for, one at a reset', () => {
    const { arena, region } = createArena();
    for (let i = 0; i < 10; i++) arena.allocate(CHUNK - 100);
    const held = region.stats().committedBytes;
    const counts: number[] = [];
    for (let tick = 0; tick < 150; tick++) {
      arena.reset();
      arena.allocate(100);
      counts.push(arena.stats().chunkCount);
    }
    expect(counts[63]).toBe(10); // one window of 64 ticks is not enough
    expect(counts.at(-1)).toBe(1);
    for (let i = 1; i < counts.length; i++) {
      expect(counts[i - 1]! - counts[i]!).toBeLessThanOrEqual(1);
    }
    expect(region.stats().committedBytes).toBeLessThan(held / 5);
    expect(arena.stats().peakUsedBytes).toBeGreaterThan(9 * CHUNK);
  });

  it('keeps the chunks that one tick in fifty needs', () => {
    const { arena } = createArena();
    for (let tick = 0; tick < 500; tick++) {
      for (let i = 0; i < (tick % 50 === 0 ? 6 : 1); i++) arena.allocate(CHUNK - 100);
      expect(arena.stats().chunkCount).toBe(6);
      arena.reset();
    }
  });

  it('gives back at trim what this tick does not use', () => {
    const { arena, region } = createArena();
    for (let i = 0; i < 4; i++) arena.allocate(CHUNK - 100);
    arena.reset();
    const address = arena.allocate(10);
    expect(arena.trim()).toBeGreaterThan(2 * CHUNK);
    expect(arena.stats().chunkCount).toBe(1);
    expect(arena.allocate(10)).toBe(address + 1);
    arena.reset();
    arena.trim();
    expect(region.stats().blockCount).toBe(0);
    expect(arena.stats()).toMatchObject({ chunkCount: 0, reservedBytes: 0 });
    arena.allocate(10);
  });

  it('is as it was when the region refuses, whichever chunk it is', () => {
    for (let chunks = 0; chunks < 4; chunks++) {
      const { arena, region, heap } = createArena({ limitBytes: chunks * CHUNK });
      for (let i = 0; i < chunks; i++) arena.allocate(CHUNK - 100);
      const before = { ...arena.stats(), region: region.stats() };
      expect(thrownBy(() => arena.allocate(CHUNK - 100)).code).toBe('ERR_SANDY_REGION_LIMIT');
      expect(thrownBy(() => arena.allocate(9 * CHUNK)).code).toBe('ERR_SANDY_REGION_LIMIT');
      expect({ ...arena.stats(), region: region.stats() }).toEqual(before);
      assertValidHeap(heap);
      if (chunks > 0) arena.allocate(20);
      arena.reset();
      if (chunks > 0) arena.allocate(CHUNK - 100);
    }
  });

  it('is as it was when the system has no memory', () => {
    let isRefusing = false;
    const engine = faultyEngine(() => isRefusing);
    const heap = Heap.create({ engine, segmentByteLength: SEGMENT });
    const arena = new TickArena(heap.createRegion('tick'));
    arena.allocate(60_000);
    const before = arena.stats();
    isRefusing = true;
    expect(thrownBy(() => arena.allocate(SEGMENT)).code).toBe('ERR_SANDY_OUT_OF_MEMORY');
    expect(arena.stats()).toEqual(before);
    isRefusing = false;
    arena.allocate(SEGMENT);
    assertValidHeap(heap);
  });

  it('charges chunks to the account of its region', () => {
    const account = new TestAccount();
    const { arena, region } = createArena({ account });
    arena.allocate(100);
    expect(account.balance).toBe(CHUNK);
    for (let i = 0; i < 1000; i++) arena.allocate(100);
    expect(account.balance).toBe(region.stats().committedBytes);
    arena.dispose();
    arena.dispose();
    expect(account.balance).toBe(0);
  });

  it('lets the code of an account allocate from it, reset it and dispose of it', () => {
    const account = new TestAccount();
    const { arena, region, heap } = createArena({ account });
    const addresses: Address[] = [];
    const once = (action: () => void): void => {
      account.beforeCharge = () => {
        account.beforeCharge = () => undefined;
        action();
      };
    };
    once(() => addresses.push(arena.allocate(CHUNK - 100)));
    addresses.push(arena.allocate(CHUNK - 100));
    expect(new Set(addresses).size).toBe(2);
    once(() => arena.reset());
    arena.allocate(2 * CHUNK);
    assertValidHeap(heap);
    once(() => arena.dispose());
    expect(thrownBy(() => arena.allocate(3 * CHUNK)).code).toBe('ERR_SANDY_DISPOSED');
    expect(region.stats().blockCount).toBe(0);
  });

  it('cannot be used after it or its region was disposed of', () => {
    for (const end of ['arena', 'region'] as const) {
      const { arena, region, heap } = createArena();
      arena.allocate(100);
      if (end === 'arena') arena.dispose();
      else region.dispose();
      expect(arena.disposed).toBe(true);
      const calls = [
        () => arena.allocate(1),
        () => arena.allocateAligned(1, 64),
        () => arena.allocateBytes(1),
        () => arena.reset(),
        () => arena.trim(),
      ];
      for (const call of calls) expect(thrownBy(call).code).toBe('ERR_SANDY_DISPOSED');
      arena.dispose();
      assertValidHeap(heap);
    }
  });

  it('refuses lengths and alignments that are none', () => {
    const { arena, region } = createArena();
    arena.allocate(16);
    const before = arena.stats();
    for (const bad of [
      NaN,
      -1,
      -15,
      -16,
      1.5,
      2 ** 31,
      2 ** 32 - 1,
      2 ** 32,
      2 ** 53,
      Infinity,
      '8',
    ]) {
      const byteLength = bad as number;
      for (const call of [
        () => arena.allocate(byteLength),
        () => arena.allocateAligned(byteLength, 32),
        () => new TickArena(region, { chunkByteLength: byteLength }),
      ]) {
        expect(thrownBy(call).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
      }
    }
    for (const bad of [0, -16, 3, 8192, NaN, 1.5]) {
      expect(thrownBy(() => arena.allocateAligned(8, bad)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    expect(thrownBy(() => new TickArena(region, { chunkByteLength: 1023 })).code).toBe(
      'ERR_SANDY_INVALID_ARGUMENT',
    );
    for (const bad of [1.25, 0.5, -1, NaN, 2 ** 30, '1']) {
      const length = bad as number;
      for (const call of [() => arena.allocateWords(length), () => arena.allocateDoubles(length)]) {
        expect(thrownBy(call).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
      }
    }
    expect(thrownBy(() => arena.allocateDoubles(0.125)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(arena.stats()).toEqual(before);
  });

  it('refuses what is no region, and options that it does not know', () => {
    const { region } = createArena();
    for (const [of, options] of [
      [undefined, {}],
      [{}, {}],
      [region, null],
      [region, 4096],
      [region, { chunkBytes: 4096 }],
    ] as unknown as [typeof region, object][]) {
      expect(thrownBy(() => new TickArena(of, options)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    const error = thrownBy(() => new TickArena(region, { chunkBytes: 1 } as object));
    expect(error.message).toBe('options: expected { chunkByteLength }, got "chunkBytes"');
  });

  it('keeps a chunk that cannot go, gives the others back, and lets it go later', () => {
    const heap = Heap.create({ mode: checkedMode({ quarantineBlocks: 0 }) });
    const region = heap.createRegion('tick');
    const arena = new TickArena(region, { chunkByteLength: 1024 });
    const blocks = Array.from({ length: 4 }, () => arena.allocate(900));
    const { buffer, byteOffset } = heap.bytesOf(blocks[1]!);
    const behind = new Uint8Array(buffer, byteOffset + heap.offsetOf(blocks[1]!) + 1024 - 16, 1);
    const canary = behind[0]!;
    behind[0] = 1;
    for (let i = 0; i < 2; i++) {
      expect(thrownBy(() => arena.dispose()).code).toBe('ERR_SANDY_MEMORY_CORRUPTION');
      expect(region.stats().blockCount).toBe(1);
      expect(arena.stats()).toMatchObject({ chunkCount: 1, reservedBytes: 1008, usedBytes: 0 });
    }
    behind[0] = canary;
    arena.dispose();
    expect(region.stats().blockCount).toBe(0);
    expect(arena.stats()).toMatchObject({ chunkCount: 0, reservedBytes: 0 });
  });

  it('forgets a chunk that is gone though freeing it threw', () => {
    const account = new TestAccount();
    const { arena, region } = createArena({ account });
    for (let i = 0; i < 3; i++) arena.allocate(CHUNK - 100);
    account.afterRelease = () => {
      throw new Error('told you');
    };
    expect(thrownBy(() => arena.dispose()).message).toBe('told you');
    expect(region.stats().blockCount).toBe(0);
    arena.dispose();
  });

  it('lets the code of an account dispose of it while it is disposed of', () => {
    const account = new TestAccount();
    const { arena, region, heap } = createArena({ account });
    for (let i = 0; i < 3; i++) arena.allocate(CHUNK - 100);
    account.afterRelease = () => arena.dispose();
    arena.dispose();
    expect(region.stats().blockCount).toBe(0);
    assertValidHeap(heap);
  });

  it('works in regions of other modes', () => {
    const region = Heap.create({ mode: zeroingMode }).createRegion('zeros');
    const arena = new TickArena(region);
    expect(arena.allocateBytes(100).every((byte) => byte === 0)).toBe(true);
  });
});

describe('ArenaBlock', () => {
  it.each([TickArena, CheckedTickArena])('is over at the reset of its %p', (Arena) => {
    const arena = new Arena(Heap.create().createRegion('tick'));
    const block = new ArenaBlock(arena, 20);
    block.bytes().fill(7);
    expect(block.bytes()).toHaveLength(20);
    expect(
      arena.region.heap.bytesOf(block.address)[arena.region.heap.offsetOf(block.address)],
    ).toBe(7);
    arena.reset();
    const next = new ArenaBlock(arena, 20);
    expect(block.isLive).toBe(false);
    expect(thrownBy(() => block.bytes())).toMatchObject({
      code: 'ERR_SANDY_USE_AFTER_RESET',
      message: expect.stringContaining('a block of epoch 0 in epoch 1'),
      regionName: 'tick',
      address: next.address,
    });
    expect(thrownBy(() => block.address).code).toBe('ERR_SANDY_USE_AFTER_RESET');
    expect(next.isLive).toBe(true);
    arena.dispose();
    expect(thrownBy(() => next.bytes()).code).toBe('ERR_SANDY_USE_AFTER_RESET');
  });
});

describe('CheckedTickArena', () => {
  const create = (): CheckedTickArena =>
    new CheckedTickArena(Heap.create().createRegion('tick'), { chunkByteLength: CHUNK });

  it('leaves nothing readable behind', () => {
    const arena = create();
    const view = arena.allocateBytes(100).fill(1);
    const far = arena.allocateBytes(3 * CHUNK).fill(2);
    arena.reset();
    expect(view.every((byte) => byte === 0xdb)).toBe(true);
    expect(far.every((byte) => byte === 0xdb)).toBe(true);
  });

  it('finds a write through an old view when the place is given out, at the latest at the reset', () => {
    for (const isGivenOut of [true, false]) {
      const arena = create();
      arena.allocate(1000);
      const view = arena.allocateBytes(64);
      arena.reset();
      view[40] = 1;
      const found = thrownBy(() => (isGivenOut ? arena.allocate(1100) : arena.reset()));
      expect(found).toMatchObject({ code: 'ERR_SANDY_USE_AFTER_RESET', regionName: 'tick' });
      expect(found.message).toContain('a write');
      arena.assertUntouched(); // told once
      arena.reset();
      arena.allocate(1100);
    }
  });

  it('finds a write behind the last block', () => {
    const arena = create();
    const view = arena.allocateBytes(16);
    new Uint8Array(view.buffer, view.byteOffset)[16] = 1;
    expect(thrownBy(() => arena.assertUntouched()).code).toBe('ERR_SANDY_USE_AFTER_RESET');
  });

  it('touches nothing once its region is gone: others may have its place', () => {
    for (const use of [
      (arena: CheckedTickArena) => arena.reset(),
      (arena: CheckedTickArena) => arena.assertUntouched(),
    ]) {
      const arena = create();
      arena.allocate(60_000);
      arena.allocate(16);
      const { heap } = arena.region;
      arena.region.dispose();
      const other = heap.createRegion('other');
      const blocks = Array.from({ length: 64 }, () => other.allocate(4096));
      for (const block of blocks) other.bytes(block).fill(7);
      expect(thrownBy(() => use(arena)).code).toBe('ERR_SANDY_DISPOSED');
      const changed = blocks.filter((block) => other.bytes(block).some((byte) => byte !== 7));
      expect(changed).toEqual([]);
    }
  });

  it('finds nothing where nothing is wrong', () => {
    withSeeds(3, (random) => {
      const arena = create();
      for (let tick = 0; tick < 50; tick++) {
        for (let i = random.below(30); i > 0; i--) {
          arena.allocateBytes(random.below(2000)).fill(random.below(256));
          if (random.below(10) === 0) arena.allocateAligned(random.below(100), 256);
        }
        if (random.below(5) === 0) arena.trim();
        arena.assertUntouched();
        arena.reset();
      }
    });
  });
});
