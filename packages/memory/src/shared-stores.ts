import type { Heap, Region } from '@sandy/allocator';
import type { LedgerAccount } from '@sandy/tracker';
import type { SharedStore, SharedStoreType } from './api.js';
import { assertMethod } from './checks.js';
import type { Attempt } from './collect-errors.js';

/**
 * The stores of one manager: one of each type, made when it is first asked for, in a region of its
 * own.
 */
export class SharedStores {
  readonly heap: Heap;
  /** Above those of the heap's tables and of the stores. */
  readonly account: LedgerAccount;
  /** By type. */
  readonly entries = new Map<SharedStoreType<SharedStore>, SharedStore>();

  constructor(heap: Heap, account: LedgerAccount) {
    this.heap = heap;
    this.account = account;
  }

  /**
   * @throws what `type.create` throws, {InvalidArgumentError} if it makes no store; nothing has
   * changed then
   */
  get<T extends SharedStore>(type: SharedStoreType<T>): T {
    const known = this.entries.get(type);
    if (known !== undefined) return known as T;
    assertMethod('type', type, 'create');
    const account = this.account.createAccount(type.storeName, { kind: 'pool' });
    let region: Region | undefined;
    try {
      region = this.heap.createRegion(type.storeName, { account });
      const metadataAccount = account.createAccount('tables', { kind: 'pool' });
      const store = type.create({ region, metadataAccount });
      assertMethod('store', store, 'createHolder');
      this.entries.set(type, store);
      return store;
    } catch (error) {
      region?.dispose();
      account.close();
      throw error;
    }
  }

  has(store: SharedStore): boolean {
    return [...this.entries.values()].includes(store);
  }

  /** Disposes the stores, the last made first; their regions stay. */
  dispose(attempt: Attempt): void {
    for (const store of [...this.entries.values()].reverse()) attempt(() => store.dispose());
    this.entries.clear();
  }
}
