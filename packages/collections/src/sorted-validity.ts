import { InvariantError } from './errors.js';
import { sortedInternals } from './sorted.js';
import type { SortedTable } from './sorted.js';

/**
 * Checks every promise of the layout of a sorted map or set. Cost: O(n); for tests. A function, so
 * that programs that do not call it do not carry it.
 * @throws {InvariantError} naming the first that is broken. @throws {DisposedError} after
 * `dispose`.
 */
export function assertValidSorted(table: SortedTable): void {
  const { leaves, rows, rowCount, leafCount, freeLeaf, keyWords, leafWords, leafSize, values } =
    table[sortedInternals]();
  const rowWords = keyWords + 2;
  const isUsed = new Uint8Array(leafCount);
  let total = 0;
  let before = -Infinity;
  let beforeLow = -1;
  for (let row = 0; row < rowCount; row++) {
    const leaf = rows[row * rowWords + keyWords]!;
    const count = rows[row * rowWords + keyWords + 1]!;
    assertTrue(`leaf ${leaf} of row ${row} is in one row`, leaf < leafCount && isUsed[leaf] === 0);
    isUsed[leaf] = 1;
    assertTrue(`row ${row} has 1 to ${leafSize} entries`, count > 0 && count <= leafSize);
    total += count;
    for (let place = 0; place < count; place++) {
      const word = leaf * leafWords + place * keyWords;
      const high = leaves[word]!;
      const low = keyWords === 1 ? 0 : leaves[word + 1]! >>> 0;
      const isAbove = high > before || (high === before && low > beforeLow);
      assertTrue(`key ${place} of row ${row} is above the one before`, isAbove);
      before = high;
      beforeLow = low;
    }
    for (let word = 0; word < keyWords; word++) {
      const isSame = rows[row * rowWords + word] === leaves[leaf * leafWords + word];
      assertTrue(`row ${row} has the first key of its leaf`, isSame);
    }
    for (let place = count; values !== undefined && place < leafSize; place++) {
      const isFree = values[leaf * leafSize + place] === undefined;
      assertTrue(`value ${place} of row ${row} is gone`, isFree);
    }
  }
  assertTrue('the rows have all entries', total === table.size);
  let freeCount = 0;
  for (let leaf = freeLeaf; leaf >= 0; leaf = leaves[leaf * leafWords]!) {
    assertTrue(`free leaf ${leaf} is in no row, and free once`, isUsed[leaf] === 0);
    isUsed[leaf] = 1;
    freeCount++;
  }
  assertTrue('each leaf is in a row or free', rowCount + freeCount === leafCount);
}

function assertTrue(what: string, holds: boolean): void {
  if (!holds) throw new InvariantError(`sorted: expected that ${what}`);
}
