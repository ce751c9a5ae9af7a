import { Alarm, backoff, pause } from './waiting.js';

/**
 * One turn after another until it is stopped. A turn says how many milliseconds to wait for the next, 0 for none; `wake` cuts the wait short.
 * A turn that fails is told of and tried again after a growing pause.
 */
export class WakefulLoop {
  private readonly alarm = new Alarm();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly turn: (signal: AbortSignal) => Promise<number>,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    this.running = this.run(this.stopping.signal);
  }

  wake(): void {
    this.alarm.wake();
  }

  /** Ends after the turn at hand. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.alarm.wake();
    await this.running;
  }

  private async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        const wait = await this.turn(signal);
        failures = 0;
        if (wait > 0) await this.alarm.wait(wait);
      } catch (error) {
        if (signal.aborted) return;
        failures++;
        this.failed(error);
        await pause(backoff(failures, 100, 5000), signal);
      }
    }
  }
}
