import { describe, expect, it } from '@jest/globals';
import { embeddedSettings } from './settings.js';

describe('settings of the embedded program', () => {
  it('take options before the environment before the defaults', () => {
    expect(embeddedSettings(['--port', '5000'], { ATELIER_PORT: '1', ATELIER_HOME: '/data' })).toMatchObject({
      port: 5000,
      home: '/data',
      logLevel: 'info',
    });
  });

  it('take the limits of the services', () => {
    const { limits } = embeddedSettings(['--ingestion-rows', '1000'], { ATELIER_TRAINER_MEMORY_MIB: '512' });
    expect(limits).toMatchObject({ ATELIER_INGESTION_ROWS: 1000, ATELIER_TRAINER_MEMORY_MIB: 512 });
  });

  it('refuse an option that is none, rather than start otherwise than was meant', () => {
    expect(() => embeddedSettings(['--prot', '5000'], {})).toThrow('There is no option --prot');
  });
});
