/** Calls every function, whatever the others do; returns the first failure. */
export function callAll(functions: readonly (() => unknown)[]): { error: unknown } | undefined {
  let failure: { error: unknown } | undefined;
  for (const call of functions) {
    try {
      call();
    } catch (error) {
      failure ??= { error };
    }
  }
  return failure;
}
