import { AbsoluteError } from './absolute-error.js';
import { type Criterion, type CriterionName, entropyCriterion, giniCriterion, momentCriterion, poissonCriterion } from './criterion.js';

/** What each row adds to the sums that splits are judged by and leaves are valued from. */
export interface RowStatistics {
  readonly criterion: Criterion;
  /** Rows' targets: class codes, or values less the base. */
  readonly y: Float64Array;
  readonly weights: Float64Array;
  /** Whether a row adds (weight, weight · y), else its weight to channel y. */
  readonly isMoment: boolean;
  /** 0 for regression. */
  readonly classes: number;
  /** Values per leaf: 1 (a mean, or the second class's share), or one share per class. */
  readonly outputs: number;
  /** Judges sets of rows where sums can't: the criterion is then for weights only. */
  readonly absolute?: AbsoluteError;
}

/** `y` holds class codes for classes ≥ 2; for classes 0 it holds values, best centred so that sums stay small. */
export function rowStatistics(y: Float64Array, weights: Float64Array, classes: number, criterion: CriterionName): RowStatistics {
  const isMoment = classes === 0 || (criterion === 'gini' && classes === 2);
  const outputs = classes > 2 ? classes : 1;
  const shared = { criterion: criterionFor(criterion, Math.max(2, classes), isMoment), y, weights, isMoment, classes, outputs };
  return criterion === 'absolute_error' ? { ...shared, absolute: new AbsoluteError(y, weights) } : shared;
}

function criterionFor(name: CriterionName, classes: number, isMoment: boolean): Criterion {
  if (name === 'poisson') return poissonCriterion();
  if (isMoment) return momentCriterion(name === 'gini' ? 2 : 1);
  return name === 'gini' ? giniCriterion(classes) : entropyCriterion(classes);
}

export function addRow({ y, weights, isMoment }: RowStatistics, row: number, sums: Float64Array, at = 0): void {
  const weight = weights[row];
  if (isMoment) {
    sums[at] += weight;
    sums[at + 1] += weight * y[row];
  } else sums[at + y[row]] += weight;
}

export function sumRows(statistics: RowStatistics, rows: Uint32Array, sums: Float64Array): void {
  sums.fill(0);
  for (const row of rows) addRow(statistics, row, sums);
}

export function isPure({ y }: RowStatistics, rows: Uint32Array): boolean {
  const first = y[rows[0]];
  for (const row of rows) if (y[row] !== first) return false;
  return true;
}

export function weightOf({ isMoment }: RowStatistics, sums: Float64Array): number {
  return isMoment ? sums[0] : sums.reduce((a, b) => a + b, 0);
}

/** A leaf's values from its sums. */
export function leafValues(statistics: RowStatistics, sums: Float64Array): Float64Array {
  const weight = weightOf(statistics, sums);
  return statistics.outputs === 1 ? Float64Array.of(sums[1] / weight) : sums.map((sum) => sum / weight);
}

/** What a leaf of these rows says. */
export function valuesOfRows(statistics: RowStatistics, rows: Uint32Array, sums: Float64Array): Float64Array {
  return statistics.absolute ? Float64Array.of(statistics.absolute.of(rows).median) : leafValues(statistics, sums);
}

/** What a node's weighted impurity lacks to its largest. */
export function purityOf({ absolute, criterion }: RowStatistics, rows: Uint32Array, sums: Float64Array): number {
  return absolute ? -absolute.of(rows).loss : criterion.purity(sums);
}
