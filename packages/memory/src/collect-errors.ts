/** Runs a step of foreign code: whatever else there is to do does not depend on it. */
export type Attempt = (step: () => unknown) => void;

/** An attempt that passes on what the step throws. */
export const insist: Attempt = (step) => void step();

/**
 * An attempt that keeps in `errors` what the step throws, so that the steps after it run, too;
 * later also what a promise that it returns rejects with.
 */
export function collectInto(errors: unknown[]): Attempt {
  const keep = (error: unknown): void => void errors.push(error);
  return (step) => {
    try {
      (step() as Promise<unknown> | undefined)?.catch?.(keep);
    } catch (error) {
      keep(error);
    }
  };
}
