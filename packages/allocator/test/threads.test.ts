import { describe, expect, it } from '@jest/globals';
import type { Address, ThreadHeapOptions, WasmMemory } from '../src/index.js';
import { ThreadHeap, adoptThread, assertValidThreadHeap, disposeThread } from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { thrownBy } from './support/heap-state.js';
import { withSeeds } from './support/random.js';
import { memoryCases } from './support/threads.js';

const SEGMENT = 1 << 17;
const SMALL: ThreadHeapOptions = { segmentByteLength: SEGMENT, maximumByteLength: 16 * SEGMENT };

/** Several attachments may live in one thread: to the heap they are threads all the same. */
function heaps(count: number, options = SMALL): ThreadHeap[] {
  const first = ThreadHeap.create(options);
  const others = Array.from({ length: count - 1 }, () => ThreadHeap.attach(first.issueToken()));
  return [first, ...others];
}

const codeOf = (run: () => void): unknown => thrownBy(run).code;

describe.each(memoryCases)('a heap of threads in $name', ({ options }) => {
  const shared = (): ThreadHeapOptions => ({ ...SMALL, ...options(16 * SEGMENT) });

  it('lets each thread allocate in pages of its own and read what others wrote', () => {
    const [one, two] = heaps(2, shared()) as [ThreadHeap, ThreadHeap];
    const first = one.createRegion('one');
    const second = two.createRegion('two');
    const a = first.allocate(100);
    const b = second.allocate(100);
    expect(one.segmentOf(a)).not.toBe(two.segmentOf(b));
    first.bytes(a).fill(1);
    second.words(b).fill(7);
    expect(two.bytes(a, 3).join()).toBe('1,1,1');
    expect(one.wordsOf(b)[one.offsetOf(b) >>> 2]).toBe(7);
    expect(one.words(b, 2).join()).toBe('7,7');
    assertValidThreadHeap(one);
    assertValidThreadHeap(two);
  });

  it('lets a thread see segments, long blocks and their reuse without a message', () => {
    const [one, two] = heaps(2, shared()) as [ThreadHeap, ThreadHeap];
    const region = one.createRegion('long');
    for (const byteLength of [3 * SEGMENT, 2 * SEGMENT + 4096, 5 * SEGMENT, 20_000, 4 * SEGMENT]) {
      const address = region.allocate(byteLength);
      const words = region.words(address);
      words[0] = byteLength;
      words[words.length - 1] = byteLength + 1;
      const seen = two.words(address);
      expect(seen.length).toBe(words.length);
      expect([seen[0], seen[seen.length - 1]]).toEqual([byteLength, byteLength + 1]);
      two.free(address);
      expect(region.stats().blockCount).toBe(0);
    }
    assertValidThreadHeap(one);
  });
});

it('gives no place to two blocks, however many were freed in a row, and by whom', () => {
  withSeeds(3, (random) => {
    const [one, two] = heaps(2) as [ThreadHeap, ThreadHeap];
    const region = one.createRegion('r');
    const live = new Set<Address>();
    for (let burst = 0; burst < 60; burst++) {
      const byteLength = random.pick([16, 100, 1000, 4000]);
      for (let count = random.below(200); count > 0; count--) {
        const address = region.allocate(byteLength);
        expect(live.has(address)).toBe(false);
        live.add(address);
      }
      const from = random.pick([region, one, two]);
      for (const address of [...live].slice(0, random.below(live.size))) {
        from.free(address);
        live.delete(address);
      }
      if (random.below(10) === 0) region.trim();
    }
    expect(region.stats().blockCount).toBe(live.size);
    assertValidThreadHeap(one);
  });
});

