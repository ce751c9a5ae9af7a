import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../random/random.js';
import type { FittedEstimator, Matrix } from './estimator.js';
import { resolveParameters } from './parameters.js';
import { estimators, findEstimator } from './registry.js';
import { columnReader, rowReader } from './sparse-cells.js';
import { sideBySide, sparseRange, SparseTable, takeMatrixRows } from './sparse-table.js';

const rows = 120;
const columns = 40;

/** Two plain number columns, then terms in a tenth of the rows each; the target follows from the first of both. */
function table() {
  const random = createRandom(4);
  const names = Array.from({ length: columns }, (_, column) => `c${column}`);
  const data = Float32Array.from({ length: rows * columns }, (_, at) => {
    if (at % columns < 2) return Math.fround(1 + random.normal());
    return random.next() < 0.1 ? Math.fround(random.next()) : 0;
  });
  const dense: Matrix = { rows, columns, data, names };
  const none: Matrix = { rows, columns: 0, data: new Float32Array(), names: [] };
  const entries = sideBySide(dense, [], names);
  const score = (row: number) => data[row * columns] - 1 + 4 * data[row * columns + 2] - 0.2;
  const y = Float64Array.from({ length: rows }, (_, row) => score(row) + 0.3 * random.normal());
  return { dense, none, entries, sparse: new SparseTable(entries), y };
}

const { dense, none, entries, sparse, y } = table();
const codes = y.map((value) => Number(value > 0));

describe('a sparse table', () => {
  it('has the cells of the matrix that it was made of', () => {
    expect(sparse.data).toEqual(dense.data);
    expect(entries.values.every((value) => value !== 0)).toBe(true);
    const { cells: own, open } = rowReader(sparse);
    const row = (at: number) => own.subarray(open(at));
    const column = columnReader(sparse);
    const cells = new Float32Array(rows);
    expect([...row(5)]).toEqual([...dense.data.subarray(5 * columns, 6 * columns)]);
    expect([...row(3)]).toEqual([...dense.data.subarray(3 * columns, 4 * columns)]);
    column(7, cells);
    expect([...cells]).toEqual(Array.from({ length: rows }, (_, r) => dense.data[r * columns + 7]));
  });

  it('gives rows by number and by range, and keeps neither old cells nor zeros in copies', () => {
    const picked = Int32Array.of(9, 2, 9);
    expect(takeMatrixRows(sparse, picked).data).toEqual(takeMatrixRows(dense, picked).data);
    expect(new SparseTable(sparseRange(entries, 10, 20)).data).toEqual(dense.data.slice(10 * columns, 20 * columns));
    expect({ ...sparse, rows: 1, data: new Float32Array(columns) }).not.toHaveProperty('sparse');
    expect(sideBySide({ ...none, rows }, [entries, entries], [...entries.names, ...entries.names]).values).toHaveLength(
      2 * entries.values.length,
    );
  });

  it('refuses to be written out where a gigabyte does not do', () => {
    const wide = new SparseTable({ ...entries, columns: 10_000_000 });
    expect(() => wide.data).toThrow(expect.objectContaining({ code: 'learning.parameter_invalid', where: 'text.max_features' }));
  });
});

const sparseEstimators = [...estimators.values()].filter(({ handlesSparse }) => handlesSparse);

describe.each(sparseEstimators.flatMap(({ name, tasks }) => tasks.map((task) => [name, task] as const)))('%s for %s', (name, task) => {
  const estimator = findEstimator(name, task);
  const kind = name === 'naive_bayes' ? { kind: 'gaussian' } : {};
  const parameters = resolveParameters(name, estimator.parameters, { ...kind, ...(/boost|gbm/.test(name) ? { n_estimators: 10 } : {}) });
  const fit = (x: Matrix, weights?: Float64Array) => {
    const target = task === 'classification' ? codes : y;
    const validation = { x, y: target };
    const classes = task === 'classification' ? 2 : 0;
    return estimator.fit({ x, y: target, weights }, { task, classes, parameters, seed: 1, validation });
  };
  const answers = (fitted: FittedEstimator, x: Matrix) => Array.from(fitted.predictProba?.(x) ?? fitted.predict(x));

  it.each([
    ['without weights', undefined],
    ['with weights, some 0', Float64Array.from({ length: rows }, (_, row) => row % 3)],
  ])('learns from a sparse table what it learns from all its cells, %s', async (_, weights) => {
    const [ofSparse, ofDense] = [await fit(sparse, weights), await fit(dense, weights)];
    const expected = answers(ofDense, dense);
    for (const found of [answers(ofSparse, dense), answers(ofSparse, sparse)])
      for (const [at, value] of found.entries()) expect(value).toBeCloseTo(expected[at], 5);
  });

  it('never asks for all cells of a table to learn from', async () => {
    class Watched extends SparseTable {
      override get data(): Float32Array {
        throw new Error('all cells');
      }
    }
    await expect(fit(new Watched(entries))).resolves.toBeDefined();
  });
});
