import type { KernelMatrix } from './kernel-matrix.js';

/**
 * min ½ βᵀKβ + pᵀβ with lower ≤ β ≤ upper and Σβ = 0: the dual of support vector machines in signed form. Variable t reads row
 * `rows[t]` of the kernel matrix; a row may stand behind two variables (regression).
 */
export interface QuadraticProblem {
  readonly rows: Int32Array;
  readonly linear: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export interface Solution {
  /** β, one per variable. */
  readonly coefficients: Float64Array;
  /** The decision is Σ β·k − offset. */
  readonly offset: number;
  readonly iterations: number;
}

export interface SmoOptions {
  /** Ends when no pair violates the optimality conditions by more. */
  readonly tolerance: number;
  /** Negative: no limit but that of futility. */
  readonly maxIterations: number;
}

/** What the curvature along a pair is at least. */
const leastCurvature = 1e-12;

/** Moves after which the gradients are worth computing afresh. */
const driftingMoves = 1000;

const canRise = 1;
const canFall = 2;

/**
 * Sequential minimal optimisation with second-order working sets (Fan, Chen and Lin 2005) and shrinking (Chang and Lin 2011, "LIBSVM",
 * section 5.1). `advance` does a portion of the work, so that the caller can pause in between.
 */
export class Smo {
  private readonly size: number;
  /** Variables in working order: the active ones first; all arrays below follow this order. */
  private readonly original: Int32Array;
  private readonly rows: Int32Array;
  private readonly beta: Float64Array;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly linear: Float64Array;
  private readonly gradient: Float64Array;
  private readonly diagonal: Float64Array;
  private readonly freedom: Uint8Array;
  private active: number;
  private token: number;
  private iterations = 0;
  private refreshed = 0;
  /** The next variable whose part is still to be added to the gradients from `stale` on; −1 when they are up to date. */
  private catchUp = -1;
  private stale = 0;
  /** Whether the optimum was reached but for variables set aside and rounding. */
  private isConfirming = false;
  private untilShrinking: number;
  private wasUnshrunk = false;
  /** The variable that may rise whose gradient is least: the first of the next pair. */
  private first = -1;
  private second = -1;

  constructor(
    private readonly matrix: KernelMatrix,
    problem: QuadraticProblem,
    private readonly options: SmoOptions,
  ) {
    this.size = problem.rows.length;
    this.original = Int32Array.from({ length: this.size }, (_, t) => t);
    this.rows = Int32Array.from(problem.rows);
    this.lower = Float64Array.from(problem.lower);
    this.upper = Float64Array.from(problem.upper);
    this.linear = Float64Array.from(problem.linear);
    this.gradient = Float64Array.from(problem.linear);
    this.beta = new Float64Array(this.size);
    this.diagonal = Float64Array.from(this.rows, (row) => matrix.diagonal[row]);
    this.freedom = new Uint8Array(this.size);
    for (let t = 0; t < this.size; t++) this.updateFreedom(t);
    this.active = this.size;
    this.token = matrix.newToken();
    this.untilShrinking = this.shrinkingPeriod;
    this.findFirst();
  }

  /** Works until some `work` numbers were touched. Returns whether the optimum is reached. */
  advance(work: number): boolean {
    const { columns } = this.matrix.points;
    const end = this.matrix.computed * columns + work;
    for (let touched = 0; this.matrix.computed * columns + touched < end; touched += 2 * this.active) {
      if (this.catchUp >= 0) this.catchUpOne();
      else if (this.isOver() || !this.step()) return true;
    }
    return false;
  }

  solution(): Solution {
    if (this.active < this.size) this.startCatchUp(this.active);
    while (this.catchUp >= 0) this.catchUpOne();
    const coefficients = new Float64Array(this.size);
    for (let t = 0; t < this.size; t++) coefficients[this.original[t]] = this.beta[t];
    return { coefficients, offset: this.offset(), iterations: this.iterations };
  }

  private isOver(): boolean {
    const { maxIterations } = this.options;
    return this.iterations >= (maxIterations < 0 ? Math.max(10_000_000, 100 * this.size) : maxIterations);
  }

  /** One pair, or the start of a catch-up that it needs. False at the optimum. */
  private step(): boolean {
    if (!this.isConfirming && --this.untilShrinking === 0) {
      this.untilShrinking = this.shrinkingPeriod;
      if (this.isTimeToUnshrink()) return true;
      this.shrink();
    }
    if (!this.selectSecond()) return !this.isConfirming && this.lookAgain();
    if (this.isConfirming) this.untilShrinking = 1;
    this.isConfirming = false;
    this.iterations++;
    return this.moveAlong(this.first, this.second);
  }

  /** Before it ends: whether there is reason to look again, at variables set aside or past the rounding of many moves. */
  private lookAgain(): boolean {
    const hasDrifted = this.iterations - this.refreshed > driftingMoves;
    if (this.active === this.size && !hasDrifted) return false;
    if (hasDrifted) this.refreshed = this.iterations;
    this.isConfirming = true;
    this.startCatchUp(hasDrifted ? 0 : this.active);
    return true;
  }

  private get shrinkingPeriod(): number {
    return Math.min(this.size, 1000);
  }

  private kernelRow(t: number): Float64Array {
    return this.matrix.row(this.rows[t], { token: this.token, columns: this.rows, count: this.active });
  }

  private findFirst(): void {
    const { gradient, freedom, active } = this;
    let least = Number.POSITIVE_INFINITY;
    this.first = -1;
    for (let t = 0; t < active; t++) {
      if (freedom[t] & canRise && gradient[t] < least) {
        least = gradient[t];
        this.first = t;
      }
    }
  }