describe('freeing', () => {
  it('is possible in every thread, once', () => {
    const [one, two, three] = heaps(3) as [ThreadHeap, ThreadHeap, ThreadHeap];
    const region = one.createRegion('owner');
    const blocks = [24, 100, 5000, 20_000, 300_000].map((length) => region.allocate(length));
    for (const address of blocks) {
      two.free(address);
      for (const heap of [one, two, three]) {
        expect(codeOf(() => heap.free(address))).toBe('ERR_SANDY_INVALID_FREE');
      }
      expect(codeOf(() => region.free(address))).toBe('ERR_SANDY_INVALID_FREE');
    }
    expect(region.stats()).toMatchObject({ blockCount: 0, liveBytes: 0 });
    for (const heap of [one, two, three]) assertValidThreadHeap(heap);
    region.trim();
    expect(region.stats().committedBytes).toBe(0);
  });

  it('is refused for what is no block, in every thread, and changes nothing', () => {
    const [one, two] = heaps(2) as [ThreadHeap, ThreadHeap];
    const region = one.createRegion('owner');
    const other = one.createRegion('other');
    const small = region.allocate(48);
    const long = region.allocate(20_000);
    const wrong = [
      0,
      small + 1,
      small + 2,
      small + 3,
      long + 1,
      long + 256,
      -small,
      small + 0.5,
      NaN,
      2 ** 40,
    ];
    for (const address of wrong as Address[]) {
      expect(codeOf(() => two.free(address))).toBe('ERR_SANDY_INVALID_FREE');
      expect(codeOf(() => one.free(address))).toBe('ERR_SANDY_INVALID_FREE');
      expect(codeOf(() => region.free(address))).toBe('ERR_SANDY_INVALID_FREE');
    }
    expect(codeOf(() => other.free(small))).toBe('ERR_SANDY_INVALID_FREE');
    expect(thrownBy(() => two.free((small + 1) as Address)).message).toContain('region "owner"');
    expect(region.stats().blockCount).toBe(2);
    assertValidThreadHeap(one);
    assertValidThreadHeap(two);
  });

  it('by others gives the owner its slots back before it takes new pages', () => {
    const [one, two] = heaps(2) as [ThreadHeap, ThreadHeap];
    const region = one.createRegion('owner');
    const blocks = Array.from({ length: 512 }, () => region.allocate(64)); // 8 full pages
    const { committedBytes } = region.stats();
    for (const address of blocks) two.free(address);
    for (let i = 0; i < 512; i++) region.allocate(64);
    expect(region.stats()).toMatchObject({ committedBytes, blockCount: 512 });
    assertValidThreadHeap(one);
  });
});

describe('accounts', () => {
  it('of all threads add up to what is committed', () => {
    const tables = [new TestAccount(), new TestAccount()] as const;
    const pages = [new TestAccount(), new TestAccount()] as const;
    const one = ThreadHeap.create({ ...SMALL, metadataAccount: tables[0] });
    const two = ThreadHeap.attach(one.issueToken(), { metadataAccount: tables[1] });
    const regions = [one, two].map((heap, i) => heap.createRegion('r', { account: pages[i]! }));
    const blocks = regions.flatMap((region) =>
      [24, 4000, 50_000, 2 * SEGMENT].map((length) => region.allocate(length)),
    );
    [one, two].forEach((heap, i) => {
      expect(heap.stats().committedBytes).toBe(tables[i]!.balance + pages[i]!.balance);
      expect(heap.stats().metadataBytes).toBe(tables[i]!.balance);
    });
    for (const address of blocks) two.free(address);
    for (const heap of [one, two]) {
      heap.trim();
      assertValidThreadHeap(heap);
      heap.dispose();
    }
    expect([...tables, ...pages].map(({ balance }) => balance)).toEqual([0, 0, 0, 0]);
  });

  it('and limits refuse, and everything is as it was', () => {
    const [one] = heaps(1) as [ThreadHeap];
    const account = new TestAccount();
    const region = one.createRegion('limited', { account, limitBytes: 64 << 10 });
    const address = region.allocate(1000);
    expect(codeOf(() => region.allocate(64 << 10))).toBe('ERR_SANDY_REGION_LIMIT');
    expect(region.tryAllocate(64 << 10)).toBeUndefined();
    account.limit = account.balance;
    expect(codeOf(() => region.allocate(20_000))).toBe('ERR_SANDY_MEMORY_LIMIT');
    expect(codeOf(() => one.createRegion('rest').allocate(20 * SEGMENT))).toBe(
      'ERR_SANDY_OUT_OF_MEMORY',
    );
    region.free(address);
    expect(region.stats().blockCount).toBe(0);
    assertValidThreadHeap(one);
  });
});

