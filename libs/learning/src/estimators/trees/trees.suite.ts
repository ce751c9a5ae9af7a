import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import type { FitOptions, LearningSet, Matrix } from '../estimator.js';
import { createRandom } from '../../random/random.js';
import type { ParameterValue } from '../parameters.js';
import type { CriterionName } from './criterion.js';
import { addRow, type RowStatistics, rowStatistics, sumRows } from './row-statistics.js';
import type { Node } from './split-finder.js';

/** What the tests of the tree estimators share: tables, and fixtures from the reference libraries. */
export function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  return { rows: rows.length, columns, data: Float32Array.from(rows.flat()), names: Array.from({ length: columns }, (_, i) => `c${i}`) };
}

/** Rows of a table: some columns continuous, some with few values or mostly zero, a tenth of the values missing. */
export function tables(maxRows = 60): fc.Arbitrary<Matrix> {
  return fc
    .record({ seed: fc.integer(), rows: fc.integer({ min: 2, max: maxRows }), columns: fc.integer({ min: 1, max: 5 }) })
    .map(({ seed, rows, columns }) => {
      const random = createRandom(seed);
      const kinds = Array.from({ length: columns }, () => random.integer(4));
      const value = (kind: number) =>
        [random.normal(), random.integer(5) - 2, random.next() < 0.85 ? 0 : 1, random.next() < 0.5 ? Number.NaN : random.normal()][kind];
      return matrixOf(Array.from({ length: rows }, () => kinds.map(value)));
    });
}

export interface Fixture {
  readonly columns: number;
  readonly train: number;
  readonly weights: readonly number[];
  readonly targets: Readonly<Record<string, readonly number[]>>;
  readonly x: readonly number[];
  readonly holes: readonly (number | null)[];
  readonly cases: readonly FixtureCase[];
}

export interface FixtureCase {
  readonly name: string;
  readonly target: string;
  readonly data: 'x' | 'holes';
  readonly weighted: boolean;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly predictions: readonly number[];
  readonly importance: readonly number[];
  readonly nodes?: number;
  readonly leaves?: readonly number[];
}

export function readFixture(url: URL): Fixture {
  return JSON.parse(readFileSync(url, 'utf8')) as Fixture;
}

/** A case's training set, the rows kept out, and its task. */
export function setsOf(
  fixture: Fixture,
  { data, target, weighted }: FixtureCase,
): { train: LearningSet; test: Matrix } & Pick<FitOptions, 'task' | 'classes'> {
  const { columns, train } = fixture;
  const all = Float32Array.from(fixture[data] as readonly (number | null)[], (value) => value ?? Number.NaN);
  const names = Array.from({ length: columns }, (_, i) => `c${i}`);
  const classes = { binary: 2, three: 3 }[target] ?? 0;
  return {
    train: {
      x: { rows: train, columns, data: all.subarray(0, train * columns), names },
      y: Float64Array.from(fixture.targets[target].slice(0, train)),
      weights: weighted ? Float64Array.from(fixture.weights.slice(0, train)) : undefined,
    },
    test: { rows: all.length / columns - train, columns, data: all.subarray(train * columns), names },
    task: classes > 0 ? 'classification' : 'regression',
    classes,
  };
}

/** The largest difference, in units of the largest expected value where that is above 1. */
export function largestError(actual: ArrayLike<number>, expected: readonly number[]): number {
  const unit = Math.max(1, ...expected.map(Math.abs));
  return expected.reduce(
    (error, value, i) => Math.max(error, Math.abs(value - actual[i]) / unit),
    actual.length === expected.length ? 0 : Number.POSITIVE_INFINITY,
  );
}

export const everyRow = (x: Matrix) => Uint32Array.from({ length: x.rows }, (_, row) => row);

export function statisticsFor(x: Matrix, classes: number, criterion: CriterionName, seed: number): RowStatistics {
  const random = createRandom(seed);
  const y = Float64Array.from({ length: x.rows }, () => (classes > 0 ? random.integer(classes) : random.normal()));
  return rowStatistics(
    y,
    y.map(() => 0.5 + random.next()),
    classes,
    criterion,
  );
}

export function rootOf(statistics: RowStatistics, rows: Uint32Array): Node {
  const sums = new Float64Array(statistics.criterion.channels);
  sumRows(statistics, rows, sums);
  return { begin: 0, end: rows.length, sums };
}

/** The naive twin: the best score over every way to cut a column at one of its values, missing values on either side. */
export function naiveScore(x: Matrix, column: number, statistics: RowStatistics, minRows: number): number {
  const value = (row: number) => x.data[row * x.columns + column];
  const { sums } = rootOf(statistics, everyRow(x));
  let best = Number.NEGATIVE_INFINITY;
  for (let cut = 0; cut < x.rows; cut++) {
    for (const missingLeft of [false, true]) {
      const left = Array.from(everyRow(x)).filter((row) => value(row) <= value(cut) || (missingLeft && Number.isNaN(value(row))));
      if (Number.isNaN(value(cut)) || left.length < minRows || x.rows - left.length < minRows) continue;
      const leftSums = new Float64Array(sums.length);
      for (const row of left) addRow(statistics, row, leftSums);
      best = Math.max(best, statistics.criterion.score(leftSums, sums));
    }
  }
  return best;
}
