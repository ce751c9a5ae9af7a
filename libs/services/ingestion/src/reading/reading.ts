import { AtelierError } from '@atelier/contracts';

/** Bounds within which a file is read; defaults in `ingestionDefaults`. */
export interface ReadingLimits {
  /** Bytes of a gzipped file once inflated, and of a Parquet file's columns. */
  readonly inflatedBytes: number;
  readonly rows: number;
  readonly columns: number;
  /** Bytes of one line of CSV or JSON. */
  readonly lineBytes: number;
  /** Of the whole reading process; DuckDB is given half of it and spills to disk beyond. */
  readonly memoryMiB: number;
}

/** What the reading process is asked. */
export interface ReadTableInput {
  readonly file: string;
  /** A directory of this upload alone; scratch files go there. */
  readonly directory: string;
  /** Where to write the typed table. */
  readonly parquet: string;
  readonly targetColumn: string | null;
  readonly limits: ReadingLimits;
}

export type FileFormat = 'csv' | 'json' | 'json_lines' | 'parquet';

/** The file cannot be read as a table; the detail says where. */
export function unreadable(detail: string, cause?: unknown): AtelierError {
  return new AtelierError('dataset.unreadable', detail, [], { cause });
}

/** A bound was passed; the detail names the setting. */
export function tooLarge(detail: string): AtelierError {
  return new AtelierError('dataset.too_large', detail);
}
