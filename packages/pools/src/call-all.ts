/**
 * Has `call` called with every item, whatever it throws for others; with those, too, that are added
 * meanwhile.
 *
 * @throws the first that was thrown, once all is done
 */
export function callAll<T>(items: ReadonlySet<T>, call: (item: T) => unknown): void {
  const errors: unknown[] = [];
  for (const item of items) {
    try {
      call(item);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
