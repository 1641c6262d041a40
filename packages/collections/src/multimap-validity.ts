import { InvariantError } from './errors.js';
import { internals } from './internals.js';
import type { HashTable } from './internals.js';
import { assertValidTable } from './validity.js';

/** What a multimap shows of itself here. */
export interface MultimapInternals {
  /** From keys to their last cells. */
  readonly tails: HashTable & { values(): Iterable<number> };
  readonly words: Int32Array;
  /** Words of a cell, of which the first leads to another cell. */
  readonly stride: number;
  readonly cellCount: number;
  readonly free: number;
  /** Where they are JavaScript's. */
  readonly values?: { readonly length: number; at(index: number): unknown };
}

/** Any multimap of this package. */
export interface Multimap {
  readonly size: number;
  /** @internal */
  [internals](): MultimapInternals;
}

/**
 * Checks every promise of a multimap's layout. Cost: O(cells); for tests.
 * @throws {InvariantError} naming the first that is broken. @throws {DisposedError} after
 * `dispose`.
 */
export function assertValidMultimap(map: Multimap): void {
  const { tails, words, stride, cellCount, free, values } = map[internals]();
  assertValidTable(tails);
  const seen = new Uint8Array(cellCount);
  const visit = (cell: number): void => {
    assertEqual(`cell ${cell}, in use`, cell >= 0 && cell < cellCount, true);
    assertEqual(`cell ${cell}, seen before`, seen[cell], 0);
    seen[cell] = 1;
  };
  let size = 0;
  for (const tail of tails.values()) {
    let cell = tail;
    do {
      cell = words[cell * stride]!;
      visit(cell); // so it ends
      size++;
    } while (cell !== tail);
  }
  assertEqual('size', map.size, size);
  let freeCount = 0;
  for (let cell = free; cell >= 0; cell = words[cell * stride]!) {
    visit(cell);
    freeCount++;
    assertEqual(`value of the free cell ${cell}`, values?.at(cell), undefined);
  }
  assertEqual('cells', cellCount, size + freeCount);
  if (values !== undefined) assertEqual('values', values.length, cellCount);
}

function assertEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) {
    throw new InvariantError(
      `multimap: expected ${what} to be ${String(expected)}, got ${String(actual)}`,
    );
  }
}
