import { shuffle, type Random } from '../../../random/random.js';
import type { Matrix } from '../../estimator.js';
import { binOfValue, greedyLogSumBorders } from './borders.js';
import type { FeatureColumn } from './feature-columns.js';

/** Numbers of a category: the share of rows above a border of the target, or how frequent it is. */
export type StatisticKind = 'Borders' | 'Counter';

/** One number that stands for the categories of a key of columns: (hits + prior) / (rows + 1), scaled to 0 … 15. */
export interface Statistic {
  readonly key: StatisticKey;
  readonly kind: StatisticKind;
  readonly prior: number;
  /** Which border of the target, for Borders. */
  readonly border: number;
}

/** The categories of one or more columns as one number per row, from 0; `known` is how many different ones there are. */
export interface StatisticKey {
  readonly columns: readonly number[];
  readonly sizes: readonly number[];
  readonly codes: Int32Array;
  readonly known: number;
  /** For each code the key that a CategoryTable finds for it. */
  readonly keys: Float64Array;
}

const scale = 15;

/** Borders between the 16 bins of a statistic, a little below the whole numbers, as in CatBoost. */
export const statisticBorders = Float32Array.from({ length: scale }, (_, i) => i + 1 - 1e-6);

/** Priors of the target's share, and the one of the counter. */
const priors: Readonly<Record<StatisticKind, readonly number[]>> = { Borders: [0, 0.5, 1], Counter: [0] };

/** The key of some columns of codes; a missing category is one of its own. */
export function statisticKey(x: Matrix, columns: readonly number[]): StatisticKey {
  const sizes = columns.map((column) => x.categories?.[column] ?? 0);
  const keys = new Float64Array(x.rows);
  let unit = 1;
  columns.forEach((column, i) => {
    for (let row = 0, at = column; row < x.rows; row++, at += x.columns)
      keys[row] += unit * (Number.isNaN(x.data[at]) ? sizes[i] : x.data[at]);
    unit *= sizes[i] + 1;
  });
  const known = Float64Array.from(new Set(keys)).sort();
  const codeOf = new Map(Array.from(known, (key, code) => [key, code]));
  return { columns, sizes, codes: Int32Array.from(keys, (key) => codeOf.get(key) as number), known: known.length, keys: known };
}

/** Which class of the target each row is in: the number of borders below it. */
export interface TargetClasses {
  readonly classOf: Uint8Array;
  readonly borders: number;
}

/** The classes themselves, or for regression those that `borderCount` borders make of the values. */
export function targetClasses(y: Float64Array, classes: number, borderCount: number): TargetClasses {
  if (classes > 0) return { classOf: Uint8Array.from(y), borders: Math.min(classes, 256) - 1 };
  const borders = greedyLogSumBorders(Float32Array.from(y).sort(), borderCount);
  return { classOf: Uint8Array.from(y, (value) => binOfValue(borders, Math.fround(value))), borders: borders.length };
}

/** All statistics of a key. */
export function statisticsOf(key: StatisticKey, { borders }: TargetClasses): Statistic[] {
  const shares = Array.from({ length: borders }, (_, border) =>
    priors.Borders.map((prior): Statistic => ({ key, kind: 'Borders', prior, border })),
  );
  return [...shares.flat(), ...priors.Counter.map((prior): Statistic => ({ key, kind: 'Counter', prior, border: 0 }))];
}

/** The statistic of each row from the rows before it in `order` (ordered target statistics, Prokhorenkova et al. 2018, 3.2); counters see all rows. */
export function orderedColumn(statistic: Statistic, place: number, { classOf }: TargetClasses, order: Uint32Array): FeatureColumn {
  const { key, kind, prior, border } = statistic;
  const codes = new Uint8Array(order.length);
  if (kind === 'Counter') {
    const bins = Uint8Array.from(statisticValues(statistic, { classOf, borders: 0 }), (value) => binOfValue(statisticBorders, value));
    for (let row = 0; row < codes.length; row++) codes[row] = bins[key.codes[row]];
  } else {
    const hits = new Int32Array(key.known);
    const rows = new Int32Array(key.known);
    for (const row of order) {
      const code = key.codes[row];
      codes[row] = binOfValue(statisticBorders, valueOf(hits[code], rows[code], prior));
      rows[code]++;
      if (classOf[row] > border) hits[code]++;
    }
  }
  return { source: { kind: 'statistic', statistic: place }, split: 'above', bins: scale + 1, splits: scale, codes };
}

/** The statistic over all rows: a value per code and, last, that of what is not known. */
export function statisticValues({ key, kind, prior, border }: Statistic, { classOf }: TargetClasses): Float32Array {
  const hits = new Int32Array(key.known);
  const rows = new Int32Array(key.known);
  key.codes.forEach((code, row) => {
    rows[code]++;
    if (classOf[row] > border) hits[code]++;
  });
  const most = rows.reduce((largest, count) => Math.max(largest, count), 0);
  const values = new Float32Array(key.known + 1);
  for (let code = 0; code < key.known; code++)
    values[code] = kind === 'Counter' ? valueOf(rows[code], most, prior) : valueOf(hits[code], rows[code], prior);
  values[key.known] = kind === 'Counter' ? valueOf(0, most, prior) : valueOf(0, 0, prior);
  return values;
}

function valueOf(hits: number, rows: number, prior: number): number {
  return Math.fround(Math.fround((hits + prior) / (rows + 1)) * scale);
}

export function drawOrder(rows: number, random: Random): Uint32Array {
  return shuffle(
    Uint32Array.from({ length: rows }, (_, row) => row),
    random,
  );
}
