import { Injectable } from '@nestjs/common';
import { Spool } from './spool.js';

/** Lines of all answers of one turn, written together: each caller goes on once its lines are on disk. */
@Injectable()
export class PredictionWriter {
  private lines = '';
  private waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];

  constructor(private readonly spool: Spool) {}

  /** Rejects with `storage.full`; then none of the lines of this turn was written. */
  append(lines: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.lines += lines;
      this.waiting.push({ resolve, reject });
      // After the promises of the same run have settled, so that its answers share one write.
      if (this.waiting.length === 1) process.nextTick(() => this.commit());
    });
  }

  private commit(): void {
    const { lines, waiting } = this;
    this.lines = '';
    this.waiting = [];
    try {
      this.spool.write(lines);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
      return;
    }
    for (const { resolve } of waiting) resolve();
  }
}
