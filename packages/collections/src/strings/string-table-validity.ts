import { assertEqual, assertValidIndex } from '../entry-index-validity.js';
import { internals } from '../internals.js';
import { wordCountOf } from './packing.js';
import type { StringTable } from './string-table.js';

/**
 * Checks every promise of a string table's layout. Cost: O(n + characters); for tests. A function,
 * so that programs that do not call it do not carry it.
 * @throws {InvariantError} naming the first that is broken. @throws {DisposedError} after
 * `dispose`.
 */
export function assertValidStringTable(table: StringTable): void {
  const [index, chunks, hashOf] = table[internals]();
  assertValidIndex(index);
  assertEqual('ids', index.liveCount, index.entryCount);
  const used = chunks.map(() => 0);
  for (let id = 0; id < table.size; id++) {
    const address = index.words[index.payloadsAt + id]!;
    const number = address >>> 18;
    const start = address & (2 ** 18 - 1);
    const { words, filled } = chunks[number]!;
    // Records are written one behind the other.
    assertEqual(`address of the string ${id}`, start, used[number]);
    const wordCount = wordCountOf(words[start]!);
    used[number]! += wordCount;
    assertEqual(`end of the string ${id}`, Math.min(used[number]!, filled), used[number]);
    assertEqual(
      `hash of the string ${id}`,
      index.words[index.hashesAt + id],
      hashOf(words, start, wordCount),
    );
    assertEqual(`id of the string ${id}`, table.idOf(table.stringOf(id)), id);
  }
  chunks.forEach(({ words, length, filled }, number) => {
    assertEqual(`length of chunk ${number}`, words.length, length);
    assertEqual(`words in chunk ${number}`, filled, used[number]);
  });
  const slabWords = chunks.reduce((sum, { length }) => sum + length, 0);
  assertEqual('bytes', table.bytes(), index.bytes() + slabWords * 4);
}
