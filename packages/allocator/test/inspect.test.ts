import { describe, expect, it } from '@jest/globals';
import type { Address, Heap as HeapType, HeapDump, Region } from '../src/index.js';
import {
  dumpHeap,
  EXTENT_FIELDS,
  Heap,
  heapMapSvg,
  inspectHeap,
  visitBlocks,
} from '../src/index.js';
import { engineCases } from './support/engines.js';
import { thrownBy } from './support/heap-state.js';
import { withSeeds } from './support/random.js';
import type { Random } from './support/random.js';

const PAGE = 4096;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Blocks of all kinds in several regions, some of them freed again. */
function fill(heap: HeapType, random: Random, between: () => void): Region[] {
  const regions = ['one', 'two', 'three'].map((name) => heap.createRegion(name));
  const blocks: { region: Region; address: Address }[] = [];
  for (let i = 0; i < 600; i++) {
    between();
    const region = random.pick(regions);
    const limit = random.pick([64, 1024, 8192, 60_000]);
    blocks.push({ region, address: region.allocate(1 + random.below(limit)) });
    if (random.below(3) === 0) {
      const [block] = blocks.splice(random.below(blocks.length), 1);
      between();
      block!.region.free(block!.address);
    }
  }
  regions[0]!.allocate((2 << 18) + 5000); // a segment of its own
  return regions;
}

/** Live blocks and bytes by the heap's own walk. */
function blocksOf(heap: HeapType): { region: string; address: Address; byteLength: number }[] {
  const blocks: { region: string; address: Address; byteLength: number }[] = [];
  visitBlocks(heap, (address, byteLength, { name }) => {
    blocks.push({ region: name, address, byteLength });
  });
  return blocks;
}

