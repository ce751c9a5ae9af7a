import { describe, expect, it } from '@jest/globals';
import { limitsOf, limitVariables } from './limits.js';
import { readSettings } from './settings.js';

class Options {
  workFolder = '/tmp';
  lineBytes = 4096;
  seconds = 120;
}

describe('limits of a service', () => {
  const defaults = new Options();
  const variables = limitVariables('feature-store', defaults);

  it('have a variable each, under the service’s name', () => {
    expect(Object.keys(variables)).toEqual(['ATELIER_FEATURE_STORE_LINE_BYTES', 'ATELIER_FEATURE_STORE_SECONDS']);
  });

  it('are those that are set, and no others', () => {
    const settings = readSettings(variables, { ATELIER_FEATURE_STORE_SECONDS: '5', ATELIER_FEATURE_STORE_LINE_BYTES: '' });
    expect(limitsOf('feature-store', defaults, settings)).toEqual({ seconds: 5 });
  });

  it.each(['-1', '1.5', 'many'])('are whole numbers: %s is refused by name', (text) => {
    expect(() => readSettings(variables, { ATELIER_FEATURE_STORE_SECONDS: text })).toThrow('ATELIER_FEATURE_STORE_SECONDS');
  });
});
