import { assertion } from '../assertion.js';
import { internalsOf } from './shared-resource-registry.js';
import type { SharedResourceRegistry } from './shared-resource-registry.js';

/**
 * Checks leases, waiters and resources against each other. O(resources + leases), for tests. A function, so
 * that programs that do not call it do not carry it.
 *
 * @throws {InvariantError} if an invariant does not hold
 */
export function assertValidRegistry(registry: SharedResourceRegistry): void {
  const { resources, owners } = internalsOf(registry);
  let leaseCount = 0;
  for (const { waiters, newestLoan, holder } of owners.values()) {
    assertion(!holder.disposed, `shared resources: '${holder.name}' is disposed`);
    for (const { resource } of waiters) {
      assertion(resource.flight !== undefined, `resource '${resource.name}': nobody loads it`);
    }
    for (let loan = newestLoan; loan !== undefined; loan = loan.next) {
      leaseCount++;
      const { resource, contentId } = loan;
      assertion(resource.loaded, `resource '${resource.name}': leased, but not loaded`);
      assertion(resource.contentId === contentId, `resource '${resource.name}': content changed`);
    }
  }
  assertion(registry.stats().leaseCount === leaseCount, 'shared resources: the lease count');
  for (const { name, loaded, leaseCount: count, kept } of resources.values()) {
    assertion(loaded === (count > 0 || kept), `resource '${name}': loaded and used differ`);
  }
}