describe('memory', () => {
  it('that one thread gives back is there for the others', () => {
    const [one, two] = heaps(2) as [ThreadHeap, ThreadHeap];
    const mine = one.createRegion('one');
    const theirs = two.createRegion('two');
    const blocks: Address[] = [];
    for (let next = mine.tryAllocate(8000); next !== undefined; next = mine.tryAllocate(8000)) {
      blocks.push(next);
    }
    expect(theirs.tryAllocate(100)).toBeUndefined();
    for (const address of blocks) two.free(address);
    expect(theirs.tryAllocate(100)).toBeUndefined(); // its owner has not noticed yet
    one.trim();
    expect(theirs.tryAllocate(100)).toBeDefined();
    assertValidThreadHeap(one);
    assertValidThreadHeap(two);
  });

  it('is reused by its owner although the freeing thread could not say so', () => {
    const [one] = heaps(1) as [ThreadHeap];
    const region = one.createRegion('one');
    const blocks: Address[] = [];
    for (let next = region.tryAllocate(8000); next !== undefined; next = region.tryAllocate(8000)) {
      blocks.push(next);
    }
    // As a thread leaves it that ends between its two steps: the byte is 0, no mark is set.
    const states = new Uint8Array(one.issueToken().states);
    for (const address of blocks) states[address] = 0;
    expect(region.tryAllocate(8000)).toBeDefined();
    expect(region.stats().blockCount).toBe(1);
    assertValidThreadHeap(one);
  });
});

