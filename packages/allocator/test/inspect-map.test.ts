import { describe, expect, it } from '@jest/globals';
import type { Heap as HeapType, Region } from '../src/index.js';
import { Heap, heapMapSvg, inspectHeap, sharedEngine, visitBlocks } from '../src/index.js';
import { engineCases } from './support/engines.js';
import { elementsOf, layersOf, parseXml } from './support/heap-map.js';
import type { Element, Layer } from './support/heap-map.js';
import { thrownBy } from './support/heap-state.js';
import { withSeeds } from './support/random.js';

const PAGE = 4096;

function mapOf(heap: HeapType): { svg: Element; layers: Layer[] } {
  const svg = parseXml(heapMapSvg(heap));
  return { svg, layers: layersOf(svg) };
}

/** Pages of all layers whose title matches, by their areas. */
function pagesOf(layers: readonly Layer[], pattern: RegExp): number {
  let pages = 0;
  for (const { title, areas } of layers) {
    if (pattern.test(title)) for (const { width } of areas) pages += width;
  }
  return pages;
}

/** The map must show each page of each segment once. @returns pages of the picture */
function expectTiling(layers: readonly Layer[], rowPages: number): number {
  const rows: Uint8Array[] = [];
  for (const { areas, pageCount } of layers) {
    let sum = 0;
    for (const { row, column, width } of areas) {
      rows[row] ??= new Uint8Array(rowPages);
      if (column + width > rowPages) throw new Error(`row ${row}: beyond its end`);
      for (let at = column; at < column + width; at++) rows[row]![at]!++;
      sum += width;
    }
    expect(sum).toBe(pageCount);
  }
  const pages = rows.map((row) => row.reduce((a, b) => a + b, 0));
  for (const [index, row] of rows.entries()) {
    const isFull = index < rows.length - 1;
    expect(row.every((times, at) => times === (isFull || at < pages[index]! ? 1 : 0))).toBe(true);
  }
  return pages.reduce((a, b) => a + b, 0);
}

function fill(heap: HeapType, random: { below(limit: number): number }, between: () => void): void {
  for (const name of ['one', 'two', 'three']) {
    const region = heap.createRegion(name);
    const blocks = Array.from({ length: 400 }, () => {
      between();
      return region.allocate(random.below(random.below(4) === 0 ? 40_000 : 500));
    });
    for (const address of blocks) if (random.below(2) === 0) region.free(address);
  }
}

describe('the areas', () => {
  it.each(engineCases)('show every page once and add up to the figures on $name', ({ open }) => {
    withSeeds(2, (random) => {
      const { engine, between } = open();
      const heap = Heap.create({ engine, segmentByteLength: 1 << 18 });
      fill(heap, random, between);
      heap.createRegion('huge').allocate(1_000_000);
      between();
      const { layers } = mapOf(heap);
      const { reservedBytes, committedBytes, metadataBytes } = heap.stats();
      expect(expectTiling(layers, 256)).toBe(reservedBytes / PAGE);
      const used = committedBytes - metadataBytes;
      expect(pagesOf(layers, /^(?!free|withheld)/)).toBe(used / PAGE);
      expect(pagesOf(layers, /^huge: huge blocks/)).toBe(Math.ceil(1_000_000 / PAGE));
      const { segments, regions } = inspectHeap(heap);
      const free = segments.reduce((sum, { freeBytes }) => sum + freeBytes, 0);
      expect(pagesOf(layers, /^free/)).toBe(free / PAGE);
      for (const { name, slabs, runBytes } of regions) {
        expect(pagesOf(layers, new RegExp(`^${name}: slabs`))).toBe(slabs.slabBytes / PAGE);
        expect(pagesOf(layers, new RegExp(`^${name}: (blocks|huge)`))).toBe(runBytes / PAGE);
      }
      heap.dispose();
    });
  });

  it('stand where the blocks are', () => {
    withSeeds(2, (random) => {
      const heap = Heap.create(); // a segment is two rows
      fill(heap, random, () => undefined);
      const { layers } = mapOf(heap);
      const nameAt = new Map<number, string>();
      for (const { title, areas } of layers) {
        for (const { row, column, width } of areas) {
          for (let i = 0; i < width; i++) nameAt.set(row * 256 + column + i, title);
        }
      }
      let count = 0;
      visitBlocks(heap, (address, byteLength, { name }) => {
        const kind = byteLength > 8192 ? 'blocks of whole pages' : 'slabs';
        expect(nameAt.get(address >>> 8)).toMatch(new RegExp(`^${name}: ${kind}`));
        count++;
      });
      expect(count).toBe(heap.stats().blockCount);
      heap.dispose();
    });
  });

  it('say how full slabs are', () => {
    const heap = Heap.create();
    const region = heap.createRegion('r');
    const blocks = Array.from({ length: 4 * 16 }, () => region.allocate(256)); // 16 a page
    const expectations = [
      [0, 0, 0, 4],
      [0, 0, 1, 3],
      [0, 1, 0, 3],
      [1, 0, 0, 3],
    ];
    expectations.forEach((pages, quarter) => {
      const { layers } = mapOf(heap);
      const levels = [25, 50, 75, 100].map((level) => new RegExp(`up to ${level} %`));
      expect(levels.map((level) => pagesOf(layers, level))).toEqual(pages);
      for (const address of blocks.slice(quarter * 4, quarter * 4 + 4)) region.free(address);
    });
    heap.dispose();
  });
});

