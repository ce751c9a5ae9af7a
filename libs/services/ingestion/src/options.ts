import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/** What an upload may cost. Every limit is a setting; what passes one is refused with its name. */
export class IngestionOptions {
  /** Where uploads lie while they are read; emptied of what a crash left behind. */
  workFolder = join(tmpdir(), 'atelier-uploads');
  /** Bytes of an uploaded file: `request.too_large`. */
  bytes = 2 * gibibyte;
  /** Bytes of a gzipped file once inflated, and of a Parquet file's columns: `dataset.too_large`. */
  inflatedBytes = 4 * gibibyte;
  rows = 100_000_000;
  columns = 10_000;
  /** Bytes of one line of CSV or one JSON object: `dataset.unreadable`. */
  lineBytes = 4 * mebibyte;
  /** Wall clock of the reading process: `sandbox.timed_out`. */
  seconds = 120;
  /** Resident memory of the reading process: `sandbox.out_of_memory`. 540,000 rows of 8 columns take about 250 MiB. */
  memoryMiB = 768;
  /** Files read at once; further uploads wait for their turn. */
  concurrency = 2;

  constructor(given: Partial<IngestionOptions> = {}) {
    Object.assign(this, given);
  }
}
