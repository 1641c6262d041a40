import { describe, expect, it } from '@jest/globals';
import { assertValidHeap, freeMany, Heap, transferBlock, visitBlocks } from '../src/index.js';
import type { Address } from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { faultyEngine } from './support/engines.js';
import { thrownBy } from './support/heap-state.js';

const SEGMENT = 1 << 17;
const PAGE = 4096;

/** Has `meddle` run once, at the next charge. */
function atNextCharge(account: TestAccount, meddle: () => void): void {
  account.beforeCharge = () => {
    account.beforeCharge = () => undefined;
    meddle();
  };
}

describe('an account whose code uses the heap while it is charged', () => {
  it('takes the pages behind a block that was to grow there', () => {
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a', { account });
    const other = heap.createRegion('b');
    const address = region.allocate(3 * PAGE);
    region.bytes(address).fill(5);
    let behind = 0 as Address;
    atNextCharge(account, () => (behind = other.allocate(4 * PAGE)));
    const moved = region.reallocate(address, 5 * PAGE);
    expect(behind).toBe(address + (3 * PAGE) / 16); // else this tests nothing
    expect(moved).not.toBe(address);
    other.bytes(behind).fill(9);
    expect(region.bytes(moved, 3 * PAGE).every((byte) => byte === 5)).toBe(true);
    expect(account.balance).toBe(region.stats().committedBytes);
    assertValidHeap(heap);
  });

  it.each([2, 4])('makes a block of three pages that was to get five one of %i', (pages) => {
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a', { account });
    const address = region.allocate(3 * PAGE);
    atNextCharge(account, () => expect(region.reallocate(address, pages * PAGE)).toBe(address));
    region.reallocate(address, 5 * PAGE);
    expect(region.stats()).toMatchObject({ blockCount: 1, liveBytes: 5 * PAGE });
    expect(account.balance).toBe(region.stats().committedBytes);
    assertValidHeap(heap);
  });

  it.each([2, 4])('makes a block of three pages that is handed over one of %i', (pages) => {
    const [payer, heir] = [new TestAccount(), new TestAccount()];
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const from = heap.createRegion('from', { account: payer });
    const to = heap.createRegion('to', { account: heir });
    const address = from.allocate(3 * PAGE);
    atNextCharge(heir, () => from.reallocate(address, pages * PAGE));
    expect(transferBlock(from, address, to)).toBe(address);
    expect(to.usableByteLength(address)).toBe(pages * PAGE);
    expect([payer.balance, heir.balance]).toEqual([0, pages * PAGE]);
    assertValidHeap(heap);
  });

  it('makes a block that was to grow another region’s: it stays as it is, and there', () => {
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a', { account });
    const other = heap.createRegion('b');
    const address = region.allocate(3 * PAGE);
    atNextCharge(account, () => transferBlock(region, address, other));
    expect(thrownBy(() => region.reallocate(address, 5 * PAGE)).code).toBe(
      'ERR_SANDY_INVALID_FREE',
    );
    expect(other.usableByteLength(address)).toBe(3 * PAGE);
    expect(region.stats()).toMatchObject({ blockCount: 0, liveBytes: 0, committedBytes: 0 });
    expect(account.balance).toBe(0);
    assertValidHeap(heap);
  });

  it('makes a block longer in place that is being moved: what it wrote there moves, too', () => {
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a', { account });
    const address = region.allocate(3 * PAGE);
    atNextCharge(account, () => {
      region.reallocate(address, 4 * PAGE);
      region.bytes(address).fill(7);
    });
    const moved = region.reallocate(address, 5 * PAGE);
    expect(moved).not.toBe(address);
    expect(region.bytes(moved, 4 * PAGE).every((byte) => byte === 7)).toBe(true);
    assertValidHeap(heap);
  });

  it('puts small blocks where the block lay that is handed over: that of its address is', () => {
    const heir = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const from = heap.createRegion('from');
    const to = heap.createRegion('to', { account: heir });
    const address = from.allocate(3 * PAGE);
    atNextCharge(heir, () => {
      from.free(address);
      for (let i = 0; i < 3; i++) from.allocate(100); // as many as the pages were
    });
    const moved = transferBlock(from, address, to);
    expect(from.stats().blockCount).toBe(2);
    expect(to.stats()).toMatchObject({ blockCount: 1, liveBytes: to.usableByteLength(moved) });
    expect(heir.balance).toBe(to.stats().committedBytes);
    assertValidHeap(heap);
  });

  it('puts a smaller block where the block lay that is copied: that one is handed over', () => {
    const heir = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const from = heap.createRegion('from');
    const to = heap.createRegion('to', { account: heir });
    const address = from.allocate(3000);
    atNextCharge(heir, () => {
      from.free(address);
      from.trim();
      expect(from.allocate(16)).toBe(address); // else this tests nothing
      from.bytes(address).fill(7);
    });
    const moved = transferBlock(from, address, to);
    expect([...to.bytes(moved)]).toEqual(Array.from({ length: 16 }, () => 7));
    expect(from.stats().blockCount).toBe(0);
    expect(to.stats().blockCount).toBe(1);
    assertValidHeap(heap);
  });

  it('uses up the region’s limit while tables grow for its pages: it holds no more', () => {
    const metadataAccount = new TestAccount();
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount });
    const region = heap.createRegion('a', { account, limitBytes: 8 * PAGE });
    atNextCharge(metadataAccount, () => region.allocate(6 * PAGE));
    const error = thrownBy(() => region.allocate(3 * PAGE));
    expect(error).toMatchObject({ code: 'ERR_SANDY_REGION_LIMIT', requestedBytes: 3 * PAGE });
    expect(error).toMatchObject({ usedBytes: 6 * PAGE, limitBytes: 8 * PAGE });
    expect(account.balance).toBe(6 * PAGE);
    assertValidHeap(heap);
  });

  it.each([100, 9000, 3 * SEGMENT])(
    'disposes of the heap while tables grow for a block of %i bytes: nothing is left of it',
    (byteLength) => {
      for (const blocks of [0, 40]) {
        const metadataAccount = new TestAccount();
        const account = new TestAccount();
        const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount });
        const region = heap.createRegion('a', { account });
        for (let i = 0; i < blocks; i++) region.allocate(SEGMENT);
        atNextCharge(metadataAccount, () => heap.dispose());
        // Until tables are needed.
        let error = thrownBy(() => {
          for (;;) region.allocate(byteLength);
        });
        expect(error.code).toBe('ERR_SANDY_DISPOSED');
        error = thrownBy(() => region.allocate(byteLength));
        expect(error.code).toBe('ERR_SANDY_DISPOSED');
        expect([metadataAccount.balance, account.balance]).toEqual([0, 0]);
        expect(heap.stats()).toMatchObject({ reservedBytes: 0, committedBytes: 0 });
      }
    },
  );

  it('takes the slot that a segment was meant for, and the last room in the heap', () => {
    for (const segments of [9, 10]) {
      const metadataAccount = new TestAccount();
      const heap = Heap.create({
        segmentByteLength: SEGMENT,
        maximumByteLength: 9 * SEGMENT,
        metadataAccount,
      });
      const region = heap.createRegion('a');
      const taken: Address[] = [];
      atNextCharge(metadataAccount, () => {
        for (let i = 1; i < segments; i++) {
          const address = region.tryAllocate(SEGMENT);
          if (address !== undefined) taken.push(address);
        }
      });
      const last = region.tryAllocate(SEGMENT);
      expect([taken.length, last !== undefined]).toEqual(segments === 9 ? [8, true] : [9, false]);
      expect(heap.stats().reservedBytes).toBe(9 * SEGMENT);
      expect(new Set([...taken, last]).size).toBe(taken.length + 1);
      assertValidHeap(heap);
    }
  });

  it.each([9000, 30_000])(
    'frees, while many blocks are freed, a later one of %i bytes among them: that is refused',
    (byteLength) => {
      const account = new TestAccount();
      const heap = Heap.create({ segmentByteLength: SEGMENT });
      const region = heap.createRegion('a', { account });
      const blocks = Array.from({ length: 6 }, () => region.allocate(byteLength));
      const codes: unknown[] = [];
      account.afterRelease = () => {
        account.afterRelease = () => undefined;
        codes.push(thrownBy(() => region.free(blocks[5]!)).code);
        codes.push(thrownBy(() => region.reallocate(blocks[4]!, 5)).code);
      };
      freeMany(region, blocks);
      expect(codes).toEqual(['ERR_SANDY_INVALID_FREE', 'ERR_SANDY_INVALID_FREE']);
      expect(region.stats()).toMatchObject({ blockCount: 0, liveBytes: 0, committedBytes: 0 });
      expect(account.balance).toBe(0);
      assertValidHeap(heap);
    },
  );

  it('disposes of the region while many of its blocks are freed', () => {
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a', { account });
    const blocks = Array.from({ length: 6 }, () => region.allocate(9000));
    account.afterRelease = () => {
      account.afterRelease = () => undefined;
      region.dispose();
      heap.createRegion('b').allocate(9000);
    };
    freeMany(region, blocks);
    expect(account.balance).toBe(0);
    expect(heap.stats()).toMatchObject({ regionCount: 1, blockCount: 1 });
    assertValidHeap(heap);
  });
});

