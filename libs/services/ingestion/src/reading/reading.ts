import type { ErrorCode } from '@atelier/contracts';

/** Bounds within which a file is read; defaults in `ingestionDefaults`. */
export interface ReadingLimits {
  /** Bytes of a gzipped file or a workbook once inflated, and of a Parquet file's columns. */
  readonly inflatedBytes: number;
  readonly rows: number;
  readonly columns: number;
  /** Bytes of one line of CSV or JSON. */
  readonly lineBytes: number;
  /** Of the whole reading process; DuckDB is given half of it and spills to disk beyond. */
  readonly memoryMiB: number;
}

/** A file to be read, and the bounds within which it is. */
export interface UploadedFile {
  readonly file: string;
  /** A directory of this upload alone; scratch files go there. */
  readonly directory: string;
  /** Of a workbook, the sheet to read; null for the first with cells. */
  readonly sheet: string | null;
  readonly limits: ReadingLimits;
}

/** What the reading process is asked. */
export interface ReadTableInput extends UploadedFile {
  /** Where to write the typed table. */
  readonly parquet: string;
  readonly targetColumn: string | null;
}

export type FileFormat = 'csv' | 'excel' | 'json' | 'json_lines' | 'parquet';

/**
 * A file that is refused. It leaves the process as the `AtelierError` of its code; the class itself is not used here, because the contracts
 * (zod) take a tenth of a second to load, and most files are not refused.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly code: ErrorCode,
    detail: string,
    cause?: unknown,
  ) {
    super(detail, { cause });
  }
}

/** The file cannot be read as a table; the detail says where. */
export function unreadable(detail: string, cause?: unknown): Refusal {
  return new Refusal('dataset.unreadable', detail, cause);
}

/** A bound was passed; the detail names the setting. */
export function tooLarge(detail: string): Refusal {
  return new Refusal('dataset.too_large', detail);
}
