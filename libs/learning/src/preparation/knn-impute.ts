import type { Matrix } from '../estimators/estimator.js';
import { packArray, unpackArray } from '../estimators/trees/packed-array.js';
import { LearningError } from '../errors.js';
import { type Donors, neighboursToOnnx } from './knn-impute-onnx.js';
import { mean } from './quantile.js';
import { type FittedStep, type NeighbourImputeDescription, type NumberTable, presentValues } from './step.js';

export interface NeighbourImputeOptions {
  /** Donors per missing number; default 5. */
  readonly neighbours?: number;
  /** Measure differences in standard deviations of the columns, so that no unit outweighs the others. Default: as they are. */
  readonly scaled?: boolean;
  /** At most so many rows lend their numbers, evenly spread over the block. They all travel in the graph. Default 2,000. */
  readonly mostDonors?: number;
}

/**
 * Troyanskaya et al. 2001, as scikit-learn's KNNImputer with uniform weights: a missing number becomes the mean of its column in the nearest rows that have
 * it, by Euclidean distance over the columns that both rows have, scaled up for those they haven't. Of equally distant rows the earlier counts.
 */
export function fitKnnImpute(block: Matrix, options: NeighbourImputeOptions = {}, columns = block.columns): FittedStep {
  const { neighbours, factors, means, values } = donorsOf(block, options, columns);
  const donors = packArray(Float32Array.from(values));
  const passed = block.columns - columns;
  return knnImpute({ kind: 'impute_knn', neighbours, factors: Array.from(factors), means: Array.from(means), donors, passed });
}

/** Gaps of a whole table, filled in the precision that it has. */
export function fillByNeighbours(table: NumberTable, options: NeighbourImputeOptions = {}): Float64Array {
  return fillRows(table, Float64Array.from(table.data), donorsOf(table, options, table.columns));
}

function donorsOf(block: NumberTable, options: NeighbourImputeOptions, columns: number): Donors {
  const { neighbours = 5, scaled = false, mostDonors = 2000 } = options;
  if (!Number.isInteger(neighbours) || neighbours < 1)
    throw new LearningError('learning.parameter_invalid', `"neighbours" must be a whole number from 1, not ${neighbours}.`, 'neighbours');
  const rows = Math.min(block.rows, mostDonors);
  const values = new Float64Array(rows * columns);
  for (let donor = 0; donor < rows; donor++) {
    const from = Math.floor((donor * block.rows) / rows) * block.columns;
    values.set(block.data.subarray(from, from + columns), donor * columns);
  }
  const present = Array.from({ length: columns }, (_, column) => presentValues(block, column));
  const factors = Float64Array.from(present, (column) => (scaled ? 1 / (deviation(column) || 1) : 1));
  const means = Float64Array.from(present, (column) => mean(column) + 0);
  return { rows, columns, values, factors, means, neighbours };
}

function deviation(values: Float64Array): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

export function knnImpute(description: NeighbourImputeDescription): FittedStep {
  const columns = description.means.length;
  const values = Float64Array.from(unpackArray('f32', description.donors, 'donors'));
  const donors: Donors = {
    rows: values.length / columns,
    columns,
    values,
    factors: Float64Array.from(description.factors),
    means: Float64Array.from(description.means),
    neighbours: description.neighbours,
  };
  return {
    description,
    names: (inputs) => inputs,
    transform: (block) => ({ ...block, data: fillRows(block, block.data.slice(), donors) }),
    toOnnx: (graph, tensor) => neighboursToOnnx(graph, tensor, donors, description.passed),
  };
}

/** Writes what is missing in the block's first columns into `data`, a copy of its numbers. */
function fillRows<T extends Float32Array | Float64Array>(block: NumberTable, data: T, donors: Donors): T {
  const distances = new Float64Array(donors.rows);
  for (let row = 0; row < block.rows; row++) {
    const at = row * block.columns;
    const asked = block.data.subarray(at, at + donors.columns);
    if (!asked.some(Number.isNaN)) continue;
    measure(asked, donors, distances);
    for (let column = 0; column < donors.columns; column++)
      if (Number.isNaN(asked[column])) data[at + column] = nearestMean(column, donors, distances);
  }
  return data;
}

/** Mean squared difference over the columns that both have (in the order of columns, as the graph adds them); infinite without any. */
function measure(asked: Float32Array | Float64Array, { rows, columns, values, factors }: Donors, distances: Float64Array): void {
  for (let donor = 0; donor < rows; donor++) {
    let sum = 0;
    let shared = 0;
    for (let column = 0; column < columns; column++) {
      const difference = (asked[column] - values[donor * columns + column]) * factors[column];
      if (Number.isNaN(difference)) continue;
      sum += difference * difference;
      shared++;
    }
    distances[donor] = shared > 0 ? sum / shared : Number.POSITIVE_INFINITY;
  }
}

function nearestMean(column: number, { rows, columns, values, means, neighbours }: Donors, distances: Float64Array): number {
  const nearest: number[] = [];
  for (let donor = 0; donor < rows; donor++) {
    const distance = distances[donor];
    if (distance === Number.POSITIVE_INFINITY || Number.isNaN(values[donor * columns + column])) continue;
    let place = nearest.length;
    while (place > 0 && distances[nearest[place - 1]] > distance) place--;
    if (place >= neighbours) continue;
    nearest.splice(place, 0, donor);
    if (nearest.length > neighbours) nearest.pop();
  }
  if (nearest.length === 0) return means[column];
  return nearest.reduce((sum, donor) => sum + values[donor * columns + column], 0) / nearest.length;
}
