import { Cusum } from './cusum.js';
import { momentsOf, TrailingMoments } from './moments.js';
import type { CompleteTemporalPlan, TemporalGroup } from './plan.js';
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
  readonly #on: (group: TemporalGroup) => boolean;

  constructor(private readonly plan: CompleteTemporalPlan) {
    this.#on = (group) => !plan.exclude.includes(group);
    this.#moments = new TrailingMoments(marksOf(plan, this.#on));
    this.#reach = reachOf(plan);
    this.#values = new Float64Array(this.#reach + Math.max(512, this.#reach));
    this.#medians = this.#on('rolling') ? plan.windows.map((window) => new SortedWindow(window)) : [];
    this.#weighted = this.#on('ewm') ? plan.ewm_spans.map((span) => new Weighted(span)) : [];
    this.#seasonal = this.#on('seasonality') ? plan.seasonal_periods.map((period) => new Seasonal(period)) : [];
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
    if (this.#on('change_points')) this.#cusum.push(value);
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

  /** Writes the features of the row to come at `row` of `columns[from…]`, in the order of the feature list; gives the place after the last. */
  write(columns: readonly Float64Array[], from: number, row: number): number {
    this.#moments.update(this.#values, this.#start, this.#end);
    let at = from;
    const { plan } = this;
    if (this.#on('lags')) for (let k = 0; k < plan.lags.length; k++) columns[at++][row] = this.#ago(plan.lags[k]);
    if (this.#on('differences')) at = this.#writeDifferences(columns, at, row);
    if (this.#on('rolling')) at = this.#writeRolling(columns, at, row);
    if (this.#on('expanding')) at = this.#writeExpanding(columns, at, row);
    for (let k = 0; k < this.#weighted.length; k++) {
      columns[at++][row] = this.#weighted[k].mean;
      columns[at++][row] = Math.sqrt(this.#weighted[k].variance);
    }
    if (this.#on('trend')) at = this.#writeTrends(columns, at, row);
    for (let k = 0; k < this.#seasonal.length; k++) at = this.#writeSeason(columns, at, row, this.#seasonal[k]);
    if (this.#on('change_points')) at = this.#writeChanges(columns, at, row);
    return at;
  }

  #writeDifferences(columns: readonly Float64Array[], from: number, row: number): number {
    let at = from;
    const last = this.#ago(1);
    for (const step of this.plan.differences) columns[at++][row] = last - this.#ago(1 + step);
    for (const step of this.plan.differences) columns[at++][row] = last / this.#ago(1 + step) - 1;
    columns[at++][row] = last - this.#ago(2) - (this.#ago(2) - this.#ago(3));
    return at;
  }

  #writeRolling(columns: readonly Float64Array[], from: number, row: number): number {
    let at = from;
    const { windows, min_periods: least } = this.plan;
    const { counts, means, squares, minima, maxima } = this.#moments;
    for (let k = 0; k < windows.length; k++) {
      const mark = this.#moments.at(windows[k]);
      const count = counts[mark];
      const enough = count >= least && count > 0;
      columns[at++][row] = enough ? means[mark] : Number.NaN;
      columns[at++][row] = enough && count > 1 ? Math.sqrt(squares[mark] / (count - 1)) : Number.NaN;
      columns[at++][row] = enough ? minima[mark] : Number.NaN;
      columns[at++][row] = enough ? maxima[mark] : Number.NaN;
      columns[at++][row] = enough ? this.#medians[k].median() : Number.NaN;
    }
    return at;
  }

  #writeExpanding(columns: readonly Float64Array[], from: number, row: number): number {
    const { count, mean, std, min, max } = this.#running;
    let at = from;
    columns[at++][row] = count > 0 ? mean : Number.NaN;
    columns[at++][row] = std;
    columns[at++][row] = min;
    columns[at++][row] = max;
    columns[at++][row] = count;
    return at;
  }

  #writeTrends(columns: readonly Float64Array[], from: number, row: number): number {
    let at = from;
    for (const window of this.plan.trend_windows) {
      const mark = this.#moments.at(window);
      at = writeTrend(columns, at, row, this.#moments.counts[mark], this.#moments.slopes[mark], this.#moments.strengths[mark]);
    }
    return writeTrend(columns, at, row, this.#running.count, this.#running.slope, this.#running.strength);
  }

  #writeSeason(columns: readonly Float64Array[], from: number, row: number, season: Seasonal): number {
    const mark = this.#moments.at(season.period);
    const level = this.#moments.means[mark];
    let at = from;
    columns[at++][row] = level;
    columns[at++][row] = season.effect;
    columns[at++][row] = level + season.effect;
    columns[at++][row] = season.residual;
    columns[at++][row] = season.strength;
    return at;
  }

  #writeChanges(columns: readonly Float64Array[], from: number, row: number): number {
    let at = from;
    for (const window of this.plan.change_windows) columns[at++][row] = this.#shift(window);
    columns[at++][row] = this.#cusum.up;
    columns[at++][row] = this.#cusum.down;
    columns[at++][row] = this.#cusum.rowsSinceChange;
    return at;
  }

  #shift(window: number): number {
    if (this.#rows < 2 * window) return Number.NaN;
    const mark = this.#moments.at(window);
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

function writeTrend(columns: readonly Float64Array[], from: number, row: number, count: number, slope: number, strength: number): number {
  const known = count > 1;
  columns[from][row] = known ? slope : Number.NaN;
  // Two values always lie on their line, and a constant has no variance to explain.
  columns[from + 1][row] = count > 2 ? (slope === 0 ? 0 : strength) : Number.NaN;
  columns[from + 2][row] = count > 2 ? (strength >= trendFrom ? Math.sign(slope) : 0) : Number.NaN;
  return from + 3;
}

function marksOf(plan: CompleteTemporalPlan, on: (group: TemporalGroup) => boolean): number[] {
  const marks = [
    ...(on('rolling') ? plan.windows : []),
    ...(on('trend') ? plan.trend_windows : []),
    ...(on('seasonality') ? plan.seasonal_periods : []),
    ...(on('change_points') ? plan.change_windows : []),
  ];
  return [...new Set(marks)].sort((a, b) => a - b);
}

function reachOf(plan: CompleteTemporalPlan): number {
  const { lags, differences, windows, trend_windows, seasonal_periods, change_windows } = plan;
  const steps = differences.map((step) => step + 1);
  return Math.max(3, ...lags, ...steps, ...windows, ...trend_windows, ...seasonal_periods, ...change_windows.map((window) => 2 * window));
}
