import type { DatasetDetail } from '@atelier/contracts';
import type { AtelierClient } from '@atelier/sdk';
import { describe, expect, it } from '@jest/globals';
import { algorithmsFor, chooseTask } from './choose-task.js';
import { inAnotherUnit, sampleRows, without } from './traffic.js';

const dataset = (columns: Record<string, string>): DatasetDetail =>
  ({
    column_names: Object.keys(columns),
    schema: Object.entries(columns).map(([name, type]) => ({ name, type, role: 'feature', missing_tokens: [] })),
  }) as unknown as DatasetDetail;
const rows = (values: readonly unknown[]) => values.map((y) => ({ y }));

describe('chooseTask', () => {
  it.each([
    ['float', [0.1, 0.2], 'regression'],
    ['integer', [0, 1, 1], 'classification'],
    ['integer', Array.from({ length: 40 }, (_, i) => i), 'regression'],
    ['category', ['a', 'b'], 'classification'],
    ['boolean', [true, false], 'classification'],
  ])('%s of %j: %s', (type, values, task) => {
    expect(chooseTask(dataset({ y: type }), 'y', rows(values))).toBe(task);
    const chosen = chooseTask(dataset({ y: type }), 'y', rows(values));
    expect(algorithmsFor(chosen, 100)).toEqual(expect.arrayContaining(['random_forest', 'lightgbm']));
    expect(algorithmsFor(chosen, 10_000)).not.toContain('random_forest');
  });

  it('names the columns when there is none of this name', () => {
    expect(() => chooseTask(dataset({ a: 'float', b: 'float' }), 'y', [])).toThrow('it has a, b');
  });
});

describe('traffic', () => {
  const platform = (count: number) =>
    ({
      datasets: {
        rows: async (_: string, { limit, step }: { limit: number; step: number }) => ({
          rows: Array.from({ length: Math.min(limit, Math.ceil(count / step)) }, (__, i) => ({ i: i * step })),
        }),
      },
    }) as unknown as AtelierClient;

  it.each([7, 37, 370, 1000, 100_000])('samples %i rows without telling one twice', async (count) => {
    const sample = await sampleRows(platform(count), { dataset_id: 'd', rows: count } as DatasetDetail);
    expect(new Set(sample.map(({ i }) => i)).size).toBe(sample.length);
    expect(sample.length).toBeGreaterThan(Math.min(count, 400) * 0.8);
    expect(sample.length).toBeLessThanOrEqual(500);
    expect(Math.max(...sample.map(({ i }) => i as number))).toBeGreaterThan(count * 0.8);
  });

  it('changes one number column and leaves what is missing', () => {
    expect(
      inAnotherUnit(
        [
          { a: 10, b: 'x' },
          { a: null, b: 'y' },
        ],
        'a',
        0.1,
      ),
    ).toEqual([
      { a: 1, b: 'x' },
      { a: null, b: 'y' },
    ]);
    expect(without({ a: 1, b: 2 }, 'a')).toEqual({ b: 2 });
  });
});
