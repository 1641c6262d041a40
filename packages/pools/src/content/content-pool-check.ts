import { assertion } from '../assertion.js';
import { internalsOf } from './content-pool.js';
import type { ContentPool } from './content-pool.js';
import type { HolderState } from './holder-books.js';
import { NODE, byteLengthOfShape, wordLengthOfShape } from './content-store.js';
import type { ContentStore } from './content-store.js';
import { ADDRESS, FREE, HASH, STRIDE, internalsOf as tablesOf } from './content-table.js';
import type { ContentTable } from './content-table.js';
import type { ReferenceCounts } from './reference-counts.js';

/**
 * Checks everything in a pool by counting it anew: references by holders and nodes, weights, sums,
 * and each content's hash. O(bytes stored), for tests. A function, so that programs that do not
 * call it do not carry it.
 *
 * @throws {InvariantError} at the first contradiction
 */
export function assertValidPool(pool: ContentPool): void {
  const { store, books } = internalsOf(pool);
  const { table } = store;
  assertValidContents(table, (id) => {
    const words = wordsOf(store, id).slice();
    return store.hash(words, words.length, table.shapeOf(id));
  });
  const references = new Float64Array(table.idLimit);
  let uniqueBytes = 0;
  for (let id = 1; id < table.idLimit; id++) {
    if (!table.isLive(id)) continue;
    uniqueBytes += byteLengthOfShape(table.shapeOf(id));
    const weight = weigh(store, id, references);
    assertion(
      table.weightOf(id) === weight,
      `content pool: content ${id} does not weigh ${weight}`,
    );
  }
  assertion(store.uniqueBytes === uniqueBytes, `content pool: unique bytes are ${uniqueBytes}`);
  let heldBytes = 0;
  let shareBytes = 0;
  const shares = pool.shares();
  for (const state of books.shares.states) {
    const held = checkHolder(store, state, references);
    if (!state.weightless) heldBytes += held;
    const share = shares.get(state.holder)!;
    shareBytes += share;
    const isZero = state.weightless || held === 0;
    assertion(!isZero || share === 0, `holder '${state.holder.name}': share is ${share}`);
  }
  const expectedBytes = heldBytes === 0 ? 0 : store.poolBytes;
  assertion(shareBytes === expectedBytes, `content pool: shares add up to ${shareBytes}`);
  assertion(books.shares.heldBytes === heldBytes, `content pool: held bytes are ${heldBytes}`);
  for (let id = 1; id < table.idLimit; id++) {
    if (!table.isLive(id)) continue;
    const count = references[id]!;
    assertion(
      table.referencesOf(id) === count,
      `content pool: content ${id} is held ${count} times`,
    );
  }
}

function wordsOf(store: ContentStore, id: number): Int32Array {
  const address = store.table.addressOf(id);
  const base = store.region.heap.offsetOf(address) >> 2;
  const end = base + wordLengthOfShape(store.table.shapeOf(id));
  return store.region.heap.wordsOf(address).subarray(base, end);
}

/** Weight of a content from its parts; counts a node's children in `references`. */
function weigh(store: ContentStore, id: number, references: Float64Array): number {
  const { table } = store;
  const shape = table.shapeOf(id);
  let weight = byteLengthOfShape(shape);
  if ((shape & NODE) === 0) return weight;
  for (const child of wordsOf(store, id)) {
    if (child <= 0) continue;
    assertion(table.isLive(child), `content pool: child ${child} of node ${id} is not alive`);
    references[child]!++;
    weight += table.weightOf(child);
  }
  return weight;
}

/** Counts what a holder has in `references`; returns its held bytes. */
function checkHolder(store: ContentStore, state: HolderState, references: Float64Array): number {
  const { table } = store;
  const counts = state.record;
  const { name } = state.holder;
  assertValidCounts(counts);
  let heldBytes = 0;
  let referenceCount = 0;
  for (let slot = 0; slot < counts.capacity; slot++) {
    const id = counts.idAt(slot);
    if (id === 0) continue;
    const count = counts.countAt(slot);
    assertion(table.isLive(id), `holder '${name}': content ${id} is not alive`);
    references[id]! += count;
    referenceCount += count;
    heldBytes += table.weightOf(id) * count;
  }
  assertion(state.referenceCount === referenceCount, `holder '${name}': reference count`);
  assertion(state.heldBytes === heldBytes, `holder '${name}': held bytes`);
  return heldBytes;
}

/**
 * Checks the entries, the index and the free ids against each other; `hashOf` hashes a content
 * anew.
 */
function assertValidContents(table: ContentTable, hashOf: (id: number) => number): void {
  const { entries, index, firstFree } = tablesOf(table);
  const { size, idLimit } = table;
  const mask = index.length - 1;
  let live = 0;
  for (let id = 1; id < idLimit; id++) {
    if (!table.isLive(id)) continue;
    live++;
    const hash = entries[id * STRIDE + HASH]!;
    assertion(hash === hashOf(id), `content table: content ${id} was changed, or its hash`);
    let slot = hash & mask;
    while (index[slot] !== id) {
      assertion(index[slot] !== 0, `content table: content ${id} is not in the index`);
      slot = (slot + 1) & mask;
    }
  }
  let indexed = 0;
  for (const id of index) {
    if (id === 0) continue;
    indexed++;
    assertion(table.isLive(id), `content table: the index names ${id}, which is not alive`);
  }
  let free = 0;
  for (let id = firstFree; id !== 0; id = entries[id * STRIDE + ADDRESS]!) {
    free++;
    assertion(free < idLimit, 'content table: the free list runs in a circle');
    assertion(table.shapeOf(id) === FREE, `content table: ${id} is on the free list, but not free`);
  }
  assertion(live === size, `content table: size is ${size}, ${live} are alive`);
  assertion(indexed === size, `content table: size is ${size}, ${indexed} indexed`);
  assertion(live + free === idLimit - 1, 'content table: an id is neither alive nor free');
}

/** O(n). @throws {InvariantError} if the table contradicts itself */
export function assertValidCounts(counts: ReferenceCounts): void {
  let size = 0;
  for (let slot = 0; slot < counts.capacity; slot++) {
    const id = counts.idAt(slot);
    if (id === 0) {
      assertion(counts.countAt(slot) === 0, `reference counts: empty slot ${slot} has a count`);
      continue;
    }
    size++;
    assertion(counts.countAt(slot) > 0, `reference counts: content ${id} has no count`);
    assertion(counts.find(id) === slot, `reference counts: content ${id} is not found`);
  }
  assertion(size === counts.size, `reference counts: size is ${counts.size}, slots hold ${size}`);
}
