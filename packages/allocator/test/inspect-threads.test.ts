import { describe, expect, it } from '@jest/globals';
import type { Address, HeapDump, ThreadRegion } from '../src/index.js';
import {
  EXTENT_FIELDS,
  ThreadHeap,
  adoptThread,
  dumpThreadHeap,
  heapMapSvg,
  inspectHeap,
  visitThreadBlocks,
} from '../src/index.js';
import { layersOf, parseXml } from './support/heap-map.js';
import { thrownBy } from './support/heap-state.js';
import { withSeeds } from './support/random.js';
import type { Random } from './support/random.js';

// Attachments of one thread: to the heap they are threads all the same.

const PAGE = 4096;
const SEGMENT = 1 << 17;
const OPTIONS = { segmentByteLength: SEGMENT, maximumByteLength: 256 * SEGMENT };

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const PAGE_OF = 8; // page = address >>> 8
const pagesIn = ({ byteLength }: { byteLength: number }): number => byteLength / PAGE;

/** Who owns which blocks of how many bytes, written down apart from the heap. */
class Model {
  readonly heaps: ThreadHeap[];
  readonly regions = new Map<ThreadHeap, ThreadRegion[]>();
  readonly blocks = new Map<Address, { heap: ThreadHeap; region: ThreadRegion; asked: number }>();

  constructor(threads: number) {
    const first = ThreadHeap.create(OPTIONS);
    const attach = (): ThreadHeap => ThreadHeap.attach(first.issueToken());
    this.heaps = [first, ...Array.from({ length: threads - 1 }, attach)];
    for (const [index, heap] of this.heaps.entries()) {
      const names = [`${index}: one`, `${index}: two`];
      this.regions.set(
        heap,
        names.map((name) => heap.createRegion(name)),
      );
    }
  }

  /** Allocates anywhere, frees anything from anywhere. */
  run(random: Random, steps: number): void {
    for (let i = 0; i < steps; i++) {
      const heap = random.pick(this.heaps);
      const region = random.pick(this.regions.get(heap)!);
      const asked = random.below(random.pick([64, 1024, 8192, 60_000, 60_000, 2 * SEGMENT]));
      if (random.below(5) > 1) this.blocks.set(region.allocate(asked), { heap, region, asked });
      else if (this.blocks.size > 0) {
        const address = random.pick([...this.blocks.keys()]);
        heap.free(address);
        this.blocks.delete(address);
      }
    }
  }

  of(heap: ThreadHeap): Address[] {
    return [...this.blocks].filter(([, block]) => block.heap === heap).map(([address]) => address);
  }
}

function withModel(check: (model: Model, heap: ThreadHeap) => void): void {
  withSeeds(3, (random) => {
    const model = new Model(3);
    for (let round = 0; round < 4; round++) {
      model.run(random, 250);
      for (const heap of model.heaps) heap.stats(); // each hears what the others freed
      for (const heap of model.heaps) check(model, heap);
    }
  });
}

