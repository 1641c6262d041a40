import { describe, expect, it } from '@jest/globals';
import type { Account, Address, ThreadHeapOptions } from '../src/index.js';
import { ThreadHeap, adoptThread, assertValidThreadHeap, disposeThread } from '../src/index.js';
import { segmentAt } from '../src/threads/layout.js';
import { TestAccount } from './support/accounts.js';
import { thrownBy } from './support/heap-state.js';
import { sharedWasmMemory } from './support/threads.js';

const SEGMENT = 1 << 17;
const SMALL: ThreadHeapOptions = { segmentByteLength: SEGMENT, maximumByteLength: 16 * SEGMENT };

const codeOf = (run: () => void): unknown => thrownBy(run).code;

/** The words of the table that name owners, as any thread sees them. */
function ownersOf(heap: ThreadHeap): number[] {
  const { control, participant } = heap.issueToken();
  adoptThread(heap, participant); // takes the token back
  const words = new Int32Array(control);
  return Array.from({ length: 16 }, (_, slot) => words[segmentAt(slot)]!);
}

describe('near its limit, a region', () => {
  it.each([100, 1500, 3000, 8000])('has room for a block of %d bytes in whole pages', (length) => {
    const heap = ThreadHeap.create(SMALL);
    const limitBytes = Math.ceil(length / 4096) * 4096;
    const account = new TestAccount();
    const region = heap.createRegion('small', { limitBytes, account });
    const address = region.allocate(length);
    expect(region.usableByteLength(address)).toBeGreaterThanOrEqual(length);
    expect(account.balance).toBe(limitBytes);
    assertValidThreadHeap(heap);
    heap.free(address);
    region.trim();
    expect(account.balance).toBe(0);
  });

  it('uses the last page, and gives all of it back', () => {
    const heap = ThreadHeap.create(SMALL);
    const two = ThreadHeap.attach(heap.issueToken());
    const region = heap.createRegion('small', { limitBytes: 10 * 4096 });
    const blocks: Address[] = [];
    for (let at = region.tryAllocate(2600); at !== undefined; at = region.tryAllocate(2600)) {
      blocks.push(at);
    }
    expect(region.stats().committedBytes).toBe(10 * 4096);
    expect(region.committedBytes).toBe(10 * 4096);
    assertValidThreadHeap(heap);
    for (const address of blocks) two.free(address);
    region.trim();
    expect(region.stats()).toMatchObject({ committedBytes: 0, blockCount: 0 });
    assertValidThreadHeap(heap);
  });
});

it('whichever charge is refused, everything is as it was, and it goes on after that', () => {
  const lengths = [24, 3000, 20_000, 3 * SEGMENT, 8000, 100_000, 600, 2 * SEGMENT, 5000];
  let refusals = 0;
  for (let k = 1, done = false; !done; k++) {
    const tables = new TestAccount();
    const heap = ThreadHeap.create({ ...SMALL, metadataAccount: tables });
    const account = new TestAccount();
    const region = heap.createRegion('r', { account });
    let left = k;
    // From the k-th charge on, until the allocation that made it has ended.
    tables.beforeCharge = account.beforeCharge = () => {
      tables.limit = account.limit = --left <= 0 ? 0 : Infinity;
    };
    const blocks: Address[] = [];
    for (const length of lengths) {
      const { peakCommittedBytes: _peak, ...before } = heap.stats();
      const address = region.tryAllocate(length);
      if (left <= 0) {
        expect(address).toBeUndefined();
        expect(heap.stats()).toMatchObject(before);
        refusals++;
        left = Infinity;
      } else blocks.push(address!);
      assertValidThreadHeap(heap);
    }
    done = left < Infinity;
    expect(heap.stats().committedBytes).toBe(tables.balance + account.balance);
    expect(heap.committedBytes).toBe(tables.balance + account.balance);
    for (const address of blocks) region.free(address);
    heap.dispose();
    expect([tables.balance, account.balance]).toEqual([0, 0]);
  }
  expect(refusals).toBeGreaterThan(8);
});

