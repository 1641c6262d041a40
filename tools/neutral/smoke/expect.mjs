/** Assertions for engines that have nothing. */

/** @throws {Error} if the two differ (compared as JSON). */
export function equal(actual, expected, what) {
  const got = JSON.stringify(actual);
  const wanted = JSON.stringify(expected);
  if (got !== wanted) throw new Error(`${what}: expected ${wanted}, got ${got}`);
}

/** @throws {Error} if `action` does not throw an error with this `code`. */
export function throwsCode(action, code) {
  try {
    action();
  } catch (error) {
    equal(error.code, code, 'code of the error');
    return;
  }
  throw new Error(`expected ${code}, got no error`);
}
