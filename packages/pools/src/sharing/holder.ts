import { DisposedError, InvalidArgumentError } from '@sandy/allocator';

/** What a holder needs of the book that it is in. */
interface HolderBook {
  /** Releases all that a holder has; returns the bytes held. */
  close(state: HolderState<unknown>): number;
}

/** What a store keeps of one holder. Only the store writes it. */
export interface HolderState<R> {
  /** Where it is booked. */
  readonly book: HolderBook;
  readonly holder: Holder;
  readonly onCharge: ((shareBytes: number) => void) | undefined;
  readonly listeners: Set<() => void>;
  /** What the holder has, in the store's own form. */
  record: R;
  weightless: boolean; // only tests change it
  heldBytes: number;
  referenceCount: number;
  disposed: boolean;
}

/**
 * The store's access to a holder's state. @throws {InvalidArgumentError} if it is no holder at all
 */
export let stateOf: (holder: Holder) => HolderState<unknown>;

/**
 * Makes a holder, who holds nothing yet; for stores only, so that each holder is one of a store's.
 */
export let makeHolder: (
  name: string,
  options: Pick<HolderState<unknown>, 'book' | 'onCharge' | 'record' | 'weightless'>,
) => Holder;

/**
 * Somebody who holds what a store shares, such as a mod: the store counts exactly what each holder
 * has, so that it pays its fair share, cannot give back what it does not have, and gives back all
 * it has at once. Made by the `createHolder` of a {@link ContentPool} or a
 * {@link SharedResourceRegistry}.
 */
export class Holder {
  static {
    stateOf = (holder) => {
      try {
        return holder.#state;
      } catch {
        throw new InvalidArgumentError('holder', 'one that a store made', holder);
      }
    };
    makeHolder = (name, options) => new Holder(name, options);
  }

  readonly name: string;
  readonly #state: HolderState<unknown>;

  private constructor(name: string, options: Parameters<typeof makeHolder>[1]) {
    this.name = name;
    this.#state = {
      ...options,
      holder: this,
      listeners: new Set(),
      heldBytes: 0,
      referenceCount: 0,
      disposed: false,
    };
  }

  /** Weight of all references held: what is held twice counts twice. */
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

  /** Whether it was disposed, alone or with its store. */
  get disposed(): boolean {
    return this.#state.disposed;
  }

  /**
   * Has `listener` called when this holder is disposed, before its references are given back, so
   * that whatever rests on them can let go.
   *
   * @returns a function that takes the listener away again
   * @throws {DisposedError} if the holder was disposed: nobody would call the listener
   */
  onDispose(listener: () => void): () => void {
    assertUsable(this.#state);
    this.#state.listeners.add(listener);
    return () => void this.#state.listeners.delete(listener);
  }

  /**
   * Releases everything it holds; it can hold nothing afterwards. Disposing again does nothing.
   * What a listener throws is passed on once all is done.
   *
   * @returns the bytes it held (`heldBytes`), which is not what became free: others may hold the
   * same
   */
  dispose(): number {
    return this.#state.book.close(this.#state);
  }
}

/** @throws {DisposedError} if the holder was disposed, alone or with its store */
export function assertUsable(state: HolderState<unknown>): void {
  if (state.disposed) throw new DisposedError(`holder '${state.holder.name}'`);
}
