import { AtelierError } from '@atelier/contracts';
import { runInSandbox, type SandboxLimits, Turnstile } from '@atelier/sandbox';
import { jobFailure } from './child-failure.js';

/** Child processes for callers who wait for the answer: so many at once, further ones wait their turn. They end when the program stops. */
export class WaitedWork {
  readonly #turnstile: Turnstile;
  readonly #stopping = new AbortController();

  constructor(
    places: number,
    private readonly limits: SandboxLimits,
  ) {
    this.#turnstile = new Turnstile(places);
  }

  /** `input` is made when its turn has come; `left` is raised when the caller has gone. Throws what the program throws, `job.timed_out`, `job.out_of_memory`, `job.crashed`. */
  async run<Result>(program: string, input: () => Promise<unknown>, left: AbortSignal): Promise<Result> {
    const signal = AbortSignal.any([left, this.#stopping.signal]);
    return await this.#turnstile.pass(async () => {
      const made = await input();
      try {
        return await runInSandbox<Result>({ program, input: made, limits: this.limits, signal });
      } catch (error) {
        throw signal.aborted && signal.reason instanceof AtelierError ? signal.reason : jobFailure(error);
      }
    }, signal);
  }

  close(): void {
    this.#stopping.abort(new AtelierError('database.unavailable', 'The program is stopping; ask again in a moment.'));
  }
}
