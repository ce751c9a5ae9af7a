import { mean } from './quantile.js';
import type { PowerMethod } from './step.js';

/** sign·(base^exponent − 1)/exponent, or sign·ln(base) where the exponent is 0: all powers have this form (Box and Cox 1964; Yeo and Johnson 2000). */
export function power(method: PowerMethod, x: number, lambda: number): number {
  if (method === 'box_cox') return boxCox(x, lambda);
  if (method === 'log1p') return Math.log(1 + x);
  return x < 0 ? -boxCox(1 - x, 2 - lambda) : boxCox(1 + x, lambda);
}

function boxCox(base: number, exponent: number): number {
  return exponent === 0 ? Math.log(base) : (base ** exponent - 1) / exponent;
}

/**
 * The exponent under which the values are most likely normal, by Brent's method, as scikit-learn's PowerTransformer finds it. An exponent so near to 0 (or,
 * below 0, to 2) that powers lose digits is that one. 1 for values that are all alike.
 */
export function bestLambda(method: Exclude<PowerMethod, 'log1p'>, values: Float64Array): number {
  const logs = values.map((value) => (method === 'box_cox' ? Math.log(value) : Math.sign(value) * Math.log1p(Math.abs(value))));
  if (values.every((value) => value === values[0])) return 1;
  const lambda = minimiseFrom(1, (tried) => -likelihood(method, logs, tried));
  if (Math.abs(lambda) < 1e-7) return 0;
  return method === 'yeo_johnson' && Math.abs(lambda - 2) < 1e-7 ? 2 : lambda;
}

/** Log likelihood of normal powers up to a constant. `logs`: ln x, or sign(x)·ln(1 + |x|). */
function likelihood(method: PowerMethod, logs: Float64Array, lambda: number): number {
  const powers = logs.map((log) => {
    const isBelow = method === 'yeo_johnson' && log < 0;
    const exponent = isBelow ? 2 - lambda : lambda;
    const size = isBelow ? -log : log;
    const value = Math.abs(exponent) < 1e-12 ? size : Math.expm1(exponent * size) / exponent;
    return isBelow ? -value : value;
  });
  const middle = mean(powers);
  const variance = mean(powers.map((value) => (value - middle) ** 2));
  const likely = (lambda - 1) * logs.reduce((sum, log) => sum + log, 0) - (logs.length / 2) * Math.log(variance);
  return Number.isFinite(likely) ? likely : Number.NEGATIVE_INFINITY;
}

/** The minimum of a function with one, that is finite at `start`: steps away from it grow until the function does. */
function minimiseFrom(start: number, f: (x: number) => number): number {
  let [low, middle, high] = [start - 2, start, start + 2];
  let least = f(middle);
  for (let width = 4; width < 4096; width *= 2) {
    const [below, above] = [f(low), f(high)];
    if (below >= least && above >= least) break;
    if (below < above) [high, middle, low, least] = [middle, low, low - width, below];
    else [low, middle, high, least] = [middle, high, high + width, above];
  }
  return minimise(f, low, high);
}

const golden = (3 - Math.sqrt(5)) / 2;

/** The minimum of a function with one, by parabolas and golden sections (Brent 1973, chapter 5). */
export function minimise(f: (x: number) => number, from: number, to: number, tolerance = 1e-10): number {
  let a = from;
  let b = to;
  let x = a + golden * (b - a);
  let fx = f(x);
  let [w, v, fw, fv] = [x, x, fx, fx];
  let step = 0;
  let last = 0;
  for (let i = 0; i < 500; i++) {
    const middle = (a + b) / 2;
    const least = tolerance * Math.abs(x) + 1e-11;
    if (Math.abs(x - middle) <= 2 * least - (b - a) / 2) break;
    const parabola = vertex(x, w, v, fx, fw, fv);
    if (Math.abs(last) > least && Math.abs(parabola) < Math.abs(last / 2) && x + parabola > a && x + parabola < b) {
      last = step;
      step = parabola;
    } else {
      last = x < middle ? b - x : a - x;
      step = golden * last;
    }
    const u = Math.abs(step) >= least ? x + step : x + Math.sign(step || 1) * least;
    const fu = f(u);
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
      continue;
    }
    if (u < x) a = u;
    else b = u;
    if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
    else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
  }
  return x;
}

/** From x to the vertex of the parabola through three points; infinite when they are on a line. */
function vertex(x: number, w: number, v: number, fx: number, fw: number, fv: number): number {
  const r = (x - w) * (fx - fv);
  const q = (x - v) * (fx - fw);
  const below = 2 * (q - r);
  const step = -((x - v) * q - (x - w) * r) / below;
  return Number.isFinite(step) ? step : Number.POSITIVE_INFINITY;
}
