import { describe, expect, it } from '@jest/globals';
import type { Address } from '../src/index.js';
import { assertValidHeap, Heap } from '../src/index.js';
import { SLAB_SLOTS, SLOT_BYTES } from '../src/size-classes.js';
import { Refusal, TestAccount } from './support/accounts.js';
import { stateOf, thrownBy } from './support/heap-state.js';
import { withSeeds } from './support/random.js';

const SEGMENT = 1 << 17;

describe('accounts', () => {
  it('are charged by whole pages, before the region holds them', () => {
    const account = new TestAccount();
    const region = Heap.create().createRegion('a', { account });
    account.beforeCharge = () => expect(region.stats().committedBytes).toBe(account.balance);
    for (let i = 0; i < 2000; i++) region.allocate((i * 31) % 9000);
    region.allocate(5 << 20);
    expect(account.balance).toBe(region.stats().committedBytes);
    expect(account.balance % 4096).toBe(0);
    expect(account.chargeCount).toBeLessThan(1800); // not one for each block
  });

  it('of regions and metadata add up to committedBytes', () => {
    const metadataAccount = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount });
    const accounts = [new TestAccount(), new TestAccount(), new TestAccount()];
    const regions = accounts.map((account, i) => heap.createRegion(`r${i}`, { account }));
    const expectSum = () => {
      const sum = [metadataAccount, ...accounts].reduce((bytes, { balance }) => bytes + balance, 0);
      expect(heap.stats().committedBytes).toBe(sum);
      expect(heap.stats().metadataBytes).toBe(metadataAccount.balance);
      regions.forEach((region, i) =>
        expect(region.stats().committedBytes).toBe(accounts[i]!.balance),
      );
    };
    const blocks: [number, Address][] = [];
    for (let i = 0; i < 3000; i++) {
      const byteLength = i % 500 === 0 ? 3 * SEGMENT : (i * 67) % 12_000;
      blocks.push([i % 3, regions[i % 3]!.allocate(byteLength)]);
      if (i % 2 === 0) {
        const [owner, address] = blocks.splice((i * 7919) % blocks.length, 1)[0]!;
        regions[owner]!.free(address);
      }
      if (i % 100 === 0) expectSum();
    }
    regions[1]!.dispose();
    expectSum();
    heap.trim();
    expectSum();
    assertValidHeap(heap);
  });

  it('for metadata are asked for nothing where tables that were rounded up have room', () => {
    const metadataAccount = new TestAccount(); // refuses to book 0 bytes
    const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount });
    const region = heap.createRegion('a');
    const blocks = Array.from({ length: 300 }, () => region.allocate(SEGMENT));
    expect(metadataAccount.balance).toBe(heap.stats().metadataBytes);
    while (blocks.length > 0) {
      region.free(blocks.pop()!);
      heap.trim();
    }
    expect(metadataAccount.balance).toBe(heap.stats().metadataBytes);
    assertValidHeap(heap);
  });

  it('that refuse are told nothing more, and whoever asked gets their error', () => {
    const account = new TestAccount();
    account.limit = 2 * 4096;
    const heap = Heap.create();
    const region = heap.createRegion('a', { account });
    region.allocate(1000);
    const before = stateOf(heap);
    const { balance } = account;
    for (const byteLength of [100_000, 5 << 20, 8193]) {
      expect(thrownBy(() => region.allocate(byteLength))).toBeInstanceOf(Refusal);
      expect(region.tryAllocate(byteLength)).toBeUndefined();
    }
    expect(account.balance).toBe(balance);
    expect(stateOf(heap)).toEqual(before);
  });

  it('that refuse a slab but allow a block of its class pay for that block alone', () => {
    const account = new TestAccount();
    account.limit = 3 * 4096;
    const region = Heap.create().createRegion('a', { account });
    const address = region.allocate(8000); // a slab of this class has 8 pages
    expect(region.usableByteLength(address)).toBe(8192);
    expect(account.balance).toBe(8192);
    region.allocate(4000);
    expect(account.balance).toBe(3 * 4096);
    region.free(address);
    expect(account.balance).toBe(4096);
    assertValidHeap(region.heap);
  });

  it('that fail, other than by refusing, are asked once, and their error is passed on', () => {
    const failure = new Error('from a callback');
    for (const byteLength of [16, 100, 512, 2048, 8192, 20_000, 3 * SEGMENT]) {
      const account = new TestAccount();
      const heap = Heap.create({ segmentByteLength: SEGMENT });
      const region = heap.createRegion('a', { account });
      // An empty slab that the region keeps must not be given up for a second attempt either.
      region.free(region.allocate(3000));
      account.beforeCharge = () => {
        throw failure;
      };
      const { chargeCount, balance } = account;
      expect(thrownBy(() => region.allocate(byteLength))).toBe(failure);
      expect(account.chargeCount).toBe(chargeCount + 1);
      expect(thrownBy(() => region.tryAllocate(byteLength))).toBe(failure);
      expect(account.balance).toBe(balance);
      expect(region.stats()).toMatchObject({ blockCount: 0, committedBytes: balance });
      assertValidHeap(heap);
    }
  });

  it('for metadata that refuse leave the heap as it was', () => {
    const metadataAccount = new TestAccount();
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount });
    const region = heap.createRegion('a', { account });
    region.words(region.allocate(100)).fill(5);
    const before = stateOf(heap);
    const { balance } = metadataAccount;
    metadataAccount.refuseFrom = 0;
    expect(thrownBy(() => region.allocate(SEGMENT))).toBeInstanceOf(Refusal);
    expect(thrownBy(() => region.allocate(4 * SEGMENT))).toBeInstanceOf(Refusal);
    expect(thrownBy(() => heap.createRegion('b'))).toBeInstanceOf(Refusal);
    expect([account.balance, metadataAccount.balance]).toEqual([4096, balance]);
    expect(stateOf(heap)).toEqual(before);
    expect(thrownBy(() => Heap.create({ metadataAccount }))).toBeInstanceOf(Refusal);
  });
});

