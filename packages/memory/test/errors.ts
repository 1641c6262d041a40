/** What `body` throws; fails if it throws nothing. */
export function thrownBy(body: () => unknown): Error & { code?: string } {
  try {
    body();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error, got none');
}

/** The `code` of what `body` throws. */
export function codeOf(body: () => unknown): string | undefined {
  return thrownBy(body).code;
}
