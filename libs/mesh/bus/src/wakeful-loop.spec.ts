import { describe, expect, it } from '@jest/globals';
import { WakefulLoop } from './wakeful-loop.js';

/** A loop whose turns are counted, and a promise of the n-th. */
function counted(turn: (count: number) => number) {
  let count = 0;
  const waiting: { at: number; resolve: () => void }[] = [];
  const errors: unknown[] = [];
  const loop = new WakefulLoop(
    async () => {
      count++;
      for (const { at, resolve } of waiting) if (at <= count) resolve();
      return turn(count);
    },
    (error) => errors.push(error),
  );
  const reached = (at: number) => new Promise<void>((resolve) => (count >= at ? resolve() : waiting.push({ at, resolve })));
  return { loop, reached, errors, turns: () => count };
}

describe('a wakeful loop', () => {
  it('goes on at once where a turn asks for no wait, and sleeps until it is woken where it asks for one', async () => {
    const { loop, reached, turns } = counted((count) => (count < 5 ? 0 : 1e8));
    loop.start();
    await reached(5);
    await new Promise((resolve) => setImmediate(resolve));
    expect(turns()).toBe(5);
    loop.wake();
    await reached(6);
    await loop.stop();
    expect(turns()).toBe(6);
  });

  it('tells of a turn that fails, and tries again', async () => {
    const { loop, reached, errors } = counted((count) => {
      if (count === 1) throw new Error('no database');
      return 1e8;
    });
    loop.start();
    await reached(2);
    await loop.stop();
    expect(errors).toEqual([new Error('no database')]);
  });

  it('stops in the middle of a wait, and before it began', async () => {
    const { loop, reached } = counted(() => 1e8);
    loop.start();
    await reached(1);
    await loop.stop();
    await counted(() => 0).loop.stop();
  });
});
