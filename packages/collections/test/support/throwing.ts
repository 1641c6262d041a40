/** The error that `action` throws, for `expect(thrownBy(…)).toMatchObject({ code: … })`. */
export function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error, got none');
}