describe('adoption', () => {
  it('leaves limits as they are, in whole pages, and names as far as others see them', () => {
    const [one, two, three, four] = heaps(4) as [ThreadHeap, ThreadHeap, ThreadHeap, ThreadHeap];
    const limits = [undefined, 0, 4095, 3 * 4096 + 100, 1 << 20, 2 ** 40, Number.MAX_SAFE_INTEGER];
    const name = 'a name of more than 28 characters';
    for (const limitBytes of limits) {
      one.createRegion(name, limitBytes === undefined ? {} : { limitBytes });
    }
    const expected = [undefined, 0, 0, 3 * 4096, 1 << 20, 2 ** 34, 2 ** 34];
    adoptThread(two, one.participant);
    const regions = adoptThread(three, two.participant); // the terms go on to whoever comes next
    expect(regions.map((region) => region.stats().limitBytes)).toEqual(expected);
    for (const region of regions) expect(region.name).toBe(name.slice(0, 28));
    const limited = regions[3]!;
    limited.allocate(3 * 4096);
    expect(codeOf(() => limited.allocate(16))).toBe('ERR_SANDY_REGION_LIMIT');
    for (const region of regions) region.dispose();
    three.createRegion('next'); // where one with a limit was
    const [next] = adoptThread(four, three.participant);
    expect([next!.name, next!.stats().limitBytes]).toEqual(['next', undefined]);
  });

  it('takes over all regions and blocks, and makes room for a thread', () => {
    const tables = new TestAccount();
    const account = new TestAccount();
    const one = ThreadHeap.create({ ...SMALL, metadataAccount: tables });
    const two = ThreadHeap.attach(one.issueToken());
    const region = two.createRegion('orphan');
    const blocks = [24, 100, 5000, 20_000, 300_000].map((length) => region.allocate(length));
    blocks.forEach((address, i) => region.bytes(address).fill(i + 1));
    const freed = region.allocate(700);
    one.free(freed);
    const [adopted, ...rest] = adoptThread(one, two.participant, { account });
    expect([adopted!.name, rest.length]).toEqual(['orphan', 0]);
    expect(adopted!.stats().blockCount).toBe(5);
    expect(adopted!.stats().committedBytes).toBe(account.balance);
    blocks.forEach((address, i) => expect(adopted!.bytes(address)[20]).toBe(i + 1));
    assertValidThreadHeap(one);
    for (const address of blocks) adopted!.free(address);
    adopted!.dispose();
    expect(account.balance).toBe(0);
    for (let i = 0; i < 62; i++) expect(one.issueToken().participant).not.toBe(two.participant);
    one.dispose();
    expect(tables.balance).toBe(0);
  });

  it('that is refused by an account changes nothing', () => {
    const [one, two] = heaps(2) as [ThreadHeap, ThreadHeap];
    const region = two.createRegion('orphan');
    const address = region.allocate(100);
    const account = new TestAccount();
    account.limit = 100;
    const refused = (): unknown => adoptThread(one, two.participant, { account });
    expect(codeOf(refused)).toBe('ERR_SANDY_MEMORY_LIMIT');
    assertValidThreadHeap(two);
    expect(one.stats().segmentCount).toBe(0);
    account.limit = Infinity;
    expect(adoptThread(one, two.participant, { account })[0]!.usableByteLength(address)).toBe(112);
    assertValidThreadHeap(one);
  });

  it('is of threads that have ended: not of oneself, not of nobody', () => {
    const [one] = heaps(1) as [ThreadHeap];
    for (const participant of [one.participant, 2, 0, -1, 64, 1.5, NaN]) {
      expect(codeOf(() => adoptThread(one, participant))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    const { participant } = one.issueToken();
    expect(adoptThread(one, participant)).toEqual([]); // a token that nobody used
    expect(codeOf(() => adoptThread(one, participant))).toBe('ERR_SANDY_INVALID_ARGUMENT');
  });

  it('counts what it disposes of', () => {
    const [one, two] = heaps(2) as [ThreadHeap, ThreadHeap];
    const region = two.createRegion('orphan');
    for (let i = 0; i < 1000; i++) region.allocate(i);
    two.createRegion('empty');
    expect(disposeThread(one, two.participant)).toBe(1000);
    expect(one.stats()).toMatchObject({ blockCount: 0, regionCount: 0 });
    assertValidThreadHeap(one);
    expect(one.createRegion('after').tryAllocate(12 * SEGMENT)).toBeDefined();
  });
});

describe('tokens', () => {
  it('are for one thread each, can be cloned, and are refused when they are none', () => {
    const [one] = heaps(1) as [ThreadHeap];
    const token = one.issueToken();
    expect(ThreadHeap.attach({ ...token }).participant).toBe(token.participant);
    for (const wrong of [token, {}, undefined, null, 7] as (typeof token)[]) {
      expect(codeOf(() => ThreadHeap.attach(wrong))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
  });

  it('are 62 beside the first thread; who leaves makes room', () => {
    const [one] = heaps(1) as [ThreadHeap];
    const tokens = Array.from({ length: 62 }, () => one.issueToken());
    expect(codeOf(() => one.issueToken())).toBe('ERR_SANDY_INVALID_ARGUMENT');
    const two = ThreadHeap.attach(tokens[3]!);
    two.dispose();
    expect(codeOf(() => two.createRegion('late'))).toBe('ERR_SANDY_DISPOSED');
    expect(one.issueToken().participant).not.toBe(two.participant);
    expect(codeOf(() => one.issueToken())).toBe('ERR_SANDY_INVALID_ARGUMENT');
  });
});

it('options out of range are refused', () => {
  const options: ThreadHeapOptions[] = [
    { segmentByteLength: 1000 },
    { segmentByteLength: 1 << 16 },
    { maximumByteLength: 1 << 20 },
    { maximumByteLength: NaN },
    { maximumByteLength: 2 ** 35 },
    { reservedByteLength: 8 },
    { reservedByteLength: -16 },
    { memory: new ArrayBuffer(8) as unknown as WasmMemory },
  ];
  for (const each of options) {
    expect(codeOf(() => ThreadHeap.create(each))).toBe('ERR_SANDY_INVALID_ARGUMENT');
  }
});