describe('code of accounts', () => {
  it('may leave the heap while tables of a segment are charged: nothing stays taken or charged', () => {
    const tables = new TestAccount();
    const one = ThreadHeap.create(SMALL);
    const two = ThreadHeap.attach(one.issueToken(), { metadataAccount: tables });
    const account = new TestAccount();
    const region = two.createRegion('r', { account });
    tables.beforeCharge = () => two.dispose();
    expect(codeOf(() => region.allocate(100))).toBe('ERR_SANDY_DISPOSED');
    expect([tables.balance, account.balance]).toEqual([0, 0]);
    expect(ownersOf(one).every((owner) => owner === 0)).toBe(true);
  });

  it('may give pages to another region while all pages of one are looked at', () => {
    const one = ThreadHeap.create(SMALL);
    const two = ThreadHeap.attach(one.issueToken());
    const account = new TestAccount();
    const region = one.createRegion('first', { account });
    const other = one.createRegion('second');
    const [first, second] = [region.allocate(20_000), region.allocate(20_000)];
    two.free(second);
    account.afterRelease = () => {
      account.afterRelease = () => undefined;
      region.free(first);
      const there = [other.allocate(20_000), other.allocate(20_000)];
      expect(there).toContain(first);
      two.free(first);
    };
    region.trim();
    assertValidThreadHeap(one);
    expect(other.stats().blockCount).toBe(1);
    expect(region.stats()).toMatchObject({ blockCount: 0, committedBytes: 0 });
  });

  it('may free a run that is being made longer and give its place to another region', () => {
    const one = ThreadHeap.create(SMALL);
    const account = new TestAccount();
    const region = one.createRegion('first', { account });
    const other = one.createRegion('second');
    const run = region.allocate(20_000);
    account.beforeCharge = () => {
      account.beforeCharge = () => undefined;
      region.free(run);
      expect(other.allocate(20_000)).toBe(run);
    };
    expect(codeOf(() => region.reallocate(run, 40_000))).toBe('ERR_SANDY_INVALID_FREE');
    expect(region.stats()).toMatchObject({ blockCount: 0, committedBytes: 0 });
    expect(other.usableByteLength(run)).toBe(20_480);
    expect(account.balance).toBe(0);
    assertValidThreadHeap(one);
  });

  it('may make a block longer that is being moved: what it writes there moves, too', () => {
    const one = ThreadHeap.create(SMALL);
    const account = new TestAccount();
    const region = one.createRegion('first', { account });
    const [run, behind] = [region.allocate(20_000), region.allocate(20_000)];
    account.beforeCharge = () => {
      account.beforeCharge = () => undefined;
      region.free(behind);
      expect(region.reallocate(run, 30_000)).toBe(run);
      region.words(run).fill(7);
    };
    const moved = region.reallocate(run, 60_000);
    expect(moved).not.toBe(run);
    expect(region.words(moved, 7500).every((word) => word === 7)).toBe(true);
    assertValidThreadHeap(one);
  });

  it('may not get a region above its limit while tables are charged', () => {
    const tables = new TestAccount();
    const one = ThreadHeap.create({ ...SMALL, metadataAccount: tables });
    const account = new TestAccount();
    const region = one.createRegion('first', { account, limitBytes: 3 * SEGMENT });
    tables.beforeCharge = () => {
      tables.beforeCharge = () => undefined;
      region.allocate(2 * SEGMENT);
    };
    expect(codeOf(() => region.allocate(2 * SEGMENT))).toBe('ERR_SANDY_REGION_LIMIT');
    expect(account.balance).toBe(2 * SEGMENT);
    expect(region.stats()).toMatchObject({ blockCount: 1, committedBytes: 2 * SEGMENT });
    assertValidThreadHeap(one);
  });

  it('may use the heap while tables of many segments are given back', () => {
    const tables = new TestAccount();
    const one = ThreadHeap.create({ ...SMALL, metadataAccount: tables });
    const region = one.createRegion('first');
    const other = one.createRegion('second');
    for (let i = 0; i < 5; i++) region.allocate(120_000);
    let kept: Address | undefined;
    tables.afterRelease = () => {
      kept ??= other.allocate(30_000);
      other.words(kept).fill(7);
    };
    region.dispose();
    one.trim();
    expect(other.words(kept!).every((word) => word === 7)).toBe(true);
    assertValidThreadHeap(one);
  });

  it('that fails when it hears of bytes given back keeps nothing from being given back', () => {
    const failing: Account = {
      charge: () => undefined,
      release: () => {
        throw new Error('no');
      },
    };
    const one = ThreadHeap.create(SMALL);
    const two = ThreadHeap.attach(one.issueToken(), { metadataAccount: failing });
    for (const name of ['a', 'b']) {
      const region = two.createRegion(name, { account: failing });
      for (const length of [100, 20_000, 2 * SEGMENT, 3 * SEGMENT]) region.allocate(length);
    }
    expect(thrownBy(() => two.dispose()).message).toBe('no');
    expect(ownersOf(one).every((owner) => owner === 0)).toBe(true);
    expect(codeOf(() => adoptThread(one, two.participant))).toBe('ERR_SANDY_INVALID_ARGUMENT');
  });
});

