/**
 * Takes every function out of a set and calls it, whatever the others do; those that they add, too.
 *
 * @returns the first failure
 */
export function callAll(functions: Set<() => unknown>): { error: unknown } | undefined {
  let failure: { error: unknown } | undefined;
  for (const call of functions) {
    functions.delete(call); // first, so that it is not called again if it comes back here
    try {
      call();
    } catch (error) {
      failure ??= { error };
    }
  }
  return failure;
}
