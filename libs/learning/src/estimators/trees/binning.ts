import { floorToFloat32 } from './float32.js';

/** How one column's values fall into bins: bin i holds values up to and including `thresholds[i]`, the last one the rest. */
export interface ColumnBins {
  /** Ascending float32 upper bounds of all value bins but the last. */
  readonly thresholds: Float32Array;
  /** Number of bins, the missing bin included. */
  readonly count: number;
  /** The bin of missing values, the last one; −1 when training saw none. */
  readonly missing: number;
  /** For a column of category codes: the code of each bin, bin 0 (missing, rare and unknown ones) without one, the fullest first; no thresholds. */
  readonly codes?: Int32Array;
}

export interface BinningOptions {
  /** At most so many bins, the missing bin included: 2…256. */
  readonly maxBins: number;
  /** A bin is closed only once it has so many rows. */
  readonly minRowsInBin: number;
}

type Numbers = readonly number[] | Float32Array | Uint32Array;

/** A column's distinct values in ascending order with their numbers of rows. */
export interface Distribution {
  readonly values: Numbers;
  readonly counts: Numbers;
  /** Rows without a value. */
  readonly missing: number;
}

type Counts = Omit<Distribution, 'missing'>;

/** Values this near to zero share zero's bin. */
const zeroRadius = Math.fround(1e-35);

/** Bins for a column of these values, as LightGBM finds them (bin.cpp, BinMapper::FindBin). */
export function findColumnBins(distribution: Distribution, { maxBins, minRowsInBin }: BinningOptions): ColumnBins {
  const missing = distribution.missing > 0 ? 1 : 0;
  const thresholds = Float32Array.from(findBoundsAroundZero(distribution, maxBins - missing, minRowsInBin), floorToFloat32);
  const values = thresholds.length + 1;
  return { thresholds, count: values + missing, missing: missing > 0 ? values : -1 };
}

/** Share of the rows with a category that must have a bin of their own, however many there are. */
const shareInBins = 0.99;

/**
 * Bins for a column of category codes 0 … `categories` − 1, as LightGBM finds them (BinMapper::FindBin): a bin per category, the most frequent
 * first; rare ones share bin 0 with missing values, and never go left.
 */
export function findCategoryBins(values: Float32Array, categories: number, { maxBins, minRowsInBin }: BinningOptions): ColumnBins {
  const counts = new Uint32Array(categories);
  let present = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    counts[value]++;
    present++;
  }
  const order = Array.from(counts.keys())
    .filter((code) => counts[code] > 0)
    .sort((a, b) => counts[b] - counts[a]);
  const most = Math.min(maxBins, order.length + (present < values.length ? 1 : 0));
  const codes = [-1];
  let used = 0;
  for (const code of order) {
    const isEnough = used >= Math.round(shareInBins * present) && codes.length >= most;
    if (isEnough || codes.length > 255 || (counts[code] < minRowsInBin && codes.length > 2)) break;
    codes.push(code);
    used += counts[code];
  }
  return { thresholds: new Float32Array(), count: codes.length, missing: -1, codes: Int32Array.from(codes) };
}

/** The bin of each category code. */
export function binsOfCodes({ codes }: ColumnBins, categories: number): Uint8Array {
  const bins = new Uint8Array(categories);
  codes?.forEach((code, bin) => {
    if (code >= 0) bins[code] = bin;
  });
  return bins;
}

/** The bin of a float32 value; numbers only. */
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

/**
 * Upper bounds with zero in a bin of its own (FindBinWithZeroAsOneBin): values below and above zero share out the other bins
 * by their numbers of rows. One-hot and count columns keep their zeros pure that way.
 */
function findBoundsAroundZero({ values, counts }: Distribution, maxBins: number, minRowsInBin: number): number[] {
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
    const below = { values: partOf(values, 0, firstZero), counts: partOf(counts, 0, firstZero) };
    bounds.push(...findBounds(below, bins, sides.negative, minRowsInBin), -zeroRadius);
  }
  const rest = maxBins - 1 - bounds.length;
  if (firstPositive < values.length && rest > 0) {
    const above = { values: partOf(values, firstPositive), counts: partOf(counts, firstPositive) };
    bounds.push(zeroRadius, ...findBounds(above, rest, sides.positive, minRowsInBin));
  }
  return bounds;
}

/** A view where there can be one. */
function partOf(numbers: Numbers, begin: number, end?: number): Numbers {
  return 'subarray' in numbers ? numbers.subarray(begin, end) : numbers.slice(begin, end);
}

/** Upper bounds of all bins but the last (GreedyFindBin): a bin per value where they fit, else bins of about equal rows. */
function findBounds(distribution: Counts, maxBins: number, rows: number, minRowsInBin: number): number[] {
  return distribution.values.length <= maxBins
    ? boundsOfValues(distribution, minRowsInBin)
    : boundsOfQuantiles(distribution, Math.max(1, Math.min(maxBins, Math.floor(rows / minRowsInBin))), rows);
}

function boundsOfValues({ values, counts }: Counts, minRowsInBin: number): number[] {
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
function boundsOfQuantiles({ values, counts }: Counts, maxBins: number, rows: number): number[] {
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
