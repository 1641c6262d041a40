/** What the tests of shared resources need. */
import { SharedResourceRegistry } from '../src/index.js';
import type { ResourceLoader } from '../src/index.js';
import { RefusedError, createRegion } from './support.js';

/** A registry with two owners. */
export function createRegistry() {
  const registry = new SharedResourceRegistry(createRegion());
  const alpha = registry.createHolder('alpha');
  const beta = registry.createHolder('beta');
  return { registry, alpha, beta };
}

/** For `onCharge`. */
export function refuse(): never {
  throw new RefusedError();
}

/** A loader whose calls are settled by hand. */
export function createManualLoader<T>() {
  const calls: { resolve: (value: T) => void; reject: (error: unknown) => void }[] = [];
  const loader: ResourceLoader<T> = () =>
    new Promise<T>((resolve, reject) => void calls.push({ resolve, reject }));
  return { loader, calls };
}

export const bytes = Uint8Array.of(1, 2, 3, 4, 5);
