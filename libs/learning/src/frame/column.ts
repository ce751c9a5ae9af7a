/** What a column holds. Integers, floats, booleans (0/1) and datetimes (days since 1970-01-01 UTC) are numbers; NaN is missing. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  /** One value per row; NaN is missing. */
  readonly values: Float64Array;
}

/** Categories and free text, dictionary-encoded; code −1 is missing. */
export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  /** One code per row into `dictionary`; −1 is missing. */
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
}

export type Column = NumberColumn | TextColumn;

/** The types a column of a dataset can have (spec/data). */
export const columnTypes = ['integer', 'float', 'boolean', 'datetime', 'category', 'text', 'identifier'] as const;
export type ColumnType = (typeof columnTypes)[number];
