import { InvalidArgumentError, assertOptions } from '@sandy/allocator';
import { callAll } from '../call-all.js';
import { CountOverflowError, ForeignHolderError } from '../errors.js';
import type { HolderOptions } from './api.js';
import { largestRemainderShares, mulDivFloor } from './fair-share.js';
import { assertUsable, makeHolder, stateOf } from './holder.js';
import type { Holder, HolderState } from './holder.js';

const MAXIMUM_NAME_LENGTH = 128;

/** What shares are of. */
export interface BookedStore {
  /** Bytes that the store's region has taken. */
  readonly poolBytes: number;
}

/**
 * The holders of one store, the bytes that each of them holds, and its fair share of the store's
 * bytes. What the references are is the store's business.
 *
 * A holder's `onCharge` is foreign code that may come back into the store and even dispose the
 * holder; what was read before such a call is not trusted after it.
 */
export class ShareBook<R> {
  readonly #store: BookedStore;
  readonly #giveBack: (state: HolderState<R>) => void;
  readonly #states = new Set<HolderState<R>>();
  #heldBytes = 0; // of holders that have weight

  /** @param giveBack - gives back all that a holder has, which is in no sum any more */
  constructor(store: BookedStore, giveBack: (state: HolderState<R>) => void) {
    this.#store = store;
    this.#giveBack = giveBack;
  }

  get states(): ReadonlySet<HolderState<R>> {
    return this.#states;
  }

  /** Weight of all references of all holders, without weightless ones. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /**
   * A new holder, who holds nothing yet.
   *
   * @throws {InvalidArgumentError} for a malformed name, an unknown option, or an `onCharge` that
   * is no function
   */
  open(name: string, options: HolderOptions, createRecord: () => R): Holder {
    if (typeof name !== 'string' || name.length < 1 || name.length > MAXIMUM_NAME_LENGTH) {
      throw new InvalidArgumentError('name', 'a string of 1 to 128 characters', name);
    }
    assertOptions(options, 'onCharge', 'weightless');
    const { onCharge } = options;
    if (onCharge !== undefined && typeof onCharge !== 'function') {
      throw new InvalidArgumentError('onCharge', 'a function', onCharge);
    }
    const holder = makeHolder(name, {
      book: this,
      onCharge,
      record: createRecord(), // may throw: then there is no holder
      weightless: options.weightless === true,
    });
    this.#states.add(stateOf(holder) as HolderState<R>);
    return holder;
  }

  /**
   * State of a holder that may be used here.
   *
   * @throws {InvalidArgumentError} if it is no holder
   * @throws {ForeignHolderError} if it is another store's
   * @throws {DisposedError} if it is disposed
   */
  enter(holder: Holder): HolderState<R> {
    const state = stateOf(holder);
    if (state.book !== this) {
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
    // Others without weight are in no sum with it
    const { heldBytes } = state.weightless ? state : this;
    if (!Number.isSafeInteger(heldBytes + weight)) {
      throw new CountOverflowError(
        `holder '${state.holder.name}': the bytes held would exceed 2^53 - 1`,
      );
    }
  }

  /** Books `count` references more, or fewer, which weigh `weight` together. */
  add(state: HolderState<R>, count: number, weight: number): void {
    state.referenceCount += count;
    state.heldBytes += weight;
    if (!state.weightless) this.#heldBytes += weight;
  }

  /** Has the holder agree to its new share. @throws what it throws */
  confirm(state: HolderState<R>): void {
    if (state.onCharge === undefined) return;
    state.onCharge(this.shareOf(state));
    assertUsable(state); // else it has disposed itself: there is nothing to hold
  }

  /**
   * Disposes all holders, those too that listeners make. @throws the first that a listener threw,
   * after all
   */
  dispose(): void {
    callAll(this.#states, (state) => this.close(state));
  }

  /**
   * Disposes a holder.
   *
   * @returns the bytes that it held; 0 if it is disposed already, or by a listener
   * @throws the first that a listener threw, once the holder is disposed
   */
  close(state: HolderState<R>): number {
    const { listeners } = state;
    let heldBytes = 0;
    try {
      callAll(listeners, (listener) => {
        listeners.delete(listener); // first, so that it is not called again if it comes back here
        listener();
      });
    } finally {
      ({ heldBytes } = state);
      if (!state.disposed) {
        state.disposed = true;
        this.add(state, -state.referenceCount, -heldBytes);
        this.#states.delete(state);
        this.#giveBack(state);
      }
    }
    return heldBytes;
  }
}
