import { describe, expect, it } from '@jest/globals';
import { sparseOf } from '../../notes/text/sparse-matrix.js';
import { SparseTable } from '../sparse-table.js';
import { packArray } from './packed-array.js';
import { createRandom } from '../../random/random.js';
import { leafOf, TreeBuilder } from './tree.js';
import { ensembleFromJSON, ensembleToJSON, evaluateEnsemble, type TreeEnsemble } from './tree-ensemble.js';
import { matrixOf } from './trees.suite.js';

/** x0 ≤ 1 (missing left) ? 10 : x1 ≤ 0 (missing right) ? 20 : 30. */
function exampleTree() {
  const builder = new TreeBuilder();
  const left = builder.branch(0, { feature: 0, threshold: 1, missingLeft: true });
  builder.leaf(left, [10]);
  const inner = builder.branch(left + 1, { feature: 1, threshold: 0, missingLeft: false });
  builder.leaf(inner, [20]);
  builder.leaf(inner + 1, [30]);
  return builder.build();
}

const example = (changes: Partial<TreeEnsemble> = {}): TreeEnsemble => ({
  trees: [exampleTree(), exampleTree()],
  columns: 2,
  outputs: 1,
  valuesPerLeaf: 1,
  aggregate: 'sum',
  base: Float64Array.of(0.5),
  ...changes,
});

const x = matrixOf([
  [1, 9],
  [Number.NaN, 9],
  [2, 0],
  [2, 0.1],
  [2, Number.NaN],
]);

describe('evaluateEnsemble', () => {
  it('sends rows by threshold and missing values by the branch', () => {
    expect([...evaluateEnsemble(example(), x)]).toEqual([20.5, 20.5, 40.5, 60.5, 60.5]);
    expect([...evaluateEnsemble(example({ aggregate: 'average' }), x)]).toEqual([10.5, 10.5, 20.5, 30.5, 30.5]);
  });

  it('gives trees to outputs in turn', () => {
    const both = evaluateEnsemble(example({ outputs: 2, base: Float64Array.of(0, 1) }), x);
    expect([...both.subarray(0, 4)]).toEqual([10, 11, 10, 11]);
  });

  it('walks the rows of a wide table part by part, to the same sums', () => {
    const random = createRandom(1);
    const width = 9000;
    const wide = matrixOf(Array.from({ length: 150 }, () => Array.from({ length: width }, () => random.normal())));
    const trees = Array.from({ length: 7 }, () => {
      const builder = new TreeBuilder();
      const left = builder.branch(0, { feature: random.integer(width), threshold: 0, missingLeft: true });
      builder.leaf(left, [random.normal()]);
      builder.leaf(left + 1, [random.normal()]);
      return builder.build();
    });
    const expected = Array.from({ length: wide.rows }, (_, row) =>
      trees.reduce((sum, tree) => sum + tree.values[leafOf(tree, wide.data, row * width)], 0),
    );
    const ensemble = example({ trees, columns: width, base: Float64Array.of(0) });
    expect(Array.from(evaluateEnsemble(ensemble, wide))).toEqual(expected);
    const cells = Array.from({ length: wide.rows }, (_, row) => {
      const values = wide.data.subarray(row * width, (row + 1) * width);
      const indices = Int32Array.from(values.keys()).filter((column) => Math.abs(values[column]) > 1);
      return { indices, values: Float32Array.from(indices, (column) => values[column]) };
    });
    const sparse = new SparseTable(sparseOf(cells, wide.names));
    expect(evaluateEnsemble(ensemble, sparse)).toEqual(evaluateEnsemble(ensemble, { ...wide, data: sparse.data }));
  });

  it('refuses a matrix of another width', () => {
    expect(() => evaluateEnsemble(example(), matrixOf([[1]]))).toThrow('The model was trained on 2 columns; the matrix has 1.');
  });
});

describe('ensembleFromJSON', () => {
  it('reads what ensembleToJSON wrote', () => {
    expect(ensembleFromJSON(JSON.parse(JSON.stringify(ensembleToJSON(example()))))).toEqual(example());
  });

  it.each([
    ['a child before its parent', { left: packArray(Int32Array.of(0, 0, 3, 1, 2)) }],
    ['a child beyond the tree', { right: packArray(Int32Array.of(9, -1, 4, -1, -1)) }],
    ['a leaf without values', { values: packArray(Float32Array.of(1, 2)) }],
    ['a column beyond the matrix', { feature: packArray(Int32Array.of(7, -1, 1, -1, -1)) }],
    ['arrays of different lengths', { threshold: packArray(Float32Array.of(1)) }],
  ])('refuses %s', (_what, change) => {
    const json = ensembleToJSON(example());
    const broken = { ...json, trees: [json.trees[0], { ...json.trees[1], ...change }] };
    expect(() => ensembleFromJSON(broken)).toThrow(expect.objectContaining({ code: 'learning.model_invalid', where: 'trees[1]' }));
  });

  it('refuses base values that do not go with the outputs', () => {
    const broken = { ...ensembleToJSON(example()), base: packArray(Float64Array.of(1, 2)) };
    expect(() => ensembleFromJSON(broken)).toThrow(expect.objectContaining({ code: 'learning.model_invalid', where: 'base' }));
  });
});
