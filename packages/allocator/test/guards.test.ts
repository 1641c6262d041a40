import { describe, expect, it } from '@jest/globals';
import type { Address, Heap as HeapType, Region, ThreadRegion } from '../src/index.js';
import {
  CheckedTickArena,
  Heap,
  PacketRing,
  ThreadHeap,
  TickArena,
  adoptThread,
  allocateAligned,
  allocateBlock,
  allocateManyInto,
  allocateThreadBlocksInto,
  assertValidHeap,
  assertValidThreadHeap,
  blockAt,
  checkCanaries,
  checkedMode,
  disposeThread,
  dumpHeap,
  dumpThreadHeap,
  freeBlock,
  freeMany,
  heapMapSvg,
  inspectHeap,
  quarantineOf,
  transferBlock,
  visitBlocks,
  visitThreadBlocks,
} from '../src/index.js';
import { stateOf, thrownBy } from './support/heap-state.js';

/** What stands for the other thing does not type-check, so the types must look away here. */
const heap = Heap.create({ segmentByteLength: 1 << 17 });
const region = heap.createRegion('ordinary');
const address = region.allocate(100);
const threadHeap = ThreadHeap.create({ segmentByteLength: 1 << 17, maximumByteLength: 1 << 20 });
const threadRegion = threadHeap.createRegion('of a thread');
const threadAddress = threadRegion.allocate(100);
const asHeap = threadHeap as unknown as HeapType;
const asRegion = threadRegion as unknown as Region;
const asThreadHeap = heap as unknown as ThreadHeap;
const asThreadRegion = region as unknown as ThreadRegion;
const out = [0];

/** Each was found to take a thread's objects without a word, or to throw a bare TypeError. */
const ordinary: [string, () => unknown][] = [
  ['allocateAligned', () => allocateAligned(asRegion, 100, 64)],
  ['allocateBlock', () => allocateBlock(asRegion, 100)],
  ['allocateManyInto', () => allocateManyInto(asRegion, 100, out)],
  ['assertValidHeap', () => assertValidHeap(asHeap)],
  ['blockAt', () => blockAt(asRegion, threadAddress)],
  ['checkCanaries', () => checkCanaries(asHeap)],
  ['CheckedTickArena', () => new CheckedTickArena(asRegion)],
  ['dumpHeap', () => dumpHeap(asHeap)],
  ['freeMany', () => freeMany(asRegion, [threadAddress])],
  ['PacketRing', () => new PacketRing(asRegion, { capacityBytes: 1024 })],
  ['quarantineOf', () => quarantineOf(asRegion)],
  ['TickArena', () => new TickArena(asRegion)],
  ['transferBlock from', () => transferBlock(asRegion, threadAddress, region)],
  ['transferBlock to', () => transferBlock(region, address, asRegion)],
  ['visitBlocks', () => visitBlocks(asHeap, () => undefined)],
];

const threads: [string, () => unknown][] = [
  ['adoptThread', () => adoptThread(asThreadHeap, 1)],
  ['allocateThreadBlocksInto', () => allocateThreadBlocksInto(asThreadRegion, 100, out)],
  ['assertValidThreadHeap', () => assertValidThreadHeap(asThreadHeap)],
  ['disposeThread', () => disposeThread(asThreadHeap, 1)],
  ['dumpThreadHeap', () => dumpThreadHeap(asThreadHeap)],
  ['visitThreadBlocks', () => visitThreadBlocks(asThreadHeap, () => undefined)],
];

describe('what is of a thread heap is refused, with nothing changed, by', () => {
  it.each(ordinary)('%s', (_, call) => {
    const before = stateOf(heap);
    const { blockCount, committedBytes } = threadHeap.stats();
    expect(thrownBy(call)).toMatchObject({
      code: 'ERR_SANDY_INVALID_ARGUMENT',
      message: expect.stringMatching(/^(region|heap): expected a .*not.*, got object$/),
    });
    expect(stateOf(heap)).toEqual(before);
    expect(threadHeap.stats()).toMatchObject({ blockCount, committedBytes });
    assertValidThreadHeap(threadHeap);
  });
});

describe('what is of an ordinary heap is refused, with nothing changed, by', () => {
  it.each(threads)('%s', (_, call) => {
    const before = stateOf(heap);
    expect(thrownBy(call)).toMatchObject({
      code: 'ERR_SANDY_INVALID_ARGUMENT',
      message: expect.stringMatching(/^(region|heap): expected a .*ThreadHeap, got object$/),
    });
    expect(stateOf(heap)).toEqual(before);
  });
});

it('nothing at all is refused in the same way', () => {
  for (const nothing of [undefined, null, 7]) {
    const noRegion = nothing as unknown as Region;
    const calls = [
      () => allocateBlock(noRegion, 1),
      () => blockAt(noRegion, address),
      () => allocateAligned(noRegion, 1, 64),
      () => new TickArena(noRegion),
    ];
    for (const call of calls) {
      expect(thrownBy(call).message).toMatch(/^region: expected .*, got (undefined|null|7)$/);
    }
  }
});

it('a region with handles already is one still', () => {
  const block = allocateBlock(region, 100);
  const other = blockAt(region, block.address);
  expect(other.generation).toBe(block.generation);
  other.free();
  expect(block.live).toBe(false);
});

it('maps and figures of a thread heap are those of its dump, which is what the error says', () => {
  for (const call of [inspectHeap, heapMapSvg]) {
    expect(thrownBy(() => call(asHeap)).message).toBe(
      'heap: expected a Heap or a dump; of a ThreadHeap, what dumpThreadHeap returns, got object',
    );
    expect(thrownBy(() => call(undefined as unknown as HeapType)).message).toMatch(
      /^heap: expected a Heap or a dump; .* got undefined$/,
    );
    expect(() => call(dumpThreadHeap(threadHeap))).not.toThrow();
  }
});

describe('checked mode', () => {
  it('is what checkCanaries wants of a heap, also before it has regions', () => {
    const plain = Heap.create();
    for (const each of [plain, heap]) {
      expect(thrownBy(() => checkCanaries(each))).toMatchObject({
        code: 'ERR_SANDY_INVALID_ARGUMENT',
        message: 'heap: expected one in checked mode, got object',
      });
    }
    expect(checkCanaries(Heap.create({ mode: checkedMode() }))).toBe(0);
  });

  it('is what quarantineOf wants of a region', () => {
    expect(thrownBy(() => quarantineOf(region))).toMatchObject({
      code: 'ERR_SANDY_INVALID_ARGUMENT',
      message: 'region: expected one of a heap in checked mode, got object',
    });
  });
});

it('freeBlock names the block that is another region’s', () => {
  const other = heap.createRegion('other');
  const block = allocateBlock(region, 100);
  const at: Address = block.address;
  expect(thrownBy(() => freeBlock(other, block))).toMatchObject({
    code: 'ERR_SANDY_INVALID_FREE',
    address: at,
    message:
      `address: expected a live block of region "other", got ${at}: ` +
      'it belongs to region "ordinary" of this heap',
  });
  expect(block.live).toBe(true);
  block.free();
});
