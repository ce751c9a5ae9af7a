import type { ColumnType, CompleteTemporalPlan } from '@atelier/learning';
import type { FeatureType, KeyType, TypedName } from '@atelier/online-features';

/** A Parquet file of a view's history, and where in it the view's columns are. */
export interface HistorySource {
  readonly file: string;
  /** In the order of the entity's join keys. */
  readonly keys: readonly string[];
  /** The column that says when a row was true, or the one time (ISO 8601) of all rows. */
  readonly eventTime: { readonly column: string } | { readonly at: string };
  /** The column that says since when a row was known; null: since it was true. A row in which it is empty was never known. */
  readonly knownAt: string | null;
  /** In the order of the view's features. */
  readonly features: readonly string[];
}

/** A view's part of a training set. */
export interface JoinedView {
  readonly view: string;
  readonly version: number;
  /** The entity's join keys, and the columns of the labels that hold them. */
  readonly keys: readonly (TypedName<KeyType> & { readonly labelColumn: string })[];
  readonly sources: readonly HistorySource[];
  /** Of every row of the sources, in their order. */
  readonly features: readonly TypedName[];
  /** The ones that are wanted, and what they are called in the training set. */
  readonly wanted: readonly { readonly feature: string; readonly as: string }[];
  /** A value older than this at the label's time is missing; null: values do not age. */
  readonly ttlSeconds: number | null;
  /** Of a temporal view: `features` are the plan's values then, and the wanted ones are made of them at each label's time. */
  readonly temporal?: CompleteTemporalPlan;
}

/** A column that is computed from others of the same row. */
export interface ComputedColumn {
  readonly as: string;
  /** Source text of the expression language. */
  readonly expression: string;
  /** The names in the expression: which column of the training set each means, and of what type it is. */
  readonly inputs: Readonly<Record<string, { readonly column: string; readonly type: FeatureType }>>;
}

export interface JoinInput {
  readonly labels: { readonly file: string; readonly timeColumn: string; readonly targetColumn: string | null };
  readonly views: readonly JoinedView[];
  readonly computed: readonly ComputedColumn[];
  /** What became known later is not there at all; ISO 8601. */
  readonly asOf: string;
  /** Columns that are left out at the end: inputs of computed ones that nobody asked for. */
  readonly dropped: readonly string[];
  readonly output: string;
  /** A directory of this join alone. */
  readonly workFolder: string;
  /** Of DuckDB; beyond it joins and sorts spill to the work folder. */
  readonly memoryMiB: number;
  readonly threads: number;
}

/** How much of a view would have looked ahead, had it been joined carelessly. Counted on at most 100,000 labels, evenly chosen. */
export interface ViewLeak {
  readonly view: string;
  readonly version: number;
  readonly labels: number;
  /** Labels for which the entity's latest row is of a time after the label. */
  readonly latest_row_is_later: number;
  /** Labels for which the row of the latest event time became known after the label's time; null: the view says no known-at. */
  readonly row_was_not_known: number | null;
  /** Rows of the history without a known-at: they are never used. */
  readonly rows_without_known_at: number;
  /** The view's rows count as known when they were true: late arrivals, if there are any, cannot be told. */
  readonly known_at_is_missing: boolean;
}

/** A feature that alone tells the target nearly always. */
export interface SuspiciousFeature {
  readonly feature: string;
  /** Share of the target's uncertainty that the feature alone removes: 0 to 1. */
  readonly explains: number;
}

export interface JoinedFeature {
  readonly name: string;
  readonly type: ColumnType;
  readonly missing: number;
}

export interface JoinResult {
  readonly rows: number;
  readonly features: readonly JoinedFeature[];
  readonly views: readonly ViewLeak[];
  readonly suspicious: readonly SuspiciousFeature[];
}
