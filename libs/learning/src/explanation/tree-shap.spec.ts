import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Matrix } from '../estimators/estimator.js';
import { type Tree, TreeBuilder } from '../estimators/trees/tree.js';
import { evaluateEnsemble, type TreeEnsemble } from '../estimators/trees/tree-ensemble.js';
import { createRandom, type Random } from '../random/random.js';
import { attributedSums, type Attribution } from './attribution.js';
import { interventionalShap } from './interventional-shap.js';
import { pathDependentShap } from './path-dependent-shap.js';
import { goesLeft } from './walk.js';

interface FixtureTree {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly missingLeft: readonly number[];
  readonly cover: readonly number[];
  readonly values: readonly number[];
  readonly codes?: readonly (readonly number[] | null)[];
}

interface Expected {
  readonly expected: readonly number[];
  readonly values: readonly number[];
}

interface Case {
  readonly name: string;
  readonly columns: number;
  readonly outputs: number;
  readonly valuesPerLeaf: number;
  readonly aggregate: 'sum' | 'average';
  readonly base: readonly number[];
  readonly trees: readonly FixtureTree[];
  readonly x: readonly (number | null)[];
  readonly background: readonly (number | null)[];
  readonly pathDependent: Expected;
  readonly interventional?: Expected;
}

const { cases } = JSON.parse(readFileSync(new URL('./fixtures/tree-shap.json', import.meta.url), 'utf8')) as { cases: readonly Case[] };

function treeOf({ feature, threshold, left, right, missingLeft, cover, values, codes }: FixtureTree): Tree {
  const plain = {
    feature: Int32Array.from(feature),
    threshold: Float32Array.from(threshold),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    missingLeft: Uint8Array.from(missingLeft),
    values: Float32Array.from(values),
    cover: Float32Array.from(cover),
  };
  if (!codes) return plain;
  const words = codes.map((set) => (set ?? []).reduce((bits, code) => bits | (1 << code), 0));
  return {
    ...plain,
    sets: {
      starts: Int32Array.of(0, ...codes.map((_, i) => codes.slice(0, i + 1).filter(Boolean).length)),
      words: Int32Array.from(words.filter((_, i) => codes[i])),
    },
  };
}

function ensembleOf({ trees, columns, outputs, valuesPerLeaf, aggregate, base }: Case): TreeEnsemble {
  return { trees: trees.map(treeOf), columns, outputs, valuesPerLeaf, aggregate, base: Float64Array.from(base) };
}

function matrixFrom(values: readonly (number | null)[], columns: number): Matrix {
  const data = Float32Array.from(values, (value) => value ?? Number.NaN);
  return { rows: data.length / columns, columns, data, names: Array.from({ length: columns }, (_, i) => `c${i}`) };
}

function expectNear(actual: Float64Array, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  const unit = Math.max(1, ...Array.from(expected, Math.abs));
  expect(actual.reduce((error, value, i) => Math.max(error, Math.abs(value - expected[i]) / unit), 0)).toBeLessThan(tolerance);
}

/** Shapley values by their definition, over all subsets; `value` gives the outputs where the columns of a subset are known. */
function bruteForce(
  columns: number,
  outputs: number,
  value: (subset: number) => Float64Array,
): { base: Float64Array; values: Float64Array } {
  const known = Array.from({ length: 1 << columns }, (_, subset) => value(subset));
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const values = new Float64Array(outputs * columns);
  for (let column = 0; column < columns; column++) {
    for (let subset = 0; subset < known.length; subset++) {
      if (subset & (1 << column)) continue;
      const size = subset.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(columns - size - 1)) / factorial(columns);
      for (let k = 0; k < outputs; k++) values[k * columns + column] += weight * (known[subset | (1 << column)][k] - known[subset][k]);
    }
  }
  return { base: known[0], values };
}

