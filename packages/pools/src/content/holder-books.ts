import { DisposedError } from '@sandy/allocator';
import { callAll } from '../call-all.js';
import { CountOverflowError, OverReleaseError } from '../errors.js';
import type { HolderState } from './content-holder.js';
import type { ContentStore } from './content-store.js';
import { mulDivFloor } from './fair-share.js';

/**
 * Who holds what: the part of a content pool that books references to holders and asks them before a step
 * is final. Every reference that is booked here is counted in the store, too.
 *
 * A holder's `onCharge` and the accounts of tables are foreign code that may come back into the pool and even
 * dispose the holder; what was read before such a call is not trusted after it.
 */
export class HolderBooks {
  readonly #store: ContentStore;
  readonly #states = new Set<HolderState>();
  #heldBytes = 0; // of holders that have weight
  #weightlessBytes = 0;

  constructor(store: ContentStore) {
    this.#store = store;
  }

  get states(): ReadonlySet<HolderState> {
    return this.#states;
  }

  /** Weight of all references of all holders, without weightless ones. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  add(state: HolderState): void {
    this.#states.add(state);
  }

  /** poolBytes × held ÷ Σheld, rounded down. */
  shareOf(state: HolderState): number {
    if (state.weightless) return 0;
    return mulDivFloor(this.#store.poolBytes, state.heldBytes, this.#heldBytes);
  }

  /** Makes room for one more content in the holder's counts. @throws what an account throws */
  makeRoom(state: HolderState): void {
    // A callback may fill what was just made larger, hence the loops.
    while (!state.counts.hasRoom) {
      state.counts.grow();
      assertUsable(state);
    }
  }

  /** The same, and room in the table of contents; then nothing can keep a new content from being held. */
  makeAllRoom(state: HolderState, weight: number): void {
    const { table } = this.#store;
    assertUsable(state);
    while (!table.hasRoom || !state.counts.hasRoom) {
      this.makeRoom(state);
      if (!table.hasRoom) table.grow();
      assertUsable(state);
    }
    this.#assertHoldable(state, weight);
  }

  /**
   * Adds one reference of the holder, asks it, and takes the reference away again if it refuses. There is room.
   *
   * @throws {CountOverflowError} if there are too many references
   * @throws what `onCharge` throws
   */
  hold(state: HolderState, id: number): void {
    this.#assertHoldable(state, this.#store.table.weightOf(id));
    this.#store.addReference(id);
    this.#giveTo(state, id);
    if (state.onCharge === undefined) return;
    try {
      this.#confirm(state);
    } catch (error) {
      if (!state.disposed && state.counts.get(id) > 0) this.release(state, id);
      throw error;
    }
  }

  /** Gives one reference of the holder back. @throws {OverReleaseError} if it has none */
  release(state: HolderState, id: number): void {
    this.#takeFrom(state, id);
    this.#store.dropReferences(id, 1);
  }

  /** Makes one reference of `source` one of `target`, who is asked. */
  transfer(source: HolderState, target: HolderState, id: number): void {
    this.makeRoom(target);
    this.#takeFrom(source, id);
    this.#giveTo(target, id);
    try {
      this.#confirm(target);
    } catch (error) {
      if (!target.disposed && target.counts.get(id) > 0) {
        this.#takeFrom(target, id);
        if (source.disposed) this.#store.dropReferences(id, 1);
        else this.#giveTo(source, id);
      }
      throw error;
    }
  }

  /** Releases all that a holder has, and forgets it. @returns the bytes it held */
  dispose(state: HolderState): number {
    if (state.disposed) return 0;
    const listeners = [...state.disposeListeners];
    state.disposeListeners.clear(); // first, so that a listener that disposes again calls none again
    const failure = callAll(listeners);
    if (state.disposed) return 0; // by a listener
    const { counts, heldBytes } = state;
    state.disposed = true;
    state.heldBytes = 0;
    state.referenceCount = 0;
    this.#count(state, -heldBytes);
    this.#states.delete(state);
    for (let slot = 0; slot < counts.capacity; slot++) {
      const id = counts.idAt(slot);
      // Freeing may call an account back, which may dispose the whole pool.
      if (id !== 0 && !this.#store.closed) this.#store.dropReferences(id, counts.countAt(slot));
    }
    counts.close();
    if (failure !== undefined) throw failure.error;
    return heldBytes;
  }

  /** Has the holder agree to its new share. */
  #confirm(state: HolderState): void {
    if (state.onCharge === undefined) return;
    state.onCharge(this.shareOf(state));
    assertUsable(state); // else it has disposed itself: there is nothing to hold
  }

  #assertHoldable(state: HolderState, weight: number): void {
    // The pool's sums are the larger ones.
    const heldBytes = state.weightless ? this.#weightlessBytes : this.#heldBytes;
    if (heldBytes + weight > Number.MAX_SAFE_INTEGER) {
      throw new CountOverflowError(
        `content holder '${state.holder.name}': the pool's held bytes would exceed 2^53 - 1`,
      );
    }
  }

  /** Books a reference that was counted already as the holder's. */
  #giveTo(state: HolderState, id: number): void {
    const weight = this.#store.table.weightOf(id);
    state.counts.increment(id);
    state.heldBytes += weight;
    state.referenceCount++;
    this.#count(state, weight);
  }

  /** Takes a reference off the holder's books, and leaves it counted. */
  #takeFrom(state: HolderState, id: number): void {
    if (!state.counts.decrement(id)) {
      this.#store.assertLive(id);
      throw new OverReleaseError(
        `content holder '${state.holder.name}': it has no reference to content ${id}`,
      );
    }
    const weight = this.#store.table.weightOf(id);
    state.heldBytes -= weight;
    state.referenceCount--;
    this.#count(state, -weight);
  }

  #count(state: HolderState, weight: number): void {
    if (state.weightless) this.#weightlessBytes += weight;
    else this.#heldBytes += weight;
  }
}

/** @throws {DisposedError} if the holder was disposed, alone or with its pool */
export function assertUsable(state: HolderState): void {
  if (state.disposed) throw new DisposedError(`content holder '${state.holder.name}'`);
}
