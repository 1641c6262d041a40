import { InvariantError } from './errors.js';
import { classOfExtent } from './extent.js';
import {
  CLASS_BITS,
  CLASS_MASK,
  HEAD,
  NEXT_OPEN,
  OWNER,
  PREV_OPEN,
  WORD_TO_RECORD,
} from './page-table.js';
import { HINT_COUNT, OPEN, ROW_WORDS, SPARES, SPARE_COUNT, TOP } from './region-row.js';
import { CLASS_COUNT, RUN_CLASS, STARTS, STARTS_OFFSET } from './size-classes.js';

/** What heaps and heaps of threads check alike: see region-row.ts. */
interface OwnRow {
  /** Of the region. */
  readonly id: number;
  readonly row: Int32Array;
}

/**
 * Hints are beginnings of slots of their class in slabs of the region, each class has a ring of its
 * own or none.
 * @param recordOf - the record that has the OWNER of a page, for that of the page
 */
export function assertValidHints(
  records: Int32Array,
  { id, row }: OwnRow,
  recordOf: (record: number) => number,
): void {
  expectSame('word 0 of the row', 0, row[0]!);
  const rings = new Set<number>();
  for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
    const top = row[TOP + sizeClass]!;
    if (top === 0) continue;
    const ring = top & -HINT_COUNT;
    rings.add(ring);
    expectSame(
      `hints of class ${sizeClass} in the row`,
      true,
      ring >= ROW_WORDS && top < row.length,
    );
    for (const address of row.subarray(ring, ring + HINT_COUNT)) {
      if (address === 0) continue;
      const record = recordOf((address >>> 5) & WORD_TO_RECORD);
      expectSame(
        `owner at hint ${address}`,
        (id << CLASS_BITS) | sizeClass,
        records[record + OWNER]!,
      );
      assertSlot(records, address, sizeClass);
    }
  }
  expectSame('rings of hints', row.length, ROW_WORDS + rings.size * HINT_COUNT);
}

/** Spares are slabs of the region, empty or not, and each is there once. */
export function collectSpares(records: Int32Array, { id, row }: OwnRow): number[] {
  const spares = [...row.subarray(SPARES, SPARES + SPARE_COUNT)].filter((head) => head !== 0);
  expectSame('spares', spares.length, new Set(spares).size);
  for (const head of spares) assertSlabHead(records, head, id);
  return spares;
}

function assertSlabHead(records: Int32Array, head: number, id: number): void {
  const owner = records[head + OWNER]!;
  expectSame(`spare ${head} in a slab`, true, (owner & CLASS_MASK) < RUN_CLASS);
  expectSame(`owner of spare ${head}`, id, owner >>> CLASS_BITS);
  expectSame(`head of spare ${head}`, head, records[head + HEAD]!);
}

function assertSlot(records: Int32Array, address: number, sizeClass: number): void {
  const record = (address >>> 5) & WORD_TO_RECORD;
  const start = STARTS_OFFSET[sizeClass]! + (address >>> 5) - records[record + HEAD]!;
  expectSame(`slot at hint ${address}`, true, (STARTS[start]! & (1 << address)) !== 0);
}

/** The slabs in the lists of open ones, which lead there and back. */
export function collectOpenSlabs(records: Int32Array, row: Int32Array): Set<number> {
  const open = new Set<number>();
  for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
    let previous = 0;
    for (let head = row[OPEN + sizeClass]!; head !== 0; head = records[head + NEXT_OPEN]!) {
      expectSame(`open twice at ${head}`, false, open.has(head));
      expectSame(`open class at ${head}`, sizeClass, classOfExtent(records, head));
      expectSame(`PREV_OPEN at ${head}`, previous, records[head + PREV_OPEN]!);
      open.add(head);
      previous = head;
    }
  }
  return open;
}

/** `expected` is what the parts add up to, `actual` what the table says. */
export function expectSame(
  what: string,
  expected: number | boolean,
  actual: number | boolean,
): void {
  if (expected !== actual) throw new InvariantError(`${what}: expected ${expected}, got ${actual}`);
}
