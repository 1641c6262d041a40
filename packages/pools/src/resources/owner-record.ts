import type { ContentHolder } from '../content/content-holder.js';
import type { Loan } from './lease.js';
import type { Waiter } from './resource.js';

/** What a registry keeps of one owner: its leases in a list, newest first, and what it waits for. */
export class OwnerRecord {
  readonly holder: ContentHolder;
  readonly waiters = new Set<Waiter>();
  /** Takes back the listener on the holder's end. */
  stopListening: () => void = () => {};
  #newest: Loan | undefined;

  constructor(holder: ContentHolder) {
    this.holder = holder;
  }

  get newestLoan(): Loan | undefined {
    return this.#newest;
  }

  add(loan: Loan): void {
    loan.next = this.#newest;
    if (this.#newest !== undefined) this.#newest.previous = loan;
    this.#newest = loan;
  }

  remove(loan: Loan): void {
    const { previous, next } = loan;
    if (previous !== undefined) previous.next = next;
    else this.#newest = next;
    if (next !== undefined) next.previous = previous;
  }
}
