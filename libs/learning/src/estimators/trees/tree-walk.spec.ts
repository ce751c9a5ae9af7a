import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom, type Random } from '../../random/random.js';
import { matrixOf } from './trees.suite.js';
import { leafOf, type Tree, TreeBuilder } from './tree.js';
import { leavesOf } from './tree-walk.js';

const columns = 3;

/** A tree of random shape; now and then its children are not neighbours, as in files of other libraries. */
function treeOf(random: Random, branches: number): Tree {
  const builder = new TreeBuilder();
  const open = [0];
  for (let i = 0; i < branches; i++) {
    const [node] = open.splice(random.integer(open.length), 1);
    const threshold = [random.normal(), 0, Number.POSITIVE_INFINITY][random.integer(3)];
    const child = builder.branch(node, { feature: random.integer(columns), threshold, missingLeft: random.next() < 0.5 });
    open.push(child, child + 1);
  }
  for (const node of open) builder.leaf(node, [random.normal()]);
  return builder.build();
}

function swapped(tree: Tree): Tree {
  // The root's children change places, with all that points at them.
  const order = Int32Array.from(tree.feature.keys());
  [order[1], order[2]] = [2, 1];
  const of = <T extends Int32Array | Float32Array | Uint8Array>(values: T) => values.map((_, node) => values[order[node]]) as T;
  const child = (values: Int32Array) =>
    of(values).map((next, node) => (tree.feature[order[node]] >= 0 && next > 0 && next < 3 ? 3 - next : next));
  return {
    ...tree,
    feature: of(tree.feature),
    threshold: of(tree.threshold),
    missingLeft: of(tree.missingLeft),
    left: child(tree.left),
    right: child(tree.right),
  };
}

describe('leavesOf', () => {
  it('finds the leaf of each row, missing and infinite values too', () => {
    const cases = fc.record({ seed: fc.integer(), branches: fc.integer({ min: 0, max: 20 }), rows: fc.integer({ min: 1, max: 90 }) });
    fc.assert(
      fc.property(cases, ({ seed, branches, rows }) => {
        const random = createRandom(seed);
        const tree = treeOf(random, branches);
        const value = () => [random.normal(), 0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][random.integer(5)];
        const x = matrixOf(Array.from({ length: rows }, () => Array.from({ length: columns }, value)));
        for (const own of branches > 0 ? [tree, swapped(tree)] : [tree]) {
          const begin = Math.min(rows - 1, random.integer(5));
          const leaves = new Int32Array(rows - begin);
          leavesOf(own, x, begin, rows, leaves);
          expect(Array.from(leaves)).toEqual(Array.from(leaves, (_, i) => leafOf(own, x.data, (begin + i) * columns)));
        }
      }),
      { numRuns: 300 },
    );
  });
});
