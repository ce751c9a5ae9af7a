import type { Outbox } from '@atelier/bus';
import { AtelierError, type TrainingProgress } from '@atelier/contracts';
import type { LeasedJob } from '@atelier/jobs';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { etaSeconds, ProgressLog } from './progress-log.js';

describe('ProgressLog', () => {
  let stored: TrainingProgress[];
  let told: number[];
  let fails: boolean;
  let log: ProgressLog;

  beforeEach(() => {
    jest.useFakeTimers();
    stored = [];
    told = [];
    fails = false;
    const manager = {
      query: async (_: string, [, progress]: string[]) => void stored.push(JSON.parse(progress)),
    } as unknown as EntityManager;
    const job = {
      id: 'job',
      project: 'p1',
      signal: new AbortController().signal,
      write: async (effects: (manager: EntityManager) => Promise<void>) => {
        if (fails) throw new AtelierError('database.unavailable', 'away');
        await effects(manager);
      },
    } as unknown as LeasedJob<unknown>;
    const outbox = {
      publish: async (_: unknown, __: string, ___: string, data: { iteration: number }) => void told.push(data.iteration),
    } as unknown as Outbox;
    log = new ProgressLog(job, outbox);
  });
  afterEach(() => void jest.useRealTimers());

  const add = (iteration: number) => log.add({ phase: 'training', iteration, total: 1000, metrics: { train_loss: 1 / iteration } });

  it('stores the latest ten times a second, and tells of it once a second', async () => {
    for (let iteration = 1; iteration <= 200; iteration++) {
      add(iteration);
      await jest.advanceTimersByTimeAsync(10);
    }
    await log.close();
    expect(stored.length).toBeGreaterThanOrEqual(19);
    expect(stored.length).toBeLessThanOrEqual(22);
    expect(stored.at(-1)).toMatchObject({ iteration: 200, phase: 'training', metrics: { train_loss: 0.005 } });
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(told.length).toBeLessThanOrEqual(3);
  });

  it('leaves out metrics that are no number', async () => {
    log.add({
      phase: 'training',
      iteration: 1,
      total: 2,
      metrics: { train_loss: Number.NaN, validation_loss: Number.POSITIVE_INFINITY, fit: 1 },
    });
    await log.close();
    expect(stored[0].metrics).toEqual({ fit: 1 });
  });

  it('goes on when progress could not be stored', async () => {
    fails = true;
    add(1);
    await jest.advanceTimersByTimeAsync(100);
    fails = false;
    add(2);
    await log.close();
    expect(stored.map(({ iteration }) => iteration)).toEqual([2]);
  });

  it('estimates what is left', () => {
    expect(etaSeconds(10, 40, 1000)).toBe(3);
    expect(etaSeconds(40, 40, 1000)).toBe(0);
    expect(etaSeconds(0, 40, 1000)).toBeNull();
    expect(etaSeconds(1, 0, 1000)).toBeNull();
  });
});
