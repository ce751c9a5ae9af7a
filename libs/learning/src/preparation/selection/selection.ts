import type { Frame } from '../../frame/frame.js';
import type { SignatureColumn } from '../../frame/signature.js';
import type { Labels } from '../target-encoding.js';

export const selectionMethods = ['correlation', 'mutual_info', 'rfe', 'tree_importance', 'statistical', 'permutation'] as const;
export type SelectionMethod = (typeof selectionMethods)[number];

export interface SelectionPlan {
  readonly method: SelectionMethod;
  /** Raw columns to keep, from 1; all when there are not more. */
  readonly nFeatures: number;
}

export interface FeatureScore {
  readonly name: string;
  /** Larger is better; what it measures depends on the method. */
  readonly score: number;
}

export interface Selection {
  /** In the order of the given columns. */
  readonly selected: readonly SignatureColumn[];
  /** Of all given columns, best first; of equals the earlier column. */
  readonly scores: readonly FeatureScore[];
}

export interface SelectionOptions extends SelectionPlan {
  readonly seed: number;
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/** The columns to choose from and what they are to tell, of training rows alone. */
export interface Candidates {
  readonly frame: Frame;
  readonly columns: readonly SignatureColumn[];
  readonly labels: Labels;
}
