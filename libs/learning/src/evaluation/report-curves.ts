/** Scores by number of training rows, on the rows learned from and on others. */
export interface LearningCurve {
  readonly metric: string;
  readonly points: readonly {
    readonly rows: number;
    readonly train: number;
    readonly validation: number;
    /** Standard deviations over the folds. */
    readonly train_std?: number;
    readonly validation_std?: number;
  }[];
}

/**
 * The mean prediction (value, or probability of `label`) with one column set to each value in turn (Friedman 2001, section 8.2);
 * `low` and `high` are the rows' quartiles.
 */
export interface PartialDependenceCurve {
  readonly column: string;
  readonly label?: string | number | boolean;
  readonly points: readonly { readonly value: number | string; readonly mean: number; readonly low?: number; readonly high?: number }[];
}
