import { describe, expect, it } from '@jest/globals';
import type { Feed, Signature } from '@atelier/learning';
import type { Tensor } from 'onnxruntime-node';
import { OneRowInputs } from './one-row-inputs.js';

const signature = {
  inputs: [
    { name: 'age', kind: 'number' },
    { name: 'city', kind: 'text' },
  ],
} as unknown as Signature;
const feeds = (age: number, city: string): Feed[] => [
  { name: 'age', data: Float32Array.of(age) },
  { name: 'city', data: [city] },
];
const valuesOf = (inputs: Readonly<Record<string, Tensor>>) =>
  Object.entries(inputs).map(([name, { type, dims, data }]) => [name, type, [...dims], data[0]]);

describe('the inputs of one row', () => {
  it('hold the row of each run', async () => {
    const inputs = new OneRowInputs(signature);
    for (const [age, city] of [
      [1, 'Lima'],
      [Number.NaN, ''],
    ] as const)
      expect(await inputs.run(feeds(age, city), async (given) => valuesOf(given))).toEqual([
        ['age', 'float32', [1, 1], age],
        ['city', 'string', [1, 1], city],
      ]);
  });

  it('are one run’s at a time, and free again when it fails', async () => {
    const inputs = new OneRowInputs(signature);
    const { promise, reject } = Promise.withResolvers<void>();
    const seen: unknown[] = [];
    const running = inputs.run(feeds(1, 'Lima'), async (given) => {
      await promise.catch(() => seen.push(valuesOf(given)[1][3]));
      throw new Error('no answer');
    });
    expect(inputs.run(feeds(2, 'Rome'), async () => 'run')).toBeNull();
    reject(new Error());
    await expect(running).rejects.toThrow('no answer');
    expect(seen).toEqual(['Lima']);
    expect(await inputs.run(feeds(3, 'Oslo'), async (given) => valuesOf(given)[1][3])).toBe('Oslo');
  });
});