describe('a heap of any size', () => {
  it('is counted in the singular where there is one', () => {
    const heap = Heap.create();
    const address = heap.createRegion('r').allocate(PAGE * 3);
    const { svg, layers } = mapOf(heap);
    const text = svg.children.find(({ name }) => name === 'desc')!.text;
    expect(text).toMatch(/^1 segment of 2 MiB, .* live in 1 block\. /);
    expect(layers.map(({ title }) => title)).toContain('withheld, 1 page'); // page 0
    expect(address).toBe(256);
  });

  it('can be empty', () => {
    const { layers, svg } = mapOf(Heap.create());
    expect(layers).toEqual([]);
    expect(svg.children.find(({ name }) => name === 'desc')!.text).toMatch(/^0 segments/);
  });

  it('is drawn page by page up to 256 rows, and in shares beyond', () => {
    const heap = Heap.create({ engine: sharedEngine });
    const region = heap.createRegion('r');
    for (let i = 0; i < 128; i++) region.allocate((i === 0 ? 511 : 512) * PAGE);
    expect(mapOf(heap).svg.children.find(({ name }) => name === 'desc')!.text).toMatch(/addresses/);
    region.allocate(PAGE * 100);
    const { svg, layers } = mapOf(heap);
    expect(svg.children.find(({ name }) => name === 'desc')!.text).toMatch(/shares, not places/);
    expect(expectTiling(layers, 512)).toBe(129 * 512);
    heap.dispose();
  });

  it('is drawn from 1 to 8,192 segments, in at most 256 rows and little text', () => {
    const heap = Heap.create({ engine: sharedEngine, segmentByteLength: 1 << 17 });
    const regions = Array.from({ length: 12 }, (_, index) => heap.createRegion(`r${index}`));
    const checked = new Set([1, 3, 100, 2048, 2049, 8192]);
    for (let segments = 0; segments < 8192; segments++) {
      const region = regions[segments % 12]!;
      region.allocate(PAGE * 20);
      region.allocate(PAGE * (segments === 0 ? 3 : 4));
      region.allocate(PAGE * 8);
      if (!checked.has(segments + 1)) continue;
      expect(heap.stats().segmentCount).toBe(segments + 1);
      expectMapOf(heap, segments + 1, regions);
    }
    heap.dispose();
  });

  function expectMapOf(heap: HeapType, segmentCount: number, regions: readonly Region[]): void {
    const text = heapMapSvg(heap);
    expect(text.length).toBeLessThan(1 << 20);
    const layers = layersOf(parseXml(text));
    const total = segmentCount * 32;
    const rowPages = Math.max(256, 2 ** Math.ceil(Math.log2(total / 256)));
    expect(expectTiling(layers, rowPages)).toBe(total);
    const owned = pagesOf(layers, /: blocks/);
    const held = regions.reduce((sum, region) => sum + region.stats().committedBytes, 0);
    expect(owned).toBe(held / PAGE);
    if (segmentCount >= 12) {
      const shown = pagesOf(layers, /^r\d+:/); // seven have a colour each
      const largest = regions.map((region) => region.stats().committedBytes / PAGE);
      largest.sort((a, b) => b - a);
      expect(shown).toBe(largest.slice(0, 7).reduce((a, b) => a + b, 0));
      expect(pagesOf(layers, /^5 other regions/)).toBe(owned - shown);
    }
  }
});

