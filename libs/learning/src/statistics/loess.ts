/**
 * Local linear smoothing of a series with equal steps by tricube weights over the `length` nearest values (Cleveland 1979), as in STL.
 * With `beyond` also at the places before the first and after the last value: two more. Weights multiply in.
 */
export function loess(y: Float64Array, length: number, weights?: Float64Array, beyond = false): Float64Array {
  const n = y.length;
  const smooth = new Float64Array(n);
  const window = Math.min(length, n);
  for (let at = 0; at < n; at++) {
    const from = Math.max(0, Math.min(n - window, at - (length >> 1)));
    smooth[at] = fitAt(y, at, from, from + window, length, weights) ?? y[at];
  }
  if (!beyond) return smooth;
  const before = fitAt(y, -1, 0, window, length, weights) ?? smooth[0];
  const after = fitAt(y, n, n - window, n, length, weights) ?? smooth[n - 1];
  return Float64Array.of(before, ...smooth, after);
}

/** The line through `y[from, to)` at `place`; undefined where all weights are 0. */
function fitAt(y: Float64Array, place: number, from: number, to: number, length: number, given?: Float64Array): number | undefined {
  const n = y.length;
  const reach = Math.max(place - from, to - 1 - place) + (length > n ? (length - n) >> 1 : 0);
  const weights = new Float64Array(to - from);
  let total = 0;
  for (let at = from; at < to; at++) {
    const distance = Math.abs(at - place);
    if (distance > 0.999 * reach) continue;
    const weight = (distance <= 0.001 * reach ? 1 : (1 - (distance / reach) ** 3) ** 3) * (given ? given[at] : 1);
    weights[at - from] = weight;
    total += weight;
  }
  if (total <= 0) return undefined;
  let centre = 0;
  for (let at = from; at < to; at++) centre += (weights[at - from] /= total) * at;
  let spread = 0;
  for (let at = from; at < to; at++) spread += weights[at - from] * (at - centre) ** 2;
  const slope = reach > 0 && Math.sqrt(spread) > 0.001 * (n - 1) ? (place - centre) / spread : 0;
  let value = 0;
  for (let at = from; at < to; at++) value += weights[at - from] * (slope * (at - centre) + 1) * y[at];
  return value;
}
