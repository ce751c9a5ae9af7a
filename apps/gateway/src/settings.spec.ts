import { describe, expect, it } from '@jest/globals';
import { readSettings } from '@atelier/program';
import { gatewayAccess, gatewayEnvironment, gatewayOptions, type GatewaySettings } from './settings.js';

const complete = {
  ATELIER_DATABASE_URL: 'postgres://u:p@db/atelier',
  ATELIER_KAFKA_BROKERS: 'kafka:9092',
  ATELIER_S3_ENDPOINT: 'minio',
  ATELIER_S3_ACCESS_KEY: 'a',
  ATELIER_S3_SECRET_KEY: 'b',
  ATELIER_INGESTION_URL: 'http://ingestion:8080',
  ATELIER_FEATURE_STORE_URL: 'http://feature-store:8080',
  ATELIER_TRAINER_URL: 'http://trainer:8080',
  ATELIER_REGISTRY_URL: 'http://registry:8080',
  ATELIER_INFERENCE_URL: 'http://inference:8080',
  ATELIER_MONITORING_URL: 'http://monitoring:8080',
  ATELIER_FIRST_KEY: 'atl_q8Zr1dV0m3Jx5Lk7Pn9Ts2Wu4Yb6Ae8Cg0Ei2Go4Kq6',
};
const read = (changes: Record<string, string> = {}) => readSettings(gatewayEnvironment, { ...complete, ...changes }) as GatewaySettings;

describe('gateway settings', () => {
  it('name every service', () => {
    expect(gatewayOptions(read()).upstreams).toMatchObject({
      'feature-store': 'http://feature-store:8080',
      trainer: 'http://trainer:8080',
    });
  });

  it('limit each key unless told not to', () => {
    expect(gatewayAccess(read()).rateLimit).toEqual({ perSecond: 100, burst: 500 });
    expect(gatewayAccess(read({ ATELIER_RATE_PER_SECOND: '0' })).rateLimit).toBeUndefined();
  });

  it.each([
    ['ATELIER_TRAINER_URL', 'trainer:8080'],
    ['ATELIER_TRAINER_URL', 'file:///etc/passwd'],
    ['ATELIER_FIRST_KEY', 'admin'],
    ['ATELIER_FIRST_KEY', ''],
    ['ATELIER_RATE_PER_SECOND', '-1'],
  ])('refuse %s=%s', (name, value) => expect(() => read({ [name]: value })).toThrow(name));

  it('refuse a first key of one repeated letter', () => {
    expect(() => gatewayAccess(read({ ATELIER_FIRST_KEY: `atl_${'A'.repeat(43)}` }))).toThrow('access.insecure_settings');
  });
});
