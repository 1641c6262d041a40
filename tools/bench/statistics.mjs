/** Value below which `fraction` of the values lie, interpolated. */
export function quantile(values, fraction) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const lower = Math.floor(position);
  const upper = Math.ceil(position);
  return sorted[lower] + (sorted[upper] - sorted[lower]) * (position - lower);
}

export const median = (values) => quantile(values, 0.5);

/** Interquartile range ÷ median: 0.02 says that half of the rounds lay within 2 % of each other. */
export function spread(values) {
  const middle = median(values);
  return middle === 0 ? 0 : (quantile(values, 0.75) - quantile(values, 0.25)) / Math.abs(middle);
}

/** Rounds to what the measurement can tell. */
export function significant(value, digits = 4) {
  return value === 0 || !Number.isFinite(value) ? value : Number(value.toPrecision(digits));
}
