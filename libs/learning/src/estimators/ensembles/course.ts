import type { FitOptions, Progress } from '../estimator.js';
import { checkpointFor } from '../trees/learning-rows.js';

/** The course of a fit in `total` steps: reports and keeps each, and stops where the fit was aborted. */
export class Course {
  readonly history: Progress[] = [];
  private readonly checkpoint: () => Promise<void>;

  constructor(
    private readonly options: FitOptions,
    private readonly total: number,
  ) {
    this.checkpoint = checkpointFor(options.signal);
  }

  async step(metrics: Readonly<Record<string, number>> = {}): Promise<void> {
    const progress = { iteration: this.history.length, total: this.total, metrics };
    this.history.push(progress);
    this.options.onProgress?.(progress);
    await this.checkpoint();
  }
}