describe('what fails leaves nothing behind', () => {
  it('tables that had grown for a segment that could not be had', () => {
    const metadataAccount = new TestAccount();
    const engine = faultyEngine((count) => count === 2 || count === 3);
    const heap = Heap.create({ segmentByteLength: SEGMENT, engine, metadataAccount });
    const region = heap.createRegion('a');
    region.allocate(100);
    const before = heap.stats().metadataBytes;
    expect(region.tryAllocate(300 * SEGMENT)).toBeUndefined(); // tried twice
    expect(heap.stats().metadataBytes).toBe(before);
    expect(metadataAccount.balance).toBe(before);
    assertValidHeap(heap);
    expect(region.tryAllocate(300 * SEGMENT)).toBeDefined();
  });

  it('blocks and slabs of many that are freed, when an account throws at the release', () => {
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a', { account });
    const runs = [9000, 20_000, 3 * SEGMENT, 9000];
    const ofTenSlabs = [100, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000];
    const blocks = [...ofTenSlabs, ...runs].map((byteLength) => region.allocate(byteLength));
    let releases = 0;
    account.afterRelease = () => {
      throw new Error(`release ${++releases}`);
    };
    expect(() => freeMany(region, blocks)).toThrow(/^release 1$/);
    expect(releases).toBe(1); // of four runs, and of two slabs beside the eight that are kept
    expect(region.stats()).toMatchObject({ blockCount: 0, liveBytes: 0 });
    expect(account.balance).toBe(region.stats().committedBytes);
    assertValidHeap(heap);
  });

  it('a region that its mode could not make', () => {
    const metadataAccount = new TestAccount();
    let fail = true;
    const mode = {
      name: 'failing',
      createRegion: (): never => {
        throw new Error(fail ? 'no' : 'never');
      },
    };
    const heap = Heap.create({ mode, metadataAccount });
    const before = metadataAccount.balance;
    expect(() => heap.createRegion('a')).toThrow('no');
    fail = false;
    expect(metadataAccount.balance).toBe(before);
    expect(heap.stats().regionCount).toBe(0);
    assertValidHeap(heap);
  });

  it('a heap that is disposed of, whatever the account for metadata throws', () => {
    const metadataAccount = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount });
    const regions = [1, 2].map((i) => heap.createRegion(`r${i}`));
    for (const region of regions) region.allocate(40 * SEGMENT);
    let releases = 0;
    metadataAccount.afterRelease = () => {
      throw new Error(`release ${++releases}`);
    };
    expect(() => heap.dispose()).toThrow('release');
    expect(metadataAccount.balance).toBe(0);
    expect(heap.stats()).toMatchObject({ reservedBytes: 0, committedBytes: 0, regionCount: 0 });
  });

  it('a heap that is disposed of, whatever the accounts of its regions throw', () => {
    const metadataAccount = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount });
    const accounts = Array.from({ length: 5 }, () => new TestAccount());
    accounts.forEach((account, i) => {
      heap.createRegion(`r${i}`, { account }).allocate(100);
      account.afterRelease = () => {
        if (i % 2) throw new Error(`from ${i}`);
      };
    });
    expect(() => heap.dispose()).toThrow('from 1');
    heap.dispose();
    expect(accounts.map(({ balance }) => balance)).toEqual([0, 0, 0, 0, 0]);
    expect(metadataAccount.balance).toBe(0);
    expect(heap.stats()).toMatchObject({ reservedBytes: 0, committedBytes: 0, regionCount: 0 });
  });
});

describe('a block of 4 GiB', () => {
  it('can be read to its end, and keeps its content when it gets shorter', () => {
    const heap = Heap.create();
    const region = heap.createRegion('a');
    const address = region.allocate(2 ** 32); // untouched memory costs nothing
    const words = heap.wordsOf(address);
    expect(words.length).toBe(2 ** 30);
    words[0] = 1;
    words[2 ** 18 - 1] = 2;
    words[2 ** 30 - 1] = 3;
    expect(region.bytes(address)[2 ** 32 - 4]).toBe(3);
    const shorter = region.reallocate(address, 2 ** 20);
    expect([region.words(shorter)[0], region.words(shorter)[2 ** 18 - 1]]).toEqual([1, 2]);
    let blocks = 0;
    visitBlocks(heap, () => blocks++);
    expect(blocks).toBe(1);
    assertValidHeap(heap);
  });
});
