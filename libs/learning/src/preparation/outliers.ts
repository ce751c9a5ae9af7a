import { LearningError } from '../errors.js';
import { resolveParameters } from '../estimators/parameters.js';
import { isolationForest } from '../estimators/trees/isolation-forest.js';
import type { Bounds } from './cap.js';
import { fitImpute } from './impute.js';
import { mean, quantile } from './quantile.js';
import { finiteFloat32, type NumberTable, presentValues } from './step.js';

export const outlierMethods = ['iqr', 'zscore', 'isolation_forest', 'none'] as const;
export type OutlierMethod = (typeof outlierMethods)[number];

export const outlierActions = ['cap', 'drop', 'robust_scale'] as const;
/** Brings values to their bounds, leaves rows out, or scales by median and quartiles, which outliers don't move. */
export type OutlierAction = (typeof outlierActions)[number];

export interface OutlierOptions {
  readonly method: Exclude<OutlierMethod, 'none'>;
  /** Interquartile ranges beyond the quartiles (default 1.5), standard deviations from the mean (3), or the share of rows (the forest's own). */
  readonly threshold?: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

export interface Outliers {
  /** Rows with an outlier, ascending. */
  readonly rows: Int32Array;
  /** By column; for an isolation forest the range of the other rows. */
  readonly bounds: Bounds;
}

/** Missing values are no outliers. Throws `learning.parameter_invalid` for a threshold that can't be. */
export async function findOutliers(block: NumberTable, options: OutlierOptions): Promise<Outliers> {
  requireThreshold(options);
  if (options.method === 'isolation_forest') return isolated(block, options);
  const bounds = options.method === 'iqr' ? quartileBounds(block, options.threshold) : deviationBounds(block, options.threshold);
  return { rows: rowsBeyond(block, bounds), bounds };
}

function requireThreshold({ method, threshold }: OutlierOptions): void {
  if (threshold === undefined) return;
  const most = method === 'isolation_forest' ? 0.5 : 1000;
  if (threshold > 0 && threshold <= most) return;
  const expected = method === 'isolation_forest' ? 'a share of the rows above 0, at most 0.5' : 'a number above 0';
  throw new LearningError(
    'learning.parameter_invalid',
    `The threshold of ${method} must be ${expected}, not ${threshold}.`,
    'outlier_threshold',
  );
}

/** Tukey 1977: quartiles less and plus so many interquartile ranges. */
function quartileBounds(block: NumberTable, threshold = 1.5): Bounds {
  return boundsBy(block, (values) => {
    const sorted = values.sort();
    const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
    return [low - threshold * (high - low), high + threshold * (high - low)];
  });
}

function deviationBounds(block: NumberTable, threshold = 3): Bounds {
  return boundsBy(block, (values) => {
    const middle = mean(values);
    const reach = threshold * Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
    return [middle - reach, middle + reach];
  });
}

function boundsBy(block: NumberTable, boundsOf: (values: Float64Array) => [number, number]): Bounds {
  const bounds = Array.from({ length: block.columns }, (_, column) => {
    const present = presentValues(block, column);
    return present.length === 0 ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : boundsOf(present);
  });
  return { lower: bounds.map(([low]) => low), upper: bounds.map(([, high]) => high) };
}

function rowsBeyond({ rows, columns, data }: NumberTable, { lower, upper }: Bounds): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row).filter((row) => {
    for (let column = 0; column < columns; column++) {
      const value = data[row * columns + column];
      if (value < lower[column] || value > upper[column]) return true;
    }
    return false;
  });
}

/** Rows that random questions part from the others in few steps (Liu, Ting and Zhou 2008); missing values count as medians. */
async function isolated(block: NumberTable, { threshold, seed, signal }: OutlierOptions): Promise<Outliers> {
  const names = Array.from({ length: block.columns }, (_, column) => String(column));
  const matrix = { rows: block.rows, columns: block.columns, data: Float32Array.from(block.data, finiteFloat32), names };
  const x = fitImpute(matrix, 'median').transform(matrix);
  const parameters = resolveParameters('isolation_forest', isolationForest.parameters, { contamination: threshold ?? 'auto' });
  const forest = await isolationForest.fit({ x }, { parameters, seed, signal });
  const flags = forest.predict(x);
  const all = Int32Array.from(flags.keys());
  const usual = all.filter((row) => flags[row] === 0);
  return { rows: all.filter((row) => flags[row] === 1), bounds: rangeOf(block, usual.length > 0 ? usual : all) };
}

function rangeOf({ columns, data }: NumberTable, rows: Int32Array): Bounds {
  const lower = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const upper = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  for (const row of rows)
    for (let column = 0; column < columns; column++) {
      const value = data[row * columns + column];
      if (value < lower[column]) lower[column] = value;
      if (value > upper[column]) upper[column] = value;
    }
  // A column without any number has no range to keep to.
  return {
    lower: lower.map((value, i) => (value > upper[i] ? Number.NEGATIVE_INFINITY : value)),
    upper: upper.map((value, i) => (value < lower[i] ? Number.POSITIVE_INFINITY : value)),
  };
}