describe.each(engineCases)('on $name', ({ open }) => {
  function withHeap(check: (heap: HeapType, regions: Region[]) => void): void {
    withSeeds(3, (random) => {
      const { engine, between } = open();
      const heap = Heap.create({ engine, segmentByteLength: 1 << 18 });
      const regions = fill(heap, random, between);
      between();
      check(heap, regions);
      heap.dispose();
    });
  }

  it('adds up to what the heap and its regions say', () => {
    withHeap((heap, regions) => {
      const { stats, slabs, runBytes, runCount, sizeClasses, ...parts } = inspectHeap(heap);
      expect(stats).toEqual(heap.stats());
      expect(slabs.slabBytes + runBytes + stats.metadataBytes).toBe(stats.committedBytes);
      expect(slabs.liveBytes + runBytes).toBe(stats.liveBytes);
      expect(slabs.liveCount + runCount).toBe(stats.blockCount);
      expect(slabs.liveBytes + slabs.freeSlotBytes + slabs.tailBytes).toBe(slabs.slabBytes);
      for (const key of Object.keys(slabs) as (keyof typeof slabs)[]) {
        expect(sum(sizeClasses.map((figures) => figures[key]))).toBe(slabs[key]);
        expect(sum(parts.regions.map((region) => region.slabs[key]))).toBe(slabs[key]);
      }
      expect(sum(parts.segments.map(({ byteLength }) => byteLength))).toBe(stats.reservedBytes);
      expect(sum(parts.segments.map(({ liveBytes }) => liveBytes))).toBe(stats.liveBytes);
      expect(parts.segments).toHaveLength(stats.segmentCount);
      expect(parts.segments.filter(({ kind }) => kind === 'huge')).toHaveLength(1);
      regions.forEach((region, index) => {
        const inspected = parts.regions[index]!;
        expect(inspected).toMatchObject(region.stats());
        expect(inspected.slabs.slabBytes + inspected.runBytes).toBe(inspected.committedBytes);
        expect(inspected.slabs.liveBytes + inspected.runBytes).toBe(inspected.liveBytes);
        expect(inspected.slabs.liveCount + inspected.runCount).toBe(inspected.blockCount);
      });
    });
  });

  it('knows the blocks of each size class that a walk finds', () => {
    withHeap((heap) => {
      const { sizeClasses, runCount } = inspectHeap(heap);
      const lengths = blocksOf(heap).map(({ byteLength }) => byteLength);
      for (const { slotByteLength, liveCount } of sizeClasses) {
        expect([slotByteLength, liveCount]).toEqual([
          slotByteLength,
          lengths.filter((byteLength) => byteLength === slotByteLength).length,
        ]);
      }
      const order = sizeClasses.map(({ slotByteLength }) => slotByteLength);
      expect(order).toEqual([...order].sort((a, b) => a - b));
      const inSlabs = sum(sizeClasses.map(({ liveCount }) => liveCount));
      expect(runCount).toBe(lengths.length - inSlabs);
    });
  });

  it('dumps each page once, and each block in the extent it lies in', () => {
    withHeap((heap) => {
      const { segments, regions, segmentByteLength } = dumpHeap(heap);
      const live = new Map<number, number>(); // blocks by the page where their extent begins
      const pagesPerSlot = segmentByteLength / PAGE;
      const firstOf = new Map<number, { first: number; region: string }>();
      let withheld = 0;
      for (const { slot, byteLength, extents, free } of segments) {
        const seen = new Uint8Array(byteLength / PAGE);
        const see = (page: number, count: number): void => {
          for (let i = page; i < page + count; i++) seen[i]!++;
        };
        for (let i = 0; i < extents.length; i += EXTENT_FIELDS) {
          const [page, count, region, , blocks] = extents.slice(i) as [number, ...number[]];
          see(page, count!);
          const first = slot * pagesPerSlot + page;
          live.set(first, blocks!);
          for (let at = first; at < first + count!; at++) {
            firstOf.set(at, { first, region: regions[region!]!.name });
          }
        }
        for (let i = 0; i < free.length; i += 2) see(free[i]!, free[i + 1]!);
        expect(seen.every((times) => times <= 1)).toBe(true);
        withheld += seen.filter((times) => times === 0).length;
      }
      for (const { region, address } of blocksOf(heap)) {
        const extent = firstOf.get(address >>> 8)!;
        expect(extent.region).toBe(region);
        live.set(extent.first, live.get(extent.first)! - 1);
      }
      expect([...live.values()].filter((count) => count !== 0)).toEqual([]);
      const rounding = inspectHeap(heap).segments.filter(({ kind }) => kind === 'huge')[0]!;
      expect(withheld).toBe(1 + rounding.withheldBytes / PAGE); // page 0
      expect(rounding.withheldBytes).toBeLessThan(1 << 16);
    });
  });
});

