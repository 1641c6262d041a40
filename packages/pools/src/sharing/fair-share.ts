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

/** (factor × numerator) mod denominator; 0 if the denominator is 0. */
export function mulMod(factor: number, numerator: number, denominator: number): number {
  if (denominator === 0) return 0;
  const product = factor * numerator;
  if (product <= Number.MAX_SAFE_INTEGER) return product % denominator;
  return Number((BigInt(factor) * BigInt(numerator)) % BigInt(denominator));
}

/**
 * Shares of `total` in proportion to `weights`, whole numbers that add up to exactly `total` (all 0 if every
 * weight is 0): each gets its floor, and those with the largest remainders one more, ties by position.
 *
 * Cost: O(n log n). Source: the largest-remainder method (Hamilton 1792).
 */
export function largestRemainderShares(total: number, weights: readonly number[]): number[] {
  let weightSum = 0;
  for (const weight of weights) weightSum += weight;
  if (weightSum === 0) return weights.map(() => 0);
  const shares = weights.map((weight) => mulDivFloor(total, weight, weightSum));
  let left = total;
  for (const share of shares) left -= share;
  const remainders = weights.map((weight) => mulMod(total, weight, weightSum));
  const byRemainder = weights.map((_, index) => index);
  byRemainder.sort((i, j) => remainders[j]! - remainders[i]! || i - j);
  // Floors lose less than 1 each, so `left` is below the number of weights with a remainder.
  for (let i = 0; i < left; i++) shares[byRemainder[i]!]!++;
  return shares;
}
