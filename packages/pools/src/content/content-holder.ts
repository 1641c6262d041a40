import type { ContentPool } from './content-pool.js';
import type { ReferenceCounts } from './reference-counts.js';

/** What the pool keeps of one holder. Only the pool writes it. */
export interface HolderState {
  readonly pool: ContentPool;
  readonly holder: ContentHolder;
  readonly counts: ReferenceCounts;
  readonly onCharge: ((shareBytes: number) => void) | undefined;
  readonly disposeListeners: Set<() => void>;
  weightless: boolean; // only tests change it
  /** Releases all that it holds; returns the bytes held. */
  readonly dispose: () => number;
  heldBytes: number;
  referenceCount: number;
  disposed: boolean;
}

/** What a new holder is given: its name and how its state is made once it exists. */
export interface HolderSeed {
  readonly name: string;
  createState(holder: ContentHolder): HolderState;
}

let readState: (holder: ContentHolder) => HolderState;

/** The pool's access to a holder's state. @throws {TypeError} if it is no holder at all */
export function stateOf(holder: ContentHolder): HolderState {
  return readState(holder);
}

/** Makes a holder; for pools only, so that each holder is one of a pool's. */
export let makeHolder: (seed: HolderSeed) => ContentHolder;

/**
 * Somebody who holds contents of a {@link ContentPool}, such as a mod: the pool counts exactly what each
 * holder has, so that it pays its fair share, cannot give back what it does not have, and gives back all
 * it has at once. Made by `pool.createHolder`.
 */
export class ContentHolder {
  static {
    readState = (holder) => holder.#state;
    makeHolder = (seed) => new ContentHolder(seed);
  }

  readonly name: string;
  readonly #state: HolderState;

  private constructor(seed: HolderSeed) {
    this.name = seed.name;
    this.#state = seed.createState(this);
  }

  /** Weight of all references held: a content held twice counts twice. */
  get heldBytes(): number {
    return this.#state.heldBytes;
  }

  /** Whether what it holds counts in no share. */
  get weightless(): boolean {
    return this.#state.weightless;
  }

  /** References held. */
  get referenceCount(): number {
    return this.#state.referenceCount;
  }

  /** Whether it was disposed, alone or with its pool. */
  get disposed(): boolean {
    return this.#state.disposed;
  }

  /**
   * Has `listener` called when this holder is disposed, before its references are given back, so that
   * whatever rests on them can let go.
   *
   * @returns a function that takes the listener away again
   */
  onDispose(listener: () => void): () => void {
    this.#state.disposeListeners.add(listener);
    return () => void this.#state.disposeListeners.delete(listener);
  }

  /**
   * Releases everything it holds; it can hold nothing afterwards. Disposing again does nothing. What a
   * listener throws is passed on once all is done.
   *
   * @returns the bytes it held (`heldBytes`), which is not what became free: others may hold the same
   */
  dispose(): number {
    return this.#state.dispose();
  }
}
