import { assertion } from '../assertion.js';
import type { Value } from './blob-store.js';
import { loanOf } from './lease.js';
import type { Resource } from './resource.js';
import { internalsOf } from './shared-resource-registry.js';
import type { SharedResourceRegistry } from './shared-resource-registry.js';

/**
 * Checks leases, waiters and resources against each other. O(resources + leases), for tests. A
 * function, so that programs that do not call it do not carry it.
 *
 * @throws {InvariantError} if an invariant does not hold
 */
export function assertValidRegistry(registry: SharedResourceRegistry): void {
  const { resources, book, blobs } = internalsOf(registry);
  const users = new Map<Value, number>();
  const use = (value: Value): number => {
    users.set(value, (users.get(value) ?? 0) + 1);
    return value.byteLength;
  };
  const userCounts = new Map<Resource, number>();
  let allHeldBytes = 0;
  for (const { record, holder, heldBytes, disposed, weightless } of book.states) {
    if (!weightless) allHeldBytes += heldBytes;
    assertion(!disposed, `shared resources: '${holder.name}' is disposed`);
    for (const { resource, loading } of record.waiters) {
      assertion(resource.loading === loading, `resource '${resource.name}': nobody loads it`);
    }
    let bytes = 0;
    for (const lease of record.leases) {
      const { resource } = loanOf(lease)!;
      userCounts.set(resource, (userCounts.get(resource) ?? 0) + 1);
      assertion(resource.value !== undefined, `resource '${resource.name}': the value is gone`);
      bytes += use(resource.value);
    }
    for (const { keptBy, value } of resources.values()) {
      if (keptBy?.holder === holder) bytes += use(value!);
    }
    assertion(heldBytes === bytes, `shared resources: '${holder.name}' holds ${bytes} B`);
  }
  const stats = registry.stats();
  assertion(book.heldBytes === allHeldBytes, `shared resources: held bytes are ${allHeldBytes}`);
  for (const resource of resources.values()) {
    const { name, value, userCount, keptBy } = resource;
    const count = (userCounts.get(resource) ?? 0) + Number(keptBy !== undefined);
    assertion(userCount === count, `resource '${name}': its users are ${count}`);
    assertion(
      (value !== undefined) === userCount > 0,
      `resource '${name}': loaded and used differ`,
    );
  }
  let uniqueBytes = 0;
  for (const blob of blobs.blobs) {
    uniqueBytes += blob.byteLength;
    assertion(users.get(blob) === blob.userCount, 'shared resources: the users of a blob');
  }
  assertion(stats.uniqueBytes === uniqueBytes, `shared resources: unique bytes are ${uniqueBytes}`);
}
