import { describe, expect, it } from '@jest/globals';
import { Frame } from '../frame/frame.js';
import { createRandom } from '../random/random.js';
import { type PermutationOptions, permutationImportance } from './permutation-importance.js';

const random = createRandom(11);
const rows = 400;
const draw = () => Float64Array.from({ length: rows }, () => random.normal());
const strong = draw();
const weak = draw();
const dictionary = ['a', 'b', 'c'];
const colour = Int32Array.from({ length: rows }, () => random.integer(4) - 1);
const frame = new Frame([
  { kind: 'number', name: 'weak', values: weak },
  { kind: 'number', name: 'noise', values: draw() },
  { kind: 'number', name: 'strong', values: strong },
  { kind: 'text', name: 'colour', codes: colour, dictionary },
]);
const formula = (given: Frame) =>
  Float64Array.from(
    { length: given.rows },
    (_, row) => 3 * given.number('strong').values[row] + given.number('weak').values[row] + 2 * given.text('colour').codes[row],
  );
const options: PermutationOptions = {
  frame,
  predict: (given) => ({ prediction: formula(given) }),
  target: { task: 'regression', values: formula(frame) },
  metric: 'r2',
  seed: 3,
};

describe('permutationImportance', () => {
  it('ranks columns by what they carry, and gives nothing to what is not used', async () => {
    const { columns, baseline } = await permutationImportance(options);
    expect(baseline).toBe(1);
    expect(columns.map((column) => column.name)).toEqual(['strong', 'colour', 'weak', 'noise']);
    expect(columns[3]).toEqual({ name: 'noise', mean: 0, std: 0 });
    // Permuting an independent column of a right model costs twice its share of the variance.
    expect(columns[0].mean).toBeCloseTo((2 * 9) / (9 + 1 + 5), 0);
    expect(columns[0].std).toBeGreaterThan(0);
  });

  it('is positive for a loss that grows', async () => {
    const { columns } = await permutationImportance({ ...options, metric: 'rmse' });
    expect(columns[0].name).toBe('strong');
    expect(columns[0].mean).toBeGreaterThan(0);
  });

  it('does not depend on the order of columns, and repeats itself', async () => {
    const turned = await permutationImportance({ ...options, frame: frame.select(['strong', 'colour', 'noise', 'weak']) });
    expect(turned).toEqual(await permutationImportance(options));
  });

  it('waits for a model that answers later, and takes probabilities', async () => {
    const codes = Int32Array.from(strong, (value) => (value > 0 ? 1 : 0));
    const { columns } = await permutationImportance({
      ...options,
      metric: 'roc_auc',
      target: { task: 'classification', codes, classes: 2 },
      predict: async (given) => {
        const positive = given.number('strong').values.map((value) => 1 / (1 + Math.exp(-value)));
        return { prediction: positive.map((p) => (p > 0.5 ? 1 : 0)), proba: Float64Array.from([...positive].flatMap((p) => [1 - p, p])) };
      },
    });
    expect(columns[0].name).toBe('strong');
    expect(columns[0].mean).toBeCloseTo(0.5, 1);
    expect(columns.slice(1).every((column) => column.mean === 0)).toBe(true);
  });

  it('stops when it is told to, and refuses an undefined metric', async () => {
    await expect(permutationImportance({ ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'learning.aborted' });
    const target = { task: 'classification', codes: new Int32Array(rows), classes: 2 } as const;
    const predict = () => ({ prediction: new Float64Array(rows) });
    await expect(permutationImportance({ ...options, target, predict, metric: 'roc_auc' })).rejects.toMatchObject({
      code: 'learning.value_invalid',
    });
  });
});
