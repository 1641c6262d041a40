import type { RegistryStats } from './api.js';
import { internalsOf } from './shared-resource-registry.js';
import type { SharedResourceRegistry } from './shared-resource-registry.js';

/**
 * All counters of a registry. O(resources + owners). A function, so that programs that do not call
 * it do not carry it.
 */
export function inspectResources(registry: SharedResourceRegistry): RegistryStats {
  const { resources, book, loadCount } = internalsOf(registry);
  let loadedCount = 0;
  let loadingCount = 0;
  let leaseCount = 0;
  let waiterCount = 0;
  let declaredBytes = 0;
  for (const { loading, value, byteLength } of resources.values()) {
    if (loading !== undefined) loadingCount++;
    if (value === undefined) continue;
    loadedCount++;
    if (value.address === undefined) declaredBytes += byteLength;
  }
  for (const { record } of book.states) {
    leaseCount += record.leases.size;
    waiterCount += record.waiters.size;
  }
  return {
    ...registry.stats(),
    resourceCount: resources.size,
    loadedCount,
    loadingCount,
    leaseCount,
    waiterCount,
    loadCount,
    declaredBytes,
  };
}
