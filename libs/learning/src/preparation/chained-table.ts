import type { Moments } from './bayesian-ridge.js';
import type { NumberTable } from './step.js';

/**
 * The table that chained regressions fill, column by column, with the second moments of all its rows: those of the rows that have a column are all
 * less those that haven't, so that a regression costs the rows with missing numbers, not the table.
 */
export class ChainedTable {
  readonly #rows: number;
  readonly #columns: number;
  /** Column after column, less the column's mean at first: moments then keep their digits. */
  readonly #values: Float64Array[];
  readonly #missing: Int32Array[];
  readonly #gram: Float64Array;
  readonly #sums: Float64Array;
  #before: Float64Array[] = [];

  constructor(
    block: NumberTable,
    private readonly origin: readonly number[],
  ) {
    this.#rows = block.rows;
    this.#columns = origin.length;
    const missing = origin.map((): number[] => []);
    this.#values = origin.map((centre, column) =>
      Float64Array.from({ length: block.rows }, (_, row) => {
        const value = block.data[row * block.columns + column];
        if (!Number.isNaN(value)) return value - centre;
        missing[column].push(row);
        return 0;
      }),
    );
    this.#missing = missing.map((rows) => Int32Array.from(rows));
    this.#gram = new Float64Array(this.#columns ** 2);
    this.#sums = new Float64Array(this.#columns);
    for (let column = 0; column < this.#columns; column++) this.#refresh(column);
  }

  /** Columns that have a number, fewest missing first; of equals the earlier. */
  columnsByMissing(): number[] {
    const known = [...this.#missing.keys()].filter((column) => this.#missing[column].length < this.#rows);
    return known.sort((a, b) => this.#missing[a].length - this.#missing[b].length || a - b);
  }

  largestPresent(): number {
    let largest = 0;
    for (const [column, values] of this.#values.entries()) {
      const isMissing = this.#flags(column);
      for (let row = 0; row < this.#rows; row++)
        if (!isMissing[row]) largest = Math.max(largest, Math.abs(values[row] + this.origin[column]));
    }
    return largest;
  }

  startRound(): void {
    this.#before = this.#missing.map((rows, column) => Float64Array.from(rows, (row) => this.#values[column][row]));
  }

  /** Largest sum of absolute changes in one row: the infinity norm that scikit-learn takes. */
  changeOfRound(): number {
    const changes = new Float64Array(this.#rows);
    for (const [column, rows] of this.#missing.entries())
      for (let i = 0; i < rows.length; i++) changes[rows[i]] += Math.abs(this.#values[column][rows[i]] - this.#before[column][i]);
    return changes.reduce((largest, change) => Math.max(largest, change), 0);
  }

  /** Centred moments of all other columns over the rows that have this one, and the centres, in the columns' own units. */
  moments(column: number): { moments: Moments; others: number[]; centres: Float64Array } {
    const others = Array.from({ length: this.#columns }, (_, i) => i).filter((i) => i !== column);
    const size = others.length;
    const { gram, sums, rows } = this.#over(column);
    const centred = (a: number, b: number) => gram[a * this.#columns + b] - (sums[a] * sums[b]) / rows;
    const own = new Float64Array(size * size);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) own[i * size + j] = centred(others[i], others[j]);
    const products = Float64Array.from(others, (other) => centred(other, column));
    const centres = sums.map((sum, i) => sum / rows + this.origin[i]);
    return { moments: { rows, size, gram: own, products, target: Math.max(0, centred(column, column)) }, others, centres };
  }

  /** Residual sum of squares over the rows that have the column: from the moments, unless the fit is so close that they would cancel. */
  squaredErrors(column: number, others: readonly number[], tried: Float64Array, centres: Float64Array, moments: Moments): number {
    const { size, gram, products, target } = moments;
    let sum = target;
    for (let i = 0; i < size; i++) {
      let own = -2 * products[i];
      for (let j = 0; j < size; j++) own += gram[i * size + j] * tried[j];
      sum += own * tried[i];
    }
    return sum > 1e-6 * target ? sum : this.#squaredErrorsByRow(column, others, tried, centres);
  }

  /** Sets the column's missing numbers to what the regression (coefficients by column, then the intercept) says. */
  predict(column: number, regression: Float64Array): void {
    const rows = this.#missing[column];
    if (rows.length === 0) return;
    for (const row of rows) {
      let sum = regression[this.#columns];
      for (let i = 0; i < this.#columns; i++) sum += regression[i] * (this.#values[i][row] + this.origin[i]);
      this.#values[column][row] = sum - this.origin[column];
    }
    this.#refresh(column);
  }

  #squaredErrorsByRow(column: number, others: readonly number[], tried: Float64Array, centres: Float64Array): number {
    const isMissing = this.#flags(column);
    let total = 0;
    for (let row = 0; row < this.#rows; row++) {
      if (isMissing[row]) continue;
      let error = this.#values[column][row] + this.origin[column] - centres[column];
      for (const [i, other] of others.entries()) error -= tried[i] * (this.#values[other][row] + this.origin[other] - centres[other]);
      total += error * error;
    }
    return total;
  }

  /** Moments over the rows that have the column: whichever of adding those and taking away the others is less work. */
  #over(column: number): { gram: Float64Array; sums: Float64Array; rows: number } {
    const missing = this.#missing[column];
    const rows = this.#rows - missing.length;
    if (missing.length <= rows) {
      const taken = this.#momentsOf(missing);
      return { gram: this.#gram.map((all, i) => all - taken.gram[i]), sums: this.#sums.map((all, i) => all - taken.sums[i]), rows };
    }
    const isMissing = this.#flags(column);
    const present = Int32Array.from({ length: this.#rows }, (_, row) => row).filter((row) => !isMissing[row]);
    return { ...this.#momentsOf(present), rows };
  }

  #momentsOf(rows: Int32Array): { gram: Float64Array; sums: Float64Array } {
    const count = this.#columns;
    const gram = new Float64Array(count * count);
    const sums = new Float64Array(count);
    const row = new Float64Array(count);
    for (const at of rows) {
      for (let i = 0; i < count; i++) row[i] = this.#values[i][at];
      for (let i = 0; i < count; i++) {
        sums[i] += row[i];
        for (let j = 0; j <= i; j++) gram[i * count + j] += row[i] * row[j];
      }
    }
    for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) gram[i * count + j] = gram[j * count + i];
    return { gram, sums };
  }

  /** Moments of a column that has changed. */
  #refresh(column: number): void {
    const own = this.#values[column];
    this.#sums[column] = own.reduce((sum, value) => sum + value, 0);
    for (let other = 0; other < this.#columns; other++) {
      const values = this.#values[other];
      let sum = 0;
      for (let row = 0; row < this.#rows; row++) sum += own[row] * values[row];
      this.#gram[column * this.#columns + other] = sum;
      this.#gram[other * this.#columns + column] = sum;
    }
  }

  #flags(column: number): Uint8Array {
    const flags = new Uint8Array(this.#rows);
    for (const row of this.#missing[column]) flags[row] = 1;
    return flags;
  }
}
