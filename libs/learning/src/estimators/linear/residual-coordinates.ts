import type { Coordinates } from './coordinate-descent.js';
import type { DenseDesign } from './dense-design.js';
import { rounding } from './normal-equations.js';

/** Keeps the residual itself: a step costs as much as there are rows, for tables so wide that Z'WZ is out of reach. */
export class ResidualCoordinates implements Coordinates {
  readonly size: number;
  readonly diagonal: Float64Array;
  private readonly residual: Float64Array;

  /** `mean` of y and `means` of the design's columns, weighted; 0 when not centred. */
  constructor(
    private readonly design: DenseDesign,
    y: Float64Array,
    private readonly weights: Float64Array | undefined,
    mean: number,
    private readonly means: Float64Array,
  ) {
    this.size = design.columns;
    this.residual = y.map((value) => value - mean);
    this.diagonal = means.map((_, j) => this.squares(j));
  }

  slope(j: number): number {
    const { residual, weights } = this;
    const { values, rows, scale } = this.design;
    let sum = 0;
    let left = 0;
    for (let row = 0, at = j * rows; row < rows; row++, at++) {
      const weighted = weights ? weights[row] * residual[row] : residual[row];
      sum += weighted * values[at];
      left += weighted;
    }
    return sum / scale[j] - this.means[j] * left;
  }

  move(j: number, change: number): void {
    const { residual } = this;
    const { values, rows, scale } = this.design;
    const factor = change / scale[j];
    const centre = change * this.means[j];
    for (let row = 0, at = j * rows; row < rows; row++, at++) residual[row] -= factor * values[at] - centre;
  }

  residualSquares(): number {
    return this.residual.reduce((sum, value, row) => sum + (this.weights ? this.weights[row] : 1) * value * value, 0);
  }

  private squares(j: number): number {
    const { values, rows, scale } = this.design;
    let sum = 0;
    let whole = 0;
    for (let row = 0, at = j * rows; row < rows; row++, at++) {
      const weight = this.weights ? this.weights[row] : 1;
      const value = values[at] / scale[j];
      sum += weight * (value - this.means[j]) ** 2;
      whole += weight * value * value;
    }
    return sum < rounding * whole ? 0 : sum;
  }
}
