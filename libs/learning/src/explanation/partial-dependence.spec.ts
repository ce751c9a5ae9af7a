import { describe, expect, it } from '@jest/globals';
import type { FittedEstimator, Matrix } from '../estimators/estimator.js';
import { partialDependence } from './partial-dependence.js';

const x: Matrix = {
  rows: 5,
  columns: 3,
  data: Float32Array.of(0, 1, 7, 1, 2, 7, 2, 3, 7, 3, Number.NaN, 7, 4, 5, 7),
  names: ['a', 'b', 'c'],
};

/** 10 a + b² (0 where b is missing) as a regression; by columns × 2 scores as a classifier. */
const model: FittedEstimator = {
  predict: ({ rows, columns, data }) =>
    Float64Array.from({ length: rows }, (_, row) => 10 * data[row * columns] + (data[row * columns + 1] || 0) ** 2),
  history: [],
  toOnnx: () => 'none',
  toJSON: () => ({}),
};

describe('partialDependence', () => {
  it('is the mean over the rows with the column set to each value', async () => {
    const { grid, average, space, outputs } = await partialDependence(model, x, { columns: [0] });
    const rest = (1 + 4 + 9 + 25) / 5;
    expect(grid).toEqual([[0, 1, 2, 3, 4]]);
    expect([...average]).toEqual([0, 10, 20, 30, 40].map((value) => value + rest));
    expect([space, outputs]).toEqual(['value', 1]);
  });

  it('gives each row’s curve, whose mean is the average', async () => {
    const { average, individual } = await partialDependence(model, x, { columns: [1], grid: [[0, 3]], individual: true });
    expect([...(individual as Float64Array)]).toEqual([0, 9, 10, 19, 20, 29, 30, 39, 40, 49]);
    expect([...average]).toEqual([20, 29]);
  });

  it('crosses two columns, the second running fastest', async () => {
    const { average } = await partialDependence(model, x, {
      columns: [0, 1],
      grid: [
        [0, 1],
        [0, 1, 2],
      ],
    });
    expect([...average]).toEqual([0, 1, 4, 10, 11, 14]);
  });

  it('gives an average per output of a classifier', async () => {
    const three = {
      ...model,
      predictProba: (given: Matrix) =>
        Float64Array.from({ length: 3 * given.rows }, (_, i) => (i % 3) / 3 + given.data[Math.floor(i / 3) * 3]),
    };
    const { average, outputs, space } = await partialDependence(three, x, { columns: [0], grid: [[1, 2]] });
    expect([outputs, space]).toEqual([3, 'probability']);
    [1, 4 / 3, 5 / 3, 2, 7 / 3, 8 / 3].forEach((value, i) => expect(average[i]).toBeCloseTo(value, 12));
  });

  it('takes quantiles where there are many values', async () => {
    const many = { rows: 1001, columns: 1, data: Float32Array.from({ length: 1001 }, (_, row) => row), names: ['a'] };
    const identity = { ...model, predict: (given: Matrix) => Float64Array.from(given.data) };
    const { grid, average } = await partialDependence(identity, many, { columns: [0], points: 10 });
    expect(grid).toEqual([[50, 150, 250, 350, 450, 550, 650, 750, 850, 950]]);
    average.forEach((value, i) => expect(value).toBeCloseTo(grid[0][i], 9));
  });

  it('refuses columns that are not there or empty, and no rows', async () => {
    const empty = { ...x, data: x.data.map((value, i) => (i % 3 === 1 ? Number.NaN : value)) };
    await expect(partialDependence(model, x, { columns: [3] })).rejects.toMatchObject({ where: 'columns' });
    await expect(partialDependence(model, empty, { columns: [1] })).rejects.toMatchObject({ where: 'b' });
    await expect(partialDependence(model, { ...x, rows: 0, data: new Float32Array() }, { columns: [0] })).rejects.toMatchObject({
      where: 'background',
    });
    await expect(partialDependence(model, x, { columns: [0], signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'learning.aborted',
    });
  });
});
