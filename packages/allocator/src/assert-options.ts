import { InvalidArgumentError } from './errors.js';

/**
 * Passes objects that have no properties but those named: an option that is misspelled is one not
 * heeded.
 *
 * @throws {InvalidArgumentError} for anything else
 */
export function assertOptions(options: object, ...names: string[]): void {
  const wrong =
    Object(options) === options
      ? Object.keys(options).find((name) => !names.includes(name))
      : options;
  if (wrong !== undefined || options === undefined) {
    throw new InvalidArgumentError('options', `{ ${names.join(', ')} }`, wrong);
  }
}
