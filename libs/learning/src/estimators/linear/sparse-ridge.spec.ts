import { expect, it } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import type { FitOptions, Matrix } from '../estimator.js';
import { sideBySide, SparseTable } from '../sparse-table.js';
import { ridge } from './ridge.js';
import { fitSparseRidge } from './sparse-ridge.js';

const rows = 90;
const columns = 25;
const random = createRandom(9);
const data = Float32Array.from({ length: rows * columns }, (_, at) =>
  at % columns === 0 ? Math.fround(50 + random.normal()) : random.next() < 0.15 ? Math.fround(random.next()) : 0,
);
const x: Matrix = { rows, columns, data, names: Array.from({ length: columns }, (_, i) => `c${i}`) };
const sparse = new SparseTable(sideBySide(x, [], x.names));
const y = Float64Array.from({ length: rows }, (_, row) => data[row * columns] + 3 * data[row * columns + 1] + random.normal());
const weights = Float64Array.from({ length: rows }, (_, row) => 1 + (row % 3));

it.each([
  [1, true, undefined],
  [0.01, true, weights],
  [5, false, weights],
])('conjugate gradients find what Cholesky finds: alpha %d, intercept %s', async (alpha, fit_intercept, given) => {
  const options: FitOptions = { task: 'regression', classes: 0, parameters: { alpha, fit_intercept }, seed: 0 };
  const exact = await ridge.fit({ x, y, weights: given }, options);
  const found = await fitSparseRidge({ x: sparse, y, weights: given }, options, alpha, async () => undefined);
  const expected = exact.predict(x);
  for (const [row, value] of found.predict(sparse).entries()) expect(value).toBeCloseTo(expected[row], 5);
  expect(found.history[0].metrics.train_loss).toBeCloseTo(exact.history[0].metrics.train_loss, 6);
});
