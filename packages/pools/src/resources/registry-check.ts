import { assertion } from '../assertion.js';
import type { Blob } from './blob-store.js';
import { loanOf } from './lease.js';
import type { Value } from './resource.js';
import { internalsOf } from './shared-resource-registry.js';
import type { SharedResourceRegistry } from './shared-resource-registry.js';

/**
 * Checks leases, waiters and resources against each other. O(resources + leases), for tests. A function, so
 * that programs that do not call it do not carry it.
 *
 * @throws {InvariantError} if an invariant does not hold
 */
export function assertValidRegistry(registry: SharedResourceRegistry): void {
  const { resources, book, blobs } = internalsOf(registry);
  const users = new Map<Blob, number>();
  const use = ({ blob }: Value): number => {
    if (blob === undefined) return 0;
    users.set(blob, (users.get(blob) ?? 0) + 1);
    return blob.byteLength;
  };
  let leaseCount = 0;
  let allHeldBytes = 0;
  for (const { record, holder, heldBytes, disposed, weightless } of book.states) {
    if (!weightless) allHeldBytes += heldBytes;
    assertion(!disposed, `shared resources: '${holder.name}' is disposed`);
    for (const { resource, loading } of record.waiters) {
      assertion(resource.loading === loading, `resource '${resource.name}': nobody loads it`);
    }
    let bytes = 0;
    for (const lease of record.leases) {
      leaseCount++;
      const { resource, value } = loanOf(lease)!;
      assertion(resource.value === value, `resource '${resource.name}': the value changed`);
      bytes += use(value);
    }
    for (const { keptBy, value } of resources.values()) {
      if (keptBy?.holder === holder) bytes += use(value!);
    }
    assertion(heldBytes === bytes, `shared resources: '${holder.name}' holds ${bytes} B`);
  }
  const stats = registry.stats();
  assertion(book.heldBytes === allHeldBytes, `shared resources: held bytes are ${allHeldBytes}`);
  assertion(stats.leaseCount === leaseCount, 'shared resources: the lease count');
  for (const { name, value, leaseCount: count, keptBy } of resources.values()) {
    const isUsed = count > 0 || keptBy !== undefined;
    assertion((value !== undefined) === isUsed, `resource '${name}': loaded and used differ`);
  }
  let uniqueBytes = 0;
  for (const blob of blobs.blobs) {
    uniqueBytes += blob.byteLength;
    assertion(users.get(blob) === blob.userCount, 'shared resources: the users of a blob');
  }
  assertion(stats.uniqueBytes === uniqueBytes, `shared resources: unique bytes are ${uniqueBytes}`);
}
