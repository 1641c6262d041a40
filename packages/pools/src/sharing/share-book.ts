import { InvalidArgumentError } from '@sandy/allocator';
import { callAll } from '../call-all.js';
import { CountOverflowError, ForeignHolderError } from '../errors.js';
import type { HolderOptions } from './api.js';
import { largestRemainderShares, mulDivFloor } from './fair-share.js';
import { assertUsable, makeHolder, stateOf } from './holder.js';
import type { Holder, HolderState } from './holder.js';

const MAXIMUM_NAME_LENGTH = 128;

/** What a book must know of the store whose holders it keeps. */
export interface BookedStore<R> {
  /** What shares are of: bytes that the store's region has taken. */
  readonly poolBytes: number;
  /** Gives back all that a holder has, which is in no sum any more. */
  giveBack(state: HolderState<R>): void;
}

/**
 * The holders of one store, the bytes that each of them holds, and its fair share of the store's bytes. What
 * the references are is the store's business.
 *
 * A holder's `onCharge` is foreign code that may come back into the store and even dispose the holder; what
 * was read before such a call is not trusted after it.
 */
export class ShareBook<R> {
  readonly #store: BookedStore<R>;
  readonly #states = new Set<HolderState<R>>();
  #heldBytes = 0; // of holders that have weight
  #weightlessBytes = 0;

  constructor(store: BookedStore<R>) {
    this.#store = store;
  }

  get states(): ReadonlySet<HolderState<R>> {
    return this.#states;
  }

  /** Weight of all references of all holders, without weightless ones. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** A new holder, who holds nothing yet. @throws {InvalidArgumentError} if the name is malformed */
  open(name: string, options: HolderOptions, createRecord: () => R): Holder {
    if (typeof name !== 'string' || name.length < 1 || name.length > MAXIMUM_NAME_LENGTH) {
      throw new InvalidArgumentError('name', 'a string of 1 to 128 characters', name);
    }
    const record = createRecord(); // may throw: then there is no holder
    return makeHolder(name, (holder) => {
      const state: HolderState<R> = {
        store: this.#store,
        holder,
        onCharge: options.onCharge,
        disposeListeners: new Set(),
        dispose: () => this.#close(state),
        record,
        weightless: options.weightless === true,
        heldBytes: 0,
        referenceCount: 0,
        disposed: false,
      };
      this.#states.add(state);
      return state;
    });
  }

  /**
   * State of a holder that may be used here.
   *
   * @throws {ForeignHolderError} if it is another store's
   * @throws {DisposedError} if it is disposed
   */
  enter(holder: Holder): HolderState<R> {
    const state = stateOf(holder);
    if (state.store !== this.#store) {
      throw new ForeignHolderError(`holder '${holder.name}': it is that of another store`);
    }
    assertUsable(state);
    return state as HolderState<R>;
  }

  /** poolBytes × held ÷ Σheld, rounded down. */
  shareOf(state: HolderState<R>): number {
    if (state.weightless) return 0;
    return mulDivFloor(this.#store.poolBytes, state.heldBytes, this.#heldBytes);
  }

  /** The shares of all, rounded so that they add up to exactly `poolBytes`. Cost: O(n log n). */
  shares(): Map<Holder, number> {
    const states = [...this.#states];
    const held = states.map((state) => (state.weightless ? 0 : state.heldBytes));
    const shares = largestRemainderShares(this.#store.poolBytes, held);
    return new Map(states.map((state, index) => [state.holder, shares[index]!]));
  }

  /** @throws {CountOverflowError} if sums would not be exact with `weight` more */
  assertHoldable(state: HolderState<R>, weight: number): void {
    const heldBytes = state.weightless ? this.#weightlessBytes : this.#heldBytes;
    if (heldBytes + weight > Number.MAX_SAFE_INTEGER) {
      throw new CountOverflowError(`holder '${state.holder.name}': held bytes would exceed 2^53`);
    }
  }

  /** Books one reference more. */
  add(state: HolderState<R>, weight: number): void {
    state.referenceCount++;
    this.#count(state, weight);
  }

  /** Books one reference less. */
  subtract(state: HolderState<R>, weight: number): void {
    state.referenceCount--;
    this.#count(state, -weight);
  }

  /** Has the holder agree to its new share. @throws what it throws */
  confirm(state: HolderState<R>): void {
    if (state.onCharge === undefined) return;
    state.onCharge(this.shareOf(state));
    assertUsable(state); // else it has disposed itself: there is nothing to hold
  }

  /** Disposes all holders. @returns the first that a listener threw */
  closeAll(): { error: unknown } | undefined {
    return callAll([...this.#states].map((state) => state.dispose));
  }

  #close(state: HolderState<R>): number {
    if (state.disposed) return 0;
    let failure: { error: unknown } | undefined;
    while (state.disposeListeners.size > 0) {
      const listeners = [...state.disposeListeners]; // one of them may add another
      state.disposeListeners.clear(); // first, so that a listener that disposes again calls none again
      const first = callAll(listeners);
      failure ??= first;
    }
    if (state.disposed) return 0; // by a listener
    const { heldBytes } = state;
    state.disposed = true;
    this.#count(state, -heldBytes);
    state.referenceCount = 0;
    this.#states.delete(state);
    this.#store.giveBack(state);
    if (failure !== undefined) throw failure.error;
    return heldBytes;
  }

  #count(state: HolderState<R>, weight: number): void {
    state.heldBytes += weight;
    if (state.weightless) this.#weightlessBytes += weight;
    else this.#heldBytes += weight;
  }
}