/** What a tree gives where only a subset's columns are known: both branches by cover at the others. */
function expectedOf(tree: Tree, outputs: number, row: Float32Array, subset: number, node = 0): Float64Array {
  if (tree.feature[node] < 0) return Float64Array.from({ length: outputs }, (_, k) => tree.values[tree.left[node] * outputs + k]);
  const [left, right] = [tree.left[node], tree.right[node]];
  const follow = (child: number) => expectedOf(tree, outputs, row, subset, child);
  if (subset & (1 << tree.feature[node])) return follow(goesLeft(tree, node, row[tree.feature[node]]) ? left : right);
  const cover = tree.cover as Float32Array;
  const share = cover[left] / (cover[left] + cover[right]);
  const [ofLeft, ofRight] = [follow(left), follow(right)];
  return ofLeft.map((value, k) => share * value + (1 - share) * ofRight[k]);
}

const columns = 5;

function randomTree(random: Random, outputs: number): Tree {
  const builder = new TreeBuilder();
  const grow = (node: number, depth: number, cover: number) => {
    builder.cover(node, cover);
    if (depth === 0 || cover < 2 || random.next() < 0.15) {
      builder.leaf(
        node,
        Float64Array.from({ length: outputs }, () => random.normal()),
      );
      return;
    }
    const feature = random.integer(columns);
    const codesLeft = feature === 4 ? [0, 1, 2, 3].filter(() => random.next() < 0.5) : [];
    const split = { feature, threshold: Math.fround(random.normal()), missingLeft: random.next() < 0.5 };
    const child = builder.branch(node, codesLeft.length > 0 ? { ...split, codesLeft } : split);
    const left = random.integer(cover + 1);
    grow(child, depth - 1, left);
    grow(child + 1, depth - 1, cover - left);
  };
  grow(0, 5, 60);
  return builder.build();
}

function randomRows(random: Random, rows: number): Matrix {
  const value = (column: number) => (random.next() < 0.15 ? Number.NaN : column === 4 ? random.integer(6) : random.normal());
  return matrixFrom(
    Array.from({ length: rows * columns }, (_, i) => Math.fround(value(i % columns))),
    columns,
  );
}

function ofRow({ outputs, values }: Attribution, row: number): Float64Array {
  return values.subarray(row * outputs * columns, (row + 1) * outputs * columns);
}

/** One tree that was never split, one with a single branch, and deeper ones. */
const ensembles = fc
  .record({ seed: fc.integer(), trees: fc.integer({ min: 1, max: 3 }), outputs: fc.integer({ min: 1, max: 2 }) })
  .map(({ seed, trees, outputs }) => {
    const random = createRandom(seed);
    const ensemble: TreeEnsemble = {
      trees: Array.from({ length: trees }, () => randomTree(random, outputs)),
      columns,
      outputs,
      valuesPerLeaf: outputs,
      aggregate: seed % 2 === 0 ? 'sum' : 'average',
      base: Float64Array.from({ length: outputs }, () => random.normal()),
    };
    return { ensemble, x: randomRows(random, 2), background: randomRows(random, 3) };
  });

/** The ensemble's outputs from a function of one tree. */
function combined({ trees, outputs, aggregate, base }: TreeEnsemble, ofTree: (tree: Tree) => Float64Array): Float64Array {
  const sum = new Float64Array(outputs);
  for (const tree of trees)
    ofTree(tree).forEach((value, k) => {
      sum[k] += aggregate === 'average' ? value / trees.length : value;
    });
  return sum.map((value, k) => value + base[k]);
}

