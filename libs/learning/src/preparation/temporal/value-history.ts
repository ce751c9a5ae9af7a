import { Cusum } from './cusum.js';
import { momentsOf, TrailingMoments } from './moments.js';
import { type CompleteTemporalPlan, includedGroups, type TemporalGroup } from './plan.js';
import { Running, Weighted } from './running.js';
import { Seasonal } from './seasonal.js';
import { SortedWindow } from './sorted-window.js';
import { damaged, numbersOf, type StoredNumbers, storedNumbers } from './stored-numbers.js';

/** Standard errors beyond which a shift is not told more exactly. */
const largestShift = 100;
/** Share of the variance from which a line is a trend. */
const trendFrom = 0.1;

/** The state of one value column of one id as JSON. */
export interface StoredHistory {
  readonly rows: number;
  /** The newest values, as many as the plan reaches back. */
  readonly values: StoredNumbers;
  readonly running: StoredNumbers;
  readonly weighted: readonly StoredNumbers[];
  readonly seasonal: readonly (readonly StoredNumbers[])[];
  readonly cusum: StoredNumbers;
}

/** The past of one value column of one id: takes values in one after the other, and writes the features of the row to come. */
export class ValueHistory {
  readonly #reach: number;
  /** The newest `#reach` values end at `#end`; when the array is full they move to its front. */
  readonly #values: Float64Array;
  #end = 0;
  #rows = 0;
  readonly #moments: TrailingMoments;
  readonly #running = new Running();
  readonly #medians: readonly SortedWindow[];
  readonly #weighted: readonly Weighted[];
  readonly #seasonal: readonly Seasonal[];
  readonly #cusum = new Cusum();
  readonly #on: Readonly<Record<TemporalGroup, boolean>>;
  /** Where the windows of each family lie in the moments. */
  readonly #marks: {
    readonly rolling: readonly number[];
    readonly trend: readonly number[];
    readonly season: readonly number[];
    readonly change: readonly number[];
  };

  constructor(private readonly plan: CompleteTemporalPlan) {
    this.#on = includedGroups(plan);
    this.#moments = new TrailingMoments(marksOf(plan, this.#on));
    const marks = (windows: readonly number[]) => windows.map((window) => this.#moments.at(window));
    this.#marks = {
      rolling: marks(plan.windows),
      trend: marks(plan.trend_windows),
      season: marks(plan.seasonal_periods),
      change: marks(plan.change_windows),
    };
    this.#reach = reachOf(plan);
    this.#values = new Float64Array(this.#reach + Math.max(512, this.#reach));
    this.#medians = this.#on.rolling ? plan.windows.map((window) => new SortedWindow(window)) : [];
    this.#weighted = this.#on.ewm ? plan.ewm_spans.map((span) => new Weighted(span)) : [];
    this.#seasonal = this.#on.seasonality ? plan.seasonal_periods.map((period) => new Seasonal(period)) : [];
  }

  /** Forgets everything: another id begins. */
  clear(): void {
    this.#end = 0;
    this.#rows = 0;
    this.#running.clear();
    for (const part of [...this.#medians, ...this.#weighted, ...this.#seasonal]) part.clear();
    this.#cusum.clear();
  }

  /** Takes in the value of a row whose features were written; what is not finite is missing. */
  push(given: number): void {
    // Zero has one sign here, because JSON has no other.
    const value = Number.isFinite(given) ? given + 0 : Number.NaN;
    for (let k = 0; k < this.#medians.length; k++) this.#medians[k].replace(this.#ago(this.plan.windows[k]), value);
    this.#append(value);
    this.#running.push(value, this.#rows);
    this.#rows++;
    for (let k = 0; k < this.#weighted.length; k++) this.#weighted[k].push(value);
    for (let k = 0; k < this.#seasonal.length; k++) this.#seasonal[k].push(this.#values, this.#start, this.#end);
    if (this.#on.change_points) this.#cusum.push(value);
  }

  #append(value: number): void {
    if (this.#end === this.#values.length) {
      this.#values.copyWithin(0, this.#end - this.#reach, this.#end);
      this.#end = this.#reach;
    }
    this.#values[this.#end++] = value;
  }

  get #start(): number {
    return Math.max(0, this.#end - Math.min(this.#rows, this.#reach));
  }

  /** The value so many rows before the row to come; NaN before the first. */
  #ago(rows: number): number {
    return rows > this.#rows ? Number.NaN : this.#values[this.#end - rows];
  }

  /** Writes the features of the row to come to `out[from…]`, in the order of the feature list; gives the place after the last. */
  write(out: Float64Array, from: number): number {
    this.#moments.update(this.#values, this.#start, this.#end);
    let at = from;
    const { plan } = this;
    if (this.#on.lags) for (let k = 0; k < plan.lags.length; k++) out[at++] = this.#ago(plan.lags[k]);
    if (this.#on.differences) at = this.#writeDifferences(out, at);
    if (this.#on.rolling) at = this.#writeRolling(out, at);
    if (this.#on.expanding) at = this.#writeExpanding(out, at);
    for (let k = 0; k < this.#weighted.length; k++) {
      out[at++] = this.#weighted[k].mean;
      out[at++] = Math.sqrt(this.#weighted[k].variance);
    }
    if (this.#on.trend) at = this.#writeTrends(out, at);
    for (let k = 0; k < this.#seasonal.length; k++) at = this.#writeSeason(out, at, k);
    if (this.#on.change_points) at = this.#writeChanges(out, at);
    return at;
  }

  #writeDifferences(out: Float64Array, from: number): number {
    let at = from;
    const last = this.#ago(1);
    for (const step of this.plan.differences) out[at++] = last - this.#ago(1 + step);
    for (const step of this.plan.differences) out[at++] = last / this.#ago(1 + step) - 1;
    out[at++] = last - this.#ago(2) - (this.#ago(2) - this.#ago(3));
    return at;
  }

  #writeRolling(out: Float64Array, from: number): number {
    let at = from;
    const { windows, min_periods: least } = this.plan;
    const { counts, means, squares, minima, maxima } = this.#moments;
    for (let k = 0; k < windows.length; k++) {
      const mark = this.#marks.rolling[k];
      const count = counts[mark];
      const enough = count >= least && count > 0;
      out[at++] = enough ? means[mark] : Number.NaN;
      out[at++] = enough && count > 1 ? Math.sqrt(squares[mark] / (count - 1)) : Number.NaN;
      out[at++] = enough ? minima[mark] : Number.NaN;
      out[at++] = enough ? maxima[mark] : Number.NaN;
      out[at++] = enough ? this.#medians[k].median() : Number.NaN;
    }
    return at;
  }

  #writeExpanding(out: Float64Array, from: number): number {
    const { count, mean, std, min, max } = this.#running;
    let at = from;
    out[at++] = count > 0 ? mean : Number.NaN;
    out[at++] = std;
    out[at++] = min;
    out[at++] = max;
    out[at++] = count;
    return at;
  }

  #writeTrends(out: Float64Array, from: number): number {
    let at = from;
    for (const mark of this.#marks.trend) {
      at = writeTrend(out, at, this.#moments.counts[mark], this.#moments.slopes[mark], this.#moments.strengths[mark]);
    }
    return writeTrend(out, at, this.#running.count, this.#running.slope, this.#running.strength);
  }

  #writeSeason(out: Float64Array, from: number, k: number): number {
    const season = this.#seasonal[k];
    const level = this.#moments.means[this.#marks.season[k]];
    let at = from;
    out[at++] = level;
    out[at++] = season.effect;
    out[at++] = level + season.effect;
    out[at++] = season.residual;
    out[at++] = season.strength;
    return at;
  }

  #writeChanges(out: Float64Array, from: number): number {
    let at = from;
    for (let k = 0; k < this.#marks.change.length; k++) out[at++] = this.#shift(this.plan.change_windows[k], this.#marks.change[k]);
    out[at++] = this.#cusum.up;
    out[at++] = this.#cusum.down;
    out[at++] = this.#cusum.rowsSinceChange;
    return at;
  }

  #shift(window: number, mark: number): number {
    if (this.#rows < 2 * window) return Number.NaN;
    const count = this.#moments.counts[mark];
    const before = momentsOf(this.#values, this.#end - 2 * window, this.#end - window);
    if (count < 2 || before.count < 2) return Number.NaN;
    const off = this.#moments.means[mark] - before.mean;
    const error = this.#moments.squares[mark] / (count * (count - 1)) + before.squares / (before.count * (before.count - 1));
    return off === 0 ? 0 : Math.max(-largestShift, Math.min(largestShift, off / Math.sqrt(error)));
  }

  store(): StoredHistory {
    return {
      rows: this.#rows,
      values: storedNumbers(this.#values.subarray(this.#start, this.#end)),
      running: this.#running.store(),
      weighted: this.#weighted.map((part) => part.store()),
      seasonal: this.#seasonal.map((part) => part.store()),
      cusum: this.#cusum.store(),
    };
  }

  /** Throws `learning.value_invalid` for a state of another plan. */
  restore({ rows, values, running, weighted, seasonal, cusum }: StoredHistory): void {
    this.clear();
    const newest = numbersOf(values);
    const fits = newest.length === Math.min(rows, this.#reach) && weighted.length === this.#weighted.length;
    if (!fits || seasonal.length !== this.#seasonal.length) throw damaged();
    for (const value of newest) {
      for (let k = 0; k < this.#medians.length; k++) this.#medians[k].replace(this.#ago(this.plan.windows[k]), value);
      this.#append(value);
      this.#rows++;
    }
    this.#rows = rows;
    this.#running.restore(running);
    for (const [at, part] of this.#weighted.entries()) part.restore(weighted[at]);
    for (const [at, part] of this.#seasonal.entries()) part.restore(seasonal[at]);
    this.#cusum.restore(cusum);
  }
}

function writeTrend(out: Float64Array, from: number, count: number, slope: number, strength: number): number {
  const known = count > 1;
  out[from] = known ? slope : Number.NaN;
  // Two values always lie on their line, and a constant has no variance to explain.
  out[from + 1] = count > 2 ? (slope === 0 ? 0 : strength) : Number.NaN;
  out[from + 2] = count > 2 ? (strength >= trendFrom ? Math.sign(slope) : 0) : Number.NaN;
  return from + 3;
}

function marksOf(plan: CompleteTemporalPlan, on: Readonly<Record<TemporalGroup, boolean>>): number[] {
  const marks = [
    ...(on.rolling ? plan.windows : []),
    ...(on.trend ? plan.trend_windows : []),
    ...(on.seasonality ? plan.seasonal_periods : []),
    ...(on.change_points ? plan.change_windows : []),
  ];
  return [...new Set(marks)].sort((a, b) => a - b);
}

function reachOf(plan: CompleteTemporalPlan): number {
  const { lags, differences, windows, trend_windows, seasonal_periods, change_windows } = plan;
  const steps = differences.map((step) => step + 1);
  return Math.max(3, ...lags, ...steps, ...windows, ...trend_windows, ...seasonal_periods, ...change_windows.map((window) => 2 * window));
}
