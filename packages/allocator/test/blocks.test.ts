import { describe, expect, it } from '@jest/globals';
import type { Address } from '../src/index.js';
import {
  Heap,
  allocateBlock,
  allocateManyInto,
  assertValidHeap,
  blockAt,
  checkedMode,
  freeBlock,
  freeMany,
  transferBlock,
  zeroingMode,
} from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { engineCases } from './support/engines.js';
import { stateOf, thrownBy } from './support/heap-state.js';
import { stepCount, withSeeds } from './support/random.js';

const SEGMENT = 1 << 17;
const lengths = [1, 16, 100, 5000, 8192, 20_000, SEGMENT + 1];
const USE_AFTER_FREE = 'ERR_SANDY_USE_AFTER_FREE';
const INVALID_FREE = 'ERR_SANDY_INVALID_FREE';

type Block = ReturnType<typeof allocateBlock>;

const accesses: Record<string, (block: Block) => unknown> = {
  address: (block) => block.address,
  byteLength: (block) => block.byteLength,
  bytes: (block) => block.bytes(),
  words: (block) => block.words(),
  getUint8: (block) => block.getUint8(0),
  setUint8: (block) => block.setUint8(0, 1),
  getInt32: (block) => block.getInt32(0),
  setInt32: (block) => block.setInt32(0, 1),
};

/** Every way in which a block's life may end without its handle. */
const endings: Record<string, (block: Block) => void> = {
  'the handle': (block) => block.free(),
  'another handle': (block) => blockAt(block.region, block.address).free(),
  'its address': (block) => block.region.free(block.address),
  'many addresses': (block) => freeMany(block.region, [block.address]),
  'a reallocation that moves': (block) => {
    block.region.reallocate(block.address, block.byteLength > 8192 ? 16 : 60_000);
  },
  'a transfer': (block) => {
    transferBlock(block.region, block.address, block.region.heap.createRegion('b'));
  },
};

