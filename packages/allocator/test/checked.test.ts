import { afterEach, describe, expect, it } from '@jest/globals';
import type { Address, CheckedModeOptions, MemoryCorruptionError, Region } from '../src/index.js';
import {
  Heap,
  allocateBlock,
  assertValidHeap,
  checkCanaries,
  checkedMode,
  freeMany,
  quarantineOf,
  visitBlocks,
} from '../src/index.js';
import { framesOf } from '../src/modes/checked-sites.js';
import { TestAccount } from './support/accounts.js';
import { engineCases } from './support/engines.js';
import { checksum, thrownBy } from './support/heap-state.js';

const SEGMENT = 1 << 17;
const INVALID_FREE = 'ERR_SANDY_INVALID_FREE';
const CORRUPTION = 'ERR_SANDY_MEMORY_CORRUPTION';
/** Lengths with every pad, in slots, whole pages and a segment of their own. */
const lengths = [0, 1, 2, 3, 4, 8, 16, 24, 101, 1022, 4091, 8184, 8185, 8192, 20_001, SEGMENT + 3];

function checkedHeap(options: CheckedModeOptions & { engine?: never } = {}): Heap {
  return Heap.create({ mode: checkedMode(options), segmentByteLength: SEGMENT });
}

/** All of a heap and every byte in it, guards and quarantine too; without asking regions for words, which has effects. */
function stateOf(heap: Heap): unknown {
  assertValidHeap(heap);
  const blocks: unknown[] = [];
  visitBlocks(heap, (address, byteLength, region) => {
    const first = heap.offsetOf(address) >>> 2;
    const words = heap.wordsOf(address).subarray(first, first + byteLength / 4);
    blocks.push([region.name, address, byteLength, checksum(words)]);
  });
  return { ...heap.stats(), blocks };
}

/** Writes past what anybody was told that he may use: as hot code does, through the segment's view. */
function poke(heap: Heap, address: Address, byteOffset: number, value: number): void {
  heap.bytesOf(address)[heap.offsetOf(address) + byteOffset] = value;
}

/** The other place that stands between these values and the ones that were there. */
function peek(heap: Heap, address: Address, byteOffset: number): number {
  return heap.bytesOf(address)[heap.offsetOf(address) + byteOffset]!;
}

