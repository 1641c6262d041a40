import { EXTENT_FIELDS } from './api.js';
import type { HeapDump, SegmentDump } from './api.js';

/** Pages of a row at least: half a segment of the default length. */
const MIN_ROW_PAGES = 256;
const MAX_ROWS = 256;

/**
 * Regions with a colour of their own; where there are more, the last colour is for all others
 * together.
 */
export const COLOUR_COUNT = 8;

/**
 * What a page looks like, as one number: colour × KIND_COUNT + kind, then two looks that have no
 * colour. In a row that shows shares they come in this order.
 */
export const KIND_COUNT = 6;
/** Kinds 0 … 3: slabs by how full they are, up to a quarter, … up to four. */
export const RUN_KIND = 4;
export const HUGE_KIND = 5;
export const FREE_LOOK = COLOUR_COUNT * KIND_COUNT;
export const WITHHELD_LOOK = FREE_LOOK + 1;
/** Segments of other threads: of the first of `participants`, and so on. */
export const OTHERS_LOOK = FREE_LOOK + 2;

/** All areas of one look. */
export interface Layer {
  readonly look: number;
  readonly pageCount: number;
  /** SVG path data; one unit is a page wide and a row high. */
  readonly path: string;
}

/**
 * The pages of all segments in rows: ordinary segments by slot, then huge ones. In up to
 * {@link MAX_ROWS} rows of {@link MIN_ROW_PAGES} each page stands where it is. Of a larger heap
 * rows are longer and show shares (`isSummed`): the pages of a row are sorted by look.
 */
export interface MapLayout {
  readonly rowPages: number;
  readonly rowCount: number;
  readonly isSummed: boolean;
  /** By look. */
  readonly layers: readonly Layer[];
  /** Where segments begin, in pages from the beginning of the first row. */
  readonly starts: readonly { readonly slot: number; readonly page: number }[];
  /** The other threads that own segments. */
  readonly participants: readonly number[];
}

/** @param colours Of each region. */
export function layOut(dump: HeapDump, colours: readonly number[]): MapLayout {
  const { pageByteLength, segments } = dump;
  const inOrder = [
    ...segments.filter(({ kind }) => kind === 'ordinary'),
    ...segments.filter(({ kind }) => kind === 'huge'),
  ];
  const pageCounts = inOrder.map(({ byteLength }) => byteLength / pageByteLength);
  const total = pageCounts.reduce((sum, pageCount) => sum + pageCount, 0);
  let rowPages = MIN_ROW_PAGES;
  while (total > rowPages * MAX_ROWS) rowPages *= 2;
  const isSummed = rowPages > MIN_ROW_PAGES;
  const canvas = new Canvas(rowPages, isSummed);
  const participants = [...new Set(segments.flatMap(({ participant }) => participant ?? []))];
  const starts: { slot: number; page: number }[] = [];
  let start = 0;
  for (const [index, segment] of inOrder.entries()) {
    starts.push({ slot: segment.slot, page: start });
    const pageCount = pageCounts[index]!;
    if (segment.participant !== undefined) {
      canvas.add(OTHERS_LOOK + participants.indexOf(segment.participant), start, pageCount);
      start += pageCount;
      continue;
    }
    const looks = looksOf(segment, pageCount, { pageByteLength, colours });
    for (let page = 0; page < looks.length;) {
      const first = page;
      while (page < looks.length && looks[page] === looks[first]) page++;
      canvas.add(looks[first]!, start + first, page - first);
    }
    start += pageCount;
  }
  return {
    rowPages,
    rowCount: Math.ceil(total / rowPages),
    isSummed,
    layers: canvas.layers(),
    starts,
    participants,
  };
}

/** The look of each page of a segment. */
function looksOf(
  { kind, extents, free }: SegmentDump,
  pageCount: number,
  { pageByteLength, colours }: { pageByteLength: number; colours: readonly number[] },
): Uint8Array {
  const looks = new Uint8Array(pageCount).fill(WITHHELD_LOOK);
  for (let i = 0; i < extents.length; i += EXTENT_FIELDS) {
    const page = extents[i]!;
    const count = extents[i + 1]!;
    const slotByteLength = extents[i + 3]!;
    const colour = colours[extents[i + 2]!]!;
    let extentKind = kind === 'huge' ? HUGE_KIND : RUN_KIND;
    if (slotByteLength > 0) {
      const slotCount = Math.floor((count * pageByteLength) / slotByteLength);
      extentKind = Math.max(0, Math.ceil((4 * extents[i + 4]!) / slotCount) - 1);
    }
    looks.fill(colour * KIND_COUNT + extentKind, page, page + count);
  }
  for (let i = 0; i < free.length; i += 2) {
    looks.fill(FREE_LOOK, free[i]!, free[i]! + free[i + 1]!);
  }
  return looks;
}

/** Collects areas, row by row, and draws them as one path for each look. */
class Canvas {
  readonly #rowPages: number;
  readonly #isSummed: boolean;
  readonly #paths = new Map<number, { pageCount: number; pieces: string[] }>();
  /** Where shares are shown: pages of each look in the row that is being filled. */
  readonly #shares = new Map<number, number>();
  #row = 0;

  constructor(rowPages: number, isSummed: boolean) {
    this.#rowPages = rowPages;
    this.#isSummed = isSummed;
  }

  /** Adds pages, from the first on without a gap. */
  add(look: number, start: number, pageCount: number): void {
    for (let page = start; page < start + pageCount;) {
      const row = Math.floor(page / this.#rowPages);
      const end = Math.min(start + pageCount, (row + 1) * this.#rowPages);
      if (row !== this.#row) this.#endRow(row);
      if (this.#isSummed) this.#shares.set(look, (this.#shares.get(look) ?? 0) + end - page);
      else this.#draw(look, page % this.#rowPages, end - page);
      page = end;
    }
  }

  layers(): Layer[] {
    this.#endRow(this.#row);
    return [...this.#paths]
      .map(([look, { pageCount, pieces }]) => ({ look, pageCount, path: pieces.join('') }))
      .sort((a, b) => a.look - b.look);
  }

  #endRow(next: number): void {
    let column = 0;
    for (const [look, pageCount] of [...this.#shares].sort((a, b) => a[0] - b[0])) {
      this.#draw(look, column, pageCount);
      column += pageCount;
    }
    this.#shares.clear();
    this.#row = next;
  }

  #draw(look: number, column: number, width: number): void {
    let path = this.#paths.get(look);
    if (path === undefined) this.#paths.set(look, (path = { pageCount: 0, pieces: [] }));
    path.pageCount += width;
    path.pieces.push(`M${column} ${this.#row}h${width}v.8h-${width}z`);
  }
}
