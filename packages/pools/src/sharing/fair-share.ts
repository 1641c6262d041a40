/**
 * The fair share: of `total` bytes each of several holders is charged `total × held ÷ Σheld`. All arguments
 * are whole numbers from 0 to 2^53 − 1; products beyond that are taken in BigInt, so results are exact.
 */

/** ⌊factor × numerator ÷ denominator⌋; 0 if the denominator is 0. */
export function mulDivFloor(factor: number, numerator: number, denominator: number): number {
  if (denominator === 0) return 0;
  const product = factor * numerator;
  if (product <= Number.MAX_SAFE_INTEGER) return (product - (product % denominator)) / denominator;
  return Number((BigInt(factor) * BigInt(numerator)) / BigInt(denominator));
}

/**
 * Shares of `total` in proportion to `weights`, whole numbers that add up to exactly `total` (all 0 if every
 * weight is 0): each gets its floor, and those with the largest remainders one more, ties by position.
 *
 * Cost: O(n log n). Source: the largest-remainder method (Hamilton 1792).
 */
export function largestRemainderShares(total: number, weights: readonly number[]): number[] {
  let weightSum = 0n;
  for (const weight of weights) weightSum += BigInt(weight);
  if (weightSum === 0n) return weights.map(() => 0);
  const products = weights.map((weight) => BigInt(total) * BigInt(weight));
  const shares = products.map((product) => Number(product / weightSum));
  const remainders = products.map((product) => Number(product % weightSum));
  let left = total;
  for (const share of shares) left -= share;
  const byRemainder = weights.map((_, index) => index);
  byRemainder.sort((i, j) => remainders[j]! - remainders[i]! || i - j);
  // Floors lose less than 1 each, so `left` is below the number of weights with a remainder.
  for (let i = 0; i < left; i++) shares[byRemainder[i]!]!++;
  return shares;
}
