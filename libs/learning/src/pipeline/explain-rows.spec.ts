import { describe, expect, it } from '@jest/globals';
import { customerColumns, customers } from './customers.suite.js';
import { explainRows } from './explain-rows.js';
import { rawPartialDependence } from './raw-partial-dependence.js';
import { planOf } from './tables.suite.js';
import { trainPipeline } from './train.js';

const frame = customers();
const asked = frame.take(Int32Array.from({ length: 6 }, (_, i) => i * 7));
const churn = (algorithm: string) => trainPipeline(frame, planOf('churn', 'classification', algorithm, customerColumns));
const logit = (p: number) => Math.log(p / (1 - p));

describe('explainRows', () => {
  it.each([
    ['lightgbm', 'tree_path_dependent', 'score'],
    ['random_forest', 'tree_path_dependent', 'probability'],
    ['logistic', 'linear', 'score'],
    ['naive_bayes', 'sampled', 'score'],
  ])('adds up what each raw column did to the answer of %s', async (algorithm, method, space) => {
    const pipeline = await churn(algorithm);
    const explained = await explainRows(pipeline, asked, pipeline.results.background);
    expect(explained).toMatchObject({ method, space });
    const { labels, probabilities = new Float64Array() } = pipeline.predict(asked);
    explained.rows.forEach((row, i) => {
      expect(row.prediction).toBe(labels[i]);
      expect(row.explained_class).toBe('stayed');
      expect(row.probabilities).toEqual([...probabilities.subarray(2 * i, 2 * i + 2)]);
      const sum = row.contributions.reduce((total, { contribution }) => total + contribution, row.base);
      expect(row.output).toBeCloseTo(sum, 9);
      const stayed = probabilities[2 * i + 1];
      expect(row.output).toBeCloseTo(space === 'score' ? logit(stayed) : stayed, 4);
      expect(row.contributions.map(({ feature }) => feature).sort()).toEqual(pipeline.signature.inputs.map(({ name }) => name).sort());
    });
    const months = explained.rows.flatMap(({ contributions }) => contributions.filter(({ feature }) => feature === 'months'));
    expect(months.some(({ contribution }) => contribution !== 0)).toBe(true);
  });

  it('explains values of a regression, and shows the row as it was sent', async () => {
    const pipeline = await trainPipeline(frame, planOf('spend', 'regression', 'ridge', customerColumns));
    const { space, rows } = await explainRows(pipeline, asked, pipeline.results.background);
    expect(space).toBe('value');
    const { values = new Float64Array() } = pipeline.predict(asked);
    rows.forEach((row, i) => {
      expect(row.output).toBeCloseTo(values[i], 3);
      expect(row).not.toHaveProperty('explained_class');
      const plan = row.contributions.find(({ feature }) => feature === 'plan');
      expect([null, 'free', 'team', 'enterprise']).toContain(plan?.value);
    });
  });

  it('needs background rows where there are no trees', async () => {
    await expect(explainRows(await churn('logistic'), asked, undefined)).rejects.toMatchObject({ code: 'learning.value_invalid' });
    await expect(explainRows(await churn('lightgbm'), asked, undefined, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'learning.aborted',
    });
  });
});

describe('rawPartialDependence', () => {
  it('follows a number in its own unit, and a text by its categories', async () => {
    const pipeline = await trainPipeline(frame, planOf('spend', 'regression', 'ridge', customerColumns));
    const [months] = await rawPartialDependence(pipeline, frame, 'months', { points: 5 });
    const means = months.points.map(({ mean }) => mean);
    const values = months.points.map(({ value }) => value as number);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(means).toEqual([...means].sort((a, b) => a - b));
    expect(months.points.at(-1)?.value).toBeGreaterThan(40);
    const [plan] = await rawPartialDependence(pipeline, frame, 'plan');
    expect(plan.points.map(({ value }) => value).sort()).toEqual(['enterprise', 'free', 'team']);
  });

  it('shows the second of two classes, with the quartiles of the rows', async () => {
    const curves = await rawPartialDependence(await churn('logistic'), frame, 'months', { rows: 50 });
    expect(curves.map(({ label }) => label)).toEqual(['stayed']);
    for (const { mean, low = 0, high = 0 } of curves[0].points) {
      expect(low).toBeLessThanOrEqual(high);
      expect(mean).toBeGreaterThan(0);
      expect(mean).toBeLessThan(1);
    }
  });
});
