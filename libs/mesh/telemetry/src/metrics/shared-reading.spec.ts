import { describe, expect, it } from '@jest/globals';
import { sharedReading } from './shared-reading.js';

describe('sharedReading', () => {
  it('reads once for callers that ask together, and anew afterwards', async () => {
    let reads = 0;
    const read = sharedReading(async () => ++reads);
    expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
    expect(await read()).toBe(2);
  });

  it('fails for all that asked together and tries again afterwards', async () => {
    let reads = 0;
    const read = sharedReading(async () => {
      reads += 1;
      if (reads === 1) throw new Error('away');
      return reads;
    });
    const together = [read(), read()];
    for (const one of together) await expect(one).rejects.toThrow('away');
    expect(await read()).toBe(2);
  });
});
