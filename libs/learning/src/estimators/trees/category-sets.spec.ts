/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createGraph } from '../../onnx/graph-writer.js';
import { runOnnx } from '../../onnx/onnxruntime.suite.js';
import { createRandom, type Random } from '../../random/random.js';
import type { Matrix } from '../estimator.js';
import { packArray } from './packed-array.js';
import { codesOfSet, type CategorySets, leafOf, type Tree, TreeBuilder } from './tree.js';
import { ensembleFromJSON, ensembleToJSON, evaluateEnsemble, type TreeEnsemble } from './tree-ensemble.js';
import { ensembleToOnnx } from './tree-onnx.js';
import { matrixOf } from './trees.suite.js';

/** c0 in {0, 3, 40} (missing right) ? 10 : c1 ≤ 0.5 ? (c0 in {7} or missing ? 20 : 25) : 30. */
function exampleTree(): Tree {
  const builder = new TreeBuilder();
  const left = builder.branch(0, { feature: 0, threshold: 9, missingLeft: false, codesLeft: [40, 0, 3] });
  builder.leaf(left, [10]);
  const inner = builder.branch(left + 1, { feature: 1, threshold: 0.5, missingLeft: false });
  const last = builder.branch(inner, { feature: 0, threshold: 0, missingLeft: true, codesLeft: [7] });
  builder.leaf(last, [20]);
  builder.leaf(last + 1, [25]);
  builder.leaf(inner + 1, [30]);
  return builder.build();
}

const ensembleOf = (trees: readonly Tree[], columns: number): TreeEnsemble => ({
  trees,
  columns,
  outputs: 1,
  valuesPerLeaf: 1,
  aggregate: 'sum',
  base: Float64Array.of(0.5),
});

async function onnxOf(ensemble: TreeEnsemble, x: Matrix): Promise<number[]> {
  const graph = createGraph('sets');
  graph.output('y', ensembleToOnnx(ensemble, graph, graph.input('x', 'float', x.columns)), 'float', ['n', 1]);
  return [...((await runOnnx(graph.toBytes(), { x: x.data }, x.columns)).y.data as Float32Array)];
}

const codes = 70;

/** A tree of random splits: columns 0 and 1 are categories of 70 codes, columns 2 and 3 numbers. */
function randomTree(random: Random): Tree {
  const builder = new TreeBuilder();
  let leaves = 0;
  const grow = (node: number, depth: number) => {
    if (depth === 0 || random.next() < 0.2) {
      builder.leaf(node, [2 ** (leaves++ % 20)]);
      return;
    }
    const feature = random.integer(4);
    const some = Array.from({ length: codes }, (_, code) => code).filter(() => random.next() < random.next());
    const codesLeft = feature < 2 ? (some.length > 0 ? some : [random.integer(codes)]) : undefined;
    const child = builder.branch(node, { feature, threshold: random.normal(), missingLeft: random.next() < 0.5, codesLeft });
    grow(child, depth - 1);
    grow(child + 1, depth - 1);
  };
  grow(0, 6);
  return builder.build();
}

function randomRows(random: Random, rows: number): Matrix {
  const value = (column: number) => {
    if (random.next() < 0.1) return Number.NaN;
    return column < 2 ? random.integer(codes + 5) : random.normal();
  };
  return matrixOf(Array.from({ length: rows }, () => [0, 1, 2, 3].map(value)));
}

describe('category sets', () => {
  const x = matrixOf([
    [0, 9],
    [40, 9],
    [3, 0],
    [7, 0],
    [Number.NaN, 0],
    [8, 0],
    [1000, 0],
    [-1, 0],
    [3.5, 0],
    [2, 1],
  ]);
  const expected = [10, 10, 10, 20, 20, 25, 25, 25, 25, 30];

  it('send their codes left, and unknown codes right', () => {
    const tree = exampleTree();
    expect(expected.map((_, row) => tree.values[leafOf(tree, x.data, 2 * row)])).toEqual(expected);
  });

  it('say in ONNX what they say here', async () => {
    expect(await onnxOf(ensembleOf([exampleTree()], 2), x)).toEqual(expected.map((value) => value + 0.5));
  });

  it('say in ONNX what they say here, whatever the trees', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = createRandom(seed);
        const ensemble = ensembleOf([randomTree(random), randomTree(random)], 4);
        const rows = randomRows(random, 200);
        expect(await onnxOf(ensemble, rows)).toEqual([...evaluateEnsemble(ensemble, rows)]);
      }),
      { numRuns: 30 },
    );
  });

  it('list their codes in order', () => {
    const sets = exampleTree().sets as CategorySets;
    expect(codesOfSet(sets, 0)).toEqual([0, 3, 40]);
    expect(codesOfSet(sets, 1)).toEqual([]);
  });

  it('are the same after they were saved and loaded; trees without them have none', () => {
    const saved = JSON.parse(JSON.stringify(ensembleToJSON(ensembleOf([exampleTree()], 2))));
    expect(ensembleFromJSON(saved)).toEqual(ensembleOf([exampleTree()], 2));
    const builder = new TreeBuilder();
    builder.leaf(0, [1]);
    expect(builder.build()).not.toHaveProperty('sets');
  });

  it.each([
    ['of too few nodes', Int32Array.of(0, 2)],
    ['that end before they begin', Int32Array.of(0, 2, 1, 2, 2, 3, 3, 3)],
    ['beyond the words', Int32Array.of(0, 2, 2, 2, 2, 3, 3, 9)],
  ])('are refused where a file holds sets %s', (_what, starts) => {
    const json = ensembleToJSON(ensembleOf([exampleTree()], 2));
    const broken = { ...json, trees: [{ ...json.trees[0], set_starts: packArray(starts) }] };
    expect(() => ensembleFromJSON(broken)).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
  });
});
