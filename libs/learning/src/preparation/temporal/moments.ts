/** Sums over the newest values of a history, cut at several ages at once. All are taken from an anchor inside of every window, so that no digits cancel. */
export class TrailingMoments {
  readonly counts: Float64Array;
  readonly means: Float64Array;
  /** Sum of squared deviations from the mean. */
  readonly squares: Float64Array;
  readonly minima: Float64Array;
  readonly maxima: Float64Array;
  /** Slope by least squares over the row's place, and the share of variance it explains. */
  readonly slopes: Float64Array;
  readonly strengths: Float64Array;

  /** @param marks ages in ascending order: window k holds the newest `marks[k]` values. */
  constructor(readonly marks: readonly number[]) {
    const empty = () => new Float64Array(marks.length);
    this.counts = empty();
    this.means = empty();
    this.squares = empty();
    this.minima = empty();
    this.maxima = empty();
    this.slopes = empty();
    this.strengths = empty();
  }

  /** Where the window of so many rows lies in the results. */
  at(window: number): number {
    return this.marks.indexOf(window);
  }

  /**
   * Goes once from the newest value (at `end` − 1) back to `start`, and closes a window at each mark; NaN is missing. With d = v − anchor and
   * the age j of a value: mean = anchor + Σd/n, M2 = Σd² − (Σd)²/n, slope = (Σj Σd/n − Σjd) / (Σj² − (Σj)²/n). The anchor is the newest known
   * value, thus in every window, so that M2 keeps its digits.
   */
  update(values: Float64Array, start: number, end: number): void {
    const { marks } = this;
    let count = 0;
    let anchor = 0;
    let sum = 0;
    let squares = 0;
    let ages = 0;
    let squaredAges = 0;
    let products = 0;
    let min = Infinity;
    let max = -Infinity;
    let at = end - 1;
    for (let k = 0; k < marks.length; k++) {
      for (const last = Math.max(start, end - marks[k]); at >= last; at--) {
        const value = values[at];
        if (value !== value) continue;
        if (count === 0) anchor = value;
        const age = end - 1 - at;
        const deviation = value - anchor;
        count++;
        sum += deviation;
        squares += deviation * deviation;
        ages += age;
        squaredAges += age * age;
        products += age * deviation;
        if (value < min) min = value;
        if (value > max) max = value;
      }
      const spread = Math.max(0, squares - (sum * sum) / count);
      const time = squaredAges - (ages * ages) / count;
      const joint = (ages * sum) / count - products;
      this.counts[k] = count;
      this.means[k] = anchor + sum / count;
      this.squares[k] = spread;
      this.minima[k] = min;
      this.maxima[k] = max;
      this.slopes[k] = joint / time;
      this.strengths[k] = Math.min(1, (joint * joint) / (time * spread));
    }
  }
}

/** Mean and sum of squared deviations of `values[start, end)` without its missing values, from an anchor among them. */
export function momentsOf(values: Float64Array, start: number, end: number): { count: number; mean: number; squares: number } {
  let count = 0;
  let anchor = 0;
  let sum = 0;
  let squares = 0;
  for (let at = end - 1; at >= start; at--) {
    const value = values[at];
    if (value !== value) continue;
    if (count === 0) anchor = value;
    const deviation = value - anchor;
    count++;
    sum += deviation;
    squares += deviation * deviation;
  }
  return { count, mean: anchor + sum / count, squares: Math.max(0, squares - (sum * sum) / count) };
}
