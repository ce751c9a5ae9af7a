import { LearningError } from '../../errors.js';
import type { ParameterValues } from '../parameters.js';

/** Directions of columns as text, for all algorithms that take them. */
export const directionText = {
  type: 'text',
  default: null,
  pattern: '\\((-1|0|1)(,\\s*(-1|0|1))*,?\\)',
  expected: 'a direction per column such as (1,0,-1): 1 for rising, -1 for falling, 0 for free',
  doc: 'Directions in which predictions may move along each column, as (1,0,-1).',
} as const;

/** Hyper-parameter of scikit-learn's trees, written as XGBoost and LightGBM write theirs. */
export const monotoneParameter = {
  monotonic_cst: {
    ...directionText,
    doc: 'Directions in which predictions may move along each column, as (1,0,-1): the value, or of two classes the probability of the second.',
  },
} as const;

/** Between which a node's value, and all below it, must stay. */
export interface ValueBounds {
  readonly lower: number;
  readonly upper: number;
}

export const unbounded: ValueBounds = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/** Per column −1, 0 or 1; undefined where all are free. Throws `learning.parameter_invalid` for another number of columns. */
export function readDirections(values: ParameterValues, name: string, columns: number): Int8Array | undefined {
  const text = values[name] as string | null | undefined;
  const directions = Int8Array.from(text?.match(/-?\d/g) ?? [], Number);
  if (text && directions.length !== columns)
    throw invalid(`"${name}" has ${directions.length} directions for ${columns} columns; give one per column.`, name);
  return directions.every((direction) => direction === 0) ? undefined : directions;
}

/** The directions of a tree's columns; throws `learning.parameter_invalid` for more than two classes, too. */
export function directionsOf(values: ParameterValues, columns: number, classes: number): Int8Array | undefined {
  const name = 'monotonic_cst';
  const directions = readDirections(values, name, columns);
  if (directions && classes > 2)
    throw invalid(`"${name}" is for values and two classes, not for ${classes}: their probabilities can't all rise.`, name);
  return directions;
}

function invalid(message: string, where: string): LearningError {
  return new LearningError('learning.parameter_invalid', message, where);
}

/** Whether two sides of a split along a column of that direction may have these values (scikit-learn, Criterion.check_monotonicity). */
export function keepsOrder(direction: number, left: number, right: number, { lower, upper }: ValueBounds): boolean {
  return left >= lower && right >= lower && left <= upper && right <= upper && (left - right) * direction <= 0;
}

/** Bounds of the two sides of a split: along a column that has a direction they meet in the middle of the sides' values. */
export function boundsBelow(direction: number, middle: number, bounds: ValueBounds): readonly [ValueBounds, ValueBounds] {
  if (direction === 0) return [bounds, bounds];
  const below = { lower: bounds.lower, upper: middle };
  const above = { lower: middle, upper: bounds.upper };
  return direction > 0 ? [below, above] : [above, below];
}

export function clipped(value: number, { lower, upper }: ValueBounds): number {
  return Math.min(Math.max(value, lower), upper);
}