describe.each(engineCases)('a handle, on $name', ({ open }) => {
  it.each(Object.keys(endings))('knows that its block was freed by %s', (ending) => {
    for (const byteLength of [16, 5000, 20_000]) {
      const { engine, between } = open();
      const heap = Heap.create({ engine, segmentByteLength: SEGMENT });
      const region = heap.createRegion('a');
      region.allocate(byteLength); // the slab stays
      const block = allocateBlock(region, byteLength);
      const { address, generation } = block;
      between();
      endings[ending]!(block);
      expect(block.live).toBe(false);
      between();
      // Something else at that place:
      const others: Address[] = [];
      while (!others.includes(address)) others.push(region.allocate(byteLength));
      const before = stateOf(heap);
      for (const access of Object.values(accesses)) {
        const error = thrownBy(() => access(block));
        expect(error).toMatchObject({ code: USE_AFTER_FREE, regionName: 'a', address, generation });
      }
      for (const end of [() => block.free(), () => freeBlock(region, block)]) {
        expect(thrownBy(end)).toMatchObject({ code: INVALID_FREE, regionName: 'a', address });
      }
      expect(thrownBy(() => block.reallocate(5)).code).toBe(INVALID_FREE);
      block[Symbol.dispose]();
      expect(stateOf(heap)).toEqual(before);
      // A handle for what is there now is another one.
      const next = blockAt(region, address);
      expect(next.generation).not.toBe(generation);
      expect([next.live, block.live]).toEqual([true, false]);
    }
  });

  it('reads and writes what views and addresses do', () => {
    const { engine, between } = open();
    const region = Heap.create({ engine, segmentByteLength: SEGMENT }).createRegion('a');
    for (const byteLength of lengths) {
      const block = allocateBlock(region, byteLength);
      expect(block.byteLength).toBe(region.usableByteLength(block.address));
      const last = block.byteLength - 4;
      between();
      block.setInt32(last, -2);
      between();
      block.setUint8(0, 0x1ff);
      between();
      expect(block.getUint8(0)).toBe(0xff);
      expect([block.getInt32(last), block.words().at(-1)]).toEqual([-2, -2]);
      between();
      expect([...block.bytes(1)]).toEqual([0xff]);
      for (const offset of [-1, 0.5, NaN, block.byteLength, 2 ** 53]) {
        expect(thrownBy(() => block.getUint8(offset)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
        expect(thrownBy(() => block.setUint8(offset, 1)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
      }
      for (const offset of [-4, 2, last + 1, last + 4, Infinity]) {
        expect(thrownBy(() => block.getInt32(offset)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
        expect(thrownBy(() => block.setInt32(offset, 1)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
      }
      block.reallocate(byteLength * 4);
      expect(block.getUint8(0)).toBe(0xff);
      expect(block.byteLength).toBeGreaterThanOrEqual(byteLength * 4);
    }
    assertValidHeap(region.heap);
  });
});

describe('handles', () => {
  it('free at the end of a scope, also one that is left by an error', () => {
    const region = Heap.create().createRegion('a');
    const run = (): void => {
      using first = allocateBlock(region, 100);
      using second = allocateBlock(region, 100);
      second.free(); // early is fine
      expect(region.stats().blockCount).toBe(1);
      throw new Error(`${first.byteLength}`);
    };
    expect(() => run()).toThrow('112');
    expect(region.stats().blockCount).toBe(0);
  });

  it('are refused by regions and heaps that they do not belong to', () => {
    const heap = Heap.create();
    const other = Heap.create();
    const [own, neighbour] = [heap.createRegion('own'), heap.createRegion('neighbour')];
    const far = other.createRegion('own');
    const block = allocateBlock(own, 100);
    const twin = allocateBlock(far, 100);
    expect(twin.address).toBe(block.address); // a number cannot tell them apart
    const before = [stateOf(heap), stateOf(other)];
    for (const region of [neighbour, far]) {
      const error = thrownBy(() => freeBlock(region, block));
      expect(error).toMatchObject({ code: INVALID_FREE, regionName: region.name });
    }
    expect(thrownBy(() => freeBlock(far, block)).message).toMatch(/of another heap$/);
    expect([stateOf(heap), stateOf(other)]).toEqual(before);
    freeBlock(own, block);
    expect(own.stats().blockCount).toBe(0);
  });

  it('are made of live blocks only', () => {
    const heap = Heap.create();
    const region = heap.createRegion('a');
    const foreign = heap.createRegion('b').allocate(100);
    const freed = region.allocate(100);
    region.free(freed);
    const inside = (region.allocate(100) + 1) as Address;
    for (const address of [freed + 700, inside, foreign, 0, NaN, 0.5, 2 ** 32]) {
      const error = thrownBy(() => blockAt(region, address as Address));
      expect(error.code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
  });

  it('stay good when somebody frees wrongly, or reallocates in place', () => {
    const region = Heap.create().createRegion('a');
    const block = allocateBlock(region, 100);
    for (const address of [block.address + 1, block.address + 2 ** 32, NaN]) {
      expect(thrownBy(() => region.free(address as Address)).code).toBe(INVALID_FREE);
    }
    expect(thrownBy(() => freeMany(region, [block.address, block.address])).code).toBe(
      INVALID_FREE,
    );
    expect(region.reallocate(block.address, 110)).toBe(block.address);
    expect(block.live).toBe(true);
  });

  it('know that their region is gone', () => {
    const heap = Heap.create();
    const block = allocateBlock(heap.createRegion('a'), 100);
    const dead = allocateBlock(block.region, 100);
    dead.free();
    block.region.dispose();
    const next = allocateBlock(heap.createRegion('a'), 100);
    for (const use of [...Object.values(accesses), (it: Block) => it.free()]) {
      expect(thrownBy(() => use(block)).code).toBe('ERR_SANDY_DISPOSED');
      expect(thrownBy(() => use(dead)).code).toBe('ERR_SANDY_DISPOSED');
    }
    expect([block.live, next.live]).toEqual([false, true]);
    block[Symbol.dispose]();
  });

  it('are told apart when freeing runs code that gets a block at the same place', () => {
    const account = new TestAccount();
    const region = Heap.create({ segmentByteLength: SEGMENT }).createRegion('a', { account });
    const first = allocateBlock(region, 20_000);
    const { address } = first;
    let second: Block | undefined;
    account.afterRelease = () => {
      account.afterRelease = () => undefined;
      second = allocateBlock(region, 20_000);
    };
    first.free();
    expect(second!.address).toBe(address);
    expect([first.live, second!.live]).toEqual([false, true]);
  });

  it('do not mind in which mode the heap is', () => {
    for (const mode of [zeroingMode, checkedMode()]) {
      const region = Heap.create({ mode }).createRegion('a');
      const block = allocateBlock(region, 100);
      block.bytes().fill(7);
      block.reallocate(30_000);
      expect(block.getUint8(99)).toBe(7);
      const { address } = block;
      region.free(address);
      expect(thrownBy(() => block.bytes()).code).toBe(USE_AFTER_FREE);
    }
  });

  it('stay good when freeing finds damage, which leaves the block as it was', () => {
    const region = Heap.create({ mode: checkedMode() }).createRegion('a');
    const block = allocateBlock(region, 100);
    const { generation } = block;
    region.heap.bytesOf(block.address)[region.heap.offsetOf(block.address) + 100] = 0;
    expect(thrownBy(() => block.free()).code).toBe('ERR_SANDY_MEMORY_CORRUPTION');
    expect([block.live, block.generation]).toEqual([true, generation]);
  });

  it('take no block where the runtime has no memory for their generations', () => {
    const region = Heap.create().createRegion('a');
    const scope = globalThis as { Uint32Array: unknown };
    const real = scope.Uint32Array;
    scope.Uint32Array = class {
      constructor() {
        throw new RangeError('Array buffer allocation failed');
      }
    };
    try {
      expect(thrownBy(() => allocateBlock(region, 100)).message).toMatch(/allocation failed/);
    } finally {
      scope.Uint32Array = real;
    }
    expect(region.stats().blockCount).toBe(0);
    expect(allocateBlock(region, 100).live).toBe(true);
  });

  it('know that their block is gone though freeing it threw', () => {
    const account = new TestAccount();
    const region = Heap.create().createRegion('a', { account });
    const block = allocateBlock(region, 20_000);
    account.afterRelease = () => {
      throw new Error('told you');
    };
    expect(thrownBy(() => block.free()).message).toBe('told you');
    account.afterRelease = () => undefined;
    expect(block.live).toBe(false);
    region.allocate(20_000); // in its place
    expect(block.live).toBe(false);
    expect(thrownBy(() => block.bytes()).code).toBe(USE_AFTER_FREE);
  });

  it('do not keep bulk functions from working', () => {
    const region = Heap.create().createRegion('a');
    const block = allocateBlock(region, 48);
    const addresses = new Int32Array(1000);
    allocateManyInto(region, 48, addresses);
    freeMany(region, addresses);
    expect(block.live).toBe(true);
    expect(region.stats().blockCount).toBe(1);
    assertValidHeap(region.heap);
  });
});

describe.each(engineCases)('handles and addresses, mixed at random, on $name', ({ open }) => {
  it('are live exactly as long as their blocks', () => {
    withSeeds(3, (random) => {
      const { engine, between } = open();
      const heap = Heap.create({ engine, segmentByteLength: SEGMENT });
      const region = heap.createRegion('a');
      const live: { block: Block; mark: number }[] = [];
      const dead: Block[] = [];
      for (let step = 0; step < stepCount(1500); step++) {
        between();
        const at = random.below(live.length + 1);
        const entry = live[at];
        if (entry === undefined || random.below(live.length + 10) < 10) {
          const block = allocateBlock(region, random.pick([16, 30, 100, 5000, 20_000]));
          block.setInt32(8, step);
          live.push({ block, mark: step });
          continue;
        }
        const { block, mark } = entry;
        if (block.getInt32(8) !== mark) throw new Error(`step ${step}: a block was written to`);
        const kind = random.below(4);
        if (kind === 0) block.reallocate(random.pick([16, 100, 9000]));
        else {
          if (kind === 1) block.free();
          else if (kind === 2) region.free(block.address);
          else freeMany(region, [block.address]);
          live.splice(at, 1);
          dead.push(block);
        }
        const stale = dead[random.below(dead.length + 1)];
        if (stale === undefined) continue;
        const use = random.pick(Object.values(accesses));
        if (thrownBy(() => use(stale)).code !== USE_AFTER_FREE) throw new Error('stale, but live');
        if (thrownBy(() => stale.free()).code !== INVALID_FREE) throw new Error('freed twice');
      }
      for (const { block, mark } of live) expect(block.getInt32(8)).toBe(mark);
      expect(region.stats().blockCount).toBe(live.length);
      assertValidHeap(heap);
    });
  });
});
