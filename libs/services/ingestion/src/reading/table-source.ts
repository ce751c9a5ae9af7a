import type { FileFormat, Refusal } from './reading.js';

/** A file that DuckDB can scan, whatever its format: columns c0, c1 … under their true names. */
export interface TableSource {
  readonly format: FileFormat;
  /** What stands after FROM. */
  readonly relation: string;
  readonly names: readonly string[];
  /** DuckDB's types of c0, c1 …; all VARCHAR where the format has no types. */
  readonly storedTypes: readonly string[];
  /** Whether texts may turn out to be numbers (CSV, JSON) or were declared texts (Parquet). */
  readonly typesAreGuessed: boolean;
  /** A comma within a value may be a decimal one. */
  readonly decimalComma: boolean;
  /** DuckDB's complaint in our words, with the row. */
  readonly explain: (error: unknown) => Refusal;
  /** Another reading of the same file that may cure the fault; undefined when there is none. */
  readonly another?: (error: unknown) => Promise<TableSource | undefined>;
}

/** c0, c1 …: names of our own, because no file can make them strange. */
export function columnAt(index: number): string {
  return `c${index}`;
}
