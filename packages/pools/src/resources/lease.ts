import { disposeSymbol } from '../dispose-symbol.js';
import { ReleasedError } from '../errors.js';
import type { BlobStore } from './blob-store.js';
import type { Resource } from './resource.js';

/** What a lease rests on. */
export interface Loan {
  /** Its value is there as long as the lease lasts. */
  readonly resource: Resource;
  readonly blobs: BlobStore;
  /** Takes the loan back; called once. */
  release(): void;
}

/** Makes a lease; for registries only. */
export let lend: (loan: Loan) => Lease<unknown>;

/** For checks. */
export let loanOf: (lease: Lease<unknown>) => Loan | undefined;

/**
 * The right to use a shared resource until it is released: by itself, at the end of a `using`
 * scope, or with its owner, whichever comes first.
 */
export class Lease<T> {
  static {
    lend = (loan) => new Lease<unknown>(loan);
    loanOf = (lease) => lease.#loan;
  }

  readonly name: string;
  #loan: Loan | undefined;

  private constructor(loan: Loan) {
    this.name = loan.resource.name;
    this.#loan = loan;
  }

  /**
   * The resource. Bytes are a view of the one shared copy, not a copy of their own: read only, and
   * only while the lease lasts; whoever needs them longer, or writes, takes `value.slice()`.
   *
   * @throws {ReleasedError} if the lease was released
   */
  get value(): T {
    const loan = this.#loan;
    if (loan === undefined) {
      throw new ReleasedError(`lease of '${this.name}': expected one in use, got one released`);
    }
    return loan.blobs.read(loan.resource.value!) as T;
  }

  /** Whether it was released, by itself or with its owner. */
  get released(): boolean {
    return this.#loan === undefined;
  }

  /**
   * Gives the resource back. Releasing again does nothing, since the owner's end may have come
   * first.
   */
  release(): void {
    const loan = this.#loan;
    this.#loan = undefined;
    loan?.release();
  }

  [disposeSymbol](): void {
    this.release();
  }
}
