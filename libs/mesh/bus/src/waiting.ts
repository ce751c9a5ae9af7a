/** A loop's sleep that can be cut short. A wake before the wait is not lost: the next wait returns at once. */
export class Alarm {
  private ringing = false;
  private ring: (() => void) | null = null;

  wake(): void {
    this.ringing = true;
    this.ring?.();
  }

  async wait(milliseconds: number): Promise<void> {
    if (!this.ringing) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.ringing = false;
    this.ring = null;
  }
}

/** Waits, or returns early when the signal aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}

/** What the work comes to; an error if it takes longer or the signal aborts. The work itself goes on, and its failure is then nobody's. */
export async function within<T>(milliseconds: number, work: Promise<T>, signal?: AbortSignal): Promise<T> {
  const limit = new AbortController();
  const abort = (): void => limit.abort();
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  try {
    return await Promise.race([
      work,
      pause(milliseconds, limit.signal).then(() => Promise.reject(new Error(`no answer in ${milliseconds} ms`))),
    ]);
  } finally {
    signal?.removeEventListener('abort', abort);
    limit.abort();
  }
}

/** Delay before try `n` (from 1): doubles from `first`, at most `longest` milliseconds. */
export const backoff = (n: number, first: number, longest: number): number => Math.min(longest, first * 2 ** Math.min(n - 1, 20));

/** Lets at most `width` pieces of work run at once, in the order they came: the bus leaves the pool's other connections to the program. */
export class Gate {
  private free: number;
  private readonly queue: (() => void)[] = [];

  constructor(width: number) {
    this.free = width;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.queue.shift();
      if (next) next();
      else this.free++;
    }
  }
}
