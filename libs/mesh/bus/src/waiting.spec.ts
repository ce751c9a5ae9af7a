import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Alarm, backoff, Gate, pause, within } from './waiting.js';

const never = new Promise<never>(() => undefined);

describe('Alarm', () => {
  it('does not lose a wake that comes before the wait, and forgets it after', async () => {
    const alarm = new Alarm();
    alarm.wake();
    await alarm.wait(3_600_000);
    const second = alarm.wait(3_600_000);
    expect(await Promise.race([second.then(() => 'woken'), Promise.resolve('waits')])).toBe('waits');
    alarm.wake();
    await second;
  });

  it('ends by itself when the time is over', async () => {
    await new Alarm().wait(1);
  });
});

describe('pause', () => {
  it('ends early when the signal aborts, before or meanwhile', async () => {
    const controller = new AbortController();
    const pausing = pause(3_600_000, controller.signal);
    controller.abort();
    await pausing;
    await pause(3_600_000, controller.signal);
  });
});

describe('within', () => {
  it('gives the result, or the failure, of work that ends in time', async () => {
    expect(await within(3_600_000, Promise.resolve(7))).toBe(7);
    await expect(within(3_600_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('gives up work that takes longer, or when the signal aborts', async () => {
    await expect(within(1, never)).rejects.toThrow('no answer in 1 ms');
    await expect(within(3_600_000, never, AbortSignal.abort())).rejects.toThrow('no answer');
    const controller = new AbortController();
    const waiting = within(3_600_000, never, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toThrow('no answer');
  });
});

describe('backoff', () => {
  it('doubles up to the longest delay', () => {
    expect([1, 2, 3, 4, 5].map((n) => backoff(n, 100, 1000))).toEqual([100, 200, 400, 800, 1000]);
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), (n) => backoff(n, 100, 5000) <= 5000));
  });
});

describe('Gate', () => {
  it('never lets more through than its width, and lets all through', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.boolean(), { maxLength: 20 }), async (width, fails) => {
        const gate = new Gate(width);
        let inside = 0;
        let most = 0;
        const outcomes = await Promise.allSettled(
          fails.map((fail) =>
            gate.run(async () => {
              most = Math.max(most, ++inside);
              await Promise.resolve();
              inside--;
              if (fail) throw new Error('failed');
            }),
          ),
        );
        expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(fails);
        expect(most).toBeLessThanOrEqual(width);
        expect(await gate.run(async () => 'free')).toBe('free');
      }),
    );
  });
});
