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

/** @throws {InvalidArgumentError} if it has no method `create` */
export function assertType(type: { create: unknown }): void {
  if (typeof (type as typeof type | undefined | null)?.create === 'function') return;
  throw new InvalidArgumentError('type', 'one with a method create', type);
}
