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

/** What is left of a target's squares, at most, where a search by products may yet end in an exact one: far above what rounding leaves. */
const promising = 1e-9;

/**
 * Finds up to three columns whose weighted sum, or product of powers, is the target in every row, by orthogonal matching pursuit (Pati, Rezaiifar and
 * Krishnaprasad 1993). Columns and target have no missing values. undefined where there are none.
 */
export function exactCombination(target: Float64Array, columns: readonly Float64Array[]): Combination | undefined {
  const sum = pursue(target, columns);
  if (sum) return { columns: sum, kind: 'sum' };
  if (!isPositive(target)) return undefined;
  const places = columns.flatMap((values, at) => (isPositive(values) ? [at] : []));
  const product = pursue(
    logarithms(target),
    places.map((at) => logarithms(columns[at])),
  );
  return product && { columns: product.map((at) => places[at]), kind: 'product' };
}

/**
 * The same for each of several columns as the target. The search goes through the columns' inner products, which are made once; only what may be exact by
 * them is looked for in the rows.
 */
export class Combinations {
  readonly #sums: Products;
  readonly #powers: Products;

  constructor(private readonly columns: readonly Float64Array[]) {
    this.#sums = new Products(columns);
    this.#powers = new Products(columns.map((values) => (isPositive(values) ? logarithms(values) : null)));
  }

  /** What of the columns `among` gives column `target`; its positions are those in `among`. */
  exact(target: number, among: readonly number[]): Combination | undefined {
    if (!this.#sums.mayGive(target, among) && !this.#powers.mayGive(target, among)) return undefined;
    return exactCombination(
      this.columns[target],
      among.map((at) => this.columns[at]),
    );
  }
}

/** Inner products of centred columns; null is a column that is none. */
class Products {
  readonly #products: readonly Float64Array[];

  constructor(private readonly columns: readonly (Float64Array | null)[]) {
    const all = columns.map((values) => values && centred(values));
    this.#products = all.map((a) => Float64Array.from(all, (b) => (a && b ? dot(a, b) : 0)));
  }

  /** The steps of `pursue` on the products alone: taking a direction out of all columns is a step of Gauss's elimination. */
  mayGive(target: number, among: readonly number[]): boolean {
    const places = [...among.filter((at) => this.columns[at]), target];
    const left = places.map((a) => Float64Array.from(places, (b) => this.#products[a][b]));
    const last = places.length - 1;
    const scales = left.map((row, at) => row[at]);
    if (!this.columns[target] || scales[last] === 0) return false;
    for (let step = 0; step < mostSteps; step++) {
      let best = -1;
      let most = 0;
      for (let at = 0; at < last; at++) {
        const share = left[at][at] <= 1e-9 * scales[at] ? 0 : left[at][last] ** 2 / left[at][at];
        if (share > most) [most, best] = [share, at];
      }
      if (best < 0) return false;
      const direction = left[best].slice();
      for (const row of left) {
        const share = row[best] / direction[best];
        for (let at = 0; at <= last; at++) row[at] -= share * direction[at];
      }
      if (left[last][last] < promising * scales[last]) return true;
    }
    return false;
  }
}

function isPositive(values: Float64Array): boolean {
  for (let at = 0; at < values.length; at++) if (!(values[at] > 0)) return false;
  return true;
}

function logarithms(values: Float64Array): Float64Array {
  return values.map(Math.log);
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
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at];
  const mean = sum / values.length;
  const moved = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) moved[at] = values[at] - mean;
  return moved;
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
