/** A failure that the user can act on: printed as its message alone, without a stack. */
export class ExpectedError extends Error {
  /**
   * Read by `tools/setup/run.mjs`, which may import nothing before it has checked Node's version.
   */
  expected = true;
}
