import { AtelierError } from '@atelier/contracts';
import { type Rate, RateLimiter } from './rate-limiter.js';

/** What is set on an answer that is refused. */
interface Reply {
  header(name: string, value: string): unknown;
}

/**
 * The limits of a program that faces the world: by address before a key is looked at (guessing keys is limited too; ten times
 * the rate, for many callers may share an address), by key after.
 */
export class RequestLimits {
  private readonly byKey: RateLimiter;
  private readonly byAddress: RateLimiter;

  constructor(rate: Rate, now?: () => number) {
    this.byKey = new RateLimiter(rate, now);
    this.byAddress = new RateLimiter({ perSecond: rate.perSecond * 10, burst: rate.burst * 10 }, now);
  }

  takeAddress(address: string, reply: Reply): void {
    refuseFor(this.byAddress.take(address), reply);
  }

  takeKey(keyId: string, reply: Reply): void {
    refuseFor(this.byKey.take(keyId), reply);
  }
}

function refuseFor(seconds: number, reply: Reply): void {
  if (seconds === 0) return;
  reply.header('retry-after', String(seconds));
  throw new AtelierError('request.rate_limited', `More requests than allowed; the next one is taken in ${seconds} s.`);
}