describe.each(engineCases)('checked mode, on $name', ({ open }) => {
  const setUp = (options: CheckedModeOptions = {}) => {
    const { engine, between } = open();
    const mode = checkedMode(options);
    const heap = Heap.create({ engine, mode, segmentByteLength: SEGMENT });
    return { heap, region: heap.createRegion('a'), between };
  };

  it('gives exactly the bytes that were asked for, and takes them back', () => {
    const { heap, region, between } = setUp();
    for (const byteLength of lengths) {
      between();
      const address = region.allocate(byteLength);
      expect(region.usableByteLength(address)).toBe(byteLength);
      expect(region.bytes(address).length).toBe(byteLength);
      region.bytes(address).fill(0xff);
      between();
      expect(checkCanaries(heap)).toBe(0);
      region.free(address);
    }
    assertValidHeap(heap);
  });

  it('finds an overflow by one byte: with address, region, length and offset', () => {
    for (const byteLength of lengths) {
      for (const value of [0, 255, 65]) {
        const { heap, region, between } = setUp();
        const address = region.allocate(byteLength);
        between();
        poke(heap, address, byteLength, value);
        const before = stateOf(heap);
        const expected = { code: CORRUPTION, kind: 'overflow', regionName: 'a', address };
        const details = { ...expected, byteLength, byteOffset: byteLength };
        for (const find of [
          () => region.free(address),
          () => region.reallocate(address, 5),
          () => freeMany(region, [address]),
          () => checkCanaries(heap),
        ]) {
          between();
          expect(thrownBy(find)).toMatchObject(details);
        }
        expect(stateOf(heap)).toEqual(before);
      }
    }
  });

  it('finds a write before the beginning of a block, in the one before it', () => {
    for (const byteLength of [1, 24, 100, 500, 1025]) {
      const { heap, region, between } = setUp();
      const first = region.allocate(byteLength);
      const second = region.allocate(byteLength);
      between();
      poke(heap, second, -1, 0);
      const error = thrownBy(() => checkCanaries(heap)) as MemoryCorruptionError;
      expect(error).toMatchObject({ code: CORRUPTION, address: first });
      expect(['overflow', 'underflow']).toContain(error.kind);
      expect(first * 16 + error.byteOffset).toBe(second * 16 - 1);
      region.free(second);
      expect(thrownBy(() => region.free(first)).code).toBe(CORRUPTION);
    }
  });

  it('finds every write to a freed block where all are poisoned whole, once it leaves', () => {
    for (const byteLength of [16, 101, 5000, 8185, 20_001]) {
      for (const byteOffset of [0, 15, byteLength >> 1, byteLength - 1]) {
        for (const leave of ['trim', 'check', 'reuse'] as const) {
          const { heap, region, between } = setUp({ poisonBytes: Infinity });
          const address = region.allocate(byteLength);
          region.free(address);
          expect(peek(heap, address, byteOffset)).toBeGreaterThan(127);
          between();
          poke(heap, address, byteOffset, 1);
          const fresh: Address[] = [];
          const find = () => {
            if (leave === 'trim') return heap.trim();
            if (leave === 'check') return checkCanaries(heap);
            for (let i = 0; i < 200; i++) fresh.push(region.allocate(byteLength));
            for (;;) region.free(fresh.pop() ?? region.allocate(byteLength));
          };
          const error = thrownBy(find);
          const expected = { code: CORRUPTION, kind: 'write-after-free', regionName: 'a', address };
          expect(error).toMatchObject({ ...expected, byteLength, byteOffset });
          if (leave === 'check') continue;
          // It has left: all goes on.
          expect(checkCanaries(heap)).toBe(0);
          heap.trim();
          assertValidHeap(heap);
        }
      }
    }
  });

  it('refuses what is no live block, and changes nothing', () => {
    const { heap, region, between } = setUp();
    const other = heap.createRegion('b');
    const elsewhere = setUp().heap.createRegion('a');
    for (const byteLength of [16, 100, 5000, 20_000, SEGMENT + 1]) {
      const live = region.allocate(byteLength);
      const freed = region.allocate(byteLength);
      const foreign = other.allocate(byteLength);
      for (let i = 0; i < 40; i++) elsewhere.allocate(byteLength);
      const far = elsewhere.allocate(byteLength);
      region.free(freed);
      const wrong = [freed, live + 1, foreign, far, 0, -1, live + 0.5, live + 2 ** 32, NaN];
      between();
      const before = [stateOf(heap), quarantineOf(region)];
      for (const address of wrong as Address[]) {
        expect(thrownBy(() => region.free(address)).code).toBe(INVALID_FREE);
        expect(thrownBy(() => region.reallocate(address, 50)).code).toBe(INVALID_FREE);
        expect(thrownBy(() => freeMany(region, [live, address])).code).toBe(INVALID_FREE);
        for (const use of ['usableByteLength', 'bytes', 'words'] as const) {
          const error = thrownBy(() => region[use](address));
          expect(error.code).toBe('ERR_SANDY_INVALID_ARGUMENT');
        }
      }
      for (const length of [NaN, -1, 0.5, 2 ** 53]) {
        expect(thrownBy(() => region.allocate(length)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
        const error = thrownBy(() => region.reallocate(live, length));
        expect(error.code).toBe('ERR_SANDY_INVALID_ARGUMENT');
      }
      expect([stateOf(heap), quarantineOf(region)]).toEqual(before);
    }
  });

  it('lets a block whose words are asked for end with a word', () => {
    for (const byteLength of [1, 5, 102, 107, 8183, 9001]) {
      const { heap, region, between } = setUp();
      const address = region.allocateZeroed(byteLength);
      between();
      const words = region.words(address);
      expect(words.length).toBe(Math.ceil(byteLength / 4));
      expect(words.every((word) => word === 0)).toBe(true);
      words.fill(-1);
      expect(region.usableByteLength(address)).toBe(words.byteLength);
      expect(checkCanaries(heap)).toBe(0);
      poke(heap, address, words.byteLength, 0);
      expect(thrownBy(() => region.free(address)).code).toBe(CORRUPTION);
    }
  });
});

describe('a handle in checked mode', () => {
  it('refuses to read a freed block, in quarantine and when its place was given out again', () => {
    const region = checkedHeap({ quarantineBlocks: 0 }).createRegion('a');
    const waiting = allocateBlock(checkedHeap().createRegion('a'), 100);
    const reused = allocateBlock(region, 100);
    const { address } = reused;
    waiting.free();
    region.free(address);
    expect(region.allocate(100)).toBe(address);
    for (const block of [waiting, reused]) {
      expect(thrownBy(() => block.getUint8(0)).code).toBe('ERR_SANDY_USE_AFTER_FREE');
      expect(thrownBy(() => block.free()).code).toBe(INVALID_FREE);
    }
  });
});

describe('the quarantine', () => {
  it('keeps places from being used again for a while', () => {
    const region = checkedHeap().createRegion('a');
    const address = region.allocate(100);
    region.free(address);
    for (let i = 0; i < 30; i++) {
      const next = region.allocate(100);
      expect(next).not.toBe(address);
      region.free(next);
    }
    expect(quarantineOf(region).blockCount).toBe(31);
  });

  it('stays within its bounds, and uses places again', () => {
    for (const [quarantineBytes, quarantineBlocks] of [
      [0, 100],
      [1 << 20, 0],
      [1 << 18, 3000],
      [1 << 24, 500],
    ] as const) {
      const heap = checkedHeap({ quarantineBytes, quarantineBlocks });
      const region = heap.createRegion('a');
      for (let i = 0; i < 4000; i++) region.free(region.allocate((i * 997) % 30_000));
      const { blockCount, byteLength } = quarantineOf(region);
      expect(blockCount).toBeLessThanOrEqual(quarantineBlocks);
      expect(byteLength).toBeLessThanOrEqual(quarantineBytes);
      expect(blockCount > 0).toBe(quarantineBytes > 0 && quarantineBlocks > 0);
      expect(region.stats().blockCount).toBe(blockCount);
      assertValidHeap(heap);
    }
  });

  it('is given up before memory is refused, and by trim', () => {
    const account = new TestAccount();
    account.limit = 40 * 4096;
    const heap = Heap.create({
      mode: checkedMode(),
      segmentByteLength: SEGMENT,
      maximumByteLength: 2 * SEGMENT,
    });
    const cases = [
      heap.createRegion('a', { limitBytes: 20 * 4096 }),
      heap.createRegion('b', { account }),
    ];
    for (const region of cases) {
      for (let round = 0; round < 30; round++) {
        for (const byteLength of [5000, 20_000, 60_000]) region.free(region.allocate(byteLength));
      }
      expect(quarantineOf(region).blockCount).toBeGreaterThan(0);
    }
    const last = heap.createRegion('c'); // needs what the others keep
    last.free(last.allocate(28 * 4096));
    last.allocate(28 * 4096);
    const kept = last.allocate(28 * 4096);
    last.free(kept);
    heap.trim();
    expect([...cases, last].map((region) => quarantineOf(region).blockCount)).toEqual([0, 0, 0]);
    expect(account.balance).toBe(0);
    assertValidHeap(heap);
  });

  it('and canaries are charged', () => {
    const account = new TestAccount();
    const region = checkedHeap().createRegion('a', { account, limitBytes: 4096 });
    const blocks: Address[] = [];
    for (;;) {
      const address = region.tryAllocate(64); // 72 with its canary: a slot of 80
      if (address === undefined) break;
      blocks.push(address);
    }
    expect(blocks.length).toBe(51);
    expect(account.balance).toBe(4096);
    expect(thrownBy(() => region.allocate(64)).code).toBe('ERR_SANDY_REGION_LIMIT');
    region.free(blocks.pop()!);
    expect(account.balance).toBe(4096);
    region.allocate(64); // the one in quarantine must go for it
    for (const address of blocks) region.free(address);
  });

  it('goes with its region', () => {
    const account = new TestAccount();
    const heap = checkedHeap();
    const region = heap.createRegion('a', { account });
    const freed = [100, 20_000, SEGMENT + 1].map((byteLength) => region.allocate(byteLength));
    const kept = region.allocate(100);
    for (const address of freed) region.free(address);
    region.dispose();
    expect(account.balance).toBe(0);
    expect(thrownBy(() => region.free(kept)).code).toBe('ERR_SANDY_DISPOSED');
    expect(thrownBy(() => region.bytes(kept)).code).toBe('ERR_SANDY_DISPOSED');
    // What it knew of its blocks is forgotten: others get their places.
    const next = heap.createRegion('b');
    for (let i = 0; i < 100; i++) next.free(next.allocate(100));
    expect(checkCanaries(heap)).toBe(0);
    assertValidHeap(heap);
    heap.dispose();
  });
});

describe('a block of more than 256 MiB in checked mode', () => {
  const MB = 1_000_000;
  const setUp = () => {
    const heap = Heap.create({ mode: checkedMode() });
    return { heap, region: heap.createRegion('a') };
  };

  it('is known by both words of its length, and is one block', () => {
    const { heap, region } = setUp();
    const address = region.allocate(300 * MB);
    expect(region.usableByteLength(address)).toBe(300 * MB);
    expect(checkCanaries(heap)).toBe(0);
    poke(heap, address, 300 * MB, 1);
    expect(thrownBy(() => region.free(address))).toMatchObject({
      code: CORRUPTION,
      byteLength: 300 * MB,
      byteOffset: 300 * MB,
    });
  });

  it('leaves nothing of its length behind when it is freed or made shorter', () => {
    const { heap, region } = setUp();
    const long = region.allocate(300 * MB);
    region.free(long);
    const shorter: Address[] = [];
    for (let i = 0; i < 6; i++) shorter.push(region.allocate(1 * MB)); // some of them in its place
    expect(shorter.some((address) => heap.segmentOf(address) === heap.segmentOf(long))).toBe(true);
    expect(checkCanaries(heap)).toBe(0);
    const other = region.allocate(300 * MB);
    expect(region.reallocate(other, 200 * MB)).toBe(other);
    expect(checkCanaries(heap)).toBe(0);
    expect(region.usableByteLength(other)).toBe(200 * MB);
    heap.dispose();
  });
});

describe('reallocate in checked mode', () => {
  it('keeps the content, and shortens also where nothing more is to be had', () => {
    const region = checkedHeap().createRegion('a', { limitBytes: 3 * 4096 });
    let address = region.allocate(3 * 4096 - 8);
    region.bytes(address).fill(9);
    const grow = () => region.reallocate(address, 3 * 4096);
    expect(thrownBy(grow).code).toBe('ERR_SANDY_REGION_LIMIT');
    for (const byteLength of [9001, 1001, 7, 12]) {
      address = region.reallocate(address, byteLength);
      expect(region.usableByteLength(address)).toBe(byteLength);
      expect(
        region
          .bytes(address)
          .subarray(0, 7)
          .every((byte) => byte === 9),
      ).toBe(true);
      expect(checkCanaries(region.heap)).toBe(0);
    }
    poke(region.heap, address, 12, 0);
    expect(thrownBy(() => region.free(address)).code).toBe(CORRUPTION);
  });

  it('says when the block was freed by the code of the account that was charged', () => {
    const account = new TestAccount();
    const region = checkedHeap().createRegion('a', { account });
    for (const [from, to] of [
      [100, 5000],
      [9000, 30_000],
      [8000, 100],
    ] as const) {
      region.trim();
      const address = region.allocate(from);
      account.beforeCharge = () => {
        account.beforeCharge = () => undefined;
        region.free(address);
      };
      expect(thrownBy(() => region.reallocate(address, to)).code).toBe(INVALID_FREE);
      region.trim();
      expect(region.stats().blockCount).toBe(0);
      assertValidHeap(region.heap);
    }
  });
});

describe('what was found', () => {
  const collecting = (options: CheckedModeOptions = {}) => {
    const found: MemoryCorruptionError[] = [];
    const heap = checkedHeap({ ...options, onCorruption: (error) => found.push(error) });
    return { heap, region: heap.createRegion('a'), found };
  };

  it('goes to onCorruption if there is one, and the call goes on', () => {
    const { heap, region, found } = collecting({ quarantineBlocks: 0 });
    const addresses = [100, 5000, 20_000].map((byteLength) => {
      const address = region.allocate(byteLength);
      poke(heap, address, byteLength, 0);
      return address;
    });
    expect(checkCanaries(heap)).toBe(3);
    expect(
      found
        .splice(0)
        .map(({ address }) => address)
        .sort(),
    ).toEqual([...addresses].sort());
    region.free(addresses[0]!);
    const moved = region.reallocate(addresses[1]!, 30_000);
    freeMany(region, [addresses[2]!, moved]);
    expect(found.map(({ kind, byteOffset }) => [kind, byteOffset])).toEqual([
      ['overflow', 100],
      ['overflow', 5000],
      ['overflow', 20_000],
    ]);
    expect(region.stats().blockCount).toBe(0);
  });

  it('is told though onCorruption frees the very block that is about to be freed', () => {
    for (const byteLength of [100, 20_000]) {
      const meddle: { run?: () => void } = {};
      const heap = checkedHeap({
        quarantineBlocks: 47, // one of each size
        onCorruption: () => {
          const { run } = meddle;
          delete meddle.run;
          run?.();
        },
      });
      const region = heap.createRegion('a');
      const [first, second] = [region.allocate(byteLength), region.allocate(byteLength)];
      region.free(first);
      poke(heap, first, 0, 0); // found when it makes room for the second one
      meddle.run = () => region.free(second);
      const error = thrownBy(() => region.free(second));
      expect(error.code).toBe(INVALID_FREE);
      assertValidHeap(heap);
      expect(quarantineOf(region).blockCount).toBe(region.stats().blockCount);
    }
  });

  it('is told though onCorruption frees the block that is about to be reallocated', () => {
    const meddle: { run?: () => void } = {};
    const heap = checkedHeap({
      quarantineBlocks: 47,
      onCorruption: () => {
        const { run } = meddle;
        delete meddle.run;
        run?.();
      },
    });
    const region = heap.createRegion('a');
    const [first, second] = [region.allocate(20_000), region.allocate(20_000)];
    region.free(first);
    poke(heap, first, 0, 0);
    meddle.run = () => region.free(second);
    const error = thrownBy(() => region.reallocate(second, 90_000));
    expect(error.code).toBe(INVALID_FREE);
    assertValidHeap(heap);
    expect(quarantineOf(region).blockCount).toBe(region.stats().blockCount);
  });

  it('is told at dispose to onCorruption, and never thrown there', () => {
    const { heap, region, found } = collecting();
    poke(heap, region.allocate(100), 100, 0);
    const freed = region.allocate(100);
    region.free(freed);
    poke(heap, freed, 0, 0);
    heap.dispose();
    expect(found.map(({ kind }) => kind).sort()).toEqual(['overflow', 'write-after-free']);

    const silent = checkedHeap();
    const own = silent.createRegion('a');
    poke(silent, own.allocate(100), 100, 0);
    own.dispose();
    expect(own.disposed).toBe(true);
  });

  it('may make onCorruption free, dispose, or throw', () => {
    let act: (address: Address) => void = () => undefined;
    const heap = checkedHeap({ onCorruption: ({ address }) => act(address) });
    const damaged = (region: Region): Address => {
      const address = region.allocate(100);
      poke(heap, address, 100, 0);
      return address;
    };
    const region = heap.createRegion('a');
    act = (address) => {
      act = () => undefined; // it is damaged still
      region.free(address);
    };
    const first = damaged(region);
    expect(thrownBy(() => region.free(first)).code).toBe(INVALID_FREE); // it was freed meanwhile
    const failure = new Error('mine');
    act = () => {
      throw failure;
    };
    const second = damaged(region);
    expect(thrownBy(() => region.free(second))).toBe(failure);
    expect(region.usableByteLength(second)).toBe(100);
    act = () => region.dispose();
    expect(thrownBy(() => region.free(second)).code).toBe('ERR_SANDY_DISPOSED');
    assertValidHeap(heap);
  });

  it('names the place of the allocation, where that was sampled', () => {
    const { heap, region, found } = collecting({ siteInterval: 2 });
    function allocateHere(): Address {
      return region.allocate(100);
    }
    const addresses = [allocateHere(), allocateHere(), allocateHere(), allocateHere()];
    for (const address of addresses) poke(heap, address, 100, 0);
    checkCanaries(heap);
    const sites = addresses.map(
      (address) => found.find((error) => error.address === address)!.site,
    );
    expect([sites[0], sites[2]]).toEqual([undefined, undefined]);
    for (const site of [sites[1], sites[3]]) {
      expect(site![0]).toMatch(/allocateHere.*checked\.test/);
    }
    // The next block at that place has no site of its own.
    for (const address of addresses) region.free(address);
    region.trim();
    found.length = 0;
    const next = region.allocate(100);
    poke(heap, next, 100, 0);
    checkCanaries(heap);
    expect(found.map(({ site }) => site)).toEqual([undefined]);
  });
});

describe('stacks', () => {
  const scope = globalThis as { Error: unknown };
  const RealError = scope.Error;
  afterEach(() => {
    scope.Error = RealError;
  });

  it('are read as V8, QuickJS, SpiderMonkey and JavaScriptCore write them', () => {
    expect(framesOf('Error: at x\n    at f (a.js:1:2)\n    at b.js:3:4\n')).toEqual([
      'f (a.js:1:2)',
      'b.js:3:4',
    ]);
    expect(framesOf('    at f (a.js:1)\n    at <eval> (b.js)\n')).toEqual([
      'f (a.js:1)',
      '<eval> (b.js)',
    ]);
    expect(framesOf('f@http://x/a.js:1:2\n@http://x/a.js:3:4\n')).toEqual([
      'f@http://x/a.js:1:2',
      '@http://x/a.js:3:4',
    ]);
    expect(framesOf('')).toEqual([]);
  });

  it('are remembered even when there are more of them than are kept once each', () => {
    let count = 0;
    scope.Error = class extends (RealError as ErrorConstructor) {
      constructor() {
        super();
        const frames = ['a', 'b', 'c', 'd', `place-${count++}`].map((name) => `    at ${name}`);
        Object.defineProperty(this, 'stack', { value: ['Error', ...frames].join('\n') });
      }
    };
    const heap = checkedHeap({ siteInterval: 1 });
    const region = heap.createRegion('a');
    const addresses = Array.from({ length: 4100 }, () => region.allocate(16));
    scope.Error = RealError;
    for (const index of [0, 4095, 4096, 4099]) {
      poke(heap, addresses[index]!, 16, 0);
      const error = thrownBy(() => region.free(addresses[index]!));
      expect(error).toMatchObject({ code: CORRUPTION, site: [`place-${index}`] });
    }
  });

  it('are not needed', () => {
    for (const stack of [undefined, 5, '']) {
      scope.Error = class extends (RealError as ErrorConstructor) {
        constructor() {
          super();
          Object.defineProperty(this, 'stack', { value: stack });
        }
      };
      const heap = checkedHeap({ siteInterval: 1 });
      const region = heap.createRegion('a');
      const address = region.allocate(100);
      scope.Error = RealError;
      poke(heap, address, 100, 0);
      expect(thrownBy(() => region.free(address))).toMatchObject({ code: CORRUPTION, site: [] });
    }
  });
});

describe('options of checked mode', () => {
  it('are refused when they are out of range', () => {
    for (const value of [-1, NaN, 0.5, '1' as never]) {
      for (const name of ['quarantineBytes', 'quarantineBlocks', 'poisonBytes', 'siteInterval']) {
        const error = thrownBy(() => checkedMode({ [name]: value }));
        expect(error).toMatchObject({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
        expect(error.message.startsWith(`${name}: `)).toBe(true);
      }
    }
    const error = thrownBy(() => checkedMode({ quarantineByteLength: 1 } as object));
    expect(error.code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(error.message).toContain('got "quarantineByteLength"');
    const plain = Heap.create();
    const region = plain.createRegion('a');
    expect(thrownBy(() => checkCanaries(plain)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(thrownBy(() => quarantineOf(region)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
  });

  it('may serve several heaps', () => {
    const mode = checkedMode();
    const [a, b] = [Heap.create({ mode }), Heap.create({ mode, segmentByteLength: SEGMENT })];
    const [first, second] = [a.createRegion('a'), b.createRegion('b')];
    const [x, y] = [first.allocate(100), second.allocate(50)];
    expect([first.usableByteLength(x), second.usableByteLength(y)]).toEqual([100, 50]);
    poke(a, x, 100, 0);
    expect(checkCanaries(b)).toBe(0);
    expect(thrownBy(() => checkCanaries(a)).code).toBe(CORRUPTION);
  });
});
