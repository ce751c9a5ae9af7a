/**
 * Which of `folds` folds each row is in, in the order of the rows and with the classes spread evenly: scikit-learn's StratifiedKFold without
 * shuffling.
 */
export function stratifiedFolds(codes: Float64Array, folds: number): Int32Array {
  const order = [...new Set(codes)];
  const counts = order.map((code) => codes.reduce((count, each) => count + Number(each === code), 0));
  const starts = counts.map((_, k) => counts.slice(0, k).reduce((sum, count) => sum + count, 0));
  const queues = counts.map((count, k) => {
    const shares = Array.from({ length: folds }, (_, fold) => share(starts[k], count, fold, folds));
    return shares.flatMap((size, fold) => Array.from({ length: size }, () => fold));
  });
  const taken = new Map(order.map((code, k) => [code, { queue: queues[k], at: 0 }]));
  return Int32Array.from(codes, (code) => {
    const own = taken.get(code) as { queue: number[]; at: number };
    return own.queue[own.at++];
  });
}

/** How many of the positions start…start+count−1 leave the remainder `fold` when divided by `folds`. */
function share(start: number, count: number, fold: number, folds: number): number {
  const upTo = (end: number) => Math.floor((end - fold + folds - 1) / folds);
  return upTo(start + count) - upTo(start);
}

/** The widest range of log inverse temperatures, as in scikit-learn. */
const widest = 10;

/**
 * The factor β that makes softmax(β · scores) most likely (temperature scaling; Guo et al. 2017, section 4.2; scikit-learn's
 * CalibratedClassifierCV(method="temperature")). `scores` are row-major [rows × classes]; the largest score stays the most probable class.
 */
export function inverseTemperature(scores: Float64Array, positions: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let low = -widest;
  let high = widest;
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (slope(scores, positions, weights, Math.exp(middle)) > 0) high = middle;
    else low = middle;
  }
  return Math.exp((low + high) / 2);
}

/** d loss / dβ = Σ w · (mean score under softmax − score of the class): it rises with β. */
function slope(scores: Float64Array, positions: ArrayLike<number>, weights: ArrayLike<number> | undefined, beta: number): number {
  const classes = scores.length / positions.length;
  let total = 0;
  for (let row = 0; row < positions.length; row++) {
    const from = row * classes;
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) largest = Math.max(largest, scores[from + k]);
    let mass = 0;
    let mean = 0;
    for (let k = 0; k < classes; k++) {
      const share = Math.exp(beta * (scores[from + k] - largest));
      mass += share;
      mean += share * (scores[from + k] - largest);
    }
    total += (weights ? weights[row] : 1) * (mean / mass - (scores[from + positions[row]] - largest));
  }
  return total;
}
