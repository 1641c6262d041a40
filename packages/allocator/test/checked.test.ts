import { describe, expect, it } from '@jest/globals';
import type { Address, CheckedModeOptions, MemoryCorruptionError } from '../src/index.js';
import {
  Heap,
  allocateBlock,
  assertValidHeap,
  checkCanaries,
  checkedMode,
  freeMany,
  quarantineOf,
} from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { engineCases } from './support/engines.js';
import { thrownBy } from './support/heap-state.js';
import {
  CORRUPTION,
  INVALID_FREE,
  SEGMENT,
  checkedHeap,
  lengths,
  peek,
  poke,
  stateOf,
} from './support/checked.js';

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
