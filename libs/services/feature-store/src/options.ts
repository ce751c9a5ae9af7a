/** How the feature store loads and answers. */
export class FeatureStoreOptions {
  /** Rows that are read and stored in one transaction; a restart goes on after the last of them. */
  batchRows = 10_000;
  /** Wall clock and resident memory of the process that reads a batch. */
  seconds = 120;
  memoryMiB = 512;
  /** How long a view waits for the event of a dataset that was uploaded a moment ago. Milliseconds. */
  datasetWaitMs = 3_000;
  /** Between tries while the artifact store or the database is away, and between looks for views of other replicas. Milliseconds. */
  idleMs = 30_000;

  constructor(given: Partial<FeatureStoreOptions> = {}) {
    Object.assign(this, given);
  }
}
