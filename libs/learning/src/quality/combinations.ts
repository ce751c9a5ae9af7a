/** Columns that together give another one. */
export interface Combination {
  /** Positions of the columns, in the order in which they were found. */
  readonly columns: readonly number[];
  readonly kind: 'sum' | 'product';
}

const mostParts = 3;
/** One that merely came close may be chosen first; it is dropped in the end. */
const mostSteps = mostParts + 1;
const rest = 1e-7;

/**
 * Finds up to three columns whose weighted sum, or product of powers, is the target in every row, by orthogonal matching pursuit (Pati, Rezaiifar and
 * Krishnaprasad 1993). Columns and target have no missing values. undefined where there are none.
 */
export function exactCombination(target: Float64Array, columns: readonly Float64Array[]): Combination | undefined {
  const sum = pursue(target, columns);
  if (sum) return { columns: sum, kind: 'sum' };
  const isPositive = (values: Float64Array) => values.every((value) => value > 0);
  if (!isPositive(target)) return undefined;
  const places = columns.flatMap((values, at) => (isPositive(values) ? [at] : []));
  const product = pursue(
    target.map(Math.log),
    places.map((at) => columns[at].map(Math.log)),
  );
  return product && { columns: product.map((at) => places[at]), kind: 'product' };
}

function pursue(target: Float64Array, columns: readonly Float64Array[]): number[] | undefined {
  const residual = centred(target);
  const whole = dot(residual, residual);
  const left = columns.map(centred);
  const scales = left.map((column) => dot(column, column));
  const chosen: number[] = [];
  if (whole === 0) return undefined;
  while (chosen.length < mostSteps) {
    const next = nearest(residual, left, scales);
    if (next === undefined) return undefined;
    chosen.push(next);
    const direction = left[next].slice();
    remove(residual, direction);
    if (dot(residual, residual) < rest ** 2 * whole) return needed(target, columns, chosen);
    for (const column of left) remove(column, direction);
  }
  return undefined;
}

/** The chosen ones without those that the others do not need; undefined if they are too many to be a rule. */
function needed(target: Float64Array, columns: readonly Float64Array[], chosen: readonly number[]): number[] | undefined {
  let kept = [...chosen];
  for (const candidate of chosen) {
    const others = kept.filter((at) => at !== candidate);
    if (
      others.length > 0 &&
      isExact(
        target,
        others.map((at) => columns[at]),
      )
    )
      kept = others;
  }
  return kept.length <= mostParts ? kept : undefined;
}

function isExact(target: Float64Array, columns: readonly Float64Array[]): boolean {
  const residual = centred(target);
  const whole = dot(residual, residual);
  const left = columns.map(centred);
  for (const [at, direction] of left.entries()) {
    remove(residual, direction);
    for (const column of left.slice(at + 1)) remove(column, direction);
  }
  return dot(residual, residual) < rest ** 2 * whole;
}

/** The column that explains most of what is left; one that the chosen ones explain already is out of the question. */
function nearest(residual: Float64Array, left: readonly Float64Array[], scales: readonly number[]): number | undefined {
  let best: number | undefined;
  let most = 0;
  for (const [at, column] of left.entries()) {
    const norm = dot(column, column);
    if (norm <= 1e-9 * scales[at] || scales[at] === 0) continue;
    const share = dot(column, residual) ** 2 / norm;
    if (share > most) {
      most = share;
      best = at;
    }
  }
  return best;
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}

/** Takes a direction out of a vector. */
function remove(vector: Float64Array, direction: Float64Array): void {
  const norm = dot(direction, direction);
  if (norm === 0) return;
  const share = dot(vector, direction) / norm;
  for (let at = 0; at < vector.length; at++) vector[at] -= share * direction[at];
}
