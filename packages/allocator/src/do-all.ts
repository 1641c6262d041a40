/**
 * Calls `action` for each of `items`, also where it throws for one before: an account's code keeps
 * nothing from being given back.
 * @throws the first of what it threw, when all is done
 */
export function doAll<T>(items: Iterable<T>, action: (item: T) => void): void {
  const errors: unknown[] = [];
  for (const item of items) {
    try {
      action(item);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0]; // not throwFirst: it would be more bytes for a plain heap
}

/** Passes on what was thrown, if anything, now that all is done. */
export function throwFirst(errors: readonly unknown[]): void {
  if (errors.length > 0) throw errors[0];
}
