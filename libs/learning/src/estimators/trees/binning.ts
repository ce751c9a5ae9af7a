import type { Matrix } from '../estimator.js';
import { floorToFloat32 } from './float32.js';

/** How one column's values fall into bins: bin i holds values up to and including `thresholds[i]`, the last one the rest. */
export interface ColumnBins {
  /** Ascending float32 upper bounds of all value bins but the last. */
  readonly thresholds: Float32Array;
  /** Number of bins, the missing bin included. */
  readonly count: number;
  /** The bin of missing values, the last one; −1 when training saw none. */
  readonly missing: number;
}

export interface BinningOptions {
  /** At most so many bins, the missing bin included: 2…256. */
  readonly maxBins: number;
  /** A bin is closed only once it has so many rows. */
  readonly minRowsInBin: number;
}

/** Distinct values in ascending order with their numbers of rows. */
export interface Distribution {
  readonly values: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
}

/** Values this near to zero share zero's bin. */
const zeroRadius = Math.fround(1e-35);

/** Bins of column `column` from all rows of `x`, as LightGBM finds them (bin.cpp, BinMapper::FindBin). */
export function findColumnBins(x: Matrix, column: number, options: BinningOptions): ColumnBins {
  const { distribution, missing } = describeColumn(x, column);
  const bounds = findBoundsAroundZero(distribution, options.maxBins - (missing > 0 ? 1 : 0), options.minRowsInBin);
  const thresholds = Float32Array.from(bounds, floorToFloat32);
  const values = thresholds.length + 1;
  return { thresholds, count: values + (missing > 0 ? 1 : 0), missing: missing > 0 ? values : -1 };
}

/** The bin of a float32 value. */
export function binOf({ thresholds, missing }: ColumnBins, value: number): number {
  // A missing value where training saw none is taken as zero.
  if (Number.isNaN(value) && missing >= 0) return missing;
  const sought = Number.isNaN(value) ? 0 : value;
  let low = 0;
  let high = thresholds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sought <= thresholds[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

function describeColumn({ rows, columns, data }: Matrix, column: number): { distribution: Distribution; missing: number } {
  const few = describeFewValues(data, column, columns);
  if (few) return few;
  const present = new Float32Array(rows);
  let count = 0;
  for (let at = column; at < data.length; at += columns) if (!Number.isNaN(data[at])) present[count++] = data[at];
  return { distribution: countSorted(present.subarray(0, count).sort()), missing: rows - count };
}

/** One-hot and small integer columns without a sort; undefined when there are more than a handful of values. */
function describeFewValues(data: Float32Array, column: number, columns: number) {
  const values: number[] = [];
  const counts: number[] = [];
  let missing = 0;
  for (let at = column; at < data.length; at += columns) {
    const value = data[at];
    if (Number.isNaN(value)) {
      missing++;
      continue;
    }
    const known = values.indexOf(value);
    if (known >= 0) counts[known]++;
    else if (values.push(value) > 8) return undefined;
    else counts.push(1);
  }
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  return { distribution: { values: order.map((i) => values[i]), counts: order.map((i) => counts[i]) }, missing };
}

function countSorted(sorted: Float32Array): Distribution {
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (values.length > 0 && values[values.length - 1] === value) counts[counts.length - 1]++;
    else {
      values.push(value);
      counts.push(1);
    }
  }
  return { values, counts };
}

/**
 * Upper bounds with zero in a bin of its own (FindBinWithZeroAsOneBin): values below and above zero share out the other bins
 * by their numbers of rows. One-hot and count columns keep their zeros pure that way.
 */
export function findBoundsAroundZero({ values, counts }: Distribution, maxBins: number, minRowsInBin: number): number[] {
  const sides = { negative: 0, zero: 0, positive: 0 };
  let firstZero = 0;
  let firstPositive = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] <= -zeroRadius) {
      sides.negative += counts[i];
      firstZero = firstPositive = i + 1;
    } else if (values[i] <= zeroRadius) {
      sides.zero += counts[i];
      firstPositive = i + 1;
    } else sides.positive += counts[i];
  }
  const bounds: number[] = [];
  if (firstZero > 0 && maxBins > 1) {
    const bins = Math.max(1, Math.floor((sides.negative / (sides.negative + sides.positive)) * (maxBins - 1)));
    const range = { values: slice(values, 0, firstZero), counts: slice(counts, 0, firstZero) };
    bounds.push(...findBounds(range, bins, sides.negative, minRowsInBin), -zeroRadius);
  }
  const rest = maxBins - 1 - bounds.length;
  if (firstPositive < values.length && rest > 0) {
    const range = { values: slice(values, firstPositive), counts: slice(counts, firstPositive) };
    bounds.push(zeroRadius, ...findBounds(range, rest, sides.positive, minRowsInBin));
  }
  return bounds;
}

function slice(values: ArrayLike<number>, from: number, to = values.length): number[] {
  return Array.prototype.slice.call(values, from, to) as number[];
}

/** Upper bounds of all bins but the last (GreedyFindBin): a bin per value where they fit, else bins of about equal rows. */
export function findBounds(distribution: Distribution, maxBins: number, rows: number, minRowsInBin: number): number[] {
  return distribution.values.length <= maxBins
    ? boundsOfValues(distribution, minRowsInBin)
    : boundsOfQuantiles(distribution, Math.max(1, Math.min(maxBins, Math.floor(rows / minRowsInBin))), rows);
}

function boundsOfValues({ values, counts }: Distribution, minRowsInBin: number): number[] {
  const bounds: number[] = [];
  let inBin = 0;
  for (let i = 0; i < values.length - 1; i++) {
    inBin += counts[i];
    if (inBin < minRowsInBin) continue;
    bounds.push((values[i] + values[i + 1]) / 2);
    inBin = 0;
  }
  return bounds;
}

/** Values with more rows than a mean bin get their own bin; the mean is taken anew over the rest after each bin. */
function boundsOfQuantiles({ values, counts }: Distribution, maxBins: number, rows: number): number[] {
  const meanSize = rows / maxBins;
  const isBig = (i: number) => counts[i] >= meanSize;
  let restBins = maxBins;
  let restRows = rows;
  for (let i = 0; i < values.length; i++) {
    if (!isBig(i)) continue;
    restBins--;
    restRows -= counts[i];
  }
  const bounds: number[] = [];
  let size = restRows / restBins;
  let inBin = 0;
  for (let i = 0; i < values.length - 1 && bounds.length < maxBins - 1; i++) {
    if (!isBig(i)) restRows -= counts[i];
    inBin += counts[i];
    if (!isBig(i) && inBin < size && !(isBig(i + 1) && inBin >= Math.max(1, size * 0.5))) continue;
    bounds.push((values[i] + values[i + 1]) / 2);
    inBin = 0;
    if (isBig(i)) continue;
    restBins--;
    size = restRows / restBins;
  }
  return bounds;
}
