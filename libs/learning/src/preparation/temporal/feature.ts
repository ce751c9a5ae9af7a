import type { TemporalGroup } from './plan.js';

/** One column that a plan makes. */
export interface TemporalFeature {
  readonly name: string;
  readonly group: TemporalGroup;
  readonly type: 'integer' | 'float' | 'boolean';
  /** The column it is made of: the date column or a value column. */
  readonly column: string;
  /** What it says, in a sentence. */
  readonly description: string;
}

/** Name without its column, type and sentence: what a family of features says of itself. */
export type FeatureNote = readonly [suffix: string, type: TemporalFeature['type'], description: string];
