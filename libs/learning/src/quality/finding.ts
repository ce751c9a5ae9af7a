/** What a flaw takes away: values that are there, values that agree with each other, values that can be true. */
export type QualityDimension = 'completeness' | 'consistency' | 'validity';

interface KindOfFinding {
  readonly dimension: QualityDimension;
  /** How much of its sub-score a flaw takes that concerns the whole table. */
  readonly weight: number;
}

function kind(dimension: QualityDimension, weight: number): KindOfFinding {
  return { dimension, weight };
}

/** Every flaw that is looked for. */
export const findingKinds = {
  missing_cells: kind('completeness', 1),
  disguised_missing: kind('completeness', 0.8),
  empty_columns: kind('completeness', 0.5),
  missing_rows: kind('completeness', 1),
  missing_target: kind('completeness', 1),
  time_gaps: kind('completeness', 1),
  duplicate_rows: kind('consistency', 1),
  duplicate_ids: kind('consistency', 1),
  conflicting_rows: kind('consistency', 1),
  mixed_types: kind('consistency', 1),
  inconsistent_spellings: kind('consistency', 1),
  padded_texts: kind('consistency', 0.5),
  garbled_texts: kind('consistency', 1),
  ambiguous_dates: kind('consistency', 0.5),
  two_digit_years: kind('consistency', 0.2),
  time_disorder: kind('consistency', 0.5),
  redundant_columns: kind('consistency', 0.5),
  correlated_pairs: kind('consistency', 0.3),
  constant_columns: kind('validity', 1),
  near_constant_columns: kind('validity', 0.5),
  high_cardinality: kind('validity', 0.3),
  impossible_dates: kind('validity', 1),
  future_dates: kind('validity', 1),
  ancient_dates: kind('validity', 1),
  placeholder_dates: kind('validity', 1),
  out_of_range: kind('validity', 1),
  sentinel_values: kind('validity', 1),
  capped_values: kind('validity', 0.5),
  outliers: kind('validity', 0.5),
  skew: kind('validity', 0.1),
  class_imbalance: kind('validity', 0.3),
  rare_classes: kind('validity', 0.3),
  target_leakage: kind('validity', 2),
} as const satisfies Readonly<Record<string, KindOfFinding>>;
export type FindingKind = keyof typeof findingKinds;

/** `error` spoils a model or its evaluation, `warning` costs accuracy or trust, `note` is worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

/** A step that mends it, ready to be sent: which route, and its body (but for the dataset's id). */
export interface Recommendation {
  readonly message: string;
  readonly step: 'patch' | 'clean' | 'split' | 'train';
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly columns: readonly string[];
  /** Cells, or rows, that are concerned; columns where a whole column is. */
  readonly count: number;
  /** Of those that could be: 0 to 1. */
  readonly share: number;
  /** Of the whole table, 0 to 1, for the score. */
  readonly extent: number;
  readonly message: string;
  readonly recommendation: Recommendation | null;
}

/** A step on columns: their role, type, missing values. */
export function patchColumns(message: string, columns: readonly string[], change: Readonly<Record<string, unknown>>): Recommendation {
  return { message, step: 'patch', body: { columns: Object.fromEntries(columns.map((name) => [name, change])) } };
}

/** A share for people: `12 %`, `0.3 %`, never `0 %` of something. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0001) return 'less than 0.01 %';
  const value = share * 100;
  return `${value >= 10 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
