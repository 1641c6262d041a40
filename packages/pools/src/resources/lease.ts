import { disposeSymbol } from '../dispose-symbol.js';
import { ReleasedError } from '../errors.js';
import type { OwnerRecord } from './owner-record.js';
import type { Resource } from './resource.js';

/** What a lease rests on; one of the list of its owner's. */
export interface Loan {
  readonly lender: Lender;
  readonly owner: OwnerRecord;
  readonly resource: Resource;
  /** The content that the owner holds for this loan, or 0 for a value by reference. */
  readonly contentId: number;
  readonly value: unknown;
  readonly lease: Lease<unknown>;
  previous: Loan | undefined;
  next: Loan | undefined;
}

/** Who gave the loan. */
export interface Lender {
  viewOf(loan: Loan): Uint8Array;
  /** Takes the loan back; called once. */
  takeBack(loan: Loan): void;
}

/** What a loan is made of, but for its lease and its place in the owner's list. */
export type LoanTerms = Omit<Loan, 'lease' | 'previous' | 'next'>;

/** Makes a loan and its lease; for registries only. */
export let lend: (terms: LoanTerms) => Loan;

/**
 * The right to use a shared resource until it is released: by itself, at the end of a `using` scope, or with
 * its owner, whichever comes first.
 */
export class Lease<T> {
  static {
    lend = (terms) => {
      const lease = new Lease<unknown>(terms.resource.name);
      const { lender, owner, resource, contentId, value } = terms;
      const loan: Loan = {
        lender,
        owner,
        resource,
        contentId,
        value,
        lease,
        previous: undefined,
        next: undefined,
      };
      lease.#loan = loan;
      return loan;
    };
  }

  readonly name: string;
  #loan: Loan | undefined;
  #view: Uint8Array | undefined;

  private constructor(name: string) {
    this.name = name;
  }

  /**
   * The resource. Bytes are a view of the one shared copy, not a copy of their own: read only, and only
   * while the lease lasts; whoever needs them longer, or writes, takes `value.slice()`.
   *
   * @throws {ReleasedError} if the lease was released
   */
  get value(): T {
    const loan = this.#loan;
    if (loan === undefined) {
      throw new ReleasedError(`lease of '${this.name}': expected one in use, got one released`);
    }
    if (loan.contentId === 0) return loan.value as T;
    return (this.#view ??= loan.lender.viewOf(loan)) as T;
  }

  /** Whether it was released, by itself or with its owner. */
  get released(): boolean {
    return this.#loan === undefined;
  }

  /** Gives the resource back. Releasing again does nothing, since the owner's end may have come first. */
  release(): void {
    const loan = this.#loan;
    if (loan === undefined) return;
    this.#loan = undefined;
    this.#view = undefined;
    loan.lender.takeBack(loan);
  }

  [disposeSymbol](): void {
    this.release();
  }
}
