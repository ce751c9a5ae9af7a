import type { ChildProcess } from 'node:child_process';
import type { SandboxLimits, SandboxRun } from './sandbox-run.js';

const idleMilliseconds = 30_000;

/**
 * Starts the process of a run that is about to come, so that it loads its code while we still wait for the run's input. There is one spare process
 * at most: the next run takes it, whichever that is; unused it ends after half a minute. Every run has a process to itself, as with `runInSandbox`.
 */
export class SpareSandbox {
  #spare?: Promise<ChildProcess | undefined>;
  #idle?: NodeJS.Timeout;

  constructor(
    private readonly program: string,
    private readonly limits: SandboxLimits,
  ) {}

  /** Returns at once. A process that can't be started, or that dies as it waits, is no spare; the next run then starts its own. */
  prepare(): void {
    this.#spare ??= this.#start().catch(() => undefined);
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.close(), idleMilliseconds).unref();
  }

  /** As `runInSandbox`, with the same errors. */
  async run<Result, Message = never>(run: Pick<SandboxRun<Message>, 'input' | 'signal' | 'onMessage'>): Promise<Result> {
    const spare = await this.#take();
    const { runChild } = await import('./run-child.js');
    return await runChild<Result, Message>(
      { program: this.program, limits: this.limits, ...run },
      spare && waits(spare) ? spare : undefined,
    );
  }

  /** Ends the spare process, if there is one. */
  close(): void {
    void this.#take()?.then((spare) => spare?.kill('SIGKILL'));
  }

  #take(): Promise<ChildProcess | undefined> | undefined {
    const spare = this.#spare;
    this.#spare = undefined;
    clearTimeout(this.#idle);
    return spare;
  }

  async #start(): Promise<ChildProcess> {
    const { startChild } = await import('./run-child.js');
    const child = startChild({ program: this.program, limits: this.limits });
    // Without a listener a failed start would end our own process.
    child.on('error', () => undefined);
    return child;
  }
}

function waits({ pid, exitCode, signalCode, connected }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null && connected;
}
