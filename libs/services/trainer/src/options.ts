import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

const mostTrainings = 5;
const defaultTrainings = Math.max(1, Math.min(2, Math.floor(availableParallelism() / 2)));

/** How the trainer runs. Every limit is a setting of the program that hosts it. */
export class TrainerOptions {
  /** Trainings at once in this program; never more than five. */
  readonly trainings: number = defaultTrainings;
  /** Comparisons at once in this program; further ones wait their turn. */
  readonly comparisons: number = 1;
  /** Requests for explanations that are worked on at once in this program; further ones wait their turn. */
  readonly explanations: number = 2;
  /** Wall-clock seconds of one request for explanations, whose caller waits for the answer. */
  readonly explanationSeconds: number = 60;
  /** Threads of one training. The model does not depend on it. */
  readonly threads: number = Math.max(1, Math.floor(availableParallelism() / defaultTrainings));
  /** Resident memory of one training or comparison, MiB. */
  readonly memoryMiB: number = 4096;
  /** Wall-clock seconds of one training. */
  readonly trainingSeconds: number = 3600;
  /** Wall-clock seconds of one comparison, whose caller waits for the answer. */
  readonly comparisonSeconds: number = 600;
  /** Seconds without a sign of life after which another trainer may take a job. */
  readonly leaseSeconds: number = 20;
  /** How often a job is tried when its trainer dies, or when what it needs is away. */
  readonly attempts: number = 5;
  /** Milliseconds that a request waits for a data set that it names and that ingestion has just answered for. */
  readonly datasetWaitMs: number = 3000;
  /** Where models lie between training and the artifact store: a folder of this program's own. */
  readonly workFolder: string = join(tmpdir(), 'atelier-trainer');

  constructor(given: Partial<TrainerOptions> = {}) {
    Object.assign(this, given);
    this.trainings = Math.min(mostTrainings, this.trainings);
  }
}
