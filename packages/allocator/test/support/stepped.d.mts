/**
 * Makes every access to memory that threads share call `step` first, in modules that are loaded from now on.
 *
 * @param step - gets what is about to happen (`read`, `write`, the name of an atomic operation or of a method) and the
 * array it happens to
 * @param isTorn - whether operations that read and write are to be two steps, as if they were not atomic: a race for
 * tests to find
 */
export function stepShared(
  step: (kind: string, array: Int32Array | Uint8Array) => void,
  isTorn?: () => boolean,
): void;
