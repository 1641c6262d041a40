import { describe, expect, it } from '@jest/globals';
import { Heap, assertValidHeap, checkedMode, freeMany, quarantineOf } from '../src/index.js';
import type { Address, CheckedModeOptions, Region } from '../src/index.js';
import { TestAccount, atNextRelease, throwAtRelease } from './support/accounts.js';
import { thrownBy } from './support/heap-state.js';

function setUp(options: CheckedModeOptions = {}) {
  const account = new TestAccount();
  const heap = Heap.create({ mode: checkedMode(options) });
  const region = heap.createRegion('a', { account });
  return { account, heap, region };
}

/** Writes to a block that is about to wait, once it does. */
function writeAfterFree(region: Region, address: Address): void {
  const { heap } = region;
  const words = heap.wordsOf(address);
  const at = heap.offsetOf(address) >>> 2;
  region.free(address);
  words[at] = 1;
}

describe('in checked mode, an account that throws at a release', () => {
  it('loses no block that moved: its new address is told', () => {
    const { account, heap, region } = setUp({ quarantineBytes: 0 });
    const address = region.allocate(9000);
    region.words(address).fill(77);
    throwAtRelease(account);
    const moved = region.reallocate(address, 90_000);
    expect(region.words(moved, 2250).every((word) => word === 77)).toBe(true);
    expect(region.stats().blockCount).toBe(1);
    assertValidHeap(heap);
  });

  it('leaves a block as it was that could not move for a damaged one', () => {
    const { account, heap, region } = setUp({ quarantineBytes: 50_000 }); // one of 20,000 B waits
    const [address, before] = [region.allocate(20_000), region.allocate(20_000)];
    writeAfterFree(region, before);
    throwAtRelease(account);
    expect(thrownBy(() => region.reallocate(address, 60_000)).code).toBe(
      'ERR_SANDY_MEMORY_CORRUPTION',
    );
    expect(region.usableByteLength(address)).toBe(20_000);
    expect(region.stats().blockCount).toBe(1);
    assertValidHeap(heap);
  });

  it.each([20_000, 600])('keeps no block of %d bytes from being freed', (byteLength) => {
    const { account, heap, region } = setUp({ quarantineBytes: 60_000, quarantineBlocks: 48 });
    const blocks = Array.from({ length: 60 }, () => region.allocate(byteLength));
    const failure = throwAtRelease(account, Infinity);
    let thrown = 0;
    for (const address of blocks) {
      try {
        region.free(address);
      } catch (error) {
        expect(error).toBe(failure);
        thrown++;
      }
      expect(() => region.usableByteLength(address)).toThrow();
    }
    expect(thrown).toBeGreaterThan(0);
    assertValidHeap(heap);
  });

  it.each(['trim', 'dispose', 'free', 'allocate'] as const)('hides no damage from %s', (what) => {
    const kinds: string[] = [];
    const { account, region } = setUp({
      quarantineBytes: what === 'free' ? 50_000 : 1 << 22,
      onCorruption: ({ kind }) => kinds.push(kind),
    });
    const [first, second] = [region.allocate(20_000), region.allocate(20_000)];
    writeAfterFree(region, first);
    const failure = throwAtRelease(account);
    if (what === 'allocate') account.limit = account.balance;
    const run = {
      trim: () => region.trim(),
      dispose: () => region.dispose(),
      free: () => region.free(second),
      allocate: () => region.allocate(50_000),
    };
    expect(thrownBy(run[what])).toBe(failure);
    expect(kinds).toEqual(['write-after-free']);
  });

  it('keeps no other block from leaving at a trim', () => {
    const { account, heap, region } = setUp();
    for (const address of [1, 2, 3].map(() => region.allocate(20_000))) region.free(address);
    const failure = throwAtRelease(account, Infinity);
    expect(thrownBy(() => region.trim())).toBe(failure);
    expect(quarantineOf(region)).toMatchObject({ blockCount: 0, byteLength: 0 });
    expect(account.balance).toBe(0);
    assertValidHeap(heap);
  });

  it('does not go on with many blocks where one of them is damaged', () => {
    const { heap, region } = setUp();
    const blocks = Array.from({ length: 5 }, () => region.allocate(100));
    heap.wordsOf(blocks[2]!)[(heap.offsetOf(blocks[2]!) >>> 2) + 25] = 1; // behind its end
    expect(thrownBy(() => freeMany(region, blocks)).code).toBe('ERR_SANDY_MEMORY_CORRUPTION');
    expect(blocks.map((address) => isLive(region, address))).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});

function isLive(region: Region, address: Address): boolean {
  try {
    return region.usableByteLength(address) > 0;
  } catch {
    return false;
  }
}

describe('in checked mode, an account whose code uses the region', () => {
  it('makes a block longer that is being moved: what it wrote there moves, too', () => {
    const { account, heap, region } = setUp();
    const address = region.allocate(9000); // three pages
    account.beforeCharge = () => {
      account.beforeCharge = () => undefined;
      expect(region.reallocate(address, 12_000)).toBe(address);
      region.bytes(address, 12_000).fill(7);
    };
    const moved = region.reallocate(address, 40_000);
    expect(region.bytes(moved, 12_000).every((byte) => byte === 7)).toBe(true);
    assertValidHeap(heap);
  });

  it('puts a small block where one of pages lay that is being freed: that one waits', () => {
    const { account, heap, region } = setUp({ quarantineBytes: 50_000 });
    const [first, second] = [region.allocate(20_000), region.allocate(20_000)];
    region.free(second);
    let small = 0 as Address;
    atNextRelease(account, () => {
      region.free(first);
      region.trim();
      small = region.allocate(8);
    });
    region.free(first); // `second` has to leave, which runs that
    expect(small).toBe(first); // else this tests nothing
    expect(quarantineOf(region)).toMatchObject({ blockCount: 1, byteLength: 16 });
    region.trim();
    expect(quarantineOf(region)).toMatchObject({ blockCount: 0, byteLength: 0 });
    const next = region.allocate(20_000);
    region.free(next);
    expect(quarantineOf(region)).toMatchObject({ blockCount: 1 });
    assertValidHeap(heap);
  });
});
