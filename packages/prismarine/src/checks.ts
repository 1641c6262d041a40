import {
  assertName,
  InvalidArgumentError,
  InvalidNameError,
  type MemoryManager,
} from '@sandy/memory';

/**
 * Passes managers, also those of another copy of the package. @throws {InvalidArgumentError} for
 * anything else
 */
export function assertManager(manager: MemoryManager): void {
  const { trackModMemory } = (manager ?? {}) as Partial<MemoryManager>;
  if (typeof trackModMemory === 'function') return;
  throw new InvalidArgumentError('manager', 'a MemoryManager', manager);
}

/**
 * @throws {InvalidArgumentError} for what is no object, or has other properties than `mod`;
 * {InvalidNameError} if no mod of `manager` can have that name
 */
export function assertModOption(options: { readonly mod?: string }, manager: MemoryManager): void {
  const isObject = Object(options) === options;
  const wrong = isObject ? Object.keys(options).find((name) => name !== 'mod') : options;
  if (wrong !== undefined) throw new InvalidArgumentError('options', '{ mod }', wrong);
  const { mod } = options;
  if (mod === undefined) return;
  assertName(mod, 'mod');
  if (isTaken(mod, manager)) {
    throw new InvalidNameError(`mod: expected a name that is not reserved, got "${mod}"`);
  }
}

/**
 * Whether an account beside those of the mods has the name: the manager's own, or one that its user
 * made.
 */
export function isTaken(name: string, manager: MemoryManager): boolean {
  return !manager.hasMod(name) && manager.ledger.root.child(name) !== undefined;
}