describe('fragmentation', () => {
  it('tells scattered free pages from those that lie together', () => {
    const heap = Heap.create({ segmentByteLength: 1 << 18 }); // 64 pages, the first of them withheld
    const region = heap.createRegion('r');
    const blocks = Array.from({ length: 21 }, () => region.allocate(3 * PAGE));
    expect(inspectHeap(heap).external).toEqual({ freeBytes: 0, largestFreeBytes: 0, ratio: 0 });
    for (let i = 0; i < 20; i += 2) region.free(blocks[i]!);
    const scattered = { freeBytes: 30 * PAGE, largestFreeBytes: 3 * PAGE, ratio: 1 - 3 / 30 };
    expect(inspectHeap(heap).external).toEqual(scattered);
    region.free(blocks[1]!); // the longest run is not the last one
    expect(inspectHeap(heap).external.largestFreeBytes).toBe(9 * PAGE);
    for (let i = 3; i < 20; i += 2) region.free(blocks[i]!);
    const joined = { freeBytes: 60 * PAGE, largestFreeBytes: 60 * PAGE, ratio: 0 };
    expect(inspectHeap(heap).external).toEqual(joined);
    heap.dispose();
  });

  it('leaves segments that are wholly free out: trim gives them back', () => {
    const heap = Heap.create({ segmentByteLength: 1 << 18 });
    const region = heap.createRegion('r');
    region.free(region.allocate(10_000));
    const { external, internal, segments } = inspectHeap(heap);
    expect(segments).toHaveLength(1);
    expect(external).toEqual({ freeBytes: 0, largestFreeBytes: 0, ratio: 0 });
    expect(internal.ratio).toBe(0);
    heap.dispose();
  });

  it('tells free slots, which blocks can use, from tails, which none can', () => {
    const heap = Heap.create();
    const region = heap.createRegion('r');
    const blocks = Array.from({ length: 24 }, () => region.allocate(320)); // 12 a page, 256 bytes behind them
    const full = inspectHeap(heap);
    expect(full.internal).toEqual({ freeSlotBytes: 0, tailBytes: 512, ratio: 512 / (2 * PAGE) });
    for (const address of blocks.slice(0, 6)) region.free(address);
    expect(inspectHeap(heap).internal.freeSlotBytes).toBe(6 * 320);
    expect(inspectHeap(heap).sizeClasses).toEqual([
      {
        slotByteLength: 320,
        slabCount: 2,
        slabBytes: 2 * PAGE,
        slotCount: 24,
        liveCount: 18,
        liveBytes: 18 * 320,
        freeSlotBytes: 6 * 320,
        tailBytes: 512,
      },
    ]);
    heap.dispose();
  });
});

describe('a heap that things have left', () => {
  it('shows nothing of regions that are gone', () => {
    const heap = Heap.create();
    const [gone, stays] = [heap.createRegion('gone'), heap.createRegion('stays')];
    for (const region of [gone, stays, gone, stays]) {
      for (const byteLength of [100, 5000, 9000, 30_000]) region.allocate(byteLength);
    }
    gone.dispose();
    const { stats, slabs, runBytes, regions } = inspectHeap(heap);
    expect(slabs.slabBytes + runBytes + stats.metadataBytes).toBe(stats.committedBytes);
    expect(slabs.liveCount + runBytes / PAGE).toBe(2 * 2 + 2 * (3 + 8));
    expect(regions).toMatchObject([stays.stats()]);
    expect(heapMapSvg(heap)).toContain('</svg>');
    const [segment] = dumpHeap(heap).segments;
    const freePages = sum(segment!.free.filter((_, i) => i % 2 === 1));
    const usedPages = (stats.committedBytes - stats.metadataBytes) / PAGE;
    expect(freePages).toBe(segment!.byteLength / PAGE - 1 - usedPages);
    heap.dispose();
  });

  it('has no segments where none are', () => {
    const heap = Heap.create({ segmentByteLength: 1 << 17 });
    const [gone, stays] = [heap.createRegion('gone'), heap.createRegion('stays')];
    for (let i = 0; i < 3; i++) gone.allocate(120_000); // a segment each
    stays.allocate(10); // shares the first of them
    stays.allocate(120_000);
    gone.dispose();
    heap.trim();
    expect(heap.stats().segmentCount).toBe(2);
    const kinds = dumpHeap(heap).segments.map(({ slot, kind }) => [slot, kind]);
    expect(kinds).toEqual([
      [0, 'ordinary'],
      [3, 'ordinary'],
    ]);
    heap.dispose();
  });

  it('may begin with a huge block', () => {
    const heap = Heap.create();
    heap.createRegion('r').allocate(5 << 20);
    expect(dumpHeap(heap).segments).toMatchObject([
      { slot: 1, kind: 'huge', extents: [0, (5 << 20) / PAGE, 0, 0, 1], free: [] },
    ]);
    expect(heapMapSvg(heap)).toContain('</svg>');
    heap.dispose();
  });
});

