/** Centred second moments of some columns over some rows: `gram[i · size + j]` and, for each, its sum of products with the target. */
export interface Moments {
  readonly rows: number;
  readonly size: number;
  readonly gram: Float64Array;
  readonly products: Float64Array;
  /** Sum of squares of the centred target. */
  readonly target: number;
}

const limit = 300;
const tolerance = 1e-3;
const prior = 1e-6;

/**
 * Coefficients of Bayesian ridge regression (MacKay 1992; Tipping 2001, appendix A) with scikit-learn's defaults: the weights' precision and the noise's are
 * re-estimated until the coefficients change by less than 10⁻³ in sum. `squaredErrors` gives the residual sum of squares of coefficients.
 */
export function bayesianRidge(moments: Moments, squaredErrors: (coefficients: Float64Array) => number): Float64Array {
  const { rows, size, gram, products, target } = moments;
  let alpha = 1 / (target / rows + Number.EPSILON);
  let lambda = 1;
  let last: Float64Array | undefined;
  for (let iteration = 0; iteration < limit; iteration++) {
    const ridge = lambda / alpha;
    const { coefficients, inverseTrace } = solveRidge(gram, products, size, ridge);
    const gamma = size - ridge * inverseTrace;
    lambda = (gamma + 2 * prior) / (coefficients.reduce((sum, value) => sum + value * value, 0) + 2 * prior);
    alpha = (rows - gamma + 2 * prior) / (squaredErrors(coefficients) + 2 * prior);
    if (last && change(coefficients, last) < tolerance) break;
    last = coefficients;
  }
  return solveRidge(gram, products, size, lambda / alpha).coefficients;
}

function change(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0);
}

/** Solves (G + ridge·I)·c = p, and gives the trace of that matrix's inverse. */
function solveRidge(gram: Float64Array, products: Float64Array, size: number, ridge: number) {
  const factor = choleskyFactor(gram, size, ridge);
  const coefficients = products.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) coefficients[i] -= factor[i * size + k] * coefficients[k];
    coefficients[i] /= factor[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) coefficients[i] -= factor[k * size + i] * coefficients[k];
    coefficients[i] /= factor[i * size + i];
  }
  return { coefficients, inverseTrace: inverseTrace(factor, size) };
}

/** Lower factor; a pivot that rounding took away is what the ridge alone would give, or a trace of the column. */
function choleskyFactor(gram: Float64Array, size: number, ridge: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = gram[i * size + j] + (i === j ? ridge : 0);
      for (let k = 0; k < j; k++) sum -= factor[i * size + k] * factor[j * size + k];
      if (i !== j) factor[i * size + j] = sum / factor[j * size + j];
      else factor[i * size + i] = Math.sqrt(Math.max(sum, ridge, gram[i * size + i] * 1e-15, Number.MIN_VALUE * 1e16));
    }
  }
  return factor;
}

/** tr((LL')⁻¹) = ‖L⁻¹‖². */
function inverseTrace(factor: Float64Array, size: number): number {
  let trace = 0;
  const column = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= factor[i * size + k] * column[k];
      column[i] = sum / factor[i * size + i];
      trace += column[i] * column[i];
    }
  }
  return trace;
}
