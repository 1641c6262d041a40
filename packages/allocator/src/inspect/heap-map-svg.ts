import { assertOptions } from '../assert-options.js';
import { InvalidArgumentError } from '../errors.js';
import type { Heap } from '../heap.js';
import type { HeapDump, HeapMapOptions } from './api.js';
import { dumpOf } from './dump-heap.js';
import { inspectHeap } from './inspect-heap.js';
import {
  COLOUR_COUNT,
  FREE_LOOK,
  KIND_COUNT,
  OTHERS_LOOK,
  RUN_KIND,
  WITHHELD_LOOK,
  layOut,
} from './map-layout.js';
import type { MapLayout } from './map-layout.js';
import { countText, escapeXml, formatBytes, shorten, styleSheet } from './map-style.js';

const WIDTH = 1024; // of the rows; a power of two, so that a page's width is a finite decimal
const ROW_HEIGHT = 10;
const LEFT = 56;
const RIGHT = 8;
const TOP = 32; // below the title
const TITLE_LINE = 20;
const LEGEND_COLUMNS = 3;
const LEGEND_LINE = 20;

const KIND_NAMES = [
  'slabs up to 25 % full',
  'slabs up to 50 % full',
  'slabs up to 75 % full',
  'slabs up to 100 % full',
  'blocks of whole pages',
  'huge blocks',
];

/** A colour of the map and what it stands for. */
interface Group {
  readonly name: string;
  readonly bytes: number;
}

/**
 * A picture of a heap as an SVG text: every page of every segment, coloured by region, slabs the
 * paler the emptier they are, blocks of whole pages hatched, free pages left light. Fragmentation
 * shows as light gaps between coloured pages, and as pale slabs. In the dump of a thread heap,
 * segments of other threads are grey.
 *
 * Up to 256 MiB a page stands where it is in its segment, in rows of 256 pages (1 MiB); of larger
 * heaps each row sums up more pages and shows their shares. The same heap gives the same text.
 * Names are escaped; the title stands above the picture, `desc` says in words what is seen.
 * Cost: O(pages); some 20 characters for each change of look along the pages, at most some
 * megabytes.
 *
 * @throws {DisposedError} if the heap has been disposed of
 * @throws {InvalidArgumentError} if an option, or a dump that is given in the heap's place, is
 * malformed
 */
export function heapMapSvg(source: Heap | HeapDump, options: HeapMapOptions = {}): string {
  assertOptions(options, 'title', 'id', 'theme');
  const { title = 'Heap map', id = 'heap-map', theme = 'auto' } = options;
  if (typeof id !== 'string' || !/^[A-Za-z][\w-]*$/.test(id)) {
    throw new InvalidArgumentError('id', 'a letter, then letters, digits, - or _', id);
  }
  if (theme !== 'auto' && theme !== 'light' && theme !== 'dark') {
    throw new InvalidArgumentError('theme', "'auto', 'light' or 'dark'", theme);
  }
  const dump = dumpOf(source);
  const { colours, groups } = groupRegions(dump);
  const map = layOut(dump, colours);
  const legendTop = TOP + map.rowCount * ROW_HEIGHT + LEGEND_LINE;
  const legend = drawLegend(id, map, groups, legendTop);
  const width = LEFT + WIDTH + RIGHT;
  const heading = escapeXml(String(title));
  const height = legendTop + legend.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" id="${id}" role="img" ` +
      `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
      `aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${heading}</title>`,
    `<desc id="${id}-desc">${escapeXml(describe(dump, map, groups))}</desc>`,
    `<style>${styleSheet(id, theme)}</style>`,
    drawPatterns(id, map),
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="${LEFT}" y="${TITLE_LINE}">${heading}</text>`,
    drawLabels(map),
    drawPages(id, map, groups),
    legend.text,
    '</svg>',
    '',
  ].join('\n');
}

/**
 * Gives the regions that hold most a colour each, and the last colour to the rest if there are too
 * many.
 */