describe('pathDependentShap', () => {
  it.each(cases)('gives what the reference gives: $name', async (given) => {
    const actual = await pathDependentShap(ensembleOf(given), matrixFrom(given.x, given.columns));
    expectNear(actual.base, given.pathDependent.expected, 1e-6);
    expectNear(actual.values, given.pathDependent.values, 1e-6);
  });

  it('is what Shapley’s formula gives over all subsets', async () => {
    await fc.assert(
      fc.asyncProperty(ensembles, async ({ ensemble, x }) => {
        const actual = await pathDependentShap(ensemble, x);
        for (let row = 0; row < x.rows; row++) {
          const own = x.data.subarray(row * columns, (row + 1) * columns);
          const sound = ensemble.trees.every(({ feature, left, right, cover }) =>
            feature.every((column, node) => column < 0 || (cover as Float32Array)[left[node]] + (cover as Float32Array)[right[node]] > 0),
          );
          fc.pre(sound);
          const expected = bruteForce(columns, ensemble.outputs, (subset) =>
            combined(ensemble, (tree) => expectedOf(tree, ensemble.outputs, own, subset)),
          );
          expectNear(actual.base, expected.base, 1e-9);
          expectNear(ofRow(actual, row), expected.values, 1e-9);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('says what is missing where trees have no cover', async () => {
    const { cover, ...bare } = treeOf(cases[0].trees[0]);
    expect(cover).toBeDefined();
    const ensemble = { ...ensembleOf(cases[0]), trees: [bare] };
    await expect(pathDependentShap(ensemble, matrixFrom(cases[0].x, 5))).rejects.toMatchObject({ where: 'background' });
  });
});

describe('interventionalShap', () => {
  it.each(cases.filter(({ interventional }) => interventional))('gives what the reference gives: $name', async (given) => {
    const actual = await interventionalShap(
      ensembleOf(given),
      matrixFrom(given.x, given.columns),
      matrixFrom(given.background, given.columns),
    );
    expectNear(actual.base, given.interventional?.expected ?? [], 1e-6);
    expectNear(actual.values, given.interventional?.values ?? [], 1e-6);
  });

  it('is what Shapley’s formula gives over all subsets', async () => {
    await fc.assert(
      fc.asyncProperty(ensembles, async ({ ensemble, x, background }) => {
        const actual = await interventionalShap(ensemble, x, background);
        for (let row = 0; row < x.rows; row++) {
          const mixed = (subset: number) => ({
            ...background,
            data: background.data.map((value, i) => (subset & (1 << (i % columns)) ? x.data[row * columns + (i % columns)] : value)),
          });
          const mean = (values: Float64Array) =>
            Float64Array.from({ length: ensemble.outputs }, (_, k) =>
              values.reduce((sum, value, i) => (i % ensemble.outputs === k ? sum + value / background.rows : sum), 0),
            );
          const expected = bruteForce(columns, ensemble.outputs, (subset) => mean(evaluateEnsemble(ensemble, mixed(subset))));
          expectNear(actual.base, expected.base, 1e-9);
          expectNear(ofRow(actual, row), expected.values, 1e-9);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('needs a background row, with the columns of the model', async () => {
    const [ensemble, x] = [ensembleOf(cases[0]), matrixFrom(cases[0].x, 5)];
    await expect(interventionalShap(ensemble, x, matrixFrom([], 5))).rejects.toMatchObject({ where: 'background' });
    await expect(interventionalShap(ensemble, x, matrixFrom([1, 2], 2))).rejects.toMatchObject({ code: 'learning.value_invalid' });
  });
});

describe('additivity', () => {
  it.each(cases)('base and values sum to the score: $name', async (given) => {
    const [ensemble, x] = [ensembleOf(given), matrixFrom(given.x, given.columns)];
    const scores = evaluateEnsemble(ensemble, x);
    expectNear(attributedSums(await pathDependentShap(ensemble, x)), scores, 1e-9);
    expectNear(attributedSums(await interventionalShap(ensemble, x, matrixFrom(given.background, given.columns))), scores, 1e-9);
  });
});

describe('a long explanation', () => {
  it('lets others have their turn, and stops when told to', async () => {
    const given = cases[0];
    const [ensemble, x] = [ensembleOf(given), matrixFrom(given.x, given.columns)];
    const stop = () => Promise.reject(new Error('stopped'));
    await expect(pathDependentShap(ensemble, x, stop)).rejects.toThrow('stopped');
    await expect(interventionalShap(ensemble, x, matrixFrom(given.background, given.columns), stop)).rejects.toThrow('stopped');
  });
});
