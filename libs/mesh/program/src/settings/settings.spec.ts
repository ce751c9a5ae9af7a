import { describe, expect, it } from '@jest/globals';
import { embeddedEnvironment, meshEnvironment, optionsAsEnvironment, readSettings } from './settings.js';

const complete = {
  ATELIER_DATABASE_URL: 'postgres://u:p@db/atelier',
  ATELIER_KAFKA_BROKERS: 'a:9092, b:9092',
  ATELIER_S3_ENDPOINT: 'minio',
  ATELIER_S3_ACCESS_KEY: 'k',
  ATELIER_S3_SECRET_KEY: 's',
};

describe('settings', () => {
  it('fills in the documented defaults and reads lists and flags', () => {
    const settings = readSettings(meshEnvironment, { ...complete, ATELIER_S3_SSL: 'true' });
    expect(settings).toMatchObject({
      ATELIER_PORT: 8080,
      ATELIER_KAFKA_BROKERS: ['a:9092', 'b:9092'],
      ATELIER_S3_SSL: true,
      ATELIER_KAFKA_SSL: false,
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readSettings(embeddedEnvironment, { ATELIER_PORT: '' })).toMatchObject({ ATELIER_PORT: 4600, ATELIER_HOME: '.atelier' });
  });

  it('reports all faults together, without the values of secrets', () => {
    const attempt = () =>
      readSettings(meshEnvironment, { ATELIER_PORT: '99999', ATELIER_DATABASE_URL: 'mysql://u:hush@x', ATELIER_S3_SSL: 'maybe' });
    expect(attempt).toThrow(expect.objectContaining({ code: 'settings.invalid' }));
    for (const name of ['ATELIER_PORT', 'ATELIER_DATABASE_URL', 'ATELIER_KAFKA_BROKERS', 'ATELIER_S3_ENDPOINT', 'ATELIER_S3_SSL'])
      expect(attempt).toThrow(name);
    expect(attempt).not.toThrow('hush');
  });

  it('does not let the embedded program listen to others', () => {
    expect(() => readSettings(embeddedEnvironment, { ATELIER_HOST: '0.0.0.0' })).toThrow('127.0.0.1 alone');
  });

  it('reads command-line options in both forms', () => {
    expect(optionsAsEnvironment(['--port', '1', '--home=/a b', '--log-level', 'warn'])).toEqual({
      ATELIER_PORT: '1',
      ATELIER_HOME: '/a b',
      ATELIER_LOG_LEVEL: 'warn',
    });
    expect(() => optionsAsEnvironment(['4600'])).toThrow('--port PORT');
    expect(() => optionsAsEnvironment(['--port'])).toThrow('needs a value');
  });
});