describe('the text', () => {
  it('is the same for the same heap', () => {
    const texts = [1, 2].map(() => {
      const heap = Heap.create();
      withSeeds(1, (random) => fill(heap, random, () => undefined));
      return [heapMapSvg(heap), heapMapSvg(heap)];
    });
    expect(new Set(texts.flat()).size).toBe(1);
  });

  it('escapes names, and replaces what XML cannot hold', () => {
    const names = ['<script>alert("x")</script>', "&amp;'", '\u0000\ud800\uffff', 'é😀 url(#x'];
    const heap = Heap.create();
    for (const name of names) heap.createRegion(name).allocate(100);
    const svg = parseXml(heapMapSvg(heap, { title: '</title>&' }));
    expect(svg.children[0]!.text).toBe('</title>&');
    const texts = [...elementsOf(svg)].map(({ text }) => text);
    expect(texts.filter((text) => text === '</title>&')).toHaveLength(2); // drawn as well
    for (const name of [
      '<script>alert("x")</script>',
      "&amp;'",
      '\ufffd\ufffd\ufffd',
      'é😀 url(#x',
    ]) {
      expect(texts).toContain(`${name} (4 KiB)`);
    }
    expect([...elementsOf(svg)].map(({ name }) => name)).not.toContain('script');
    heap.dispose();
  });

  it('shortens long names without cutting a character in two', () => {
    const heap = Heap.create();
    heap.createRegion('😀'.repeat(40)).allocate(1);
    const texts = [...elementsOf(parseXml(heapMapSvg(heap)))].map(({ text }) => text);
    expect(texts).toContain(`${'😀'.repeat(31)}… (4 KiB)`);
    heap.dispose();
  });

  it('is named and described for screen readers, and has a legend for each colour it uses', () => {
    const heap = Heap.create();
    withSeeds(1, (random) => fill(heap, random, () => undefined));
    const svg = parseXml(heapMapSvg(heap, { title: 'Server 3', id: 's3' }));
    expect(svg.attributes).toMatchObject({ role: 'img', 'aria-labelledby': 's3-title s3-desc' });
    const [title, description] = svg.children;
    expect([title!.name, title!.attributes['id'], title!.text]).toEqual([
      'title',
      's3-title',
      'Server 3',
    ]);
    const drawn = svg.children.find(({ attributes }) => attributes['class'] === 'title')!;
    expect([drawn.name, drawn.text]).toEqual(['text', 'Server 3']);
    expect([description!.name, description!.attributes['id']]).toEqual(['desc', 's3-desc']);
    const { blockCount } = heap.stats();
    expect(description!.text).toContain(`in ${blockCount} blocks`);
    const legend = [...elementsOf(svg)].find(({ attributes }) => attributes['class'] === 'legend')!;
    const texts = legend.children.filter(({ name }) => name === 'text').map(({ text }) => text);
    expect(
      texts
        .slice(0, 3)
        .map((text) => text.split(' ')[0])
        .sort(),
    ).toEqual(['one', 'three', 'two']);
    expect(texts.slice(3)).toHaveLength(8);
    heap.dispose();
  });

  it('refers only to what it defines, under ids of its own', () => {
    const heap = Heap.create();
    withSeeds(1, (random) => fill(heap, random, () => undefined));
    const text = heapMapSvg(heap, { id: 'a-1_b' });
    const ids = [...elementsOf(parseXml(text))].flatMap(({ attributes }) => attributes['id'] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id === 'a-1_b' || id.startsWith('a-1_b-'))).toBe(true);
    const used = [...text.matchAll(/url\(#([^)]*)\)/g)].map(([, id]) => id!);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((id) => !ids.includes(id))).toEqual([]);
    heap.dispose();
  });

  it('has a light and a dark theme, or both', () => {
    const heap = Heap.create();
    const grounds = (theme?: 'auto' | 'light' | 'dark'): string[] => {
      const text = heapMapSvg(heap, theme === undefined ? {} : { theme });
      return [...text.matchAll(/\.ground\{fill:(#\w+)\}/g)].map(([, colour]) => colour!);
    };
    const [light, dark] = [grounds('light'), grounds('dark')];
    expect([light.length, dark.length]).toEqual([1, 1]);
    expect(light).not.toEqual(dark);
    expect(grounds()).toEqual([...light, ...dark]);
    expect(grounds('auto')).toEqual(grounds());
  });

  it.each([
    [{ id: '' }, 'id'],
    [{ id: 'a b' }, 'id'],
    [{ id: '"><script>' }, 'id'],
    [{ id: 1 }, 'id'],
    [{ theme: 'blue' }, 'theme'],
  ])('refuses %j', (options, name) => {
    const error = thrownBy(() => heapMapSvg(Heap.create(), options as object));
    expect(error.code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(error.message).toMatch(new RegExp(`^${name}: expected `));
  });
});
