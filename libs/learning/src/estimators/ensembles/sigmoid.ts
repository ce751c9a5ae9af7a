/** Probability 1 / (1 + exp(slope · score + offset)), as Platt writes it; plain JSON. */
export interface SigmoidMap {
  readonly slope: number;
  readonly offset: number;
}

/**
 * Platt's sigmoid (Platt 1999; Lin, Lin & Weng 2007 for the targets and the descent), as scikit-learn's `_SigmoidCalibration`: least weighted
 * log loss on targets (n₊+1)/(n₊+2) and 1/(n₋+2), found by Newton's method with halved steps.
 */
export function fitSigmoid(scores: Float64Array, positive: (row: number) => boolean, weights?: Float64Array): SigmoidMap {
  const weight = (row: number) => (weights ? weights[row] : 1);
  let positives = 0;
  let negatives = 0;
  for (let row = 0; row < scores.length; row++) {
    if (positive(row)) positives += weight(row);
    else negatives += weight(row);
  }
  const targets = [1 / (negatives + 2), (positives + 1) / (positives + 2)];
  const { centre, spread: found } = moments(scores, weight, positives + negatives);
  // What rounding leaves of equal scores is no spread.
  const spread = found > 1e-12 * Math.abs(centre) ? found : 0;
  const rows: Rows = {
    x: scores.map((score) => (spread > 0 ? (score - centre) / spread : 0)),
    target: Float64Array.from(scores, (_, row) => targets[Number(positive(row))]),
    weight: Float64Array.from(scores, (_, row) => weight(row)),
  };
  const [a, b] = descend(rows, [0, Math.log((negatives + 1) / (positives + 1))]);
  return spread > 0 ? { slope: a / spread, offset: b - (a * centre) / spread } : { slope: 0, offset: b };
}

export function sigmoidAt({ slope, offset }: SigmoidMap, score: number): number {
  return 1 / (1 + Math.exp(slope * score + offset));
}

interface Rows {
  readonly x: Float64Array;
  readonly target: Float64Array;
  readonly weight: Float64Array;
}

type Pair = readonly [a: number, b: number];

function moments(scores: Float64Array, weight: (row: number) => number, total: number): { centre: number; spread: number } {
  const centre = scores.reduce((sum, score, row) => sum + weight(row) * score, 0) / total;
  return { centre, spread: Math.sqrt(scores.reduce((sum, score, row) => sum + weight(row) * (score - centre) ** 2, 0) / total) };
}

function descend(rows: Rows, start: Pair): Pair {
  let at = start;
  let loss = lossAt(rows, at);
  for (let iteration = 0; iteration < 100; iteration++) {
    const step = newtonStep(rows, at);
    let share = 1;
    let next: Pair = at;
    let nextLoss = loss;
    for (; share > 1e-10; share /= 2) {
      next = [at[0] - share * step[0], at[1] - share * step[1]];
      nextLoss = lossAt(rows, next);
      if (nextLoss <= loss) break;
    }
    const moved = Math.max(Math.abs(share * step[0]), Math.abs(share * step[1]));
    if (!(nextLoss <= loss)) return at;
    at = next;
    loss = nextLoss;
    if (moved < 1e-12) return at;
  }
  return at;
}

/** Σ w (t·z + log(1 + exp(−z))) with z = a·x + b, the negative log-likelihood of the targets. */
function lossAt({ x, target, weight }: Rows, [a, b]: Pair): number {
  let loss = 0;
  for (let row = 0; row < x.length; row++) {
    const z = a * x[row] + b;
    loss += weight[row] * (z >= 0 ? target[row] * z + Math.log1p(Math.exp(-z)) : (target[row] - 1) * z + Math.log1p(Math.exp(z)));
  }
  return loss;
}

function newtonStep({ x, target, weight }: Rows, [a, b]: Pair): Pair {
  let ga = 0;
  let gb = 0;
  let haa = 0;
  let hab = 0;
  let hbb = 0;
  for (let row = 0; row < x.length; row++) {
    const p = 1 / (1 + Math.exp(a * x[row] + b));
    const slope = weight[row] * (target[row] - p);
    const bend = weight[row] * p * (1 - p);
    ga += slope * x[row];
    gb += slope;
    haa += bend * x[row] * x[row];
    hab += bend * x[row];
    hbb += bend;
  }
  const ridge = 1e-12 * (haa + hbb) + Number.MIN_VALUE;
  const determinant = (haa + ridge) * (hbb + ridge) - hab * hab;
  return [((hbb + ridge) * ga - hab * gb) / determinant, ((haa + ridge) * gb - hab * ga) / determinant];
}
