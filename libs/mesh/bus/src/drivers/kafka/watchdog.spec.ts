import { describe, expect, it } from '@jest/globals';
import { ProgressJudge } from './watchdog.js';

describe('ProgressJudge', () => {
  const at = (now: number, committed: number, lag: number, lastSign = now) => [now, { committed, lag }, lastSign] as const;

  it('is content while nothing waits', () => {
    const judge = new ProgressJudge(100, 0);
    expect(judge.verdict(...at(50, 10, 0))).toBeNull();
    expect(judge.verdict(...at(5000, 10, 0, 0))).toBeNull();
  });

  it('is content while offsets are committed, however much waits', () => {
    const judge = new ProgressJudge(100, 0);
    for (let now = 0; now < 2000; now += 90) expect(judge.verdict(...at(now, now, 10_000, 0))).toBeNull();
  });

  it('calls a consumer dead that gives no sign while events wait', () => {
    const judge = new ProgressJudge(100, 0);
    expect(judge.verdict(...at(90, 0, 3, 0))).toBeNull();
    expect(judge.verdict(...at(180, 0, 3, 0))).toBeNull();
    expect(judge.verdict(...at(191, 0, 3, 0))).toContain('3 events wait and its consumer is dead');
  });

  it('gives a consumer that is alive twice the time to get on', () => {
    const judge = new ProgressJudge(100, 0);
    expect(judge.verdict(...at(10, 0, 3))).toBeNull();
    expect(judge.verdict(...at(200, 0, 3))).toBeNull();
    expect(judge.verdict(...at(211, 0, 3))).toContain('nobody of its group gets on');
  });

  it('excuses the time in which the broker or the database was away', () => {
    const judge = new ProgressJudge(100, 0);
    judge.verdict(...at(10, 0, 3, 0));
    judge.excuse(1000);
    expect(judge.verdict(...at(1090, 0, 3, 0))).toBeNull();
    expect(judge.verdict(...at(1101, 0, 3, 0))).toContain('dead');
  });
});
