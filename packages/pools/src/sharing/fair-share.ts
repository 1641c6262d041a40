/**
 * The fair share: of `total` bytes each of several holders is charged `total × held ÷ Σheld`. All
 * arguments and the sum of all weights are whole numbers from 0 to 2^53 − 1; products beyond that
 * are taken in BigInt, so results are exact.
 */

/** ⌊factor × numerator ÷ denominator⌋; 0 if the denominator is 0. */
export function mulDivFloor(factor: number, numerator: number, denominator: number): number {
  if (denominator === 0) return 0;
  const product = factor * numerator;
  if (Number.isSafeInteger(product)) return (product - (product % denominator)) / denominator;
  return Number((BigInt(factor) * BigInt(numerator)) / BigInt(denominator));
}

/**
 * Shares of `total` in proportion to `weights`, whole numbers that add up to exactly `total` (all 0
 * if every weight is 0): each gets its floor, and those with the largest remainders one more, ties
 * by position.
 *
 * Cost: O(n log n). Source: the largest-remainder method (Hamilton 1792).
 */
export function largestRemainderShares(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight) => mulDivFloor(total, weight, sum));
  if (sum === 0) return shares;
  const remainders = weights.map((weight) =>
    Number((BigInt(total) * BigInt(weight)) % BigInt(sum)),
  );
  // Floors lose less than 1 each, so `left` is below the number of weights with a remainder.
  const left = shares.reduce((a, b) => a - b, total);
  const byRemainder = [...weights.keys()].sort((i, j) => remainders[j]! - remainders[i]!); // stable
  for (const index of byRemainder.slice(0, left)) shares[index]!++;
  return shares;
}
