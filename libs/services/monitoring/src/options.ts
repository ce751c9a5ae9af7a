/** Bounds of what monitoring keeps and queues. */
export class MonitoringOptions {
  /** Retrainings that may be under way at once; more are refused with `retraining.queue_full`. */
  retrainingsAtOnce = 5;
  /** Predictions kept for each model, the latest; older ones have done their part in windows and performance. */
  predictionsKept = 50_000;
  /** Rows with outcomes that a retraining is given, the latest. */
  recentRows = 20_000;
  /** Days that an outcome waits for a prediction nobody has heard of yet. */
  outcomeWaitDays = 7;

  constructor(given: Partial<MonitoringOptions> = {}) {
    Object.assign(this, given);
  }
}
