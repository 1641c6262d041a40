import { InvalidArgumentError } from '../errors.js';

/** A WebAssembly.Global that holds a number. */
interface NumberGlobal {
  value: number;
}

/**
 * The exports of an instance, with functions that leave the guest's stack where they found it, also
 * when they throw. A compiled function takes its frame by moving `__stack_pointer` down and gives
 * it back where it returns, which it does not if it is left by an exception or a trap.
 *
 * Read at each call and not assumed: a host function may be calling back into a guest that waits
 * for it, and its frames must stay.
 *
 * @throws {InvalidArgumentError} if it is no instance, or its `__stack_pointer` cannot change
 */
export function guardedExports<E extends object>(instance: { readonly exports: E }): E {
  const exports = instance?.exports as Record<string, unknown> | undefined;
  if (Object(exports) !== exports) {
    throw new InvalidArgumentError('instance', 'a WebAssembly.Instance', instance);
  }
  const stack = exports!['__stack_pointer'] as NumberGlobal | undefined;
  if (stack === undefined) return instance.exports; // keeps all it has in locals
  try {
    stack.value = Number(stack.value);
  } catch {
    throw new InvalidArgumentError('__stack_pointer', 'a global that can change', stack);
  }
  const guarded = Object.entries(exports!).map(([name, value]) => {
    return [name, typeof value === 'function' ? guard(value as GuestFunction, stack) : value];
  });
  return Object.fromEntries(guarded) as E;
}

type GuestFunction = (...numbers: unknown[]) => unknown;

function guard(run: GuestFunction, stack: NumberGlobal): GuestFunction {
  return (...numbers) => {
    const before = stack.value;
    try {
      return run(...numbers);
    } catch (error) {
      stack.value = before;
      throw error;
    }
  };
}
