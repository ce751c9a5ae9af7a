import { lnGamma } from '../../statistics/special.js';

/** A test of one column against the target; `surprise` is −log₁₀ of the p-value, also where that is too small to write. */
export interface ColumnTest {
  readonly statistic: number;
  readonly surprise: number;
}

const none: ColumnTest = { statistic: 0, surprise: 0 };

/** One-way analysis of variance: do the groups' means differ? (scikit-learn's f_classif; also a text column against a numeric target.) */
export function varianceTest(values: Float64Array, groups: Int32Array): ColumnTest {
  const sums = new Map<number, { count: number; sum: number }>();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const own = values[row] - mean;
    total += own * own;
    const group = sums.get(groups[row]) ?? { count: 0, sum: 0 };
    sums.set(groups[row], { count: group.count + 1, sum: group.sum + own });
  }
  const between = [...sums.values()].reduce((sum, group) => sum + (group.sum * group.sum) / group.count, 0);
  const [above, below] = [sums.size - 1, values.length - sums.size];
  if (above < 1 || below < 1 || total === 0) return none;
  return fTest(between / above / (Math.max(0, total - between) / below), above, below);
}

/** Is the slope on the target 0? (scikit-learn's f_regression.) */
export function slopeTest(x: Float64Array, y: Float64Array): ColumnTest {
  const r = correlation(x, y);
  const degrees = x.length - 2;
  if (r === 0 || degrees < 1) return none;
  return fTest(((r * r) / (1 - r * r)) * degrees, 1, degrees);
}

/** Pearson's; 0 where one of them is constant. */
export function correlation(x: Float64Array, y: Float64Array): number {
  const [mx, my] = [x, y].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [x[i] - mx, y[i] - my];
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  return xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))) : 0;
}

/** Pearson's test of independence of two codings of the same rows, without continuity correction. */
export function independenceTest(a: Int32Array, b: Int32Array): ColumnTest {
  const [ofA, ofB] = [counted(a), counted(b)];
  const pairs = new Map<number, Map<number, number>>();
  for (let row = 0; row < a.length; row++) {
    const own = pairs.get(a[row]) ?? new Map<number, number>();
    own.set(b[row], (own.get(b[row]) ?? 0) + 1);
    pairs.set(a[row], own);
  }
  let statistic = 0;
  for (const [left, countA] of ofA)
    for (const [right, countB] of ofB) {
      const expected = (countA * countB) / a.length;
      statistic += ((pairs.get(left)?.get(right) ?? 0) - expected) ** 2 / expected;
    }
  const degrees = (ofA.size - 1) * (ofB.size - 1);
  return degrees < 1 ? none : { statistic, surprise: -lnUpperGamma(degrees / 2, statistic / 2) / Math.LN10 };
}

function counted(codes: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

function fTest(statistic: number, above: number, below: number): ColumnTest {
  if (statistic === Number.POSITIVE_INFINITY) return { statistic, surprise: Number.POSITIVE_INFINITY };
  const x = below / (below + above * statistic);
  return { statistic, surprise: Math.max(0, -lnBeta(x, below / 2, above / 2) / Math.LN10) };
}

/** ln of the regularised incomplete beta function I_x(a, b) (Numerical Recipes 6.4). */
export function lnBeta(x: number, a: number, b: number): number {
  if (x >= 1) return 0;
  if (x <= 0) return Number.NEGATIVE_INFINITY;
  const front = a * Math.log(x) + b * Math.log1p(-x) + lnGamma(a + b) - lnGamma(a) - lnGamma(b);
  if (x < (a + 1) / (a + b + 2)) return front + Math.log(betaFraction(x, a, b) / a);
  return Math.log1p(-Math.exp(front) * (betaFraction(1 - x, b, a) / b));
}

function betaFraction(x: number, a: number, b: number): number {
  return fraction(1 - ((a + b) * x) / (a + 1), (m) => {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    return [even, odd];
  });
}

/** Lentz's method for 1/(first + …) with steps that come in pairs. */
function fraction(first: number, pair: (m: number) => readonly number[]): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (Math.abs(first) < tiny ? tiny : first);
  let value = d;
  for (let m = 1; m < 10_000; m++) {
    let step = 1;
    for (const term of pair(m)) {
      d = 1 / nonZero(1 + term * d, tiny);
      c = nonZero(1 + term / c, tiny);
      step = d * c;
      value *= step;
    }
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return value;
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/** ln of the regularised upper incomplete gamma function Q(a, x): the series of P where that is small, else the continued fraction. */
export function lnUpperGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  const front = a * Math.log(x) - x - lnGamma(a);
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let n = a + 1; term > sum * 1e-17; n++) sum += term *= x / n;
    return Math.log1p(-Math.min(1, sum * Math.exp(front)));
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let i = 1; i < 10_000; i++) {
    const term = -i * (i - a);
    b += 2;
    d = 1 / nonZero(term * d + b, 1e-300);
    c = nonZero(b + term / c, 1e-300);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front + Math.log(value);
}