describe('a dump', () => {
  function sample(): { heap: HeapType; dump: HeapDump } {
    const heap = Heap.create();
    const region = heap.createRegion('"<\u0000\ud800>', { limitBytes: 1 << 20 });
    heap.createRegion('no limit');
    for (let i = 0; i < 100; i++) region.allocate(i * 100);
    return { heap, dump: dumpHeap(heap) };
  }

  it('says the same after a way through JSON', () => {
    const { heap, dump } = sample();
    const read = JSON.parse(JSON.stringify(dump)) as HeapDump;
    expect(inspectHeap(read)).toEqual(inspectHeap(heap));
    expect(heapMapSvg(read)).toBe(heapMapSvg(heap));
  });

  it('is refused when it is of another version, damaged, or holds what are no numbers', () => {
    const { dump } = sample();
    const segment = dump.segments[0]!;
    const others = [
      { ...dump, version: 2 },
      { ...dump, format: 'sandy-chunk' },
      { ...dump, checksum: dump.checksum ^ 1 },
      { ...dump, stats: { ...dump.stats, liveBytes: dump.stats.liveBytes + 16 } },
      { ...dump, segments: [] },
      { ...dump, segments: undefined },
      { ...dump, segments: [null] },
      { ...dump, regions: 1 },
      { ...dump, stats: undefined },
      { ...dump, segmentByteLength: undefined },
      { format: dump.format, version: dump.version },
      {},
      [],
      null,
      undefined,
      'dump',
      1,
      { ...dump, segments: [{ ...segment, extents: ['<script>', ...segment.extents.slice(1)] }] },
    ] as unknown as HeapDump[];
    for (const other of others) {
      for (const use of [inspectHeap, heapMapSvg]) {
        expect(thrownBy(() => use(other)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
      }
      const code = thrownBy(() => dumpHeap(other as unknown as HeapType)).code;
      expect(code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
  });

  /** As the README describes it. */
  function withChecksum(dump: HeapDump): HeapDump {
    const { pageByteLength, segmentByteLength, stats, regions, segments } = dump;
    let checksum = 0x811c9dc5;
    for (const value of [pageByteLength, segmentByteLength, stats, ...regions, ...segments]) {
      for (const unit of JSON.stringify(value).split('')) {
        checksum = Math.imul(checksum ^ unit.charCodeAt(0), 0x01000193) >>> 0;
      }
    }
    return { ...dump, checksum };
  }

  it('has the checksum that its description says', () => {
    const { dump } = sample();
    expect(withChecksum(dump)).toEqual(dump);
  });

  it('cannot bring anything but numbers into a picture, whatever its checksum', () => {
    const { dump } = sample();
    const segment = dump.segments[0]!;
    const lists = [
      { extents: ['0"/><script>' as unknown as number, ...segment.extents.slice(1)] },
      { extents: [...segment.extents, 1] },
      { extents: [0.5, ...segment.extents.slice(1)] },
      { free: ['"' as unknown as number, 1] },
    ];
    expect(heapMapSvg(withChecksum({ ...dump, regions: [...dump.regions] }))).toContain('</svg>');
    for (const list of lists) {
      const forged = withChecksum({ ...dump, segments: [{ ...segment, ...list }] });
      expect(thrownBy(() => heapMapSvg(forged)).message).toMatch(
        /^dump: expected lists of integers/,
      );
    }
  });

  it('names none but its own regions', () => {
    const { dump } = sample();
    const segment = dump.segments[0]!;
    for (const region of [-1, 2, 99]) {
      const extents = segment.extents.map((value, i) => (i === 2 ? region : value));
      const forged = withChecksum({ ...dump, segments: [{ ...segment, extents }] });
      for (const use of [inspectHeap, heapMapSvg]) {
        expect(thrownBy(() => use(forged)).message).toBe(
          `dump: expected extents of its regions, got "region ${region}"`,
        );
      }
    }
  });

  it('cannot be taken of a heap that is gone', () => {
    const { heap } = sample();
    heap.dispose();
    for (const use of [dumpHeap, inspectHeap, heapMapSvg]) {
      expect(thrownBy(() => use(heap)).code).toBe('ERR_SANDY_DISPOSED');
    }
  });
});
