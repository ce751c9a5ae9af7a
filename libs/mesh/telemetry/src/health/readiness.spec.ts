import { describe, expect, it } from '@jest/globals';
import { ReadinessChecks } from './readiness.js';

const works = async () => undefined;
const fails = async () => {
  throw new Error('connection refused');
};

describe('readiness', () => {
  it('is ready without checks, and when all pass', async () => {
    const checks = new ReadinessChecks();
    expect(await checks.report()).toEqual({ ready: true, checks: {} });
    checks.register('database', works);
    expect(await checks.report()).toEqual({ ready: true, checks: { database: { status: 'up' } } });
  });

  it('says which check is down, and why', async () => {
    const checks = new ReadinessChecks();
    checks.register('database', works);
    checks.register('broker', fails);
    const report = await checks.report();
    expect(report.ready).toBe(false);
    expect(report.checks).toEqual({ database: { status: 'up' }, broker: { status: 'down', detail: 'connection refused' } });
  });

  it('stays ready when what is down is not vital', async () => {
    const checks = new ReadinessChecks();
    checks.register('database', works);
    checks.register('artifacts', fails, { vital: false });
    expect(await checks.report()).toMatchObject({ ready: true, checks: { artifacts: { status: 'down' } } });
  });

  it('takes a check that throws at once, or never ends, for down', async () => {
    const checks = new ReadinessChecks();
    checks.register('sudden', () => {
      throw new Error('at once');
    });
    checks.register('silent', () => new Promise(() => undefined));
    expect((await checks.report(20)).checks).toEqual({
      sudden: { status: 'down', detail: 'at once' },
      silent: { status: 'down', detail: 'no answer within 20 ms' },
    });
  });

  it('gives each name to one', () => {
    const checks = new ReadinessChecks();
    checks.register('database', works);
    expect(() => checks.register('database', works)).toThrow('database');
  });

  it('is not ready from the moment the program ends', async () => {
    const checks = new ReadinessChecks();
    checks.register('database', works);
    checks.drain();
    expect(await checks.report()).toMatchObject({ ready: false });
  });
});