  /** The variable that may fall with which the first gains most. False when no pair violates by more than the tolerance. */
  private selectSecond(): boolean {
    const { gradient, freedom, active, rows, diagonal, first } = this;
    this.second = -1;
    if (first < 0) return false;
    const values = this.kernelRow(first);
    const base = gradient[first];
    const own = diagonal[first];
    let largest = Number.NEGATIVE_INFINITY;
    let mostGain = -1;
    let second = -1;
    for (let t = 0; t < active; t++) {
      if (!(freedom[t] & canFall)) continue;
      const slope = gradient[t] - base;
      if (slope > largest) largest = slope;
      if (!(slope > 0)) continue;
      const curvature = own + diagonal[t] - 2 * values[rows[t]];
      const gain = (slope * slope) / (curvature > leastCurvature ? curvature : leastCurvature);
      if (gain > mostGain) {
        mostGain = gain;
        second = t;
      }
    }
    this.second = second;
    return second >= 0 && largest >= this.options.tolerance;
  }

  /** Raises i and lowers j by the same, to the minimum or a bound. False when that is nothing in floating point. */
  private moveAlong(i: number, j: number): boolean {
    const { beta, upper, lower, gradient, freedom, rows, active } = this;
    const kj = this.kernelRow(j);
    const ki = this.kernelRow(i);
    const curvature = Math.max(this.diagonal[i] + this.diagonal[j] - 2 * ki[rows[j]], leastCurvature);
    const roomAbove = upper[i] - beta[i];
    const roomBelow = beta[j] - lower[j];
    const step = Math.min((gradient[j] - gradient[i]) / curvature, roomAbove, roomBelow);
    const before = beta[i];
    beta[i] = step === roomAbove ? upper[i] : beta[i] + step;
    beta[j] = step === roomBelow ? lower[j] : beta[j] - step;
    if (beta[i] === before) return false;
    this.updateFreedom(i);
    this.updateFreedom(j);
    let least = Number.POSITIVE_INFINITY;
    let first = -1;
    for (let t = 0; t < active; t++) {
      const row = rows[t];
      const moved = gradient[t] + step * (ki[row] - kj[row]);
      gradient[t] = moved;
      if (moved < least && freedom[t] & canRise) {
        least = moved;
        first = t;
      }
    }
    this.first = first;
    return true;
  }

  private updateFreedom(t: number): void {
    this.freedom[t] = (this.beta[t] < this.upper[t] ? canRise : 0) | (this.beta[t] > this.lower[t] ? canFall : 0);
  }

  /** Near the end all variables are looked at again, once. */
  private isTimeToUnshrink(): boolean {
    const [least, most] = this.extremes();
    if (this.wasUnshrunk || this.active === this.size || most - least > 10 * this.options.tolerance) return false;
    this.wasUnshrunk = true;
    this.untilShrinking = 1;
    this.startCatchUp(this.active);
    return true;
  }

  /** Sets variables aside that sit at a bound and violate nothing. */
  private shrink(): void {
    const [least, most] = this.extremes();
    for (let t = this.active - 1; t >= 0; t--) if (this.isIdle(t, least, most)) this.swap(t, --this.active);
    this.findFirst();
  }

  private isIdle(t: number, least: number, most: number): boolean {
    if (this.freedom[t] === canRise) return this.gradient[t] > most;
    if (this.freedom[t] === canFall) return this.gradient[t] < least;
    return false;
  }

  /** The least gradient of what may rise, the largest of what may fall. */
  private extremes(): [number, number] {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let t = 0; t < this.active; t++) {
      if (this.freedom[t] & canRise) least = Math.min(least, this.gradient[t]);
      if (this.freedom[t] & canFall) most = Math.max(most, this.gradient[t]);
    }
    return [least, most];
  }

  /** Begins to compute the gradients from a place on afresh: those set aside, or all, as every move leaves a rounding error in them. */
  private startCatchUp(from: number): void {
    const { size, gradient, linear } = this;
    for (let t = from; t < size; t++) gradient[t] = linear[t];
    this.stale = from;
    this.catchUp = 0;
    this.active = size;
    this.token = this.matrix.newToken();
  }

  /** Adds what the next variable that isn't 0 contributes. After the last, all are active. */
  private catchUpOne(): void {
    const { size, beta, rows } = this;
    while (this.catchUp < size && beta[this.catchUp] === 0) this.catchUp++;
    if (this.catchUp < size) {
      this.matrix.addTo(this.gradient, rows[this.catchUp], beta[this.catchUp], rows, this.stale, size);
      this.catchUp++;
    } else {
      this.catchUp = -1;
      this.findFirst();
    }
  }

  private swap(a: number, b: number): void {
    for (const values of [
      this.original,
      this.rows,
      this.beta,
      this.lower,
      this.upper,
      this.linear,
      this.gradient,
      this.diagonal,
      this.freedom,
    ]) {
      const kept = values[a];
      values[a] = values[b];
      values[b] = kept;
    }
  }

  /** The mean gradient of the free variables, or the middle of what the bounds allow. */
  private offset(): number {
    let sum = 0;
    let free = 0;
    for (let t = 0; t < this.size; t++) {
      if (this.freedom[t] !== (canRise | canFall)) continue;
      sum += this.gradient[t];
      free++;
    }
    if (free > 0) return sum / free;
    const [least, most] = this.extremes();
    return (least + most) / 2;
  }
}