describe('accounts whose code uses the heap', () => {
  it('may free during a charge: the allocation goes on', () => {
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a', { account, limitBytes: 20 * 4096 });
    const cache: Address[] = [];
    account.beforeCharge = () => {
      account.beforeCharge = () => undefined;
      for (const address of cache.splice(0)) region.free(address);
    };
    for (let i = 0; i < 12; i++) cache.push(region.allocate(4096));
    assertValidHeap(heap);
    account.beforeCharge = () => {
      for (const address of cache.splice(0)) region.free(address);
    };
    region.allocate(20_000);
    expect(cache).toEqual([]);
    assertValidHeap(heap);
    expect(account.balance).toBe(region.stats().committedBytes);
  });

  it('may allocate during a charge, but not past the limit', () => {
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a', { account, limitBytes: 8 * 4096 });
    account.beforeCharge = () => {
      account.beforeCharge = () => undefined;
      region.allocate(5 * 4096);
    };
    expect(thrownBy(() => region.allocate(5 * 4096)).code).toBe('ERR_SANDY_REGION_LIMIT');
    expect(account.balance).toBe(5 * 4096);
    expect(region.stats().committedBytes).toBe(5 * 4096);
    assertValidHeap(heap);
  });

  it.each([...SLOT_BYTES.keys()])(
    'may fill a slab of class %i, which the one who allocates was about to take from',
    (sizeClass) => {
      const byteLength = SLOT_BYTES[sizeClass]!;
      for (const extra of [-1, 0, 1]) {
        const account = new TestAccount();
        const heap = Heap.create({ segmentByteLength: SEGMENT });
        const region = heap.createRegion('a', { account });
        const blocks: Address[] = [];
        account.beforeCharge = () => {
          account.beforeCharge = () => undefined; // the inner charges are not for this test
          for (let i = SLAB_SLOTS[sizeClass]! + extra; i > 0; i--)
            blocks.push(region.allocate(byteLength));
        };
        for (let i = 0; i < 4; i++) blocks.push(region.allocate(byteLength));
        expect(new Set(blocks).size).toBe(blocks.length);
        expect(region.stats().blockCount).toBe(blocks.length);
        for (const address of blocks)
          expect(region.usableByteLength(address)).toBeGreaterThanOrEqual(byteLength);
        assertValidHeap(heap);
        for (const address of blocks) region.free(address);
        region.trim();
        expect(account.balance).toBe(0);
        assertValidHeap(heap);
      }
    },
  );

  it('may allocate, free and dispose at random, at every depth', () => {
    withSeeds(30, (random) => {
      const heap = Heap.create({ segmentByteLength: SEGMENT });
      for (let round = 0; round < 10; round++) {
        const account = new TestAccount();
        const region = heap.createRegion('a', { account });
        const blocks = new Set<Address>();
        let depth = 0;
        const step = (): void => {
          if (random.below(3) === 0 && blocks.size > 0) {
            const address = random.pick([...blocks]);
            blocks.delete(address);
            region.free(address);
            return;
          }
          const byteLength = random.pick([16, 500, 2048, 8192, 8192, 8192, 20_000]);
          const address = region.allocate(byteLength);
          if (blocks.has(address)) throw new Error(`${address} was given out twice`);
          blocks.add(address);
        };
        account.beforeCharge = () => {
          if (depth === 3) return;
          depth++;
          for (let i = random.below(6); i > 0 && !region.disposed; i--) step();
          if (random.below(200) === 0) region.dispose();
          depth--;
        };
        try {
          for (let i = 0; i < 300; i++) step();
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_SANDY_DISPOSED' });
          expect(region.disposed).toBe(true);
        }
        if (!region.disposed) expect(region.stats().blockCount).toBe(blocks.size);
        expect(account.balance).toBe(region.stats().committedBytes);
        assertValidHeap(heap);
        region.dispose();
        expect(account.balance).toBe(0);
      }
    });
  });

  it('may dispose of the region that is allocating', () => {
    const account = new TestAccount();
    const metadataAccount = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount });
    for (const byteLength of [16, 8000, 20_000, 3 * SEGMENT]) {
      const region = heap.createRegion('a', { account });
      account.beforeCharge = () => region.dispose();
      expect(thrownBy(() => region.allocate(byteLength)).code).toBe('ERR_SANDY_DISPOSED');
      account.beforeCharge = () => undefined;

      heap.trim(); // so that a segment is needed, and tables for it
      const second = heap.createRegion('b', { account });
      metadataAccount.beforeCharge = () => second.dispose();
      expect(thrownBy(() => second.allocate(byteLength)).code).toBe('ERR_SANDY_DISPOSED');
      metadataAccount.beforeCharge = () => undefined;
      expect(account.balance).toBe(0);
      expect(heap.stats()).toMatchObject({ regionCount: 0, blockCount: 0 });
      expect(heap.stats().committedBytes).toBe(metadataAccount.balance);
      assertValidHeap(heap);
    }
  });

  it('may free or dispose during a release', () => {
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a', { account });
    const blocks = Array.from({ length: 20 }, (_, i) => region.allocate(9000 + 1000 * i));
    account.afterRelease = () => {
      assertValidHeap(heap);
      const address = blocks.pop();
      if (address !== undefined) region.free(address);
      else region.dispose();
    };
    region.free(blocks.pop()!);
    expect(region.disposed).toBe(true);
    expect(account.balance).toBe(0);
    assertValidHeap(heap);
  });

  it('may free the block that is being reallocated: that is told, and nothing is lost', () => {
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a', { account });
    for (const [from, to] of [
      [100, 5000],
      [9000, 30_000],
      [9000, 3 * SEGMENT],
      [8000, 100],
    ] as const) {
      region.trim(); // so that reallocate needs pages
      const address = region.allocate(from);
      account.beforeCharge = () => {
        account.beforeCharge = () => undefined;
        region.free(address);
      };
      const error = thrownBy(() => region.reallocate(address, to));
      expect(error.code).toBe('ERR_SANDY_INVALID_FREE');
      expect(region.stats().blockCount).toBe(0);
      assertValidHeap(heap);
    }
  });

  it('may free the block that is being shortened, and refuse: that is told, too', () => {
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a', { account });
    const address = region.allocate(8000);
    account.limit = 0;
    account.beforeCharge = () => {
      account.beforeCharge = () => undefined;
      region.free(address);
    };
    expect(thrownBy(() => region.reallocate(address, 100)).code).toBe('ERR_SANDY_INVALID_FREE');
    expect(region.stats().blockCount).toBe(0);
    assertValidHeap(heap);
  });

  it('may take the segment slot that a metadata charge was for', () => {
    const metadataAccount = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount });
    const region = heap.createRegion('a');
    const other = heap.createRegion('b');
    const expected = new Map<Address, number>();
    metadataAccount.beforeCharge = () => {
      metadataAccount.beforeCharge = () => undefined;
      for (let i = 0; i < 5; i++) {
        const address = other.allocate(SEGMENT * (1 + (i % 3)));
        other.words(address).fill(i);
        expected.set(address, i);
      }
    };
    const address = region.allocate(100);
    region.words(address).fill(99);
    expect(expected.size).toBe(5);
    for (const [theirs, i] of expected) {
      expect(other.words(theirs).every((word) => word === i)).toBe(true);
    }
    expect(heap.stats().metadataBytes).toBe(metadataAccount.balance);
    assertValidHeap(heap);
  });
});
