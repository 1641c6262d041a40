/** A function that runs a step and keeps in `errors` what it throws, so that the steps after it run, too. */
export function collectInto(errors: unknown[]): (step: () => unknown) => void {
  return (step) => {
    try {
      step();
    } catch (error) {
      errors.push(error);
    }
  };
}