function groupRegions(dump: HeapDump): { colours: number[]; groups: Group[] } {
  const byBytes = dump.regions
    .map(({ name, committedBytes: bytes }, index) => ({ name, bytes, index }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes || a.index - b.index);
  const own = byBytes.length > COLOUR_COUNT ? COLOUR_COUNT - 1 : byBytes.length;
  const others = byBytes.slice(own);
  const colours = dump.regions.map(() => COLOUR_COUNT - 1);
  byBytes.slice(0, own).forEach(({ index }, colour) => (colours[index] = colour));
  const groups = byBytes.slice(0, own).map(({ name, bytes }) => ({ name: shorten(name), bytes }));
  if (others.length > 0) {
    const bytes = others.reduce((sum, other) => sum + other.bytes, 0);
    groups.push({ name: `${others.length} other regions`, bytes });
  }
  return { colours, groups };
}

function describe(dump: HeapDump, map: MapLayout, groups: readonly Group[]): string {
  const { stats, external, internal } = inspectHeap(dump);
  const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`;
  const held = groups.map(({ name, bytes }) => `${name}: ${formatBytes(bytes)}`);
  return [
    `${countText(stats.segmentCount, 'segment')} of ${formatBytes(stats.reservedBytes)},`,
    `${formatBytes(stats.committedBytes)} committed, ${formatBytes(stats.liveBytes)} live`,
    `in ${countText(stats.blockCount, 'block')}.`,
    `Free between pages in use: ${formatBytes(external.freeBytes)},`,
    `the longest run of it ${formatBytes(external.largestFreeBytes)};`,
    `waste inside slabs: ${percent(internal.ratio)} of the pages in use.`,
    `A row is ${formatBytes(map.rowPages * dump.pageByteLength)}`,
    map.isSummed ? 'and shows shares, not places.' : 'in order of addresses.',
    ...(held.length > 0 ? [`Regions: ${held.join(', ')}.`] : []),
    ...describeOthers(dump, map),
  ].join(' ');
}

/** How much of the memory other threads own. */
function describeOthers({ segments }: HeapDump, { participants }: MapLayout): string[] {
  return participants.map((participant) => {
    const owned = segments.filter((segment) => segment.participant === participant);
    const bytes = owned.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const count = countText(owned.length, 'further segment');
    return `Thread ${participant} owns ${count} of ${formatBytes(bytes)}.`;
  });
}

/** One path for each look, scaled from pages and rows to pixels. */
function drawPages(id: string, map: MapLayout, groups: readonly Group[]): string {
  const scale = WIDTH / map.rowPages;
  const paths = map.layers.map(({ look, pageCount, path }) => {
    const count = countText(pageCount, 'page');
    const title = `<title>${escapeXml(nameOf(look, map, groups))}, ${count}</title>`;
    const what = `data-look="${look}" data-pages="${pageCount}" ${paintOf(look, id)}`;
    return `<path ${what} d="${path}">${title}</path>`;
  });
  const ticks = map.isSummed
    ? []
    : map.starts.map(({ page }) => `M${page % map.rowPages} ${Math.floor(page / map.rowPages)}v.8`);
  return [
    `<g transform="translate(${LEFT} ${TOP}) scale(${scale} ${ROW_HEIGHT})">`,
    ...paths,
    ...(ticks.length > 0 ? [`<path class="tick" d="${ticks.join('')}"/>`] : []),
    '</g>',
  ].join('\n');
}

function nameOf(look: number, { participants }: MapLayout, groups: readonly Group[]): string {
  if (look === FREE_LOOK) return 'free';
  if (look === WITHHELD_LOOK) return 'withheld';
  if (look >= OTHERS_LOOK) return `segments of thread ${participants[look - OTHERS_LOOK]!}`;
  return `${groups[Math.floor(look / KIND_COUNT)]!.name}: ${KIND_NAMES[look % KIND_COUNT]!}`;
}

function paintOf(look: number, id: string): string {
  if (look === FREE_LOOK) return 'class="free"';
  if (look === WITHHELD_LOOK) return 'class="withheld"';
  if (look >= OTHERS_LOOK) return 'class="others"';
  const kind = look % KIND_COUNT;
  if (kind >= RUN_KIND) return `fill="url(#${id}-look${look})"`;
  return `class="r${Math.floor(look / KIND_COUNT)} s${kind}"`;
}

/** Hatching in the colour of its region; kinds must not be told apart by colour alone. */
function drawPatterns(id: string, map: MapLayout): string {
  const scaleBack = `scale(${map.rowPages / WIDTH} ${1 / ROW_HEIGHT})`;
  const patterns = map.layers
    .filter(({ look }) => look < FREE_LOOK && look % KIND_COUNT >= RUN_KIND)
    .map(({ look }) => patternOf(`${id}-look${look}`, look, scaleBack));
  const samples = [RUN_KIND, RUN_KIND + 1].map((kind) => patternOf(`${id}-kind${kind}`, kind, ''));
  return ['<defs>', ...patterns, ...samples, '</defs>'].join('\n');
}

function patternOf(name: string, look: number, transform: string): string {
  const isRun = look % KIND_COUNT === RUN_KIND;
  const lines = isRun ? 'M0 8L8 0' : 'M0 8L8 0M0 0L8 8';
  const attributes = transform === '' ? '' : ` patternTransform="${transform}"`;
  const colour = Math.floor(look / KIND_COUNT);
  return (
    `<pattern id="${name}" width="8" height="8" patternUnits="userSpaceOnUse"${attributes}>` +
    `<rect class="r${colour}" width="8" height="8"/><path class="hatch" d="${lines}"/></pattern>`
  );
}

/**
 * Slots of the segments at the left of the rows in which they begin, where there is room for them.
 */
function drawLabels({ starts, rowPages }: MapLayout): string {
  const labels: string[] = [];
  let free = 0; // the first row that is not too near to the last label
  for (const { slot, page } of starts) {
    const row = Math.floor(page / rowPages);
    if (row < free) continue;
    free = row + 2;
    const y = TOP + row * ROW_HEIGHT + ROW_HEIGHT - 1;
    labels.push(`<text class="slot" x="${LEFT - 6}" y="${y}">${slot}</text>`);
  }
  return labels.join('\n');
}

function drawLegend(
  id: string,
  { participants }: MapLayout,
  groups: readonly Group[],
  top: number,
): { text: string; height: number } {
  const regions = groups.map(({ name, bytes }, colour) => ({
    paint: `class="r${colour}"`,
    text: `${name} (${formatBytes(bytes)})`,
  }));
  const kinds = KIND_NAMES.map((text, kind) => ({
    paint: kind < RUN_KIND ? `class="r0 s${kind}"` : `fill="url(#${id}-kind${kind})"`,
    text,
  }));
  const rest = [
    { paint: 'class="free"', text: 'free pages' },
    { paint: 'class="withheld"', text: 'withheld' },
    ...(participants.length > 0
      ? [{ paint: 'class="others"', text: 'segments of other threads' }]
      : []),
  ];
  let line = 0;
  const lines: string[] = [];
  for (const items of [regions, [...kinds, ...rest]]) {
    items.forEach(({ paint, text }, index) => {
      const x = LEFT + (index % LEGEND_COLUMNS) * Math.floor(WIDTH / LEGEND_COLUMNS);
      const y = top + (line + Math.floor(index / LEGEND_COLUMNS)) * LEGEND_LINE;
      lines.push(`<rect ${paint} x="${x}" y="${y}" width="14" height="14"/>`);
      lines.push(`<text x="${x + 20}" y="${y + 11}">${escapeXml(text)}</text>`);
    });
    line += Math.ceil(items.length / LEGEND_COLUMNS);
  }
  return {
    text: ['<g class="legend">', ...lines, '</g>'].join('\n'),
    height: (line + 1) * LEGEND_LINE,
  };
}
