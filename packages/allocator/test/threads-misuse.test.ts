import { describe, expect, it } from '@jest/globals';
import type { Address, ThreadHeapOptions } from '../src/index.js';
import { ThreadHeap, adoptThread, assertValidThreadHeap, disposeThread } from '../src/index.js';
import { thrownBy } from './support/heap-state.js';

const SEGMENT = 1 << 17;
const SMALL: ThreadHeapOptions = { segmentByteLength: SEGMENT, maximumByteLength: 16 * SEGMENT };

const codeOf = (run: () => void): unknown => thrownBy(run).code;

describe('options', () => {
  it('that there are none of are refused, with nothing changed', () => {
    const wrong = { limitByte: 7 } as object;
    expect(codeOf(() => ThreadHeap.create(wrong))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    const heap = ThreadHeap.create(SMALL);
    const { committedBytes } = heap.stats();
    expect(codeOf(() => heap.createRegion('a', wrong))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    const token = heap.issueToken();
    expect(codeOf(() => ThreadHeap.attach(token, wrong))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(ThreadHeap.attach(token).participant).not.toBe(heap.participant); // it is not used up
    expect(heap.stats()).toMatchObject({ committedBytes, regionCount: 0 });
    assertValidThreadHeap(heap);
  });
});

describe('numbers of threads', () => {
  it('are never given out again: who has been adopted cannot be adopted twice', () => {
    const one = ThreadHeap.create(SMALL);
    const two = ThreadHeap.attach(one.issueToken());
    two.createRegion('first').allocate(100);
    expect(adoptThread(one, two.participant).length).toBe(1);
    // As where both 'error' and 'exit' of a worker lead to adoption, and another has been started
    // between them.
    const three = ThreadHeap.attach(one.issueToken());
    const region = three.createRegion('second');
    const address = region.allocate(100);
    expect(codeOf(() => adoptThread(one, two.participant))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(codeOf(() => disposeThread(one, two.participant))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(region.usableByteLength(address)).toBe(112);
    assertValidThreadHeap(one);
    assertValidThreadHeap(three);
  });

  it('do not run out when threads come and go', () => {
    const one = ThreadHeap.create(SMALL);
    const seen = new Set<number>();
    for (let i = 0; i < 1000; i++) {
      const { participant } = ThreadHeap.attach(one.issueToken());
      seen.add(participant);
      disposeThread(one, participant);
    }
    expect(seen.size).toBe(1000);
  });
});

describe('a token', () => {
  it('that was taken back is not good for the thread that came after it', () => {
    const one = ThreadHeap.create(SMALL);
    const lost = one.issueToken();
    expect(adoptThread(one, lost.participant)).toEqual([]);
    const token = one.issueToken();
    expect(codeOf(() => ThreadHeap.attach(lost))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(ThreadHeap.attach(token).participant).toBe(token.participant);
  });

  it('that was changed, or went through JSON, is refused and changes nothing', () => {
    const one = ThreadHeap.create(SMALL);
    const region = one.createRegion('one');
    region.allocate(100);
    const token = one.issueToken();
    const wrong = [
      JSON.parse(JSON.stringify(token)) as typeof token,
      ...[0, -1, 1, 64, 68, 2.5, NaN].map((participant) => ({ ...token, participant })),
    ];
    for (const each of wrong) {
      expect(codeOf(() => ThreadHeap.attach(each))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    expect(ThreadHeap.attach(token).participant).toBe(token.participant);
    assertValidThreadHeap(one);
  });
});

describe('a thread that was adopted though it runs', () => {
  it('gets no more pages, and cannot give back what is not its own any more', () => {
    const one = ThreadHeap.create(SMALL);
    const two = ThreadHeap.attach(one.issueToken());
    const region = two.createRegion('theirs');
    const address = region.allocate(20_000);
    const [adopted] = adoptThread(one, two.participant);
    expect(codeOf(() => region.allocate(20_000))).toBe('ERR_SANDY_DISPOSED');
    expect(codeOf(() => two.createRegion('late'))).toBe('ERR_SANDY_DISPOSED');
    expect(codeOf(() => region.dispose())).toBe('ERR_SANDY_DISPOSED');
    expect(codeOf(() => two.dispose())).toBe('ERR_SANDY_DISPOSED');
    expect(adopted!.usableByteLength(address)).toBe(20_480);
    assertValidThreadHeap(one);
  });
});

describe('a heap that its thread has left', () => {
  it('does not take the marks of the thread that came after it', () => {
    const one = ThreadHeap.create(SMALL);
    const two = ThreadHeap.attach(one.issueToken());
    const before = two.createRegion('before');
    two.dispose();
    const three = ThreadHeap.attach(one.issueToken());
    const region = three.createRegion('after');
    const blocks = Array.from({ length: 64 }, () => region.allocate(64)); // a full page
    const { committedBytes } = region.stats();
    for (const address of blocks) one.free(address);
    expect(two.stats().blockCount + before.stats().blockCount).toBe(0);
    for (let i = 0; i < 64; i++) region.allocate(64);
    expect(region.stats().committedBytes).toBe(committedBytes);
  });
});

describe('what errors say', () => {
  it('a free of what lies in no region', () => {
    const heap = ThreadHeap.create(SMALL);
    for (const address of [3, undefined, 2 ** 40] as Address[]) {
      const { message } = thrownBy(() => heap.free(address));
      expect(message).not.toContain('""');
      expect(message).toContain(String(address));
    }
  });

  it('out of memory, though the other threads have all of it', () => {
    const one = ThreadHeap.create(SMALL);
    const two = ThreadHeap.attach(one.issueToken());
    const theirs = two.createRegion('theirs');
    for (let i = 0; i < 5; i++) theirs.allocate(3 * SEGMENT);
    theirs.allocate(50_000);
    const error = thrownBy(() => one.createRegion('mine').allocate(10));
    expect(error).toMatchObject({
      code: 'ERR_SANDY_OUT_OF_MEMORY',
      requestedBytes: SEGMENT,
      usedBytes: 16 * SEGMENT,
      limitBytes: 16 * SEGMENT,
    });
  });
});

it('sizes that are none are refused, and change nothing', () => {
  const heap = ThreadHeap.create(SMALL);
  const region = heap.createRegion('r');
  const address = region.allocate(100);
  const before = region.stats();
  for (const size of [NaN, -1, 1.5, 2 ** 53, Infinity, '7', undefined] as number[]) {
    for (const call of ['allocate', 'tryAllocate', 'allocateZeroed'] as const) {
      expect(codeOf(() => region[call](size))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    expect(codeOf(() => region.reallocate(address, size))).toBe('ERR_SANDY_INVALID_ARGUMENT');
  }
  for (const size of [2 ** 31, 2 ** 32 + 5, 2 ** 53 - 1]) {
    expect(codeOf(() => region.allocate(size))).toBe('ERR_SANDY_OUT_OF_MEMORY');
    expect(region.tryAllocate(size)).toBeUndefined();
    expect(codeOf(() => region.reallocate(address, size))).toBe('ERR_SANDY_OUT_OF_MEMORY');
  }
  expect(region.stats()).toEqual(before);
  assertValidThreadHeap(heap);
});

it('nothing that was disposed of can be used, and disposing of it again does nothing', () => {
  const heap = ThreadHeap.create(SMALL);
  const region = heap.createRegion('r');
  const address = region.allocate(100);
  region.dispose();
  region.dispose();
  const uses = [
    () => region.allocate(8),
    () => region.allocate(50_000),
    () => region.tryAllocate(8),
    () => region.free(address),
    () => region.reallocate(address, 8),
    () => region.bytes(address),
    () => region.words(address),
    () => region.usableByteLength(address),
  ];
  for (const use of uses) expect(codeOf(use)).toBe('ERR_SANDY_DISPOSED');
  expect(codeOf(() => heap.free(address))).toBe('ERR_SANDY_INVALID_FREE');
  assertValidThreadHeap(heap);
  heap.dispose();
  heap.dispose();
  const ofHeap = [
    () => heap.free(address),
    () => heap.createRegion('late'),
    () => heap.issueToken(),
    () => heap.trim(),
    () => adoptThread(heap, 2),
    () => assertValidThreadHeap(heap),
  ];
  for (const use of ofHeap) expect(codeOf(use)).toBe('ERR_SANDY_DISPOSED');
});
