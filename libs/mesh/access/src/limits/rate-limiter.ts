export interface Rate {
  /** Requests a second in the long run. */
  readonly perSecond: number;
  /** Requests at once. */
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  /** Milliseconds when `tokens` was right. */
  at: number;
}

const largest = 50_000;

/**
 * Token buckets by name, in this process's memory: each replica counts for itself. At most 50,000 names are kept; the one that
 * was used longest ago is forgotten first, which fills its bucket.
 */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly rate: Rate,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes a token: 0 when there was one, else the whole seconds until there is (the value of Retry-After). */
  take(name: string): number {
    const now = this.now();
    const known = this.buckets.get(name);
    const tokens = known ? Math.min(this.rate.burst, known.tokens + ((now - known.at) / 1000) * this.rate.perSecond) : this.rate.burst;
    const taken = tokens >= 1;
    this.keep(name, { tokens: taken ? tokens - 1 : tokens, at: now });
    return taken ? 0 : Math.max(1, Math.ceil((1 - tokens) / this.rate.perSecond));
  }

  private keep(name: string, bucket: Bucket): void {
    this.buckets.delete(name);
    this.buckets.set(name, bucket);
    if (this.buckets.size <= largest) return;
    const oldest = this.buckets.keys().next().value;
    if (oldest !== undefined) this.buckets.delete(oldest);
  }
}
