/** The least absolute error of a set of rows, Σ w·|y − median|, and the weighted median where it is reached. */
export interface AbsoluteFit {
  readonly loss: number;
  readonly median: number;
}

/**
 * Absolute errors of growing sets of rows: weights and weighted targets in Fenwick trees over the ranks of the targets, so that a row more or
 * the next median takes logarithmic time (as scikit-learn 1.9 does).
 */
export class AbsoluteError {
  private readonly values: Float64Array;
  private readonly ranks: Int32Array;
  private readonly weightTree: Float64Array;
  private readonly momentTree: Float64Array;
  private readonly top: number;
  private weight = 0;
  private moment = 0;

  constructor(
    private readonly y: Float64Array,
    private readonly weights: Float64Array,
  ) {
    this.values = Float64Array.from(new Set(y)).sort();
    const places = new Map(Array.from(this.values, (value, rank) => [value, rank]));
    this.ranks = Int32Array.from(y, (value) => places.get(value) as number);
    this.weightTree = new Float64Array(this.values.length + 1);
    this.momentTree = new Float64Array(this.values.length + 1);
    this.top = 2 ** Math.floor(Math.log2(this.values.length));
  }

  of(rows: Uint32Array): AbsoluteFit {
    for (const row of rows) this.add(row, 1);
    const fit = { loss: this.loss(), median: this.median() };
    this.clear(rows);
    return fit;
  }

  /** The losses of `first` alone, then with the first row of `rows`, with the first two, … with all: rows + 1 numbers; likewise the medians, where wanted. */
  lossesAlong(rows: Uint32Array, first: Uint32Array, medians?: Float64Array): Float64Array {
    const losses = new Float64Array(rows.length + 1);
    for (const row of first) this.add(row, 1);
    losses[0] = this.loss();
    if (medians && first.length > 0) medians[0] = this.median();
    for (let i = 0; i < rows.length; i++) {
      this.add(rows[i], 1);
      losses[i + 1] = this.loss();
      if (medians) medians[i + 1] = this.median();
    }
    this.clear(rows);
    this.clear(first);
    return losses;
  }

  private add(row: number, sign: number): void {
    const weight = sign * this.weights[row];
    const moment = weight * this.y[row];
    this.weight += weight;
    this.moment += moment;
    for (let at = this.ranks[row] + 1; at < this.weightTree.length; at += at & -at) {
      this.weightTree[at] += weight;
      this.momentTree[at] += moment;
    }
  }

  /** Sets to zero whatever the rows touched: taking them out again would leave rounding behind. */
  private clear(rows: Uint32Array): void {
    for (const row of rows) {
      for (let at = this.ranks[row] + 1; at < this.weightTree.length; at += at & -at) this.weightTree[at] = this.momentTree[at] = 0;
    }
    this.weight = this.moment = 0;
  }

  private loss(): number {
    if (this.weight === 0) return 0;
    const { rank, weight, moment } = this.reach(this.weight / 2);
    // Of the rows below the median's rank and of those above; those of its own rank add nothing.
    return Math.max(0, this.values[rank] * (2 * weight - this.weight) - 2 * moment + this.moment);
  }

  /** The value where half the weight is reached, or the middle of two where it is reached exactly between them. */
  private median(): number {
    const { rank, reaches } = this.reach(this.weight / 2);
    if (!reaches) return this.values[rank];
    return (this.values[rank] + this.values[this.reach(this.weight / 2, true).rank]) / 2;
  }

  /**
   * The first rank up to which at least `sought` weight lies (more than it, where `beyond`), weight and moment below that rank, and whether it is
   * reached exactly.
   */
  private reach(sought: number, beyond = false): { rank: number; weight: number; moment: number; reaches: boolean } {
    const { weightTree, momentTree, values } = this;
    const slack = 1e-12 * this.weight;
    let rank = 0;
    let weight = 0;
    let moment = 0;
    for (let step = this.top; step > 0; step >>= 1) {
      const next = rank + step;
      if (next > values.length) continue;
      const upTo = weight + weightTree[next];
      if (beyond ? upTo > sought + slack : upTo >= sought - slack) continue;
      rank = next;
      weight = upTo;
      moment += momentTree[next];
    }
    const own = rank < values.length ? this.weightAt(rank) : 0;
    return { rank: Math.min(rank, values.length - 1), weight, moment, reaches: Math.abs(weight + own - sought) <= slack };
  }

  private weightAt(rank: number): number {
    let weight = 0;
    for (let at = rank + 1; at > 0; at -= at & -at) weight += this.weightTree[at];
    for (let at = rank; at > 0; at -= at & -at) weight -= this.weightTree[at];
    return weight;
  }
}
