/** A non-decreasing function: straight between its points, constant beyond them. `x` ascends strictly; plain JSON. */
export interface IsotonicMap {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface Block {
  sum: number;
  weight: number;
  first: number;
  last: number;
}

/**
 * Isotonic regression by pooling adjacent violators (Barlow et al. 1972), as scikit-learn's IsotonicRegression: equal scores are averaged first,
 * and of each level only the ends are kept. `values` are clipped by nothing; 0 and 1 stay between 0 and 1.
 */
export function fitIsotonic(scores: Float64Array, values: Float64Array, weights?: Float64Array): IsotonicMap {
  const order = Int32Array.from(scores, (_, row) => row).sort((a, b) => scores[a] - scores[b]);
  const blocks: Block[] = [];
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at]];
    const block = { sum: 0, weight: 0, first: score, last: score };
    for (; at < order.length && scores[order[at]] === score; at++) {
      const weight = weights ? weights[order[at]] : 1;
      block.sum += weight * values[order[at]];
      block.weight += weight;
    }
    if (block.weight > 0) pool(blocks, block);
  }
  return {
    x: blocks.flatMap(({ first, last }) => (first === last ? [first] : [first, last])),
    y: blocks.flatMap(({ first, last, sum, weight }) => (first === last ? [sum / weight] : [sum / weight, sum / weight])),
  };
}

/** Adds a block above the others, joining it with those that it would fall below or equal. */
function pool(blocks: Block[], block: Block): void {
  let pooled = block;
  for (let below = blocks.at(-1); below && below.sum * pooled.weight >= pooled.sum * below.weight; below = blocks.at(-1)) {
    pooled = { sum: below.sum + pooled.sum, weight: below.weight + pooled.weight, first: below.first, last: pooled.last };
    blocks.pop();
  }
  blocks.push(pooled);
}

export function isotonicAt({ x, y }: IsotonicMap, score: number): number {
  const last = x.length - 1;
  if (score <= x[0]) return y[0];
  if (score >= x[last]) return y[last];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= score) low = middle;
    else high = middle;
  }
  return y[low] + ((y[high] - y[low]) * (score - x[low])) / (x[high] - x[low]);
}

/**
 * The map with no part steeper than `steepest`: rises are widened about where they are, levels keep their heights. A graph's probabilities
 * differ from ours in the seventh digit, and a rise between two neighbouring scores would make that a difference of whole per cents.
 */
export function withoutSteepRises({ x, y }: IsotonicMap, steepest: number): IsotonicMap {
  const rightward = x.slice();
  for (let i = 1; i < x.length; i++) rightward[i] = Math.max(x[i], rightward[i - 1] + (y[i] - y[i - 1]) / steepest);
  const leftward = x.slice();
  for (let i = x.length - 2; i >= 0; i--) leftward[i] = Math.min(x[i], leftward[i + 1] - (y[i + 1] - y[i]) / steepest);
  const moved = x.map((_, i) => (rightward[i] + leftward[i]) / 2);
  const kept = moved.map((_, i) => i).filter((i) => i === 0 || moved[i] > moved[i - 1]);
  return { x: kept.map((i) => moved[i]), y: kept.map((i) => y[i]) };
}
