import { describe, expect, it } from '@jest/globals';
import { Turnstile } from './turnstile.js';

describe('Turnstile', () => {
  it('lets so many through at once, the others in the order they came', async () => {
    const turnstile = new Turnstile(2);
    const order: number[] = [];
    let inside = 0;
    let most = 0;
    const work = (at: number) =>
      turnstile.pass(async () => {
        most = Math.max(most, ++inside);
        order.push(at);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
        if (at === 1) throw new Error('no');
      });
    const results = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it('frees the place of work that fails', async () => {
    const turnstile = new Turnstile(1);
    await expect(turnstile.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turnstile.pass(async () => 'yes')).toBe('yes');
  });

  it('lets who waits leave, without a place being lost', async () => {
    const turnstile = new Turnstile(1);
    let open: () => void = () => undefined;
    const first = turnstile.pass(() => new Promise<void>((resolve) => (open = resolve)));
    const leaving = new AbortController();
    const second = turnstile.pass(async () => 'second', leaving.signal);
    const third = turnstile.pass(async () => 'third');
    leaving.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    await expect(turnstile.pass(async () => 'late', leaving.signal)).rejects.toThrow('gone');
    open();
    await first;
    expect(await third).toBe('third');
  });
});
