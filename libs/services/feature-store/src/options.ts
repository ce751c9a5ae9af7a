import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How the feature store loads and answers. */
export class FeatureStoreOptions {
  /** Rows that are read and stored in one transaction; a restart goes on after the last of them. */
  batchRows = 50_000;
  /** Wall clock and resident memory of the process that reads a batch. */
  seconds = 120;
  memoryMiB = 512;
  /** How long a view waits for the event of a dataset that was uploaded a moment ago. Milliseconds. */
  datasetWaitMs = 3_000;
  /** How long a materialisation is waited for before it is answered that it goes on. Milliseconds. */
  materializeWaitMs = 25_000;
  /** A job whose program says nothing for so long is taken over; how often one is tried. */
  leaseSeconds = 30;
  attempts = 5;
  /** Of DuckDB while training sets are joined; beyond it joins and sorts spill to disk. The process takes about 200 more. */
  joinMemoryMiB = 250;
  /** Wall clock, resident memory and threads of the process that joins a training set. */
  joinSeconds = 3600;
  joinProcessMiB = 1024;
  joinThreads = 2;
  /** Where joins spill; a folder of its own. */
  workFolder = join(tmpdir(), 'atelier-feature-store');

  constructor(given: Partial<FeatureStoreOptions> = {}) {
    Object.assign(this, given);
  }
}
