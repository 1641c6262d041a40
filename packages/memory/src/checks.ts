import { InvalidArgumentError } from '@sandy/allocator';

/**
 * Passes what has the method that tells it from everything else.
 *
 * @throws {InvalidArgumentError} if it has not
 */
export function assertMethod<M extends string>(
  label: string,
  value: { readonly [name in M]: unknown } | null | undefined,
  method: M,
): void {
  if (typeof value?.[method] === 'function') return;
  throw new InvalidArgumentError(label, `one with a method ${method}`, value);
}
