import type { ColumnType } from '../frame/column.js';
import type { Frame } from '../frame/frame.js';

/** What was counted of a column of numbers. null where there is no number. */
export interface NumberMeasurements {
  readonly mean: number | null;
  readonly std: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly quartiles: readonly [number | null, number | null, number | null];
  readonly skew: number | null;
  /** Values beyond 1.5 interquartile ranges from the quartiles (Tukey 1977). */
  readonly outliersIqr: number;
  /** Values beyond 3 standard deviations from the mean. */
  readonly outliersZ: number;
  readonly negatives: number;
  readonly atMin: number;
  readonly atMax: number;
}

export interface DateMeasurements {
  /** `yyyy-mm-dd…` */
  readonly earliest: string | null;
  readonly latest: string | null;
  /** After the day the table was uploaded. */
  readonly future: number;
  /** Before 1800, or of a birthday 120 years before the upload. */
  readonly ancient: number;
  /** Days that programs write when they know none, by day. */
  readonly placeholders: Readonly<Record<string, number>>;
  /** Other formats that fit every row as well. */
  readonly alternatives: readonly string[];
  readonly format: string | null;
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

export interface TextMeasurements {
  /** Values with blanks before or after. */
  readonly padded: number;
  /** Values that are numbers, and that look like dates. */
  readonly numeric: number;
  readonly dateLike: number;
  /** Of those that look like dates, the ones that are none; only where nearly all look so. */
  readonly impossibleDates: readonly ValueCount[];
  /** Signs of a wrong encoding. */
  readonly garbled: number;
  /** Texts that mean missing. */
  readonly disguised: readonly ValueCount[];
  /** Texts that differ only in case, blanks, accents: the most frequent first. */
  readonly spellings: readonly (readonly ValueCount[])[];
  /** The few values that are no numbers, where most are. */
  readonly notNumeric: readonly ValueCount[];
}

export interface ColumnMeasurements {
  readonly name: string;
  readonly type: ColumnType;
  readonly role: 'feature' | 'target' | 'identifier' | 'ignored';
  readonly missing: number;
  readonly distinct: number;
  readonly distinctIsExact: boolean;
  /** The most frequent value and its number, where it was counted. */
  readonly top: { readonly value: string | number | boolean; readonly count: number } | null;
  /** All values with their numbers, the most frequent first, where there are few. */
  readonly values: readonly ValueCount[] | null;
  /** The name of a key: `customer_id`. */
  readonly isKeyName: boolean;
  readonly number?: NumberMeasurements;
  readonly date?: DateMeasurements;
  readonly text?: TextMeasurements;
}

/** The time axis of a table. */
export interface TimeMeasurements {
  readonly column: string;
  /** A column of hours beside a column of days. */
  readonly hourColumn: string | null;
  /** Of rows that have a time: those earlier than the row before. */
  readonly earlierThanBefore: number;
  readonly rows: number;
  /** Different points in time, and how many there would be without gaps; null where there is no regular step. */
  readonly points: number;
  readonly expected: number | null;
  /** Days between points. */
  readonly stepDays: number | null;
  /** The first gaps: last point before, first after. */
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly missing: number }[];
}

export interface TableMeasurements {
  readonly rows: number;
  readonly columns: readonly ColumnMeasurements[];
  readonly target: string | null;
  /** Rows that repeat an earlier one in every column, and in every column but identifiers. */
  readonly duplicateRows: number;
  /** Rows whose features stand in other rows with another target. */
  readonly conflictingRows: number;
  /** Rows without any value, and with less than half of them. */
  readonly emptyRows: number;
  readonly sparseRows: number;
  readonly time: TimeMeasurements | null;
  /** Rows from all over the table (all, if they are few), columns of numbers and of few categories, for relations between columns. */
  readonly sample: Frame;
}