describe('a thread that has ended', () => {
  it('stays as it was if code of an account leaves the heap that is adopting it', () => {
    for (const which of [0, 1]) {
      const accounts = [new TestAccount(), new TestAccount()] as const;
      const one = ThreadHeap.create(SMALL);
      const two = ThreadHeap.attach(one.issueToken(), { metadataAccount: accounts[0] });
      const three = ThreadHeap.attach(one.issueToken());
      three.createRegion('theirs').allocate(100);
      accounts[which]!.beforeCharge = () => two.dispose();
      const adopt = (): unknown => adoptThread(two, three.participant, { account: accounts[1] });
      expect(codeOf(adopt)).toBe('ERR_SANDY_DISPOSED');
      expect(accounts.map(({ balance }) => balance)).toEqual([0, 0]);
      expect(disposeThread(one, three.participant)).toBe(1);
      expect(ownersOf(one).every((owner) => owner === 0)).toBe(true);
    }
  });

  it('can be disposed of by one whose accounts give nothing more', () => {
    const tables = new TestAccount();
    const one = ThreadHeap.create({ ...SMALL, metadataAccount: tables });
    const two = ThreadHeap.attach(one.issueToken());
    for (const name of ['a', 'b']) {
      const region = two.createRegion(name);
      for (const length of [100, 20_000, 2 * SEGMENT]) region.allocate(length);
    }
    tables.limit = tables.balance;
    expect(disposeThread(one, two.participant)).toBe(6);
    expect(ownersOf(one).every((owner) => owner === 0)).toBe(true);
    assertValidThreadHeap(one);
    tables.limit = Infinity;
    expect(one.createRegion('all').tryAllocate(15 * SEGMENT)).toBeDefined();
  });

  it('can be adopted though it had taken segments for which there is no memory', () => {
    const one = ThreadHeap.create({ ...SMALL, memory: sharedWasmMemory(2 * SEGMENT) });
    const token = one.issueToken();
    const two = ThreadHeap.attach(token);
    const address = two.createRegion('theirs').allocate(100);
    // As a thread leaves it that ends between taking slots and growing the memory.
    const control = new Int32Array(token.control);
    for (const slot of [9, 10, 11]) control[segmentAt(slot)] = two.participant;
    const [adopted] = adoptThread(one, two.participant);
    expect(adopted!.usableByteLength(address)).toBe(112);
    expect(ownersOf(one).filter((owner) => owner !== 0)).toEqual([one.participant]);
    assertValidThreadHeap(one);
  });
});
