import { InvalidArgumentError, type MemoryManager } from '@sandy/memory';

/** Passes managers, also those of another copy of the package. @throws {InvalidArgumentError} for anything else */
export function assertManager(manager: MemoryManager): void {
  const { trackModMemory } = (manager ?? {}) as Partial<MemoryManager>;
  if (typeof trackModMemory === 'function') return;
  throw new InvalidArgumentError('manager', 'a MemoryManager', manager);
}

/** @throws {InvalidArgumentError} for what is no object, or has other properties than `mod` */
export function assertModOption(options: { readonly mod?: string }): void {
  const isObject = Object(options) === options;
  const wrong = isObject ? Object.keys(options).find((name) => name !== 'mod') : options;
  if (wrong !== undefined) throw new InvalidArgumentError('options', '{ mod }', wrong);
}
