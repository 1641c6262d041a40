import { assertion } from '../assertion.js';
import type { HolderState } from './content-holder.js';
import { NODE, byteLengthOfShape, wordLengthOfShape } from './content-store.js';
import type { ContentStore } from './content-store.js';

/**
 * Counts everything anew: references by holders and nodes, weights, sums, and each content's hash.
 *
 * @throws {InvariantError} at the first contradiction
 */
export function assertValidPool(
  store: ContentStore,
  holders: Iterable<HolderState>,
  poolHeldBytes: number,
): void {
  const { table } = store;
  table.assertValid((id) => {
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
  for (const state of holders) heldBytes += checkHolder(store, state, references);
  assertion(poolHeldBytes === heldBytes, `content pool: held bytes are ${heldBytes}`);
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
  const { counts } = state;
  const { name } = state.holder;
  counts.assertValid();
  let heldBytes = 0;
  let referenceCount = 0;
  for (let slot = 0; slot < counts.capacity; slot++) {
    const id = counts.idAt(slot);
    if (id === 0) continue;
    const count = counts.countAt(slot);
    assertion(table.isLive(id), `content holder '${name}': content ${id} is not alive`);
    references[id]! += count;
    referenceCount += count;
    heldBytes += table.weightOf(id) * count;
  }
  assertion(state.referenceCount === referenceCount, `content holder '${name}': reference count`);
  assertion(state.heldBytes === heldBytes, `content holder '${name}': held bytes`);
  return heldBytes;
}
