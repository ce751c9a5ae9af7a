import { describe, expect, it } from '@jest/globals';
import { assertSafeSecrets, passwordOf } from './secrets.js';

describe('safe secrets', () => {
  it.each([
    '',
    '   ',
    'minioadmin',
    'Minio-Admin',
    'password',
    'change-me',
    'CHANGEME',
    'postgres',
    'xxxxxxxxxxxxxxxxxxxx',
    'Short1!',
    undefined,
  ])('refuses %j', (value) => {
    expect(() => assertSafeSecrets({ ATELIER_S3_SECRET_KEY: value })).toThrow('ATELIER_S3_SECRET_KEY');
  });

  it('refuses the name of the setting as its value', () => {
    expect(() => assertSafeSecrets({ ATELIER_S3_SECRET_KEY: 'atelier_s3_secret_key' })).toThrow('access.insecure_settings');
  });

  it('names every faulty setting and no value', () => {
    const act = () => assertSafeSecrets({ A: 'hunter2', B: 'kV9-very-long-and-random-Qx', C: '' });
    expect(act).toThrow(
      expect.objectContaining({
        code: 'access.insecure_settings',
        errors: [
          { path: 'A', message: expect.anything() },
          { path: 'C', message: 'is empty' },
        ],
      }),
    );
    expect(act).not.toThrow('hunter2');
  });

  it('takes secrets of one’s own', () => {
    expect(() => assertSafeSecrets({ A: 'kV9-very-long-and-random-Qx' })).not.toThrow();
  });

  it('reads the password of a connection address', () => {
    expect(passwordOf('postgres://atelier:p%40ss@db:5432/atelier')).toBe('p@ss');
    expect(passwordOf('postgres://db/atelier')).toBe('');
    expect(passwordOf('not an address')).toBe('');
  });
});
