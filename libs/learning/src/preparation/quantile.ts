/** Quantile of ascending values by linear interpolation (NumPy's default, Hyndman & Fan type 7); 0 for no values. */
export function quantile(sorted: Float64Array, fraction: number): number {
  if (sorted.length === 0) return 0;
  const position = (sorted.length - 1) * fraction;
  const low = Math.floor(position);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (position - low);
}

/** Arithmetic mean, taken relative to the first value so that large offsets don't cost digits; 0 for no values. */
export function mean(values: Float64Array): number {
  if (values.length === 0) return 0;
  let sum = 0;
  for (const value of values) sum += value - values[0];
  return values[0] + sum / values.length;
}

/** The most frequent value; of several the smallest (as scikit-learn); 0 for no values. */
export function mode(values: Float64Array): number {
  const sorted = values.slice().sort();
  let best = sorted.length > 0 ? sorted[0] : 0;
  let bestCount = 0;
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    if (end - start > bestCount) {
      bestCount = end - start;
      best = sorted[start];
    }
  }
  return best;
}
