import type { RowStatistics } from './row-statistics.js';
import type { Tree } from './tree.js';

/** Of larger tables some 20,000 rows are judged, evenly spread: enough for the third digit of the loss. Every how manyth row that is. */
export function judgedRows(rows: number): number {
  return Math.max(1, Math.floor(rows / 20_000));
}

/**
 * The loss of a growing forest on training rows, each judged by the trees that did not see it (Breiman 2001, section 3.1): the mean squared
 * error of values, or of class probabilities summed over classes (Brier). Rows that every tree saw yet don't count.
 */
export class OutOfBag {
  /** Sums of leaf values, rows × outputs, and how many trees they are from. */
  private readonly sums: Float64Array;
  private readonly trees: Int32Array;
  private readonly losses: Float64Array;

  private readonly step: number;

  constructor(private readonly statistics: RowStatistics) {
    this.step = judgedRows(statistics.y.length);
    const rows = Math.ceil(statistics.y.length / this.step);
    this.sums = new Float64Array(rows * statistics.outputs);
    this.trees = new Int32Array(rows);
    this.losses = new Float64Array(rows);
  }

  /** `leaves` are the places of the judged rows' leaves, −1 for rows that the tree grew on. Returns the metrics so far; none before any row has a tree. */
  add(tree: Tree, leaves: Int32Array): Readonly<Record<string, number>> {
    const { sums, trees, losses, statistics, step } = this;
    const { outputs, weights } = statistics;
    let loss = 0;
    let weight = 0;
    for (let row = 0; row < leaves.length; row++) {
      const leaf = leaves[row];
      if (leaf >= 0) {
        trees[row]++;
        for (let k = 0; k < outputs; k++) sums[row * outputs + k] += tree.values[leaf * outputs + k];
        losses[row] = this.lossOf(row);
      }
      if (trees[row] === 0) continue;
      loss += weights[row * step] * losses[row];
      weight += weights[row * step];
    }
    return weight > 0 ? { oob_loss: loss / weight } : {};
  }

  private lossOf(row: number): number {
    const { outputs, classes } = this.statistics;
    const y = this.statistics.y[row * this.step];
    const mean = (k: number) => this.sums[row * outputs + k] / this.trees[row];
    if (outputs === 1) return (classes > 0 ? 2 : 1) * (y - mean(0)) ** 2;
    let loss = 0;
    for (let k = 0; k < outputs; k++) loss += ((y === k ? 1 : 0) - mean(k)) ** 2;
    return loss;
  }
}
