import type { ColumnSchema } from '@atelier/contracts';

/** As pandas' `describe` gives them; null where there is no value (std of one row). */
export interface NumericStats {
  readonly count: number;
  readonly mean: number | null;
  readonly std: number | null;
  readonly min: number | null;
  readonly '25%': number | null;
  readonly '50%': number | null;
  readonly '75%': number | null;
  readonly max: number | null;
}

/** Lengths in characters. */
export interface TextStats {
  readonly mean_length: number | null;
  readonly max_length: number;
  readonly mean_words: number | null;
  /** The first values are made of digits alone: a name that looks like a number. */
  readonly all_digits: boolean;
}

export interface TopValue {
  readonly value: string | number | boolean;
  /** null where the order is an estimate. */
  readonly count: number | null;
}

/** A column as ingestion keeps and shows it. */
export interface ColumnProfile extends ColumnSchema {
  readonly format: string | null;
  readonly missing: number;
  readonly distinct: number;
  readonly distinct_is_exact: boolean;
  readonly top_values: readonly TopValue[];
  readonly numeric?: NumericStats;
  readonly text?: TextStats;
  /** Other formats of dates that fit every row as well. */
  readonly alternatives?: readonly string[];
  readonly earliest?: string;
  readonly latest?: string;
}
