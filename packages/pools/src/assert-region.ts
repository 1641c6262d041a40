import { InvalidArgumentError } from '@sandy/allocator';

/** Passes what a store can take blocks of. @throws {InvalidArgumentError} for anything else */
export function assertRegion(region: { readonly allocate: unknown }): void {
  if (typeof (region as typeof region | undefined)?.allocate === 'function') return;
  throw new InvalidArgumentError('region', 'one with a method allocate', region);
}
