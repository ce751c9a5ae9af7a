import { randomUUID } from 'node:crypto';

/** How inference runs; only the folder has no default. */
export class InferenceOptions {
  /** Where answers are kept until the database has them: a folder of this program's own. */
  readonly spoolFolder!: string;
  /** Bytes that the folder may hold; beyond them predictions are refused (`storage.full`) rather than lost. */
  readonly spoolLimitBytes: number = 1024 ** 3;
  /** Milliseconds between two moves of logged answers into the database. */
  readonly flushMs: number = 500;
  /** Versions kept loaded beside those in production; the longest unused one goes first. */
  readonly idleModels: number = 8;
  /** Milliseconds between two looks at what should be served, beside those that events cause: short where several replicas share the events. */
  readonly reconcileMs: number = 30_000;
  /** Milliseconds after which a model that could not be loaded is tried again. */
  readonly retryMs: number = 30_000;
  /** Rows of different requests that are answered by one run of the model. */
  readonly batchRows: number = 64;
  /** Rows of one request that are answered at once; other requests come between. */
  readonly chunkRows: number = 512;
  /** This program among those that serve the same models. */
  readonly replica: string = randomUUID();

  constructor(given: Partial<InferenceOptions> & Pick<InferenceOptions, 'spoolFolder'>) {
    Object.assign(this, given);
  }
}
