import type { Heap } from '@sandy/allocator';
import type { Holder } from '@sandy/pools';
import type { LedgerAccount } from '@sandy/tracker';
import { assertType } from './checks.js';
import type { SharedStore, SharedStoreType } from './api.js';

/** The stores of one manager: one of each type, made when it is first asked for, in a region of its own. */
export class SharedStores {
  readonly #heap: Heap;
  readonly #account: LedgerAccount;
  readonly #tablesAccount: LedgerAccount;
  readonly #stores = new Map<SharedStoreType<SharedStore>, SharedStore>();

  /** @param account - that above the accounts of the stores */
  constructor(heap: Heap, account: LedgerAccount) {
    this.#heap = heap;
    this.#account = account;
    this.#tablesAccount = account.createAccount('store-tables', { kind: 'pool' });
  }

  /** The types of stores that there are, and the stores. */
  get entries(): ReadonlyMap<SharedStoreType<SharedStore>, SharedStore> {
    return this.#stores;
  }

  /** @throws what `type.create` throws; nothing has changed then */
  get<T extends SharedStore>(type: SharedStoreType<T>): T {
    const known = this.#stores.get(type);
    if (known !== undefined) return known as T;
    assertType(type);
    const account = this.#account.createAccount(type.storeName, { kind: 'pool' });
    try {
      const region = this.#heap.createRegion(type.storeName, { account });
      const store = type.create({ region, metadataAccount: this.#tablesAccount });
      this.#stores.set(type, store);
      return store;
    } catch (error) {
      account.close();
      throw error;
    }
  }

  has(store: SharedStore): boolean {
    return [...this.#stores.values()].includes(store);
  }

  /** The shares of everybody who holds anything in any store. */
  shares(): Map<Holder, number> {
    const shares = new Map<Holder, number>();
    for (const store of this.#stores.values()) {
      for (const [holder, bytes] of store.shares()) shares.set(holder, bytes);
    }
    return shares;
  }

  /** Disposes the stores, the last made first. Their regions stay. */
  dispose(): void {
    for (const store of [...this.#stores.values()].reverse()) store.dispose();
    this.#stores.clear();
  }
}
