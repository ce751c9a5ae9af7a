import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { RateLimiter } from './rate-limiter.js';
import { RequestLimits } from './request-limits.js';

describe('rate limiter', () => {
  it('lets a burst through, then the rate', () => {
    let now = 0;
    const limiter = new RateLimiter({ perSecond: 2, burst: 3 }, () => now);
    expect([1, 2, 3].map(() => limiter.take('a'))).toEqual([0, 0, 0]);
    expect(limiter.take('a')).toBe(1);
    now += 499;
    expect(limiter.take('a')).toBe(1);
    now += 1;
    expect(limiter.take('a')).toBe(0);
    expect(limiter.take('b')).toBe(0);
  });

  it('says how long to wait when the rate is slow', () => {
    const limiter = new RateLimiter({ perSecond: 0.1, burst: 1 }, () => 0);
    limiter.take('a');
    expect(limiter.take('a')).toBe(10);
  });

  it('never lets more through than burst + rate × time, and a wait it names is enough', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 200 }), (steps) => {
        let now = 0;
        let passed = 0;
        let promised = Infinity;
        const limiter = new RateLimiter({ perSecond: 4, burst: 5 }, () => now);
        for (const step of steps) {
          now += step;
          const wait = limiter.take('a');
          if (wait > 0) promised = Math.min(promised, now + wait * 1000);
          else {
            passed++;
            promised = Infinity;
          }
          if (wait > 0 && now >= promised) return false;
        }
        return passed <= 5 + (now / 1000) * 4 + 1e-9;
      }),
    );
  });

  it('forgets the longest unused name, not all of them', () => {
    const limiter = new RateLimiter({ perSecond: 1, burst: 1 }, () => 0);
    limiter.take('first');
    for (let i = 0; i < 50_000; i++) limiter.take(`other ${i}`);
    expect(limiter.take('first')).toBe(0);
    expect(limiter.take('other 49999')).toBe(1);
  });
});

describe('request limits', () => {
  it('refuses with the time to wait, a key before an address', () => {
    const headers: Record<string, string> = {};
    const reply = { header: (name: string, value: string) => (headers[name] = value) };
    const limits = new RequestLimits({ perSecond: 1, burst: 2 }, () => 0);
    limits.takeKey('k', reply);
    limits.takeKey('k', reply);
    expect(() => limits.takeKey('k', reply)).toThrow('request.rate_limited');
    expect(headers).toEqual({ 'retry-after': '1' });
    for (let i = 0; i < 20; i++) limits.takeAddress('10.0.0.1', reply);
    expect(() => limits.takeAddress('10.0.0.1', reply)).toThrow('request.rate_limited');
  });
});
