import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createLogger, type LoggerOptions } from './logger.js';

const capture = (options: Partial<LoggerOptions> = {}) => {
  const lines: string[] = [];
  const logger = createLogger({ service: 'trainer', version: '1.2.3', ...options, write: (line) => lines.push(line) });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') };
};

describe('logger', () => {
  it('writes JSON with service, version, level, time and context', () => {
    const { logger, last } = capture();
    logger.log('leased', 'jobs');
    expect(last()).toMatchObject({ level: 30, service: 'trainer', version: '1.2.3', msg: 'leased', context: 'jobs' });
    expect(new Date(last().time).getTime()).not.toBeNaN();
  });

  it('takes fields with a text, as Nest passes them on', () => {
    const { logger, last } = capture();
    Logger.overrideLogger(logger);
    new Logger('http').error({ err: new Error('inner'), code: 'internal' }, 'failed');
    expect(last()).toMatchObject({ level: 50, msg: 'failed', context: 'http', code: 'internal', err: { message: 'inner' } });
    new Logger('http').error('failed', 'Error: x\n    at y');
    expect(last()).toMatchObject({ msg: 'failed', context: 'http', err: { stack: 'Error: x\n    at y' } });
    new Logger('http').error(new Error('alone'));
    expect(last()).toMatchObject({ msg: 'alone', context: 'http', err: { message: 'alone' } });
    Logger.overrideLogger(false);
  });

  it('keeps the causes of an error', () => {
    const { logger, last } = capture();
    logger.warn(new Error('outer', { cause: new Error('inner') }), 'c');
    expect(JSON.stringify(last().err)).toContain('inner');
  });

  it('leaves out what is below its level', () => {
    const { logger, lines } = capture({ level: 'warn' });
    logger.log('no');
    logger.debug('no');
    logger.verbose('no');
    logger.warn('yes');
    logger.fatal('yes');
    expect(lines).toHaveLength(2);
    expect(logger.isEnabled('info')).toBe(false);
    expect(logger.isEnabled('error')).toBe(true);
  });

  it('tells what the framework does only to who asks', () => {
    const { logger, lines } = capture();
    logger.log('Mapped {/metrics, GET} route', 'RouterExplorer');
    expect(lines).toEqual([]);
    logger.error('cannot resolve', 'InstanceLoader');
    expect(lines).toHaveLength(1);
  });

  it('refuses a level that there is not', () => {
    expect(() => capture({ level: 'loud' })).toThrow('loud');
  });

  const key = `atl_${'Ab1-'.repeat(10)}xyz`;
  it.each([
    [{ headers: { authorization: `Bearer ${key}` } }],
    [{ req: { headers: { authorization: 'Basic dXNlcjpwYXNzd29yZA==', cookie: 'dXNlcjpwYXNzd29yZA==' } } }],
    [{ password: 'dXNlcjpwYXNzd29yZA==' }],
    [{ options: { secretKey: 'dXNlcjpwYXNzd29yZA==' } }],
    [{ a: { b: { token: 'dXNlcjpwYXNzd29yZA==' } } }],
    [{ note: `the caller sent Bearer dXNlcjpwYXNzd29yZA==` }],
    [{ url: 'postgres://atelier:dXNlcjpwYXNzd29yZA==@db/atelier' }],
    [{ err: new Error(`no such key ${key}`, { cause: new Error('at postgres://u:dXNlcjpwYXNzd29yZA==@db') }) }],
    [`made ${key}`],
  ])('never writes a secret: %j', (message) => {
    for (const format of ['json', 'line'] as const) {
      const { logger, lines } = capture({ format });
      logger.error(message, 'spec');
      expect(lines.join('')).toContain('redacted');
      expect(lines.join('')).not.toContain(key.slice(4, 24));
      expect(lines.join('')).not.toContain('dXNlcjpwYXNzd29yZA');
    }
  });

  it('writes one readable line for a terminal, and the stack below', () => {
    const { logger, lines } = capture({ format: 'line' });
    logger.warn({ job: 7, why: 'late', parts: [1] }, 'lease lost', 'jobs');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d warn {2}\[jobs\] lease lost job=7 why=late parts=\[1\]\n$/);
    logger.error(new Error('broken'), 'jobs');
    expect(lines[1]).toMatch(/ error \[jobs\] broken\nError: broken\n {4}at /);
  });
});
