import { InvalidArgumentError } from '@sandy/allocator';

/**
 * Passes objects that have no properties but those named: an option that is misspelled is one not heeded.
 *
 * @throws {InvalidArgumentError} for anything else
 */
export function assertOptions(options: object, ...names: string[]): void {
  const wrong =
    Object(options) === options
      ? Object.keys(options).find((name) => !names.includes(name))
      : options;
  if (wrong !== undefined)
    throw new InvalidArgumentError('options', `{ ${names.join(', ')} }`, wrong);
}

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