describe('blocks of a thread', () => {
  it('are visited each once, with region and length, and those of no other thread', () => {
    withModel((model, heap) => {
      const visited: Address[] = [];
      visitThreadBlocks(heap, (address, byteLength, region) => {
        const { region: expected, asked } = model.blocks.get(address)!;
        expect(region).toBe(expected);
        expect(byteLength).toBe(region.usableByteLength(address));
        expect(byteLength).toBeGreaterThanOrEqual(asked);
        visited.push(address);
      });
      const inOrder = (addresses: Address[]): Address[] => addresses.sort((a, b) => a - b);
      expect(inOrder(visited)).toEqual(inOrder(model.of(heap)));
    });
  });

  it('are those of the heir after adoption', () => {
    const model = new Model(2);
    withSeeds(1, (random) => model.run(random, 300));
    const [one, two] = model.heaps as [ThreadHeap, ThreadHeap];
    adoptThread(one, two.participant);
    const regions = new Map<Address, string>();
    visitThreadBlocks(one, (address, _, { name }) => regions.set(address, name));
    expect(regions.size).toBe(model.blocks.size);
    for (const [address, { region }] of model.blocks) {
      expect(regions.get(address)).toBe(region.name);
    }
    expect(dumpThreadHeap(one).segments.every(({ participant }) => participant === undefined)).toBe(
      true,
    );
  });

  it('of a thread that has left cannot be visited or dumped', () => {
    const heap = ThreadHeap.create(OPTIONS);
    heap.dispose();
    expect(thrownBy(() => visitThreadBlocks(heap, () => undefined)).code).toBe(
      'ERR_SANDY_DISPOSED',
    );
    expect(thrownBy(() => dumpThreadHeap(heap)).code).toBe('ERR_SANDY_DISPOSED');
    const none = {} as ThreadHeap;
    expect(thrownBy(() => dumpThreadHeap(none)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
  });
});

describe('the dump of a thread', () => {
  it('has each block in an extent of its region, and each page once', () => {
    withModel((model, heap) => {
      const { segments, regions } = dumpThreadHeap(heap);
      const liveAt = new Map<number, number>(); // blocks by the first page of their extent
      const extentOf = new Map<number, { first: number; region: string }>();
      for (const { slot, byteLength, extents, free } of segments) {
        const seen = new Set<number>();
        const see = (page: number): void => {
          expect(seen.has(page) || page >= byteLength / PAGE).toBe(false);
          seen.add(page);
        };
        for (let i = 0; i < extents.length; i += EXTENT_FIELDS) {
          const [page, count, region, , live] = extents.slice(i) as [
            number,
            number,
            number,
            ...number[],
          ];
          const first = (slot * SEGMENT) / PAGE + page;
          liveAt.set(first, live!);
          for (let at = 0; at < count; at++) {
            see(page + at);
            extentOf.set(first + at, { first, region: regions[region]!.name });
          }
        }
        for (let i = 0; i < free.length; i += 2) {
          for (let at = 0; at < free[i + 1]!; at++) see(free[i]! + at);
        }
      }
      for (const address of model.of(heap)) {
        const { first, region } = extentOf.get(address >>> PAGE_OF)!;
        expect(region).toBe(model.blocks.get(address)!.region.name);
        liveAt.set(first, liveAt.get(first)! - 1);
      }
      expect([...liveAt.values()].filter((count) => count !== 0)).toEqual([]);
    });
  });

  it('names the owner of every segment in which another thread has blocks', () => {
    withModel((model, heap) => {
      const { segments } = dumpThreadHeap(heap);
      const ownerOf = new Map<number, number | undefined>();
      for (const { slot, kind, byteLength, participant, extents, free } of segments) {
        expect(kind).toBe(byteLength > SEGMENT ? 'huge' : 'ordinary');
        if (participant !== undefined) expect([...extents, ...free]).toEqual([]);
        for (let each = slot; each < slot + byteLength / SEGMENT; each++) {
          expect(ownerOf.has(each)).toBe(false);
          ownerOf.set(each, participant);
        }
      }
      for (const [address, block] of model.blocks) {
        const slot = Math.floor((address * 16) / SEGMENT);
        expect(ownerOf.has(slot)).toBe(true);
        const expected = block.heap === heap ? undefined : block.heap.participant;
        expect(ownerOf.get(slot)).toBe(expected);
      }
      const slots = model.heaps.map((each) => each.stats().reservedBytes / SEGMENT);
      expect(ownerOf.size).toBe(sum(slots));
    });
  });

  it('adds up to what the thread and its regions say', () => {
    withModel((model, heap) => {
      const dump = dumpThreadHeap(heap);
      const { stats, slabs, runBytes, runCount, regions, segments } = inspectHeap(dump);
      expect(stats).toEqual(heap.stats());
      expect(regions).toMatchObject(model.regions.get(heap)!.map((region) => region.stats()));
      expect(slabs.slabBytes + runBytes + stats.metadataBytes).toBe(stats.committedBytes);
      expect(slabs.liveBytes + runBytes).toBe(stats.liveBytes);
      expect(slabs.liveCount + runCount).toBe(stats.blockCount);
      expect(stats.blockCount).toBe(model.of(heap).length);
      const own = segments.filter(({ participant }) => participant === undefined);
      expect(own).toHaveLength(stats.segmentCount);
      expect(sum(own.map(({ byteLength }) => byteLength))).toBe(stats.reservedBytes);
      expect(sum(own.map(({ liveBytes }) => liveBytes))).toBe(stats.liveBytes);
      for (const { slot, kind, withheldBytes } of own) {
        if (kind === 'ordinary') expect(withheldBytes).toBe(slot === 0 ? PAGE : 0);
        else expect(withheldBytes).toBeLessThan(SEGMENT);
      }
      for (const segment of segments.filter(({ participant }) => participant !== undefined)) {
        expect(segment.withheldBytes).toBe(segment.byteLength);
      }
      const read = JSON.parse(JSON.stringify(dump)) as HeapDump;
      expect(inspectHeap(read)).toEqual(inspectHeap(dump));
    });
  });

  it('leaves out what others have freed, as the visit does', () => {
    const [one, two] = new Model(2).heaps as [ThreadHeap, ThreadHeap];
    const region = one.createRegion('r');
    const blocks = [100, 100, 20_000].map((byteLength) => region.allocate(byteLength));
    const visit = (): Address[] => {
      const visited: Address[] = [];
      visitThreadBlocks(one, (address) => visited.push(address));
      return visited;
    };
    two.free(blocks.pop()!);
    expect(dumpThreadHeap(one).stats.blockCount).toBe(2);
    two.free(blocks.pop()!);
    expect(visit()).toEqual(blocks);
  });

  it('is refused with what is no number of a thread', () => {
    const dump = dumpThreadHeap(ThreadHeap.create(OPTIONS));
    const segment = { slot: 0, kind: 'ordinary', byteLength: SEGMENT, extents: [], free: [] };
    let checksum = 0x811c9dc5;
    const forged = { ...dump, segments: [{ ...segment, participant: '"><script>' }] };
    const { pageByteLength, segmentByteLength, stats } = forged;
    for (const value of [pageByteLength, segmentByteLength, stats, ...forged.segments]) {
      for (const unit of JSON.stringify(value).split('')) {
        checksum = Math.imul(checksum ^ unit.charCodeAt(0), 0x01000193) >>> 0;
      }
    }
    const use = (): unknown => heapMapSvg({ ...forged, checksum } as unknown as HeapDump);
    expect(thrownBy(use).message).toMatch(/^dump: expected numbers of threads/);
  });
});

describe('the map of a thread', () => {
  it('shows its own pages by region, and the segments of each other thread', () => {
    withModel((model, heap) => {
      const dump = dumpThreadHeap(heap);
      const svg = parseXml(heapMapSvg(dump));
      const layers = layersOf(svg);
      const pagesOf = (pattern: RegExp): number =>
        sum(layers.filter(({ title }) => pattern.test(title)).map(({ pageCount }) => pageCount));
      expect(sum(layers.map(({ pageCount }) => pageCount))).toBe(sum(dump.segments.map(pagesIn)));
      for (const region of model.regions.get(heap)!) {
        const { committedBytes } = region.stats();
        expect(pagesOf(new RegExp(`^${region.name}: `))).toBe(committedBytes / PAGE);
      }
      const text = svg.children.find(({ name }) => name === 'desc')!.text;
      for (const other of model.heaps.filter((each) => each !== heap)) {
        const { reservedBytes, segmentCount } = other.stats();
        const title = new RegExp(`^segments of thread ${other.participant},`);
        expect(pagesOf(title)).toBe(reservedBytes / PAGE);
        const segments = segmentCount === 1 ? 'segment' : 'segments';
        expect(text).toContain(
          `Thread ${other.participant} owns ${segmentCount} further ${segments} of`,
        );
      }
      expect(heapMapSvg(JSON.parse(JSON.stringify(dump)) as HeapDump)).toBe(heapMapSvg(dump));
    });
  });

  it('of a thread that is alone speaks of no others', () => {
    const heap = ThreadHeap.create(OPTIONS);
    heap.createRegion('r').allocate(100);
    expect(heapMapSvg(dumpThreadHeap(heap))).not.toMatch(/other threads|class="others"/);
  });
});
