import type { Matrix } from '../../estimator.js';
import { sortedRows } from '../../trees/sorted-rows.js';
import { binsOfValues, greedyLogSumBorders, type NanMode, withMissingBorder } from './borders.js';

/** What a split of a feature asks: whether the bin is above the split's bin, or equal to it. */
export type SplitKind = 'above' | 'equals';

/** Where a feature's bins come from. */
export type FeatureSource =
  | { readonly kind: 'number'; readonly column: number; readonly borders: Float32Array; readonly missingLeft: boolean }
  | { readonly kind: 'code'; readonly column: number; readonly size: number }
  | { readonly kind: 'statistic'; readonly statistic: number };

/** A feature as trees see it: a bin per row. `splits` is the number of splits it offers: bins 0 … splits − 1. */
export interface FeatureColumn {
  readonly source: FeatureSource;
  readonly split: SplitKind;
  readonly bins: number;
  readonly splits: number;
  readonly codes: Uint8Array;
}

export interface BorderOptions {
  readonly borderCount: number;
  readonly nanMode: NanMode;
}

/** The columns of numbers that have at least two bins, by CatBoost's borders. */
export async function numberColumns(x: Matrix, options: BorderOptions, checkpoint: () => Promise<void>): Promise<FeatureColumn[]> {
  const columns: FeatureColumn[] = [];
  for (let column = 0; column < x.columns; column++) {
    if (x.categories && x.categories[column] > 0) continue;
    const feature = numberColumn(columnOf(x, column), column, options);
    if (feature) columns.push(feature);
    if (isStretch(column + 1, x.rows)) await checkpoint();
  }
  return columns;
}

/** Whether so many columns of so many rows end a stretch of work: every two million values, some 50 ms. */
export function isStretch(columns: number, rows: number): boolean {
  return columns % Math.max(1, Math.floor(2_000_000 / rows)) === 0;
}

export function columnOf({ rows, columns, data }: Matrix, column: number): Float32Array {
  const values = new Float32Array(rows);
  for (let row = 0, at = column; row < rows; row++, at += columns) values[row] = data[at];
  return values;
}

function numberColumn(values: Float32Array, column: number, { borderCount, nanMode }: BorderOptions): FeatureColumn | undefined {
  const sorted = fewValues(values)?.sorted ?? sortedValues(values);
  const missing = sorted.length < values.length;
  const borders = withMissingBorder(greedyLogSumBorders(sorted, borderCount - Number(missing)), missing, nanMode);
  if (borders.length === 0) return undefined;
  const source = { kind: 'number', column, borders, missingLeft: nanMode !== 'Max' } as const;
  const codes = binsOfValues(borders, values, nanMode === 'Max' && missing ? borders.length : 0);
  return { source, split: 'above', bins: borders.length + 1, splits: borders.length, codes };
}

/** The values that are not missing, ascending. */
function sortedValues(values: Float32Array): Float32Array {
  const order = sortedRows(values);
  const sorted = new Float32Array(values.length);
  for (let place = 0; place < order.length; place++) sorted[place] = values[order[place]];
  let present = sorted.length;
  while (present > 0 && Number.isNaN(sorted[present - 1])) present--;
  return sorted.subarray(0, present);
}

/** Rows in order without a sort, where there are only a handful of values. */
function fewValues(values: Float32Array): { sorted: Float32Array } | undefined {
  const known: number[] = [];
  const counts: number[] = [];
  let total = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    total++;
    const at = known.indexOf(value);
    if (at >= 0) counts[at]++;
    else if (known.push(value) > 4) return undefined;
    else counts.push(1);
  }
  const sorted = new Float32Array(total);
  let at = 0;
  for (const i of known.map((_, i) => i).sort((a, b) => known[a] - known[b])) {
    sorted.fill(known[i], at, at + counts[i]);
    at += counts[i];
  }
  return { sorted };
}

/** Columns of few categories, one split per category; a missing category is one of its own. */
export function codeColumns(x: Matrix, oneHotMaxSize: number): FeatureColumn[] {
  const result: FeatureColumn[] = [];
  x.categories?.forEach((size, column) => {
    const codes = columnOf(x, column).map((code) => (Number.isNaN(code) ? size : code));
    const present = new Set(codes).size;
    if (size === 0 || present > Math.min(oneHotMaxSize, 255) || size > 255 || present < 2) return;
    const source = { kind: 'code', column, size } as const;
    result.push({ source, split: 'equals', bins: size + 1, splits: size + 1, codes: Uint8Array.from(codes) });
  });
  return result;
}
