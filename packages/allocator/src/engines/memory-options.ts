import { assertOptions } from '../assert-options.js';
import { InvalidArgumentError } from '../errors.js';

/**
 * As `assertOptions`, where one option is a memory: that has no properties of its own, so without
 * the braces around it would pass for options of which none is given.
 *
 * @throws {InvalidArgumentError} for anything else
 */
export function assertMemoryOptions(options: object, ...names: string[]): void {
  assertOptions(options, ...names);
  if (!('grow' in options)) return;
  throw new InvalidArgumentError('options', `{ ${names.join(', ')} }`, 'a memory without braces');
}
