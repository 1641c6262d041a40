import { OverReleaseError } from '../errors.js';
import type { HolderState as State } from '../sharing/holder.js';
import { assertUsable } from '../sharing/holder.js';
import { ShareBook } from '../sharing/share-book.js';
import type { ContentStore } from './content-store.js';
import type { ReferenceCounts } from './reference-counts.js';

export type HolderState = State<ReferenceCounts>;

/**
 * Who holds which contents: books references to holders and asks them before a step is final. Every
 * reference that is booked here is counted in the store, too.
 *
 * The accounts of tables are foreign code, as a holder's `onCharge` is.
 */
export class HolderBooks {
  readonly shares: ShareBook<ReferenceCounts>;
  readonly #store: ContentStore;

  constructor(store: ContentStore) {
    this.#store = store;
    this.shares = new ShareBook(store, (state) => this.#giveBack(state));
  }

  /** Makes room for one more content in the holder's counts. @throws what an account throws */
  makeRoom(state: HolderState): void {
    // A callback may fill what was just made larger, hence the loops.
    while (!state.record.hasRoom) {
      state.record.grow();
      assertUsable(state);
    }
  }

  /**
   * The same, and room in the table of contents; then nothing can keep a new content from being
   * held.
   */
  makeAllRoom(state: HolderState, weight: number): void {
    const { table } = this.#store;
    assertUsable(state);
    while (!table.hasRoom || !state.record.hasRoom) {
      this.makeRoom(state);
      if (!table.hasRoom) table.grow();
      assertUsable(state);
    }
    this.shares.assertHoldable(state, weight);
  }

  /**
   * Adds one reference of the holder, asks it, and takes the reference away again if it refuses.
   * There is room.
   *
   * @throws {CountOverflowError} if there are too many references
   * @throws what `onCharge` throws
   */
  hold(state: HolderState, id: number): void {
    this.shares.assertHoldable(state, this.#store.table.weightOf(id));
    this.#store.addReference(id);
    this.#giveTo(state, id);
    if (state.onCharge === undefined) return;
    try {
      this.shares.confirm(state);
    } catch (error) {
      if (!state.disposed && state.record.get(id) > 0) this.release(state, id);
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
      this.shares.confirm(target);
    } catch (error) {
      if (!target.disposed && target.record.get(id) > 0) {
        this.#takeFrom(target, id);
        if (source.disposed) this.#store.dropReferences(id, 1);
        else this.#giveTo(source, id);
      }
      throw error;
    }
  }

  /** Books a reference that was counted already as the holder's. */
  #giveTo(state: HolderState, id: number): void {
    state.record.increment(id);
    this.shares.add(state, 1, this.#store.table.weightOf(id));
  }

  /** Takes a reference off the holder's books, and leaves it counted. */
  #takeFrom(state: HolderState, id: number): void {
    if (!state.record.decrement(id)) {
      this.#store.assertLive(id);
      throw new OverReleaseError(
        `holder '${state.holder.name}': it has no reference to content ${id}`,
      );
    }
    this.shares.add(state, -1, -this.#store.table.weightOf(id));
  }

  #giveBack({ record }: HolderState): void {
    for (let slot = 0; slot < record.capacity; slot++) {
      const id = record.idAt(slot);
      // Freeing may call an account back, which may dispose the whole pool.
      if (id !== 0 && !this.#store.closed) this.#store.dropReferences(id, record.countAt(slot));
    }
    record.close();
  }
}
