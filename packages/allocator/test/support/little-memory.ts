/** Runs `action` in a runtime that has no memory for Int32Arrays of `least` to `most` words. */
export function withoutMemoryFor(
  { least, most }: { least: number; most: number },
  action: () => void,
): void {
  const scope = globalThis as { Int32Array: Int32ArrayConstructor };
  const Real = scope.Int32Array;
  scope.Int32Array = new Proxy(Real, {
    construct: (target, args: unknown[]) => {
      const length = args[0];
      if (typeof length === 'number' && length >= least && length <= most)
        throw new RangeError('no memory');
      return Reflect.construct(target, args) as object;
    },
  });
  try {
    action();
  } finally {
    scope.Int32Array = Real;
  }
}
