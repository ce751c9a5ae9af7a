import { describe, expect, it } from '@jest/globals';
import { prunedTree } from './prune-tree.js';
import { TreeBuilder } from './tree.js';

/** Root (gains 10) → left branch (1, whose left branch gains 3) and right branch (2). Five leaves. */
function grown() {
  const builder = new TreeBuilder();
  const gains: number[] = [];
  const values: Float64Array[] = [];
  const note = (node: number, gain: number) => {
    gains[node] = gain;
    values[node] = Float64Array.of(100 + node);
    builder.cover(node, 10 - node);
  };
  const branch = (node: number, feature: number, gain: number) => {
    note(node, gain);
    return builder.branch(node, { feature, threshold: feature, missingLeft: true });
  };
  const root = branch(0, 0, 10);
  const left = branch(root, 1, 1);
  const right = branch(root + 1, 2, 2);
  const deep = branch(left, 3, 3);
  for (const leaf of [left + 1, right, right + 1, deep, deep + 1]) {
    note(leaf, 0);
    builder.leaf(leaf, values[leaf]);
  }
  return { tree: builder.build(), gains, values };
}

describe('prunedTree', () => {
  const { tree, gains, values } = grown();
  const columnsAt = (leastGain: number) =>
    [...prunedTree(tree, gains, values, leastGain).tree.feature].filter((column) => column >= 0).toSorted();

  it.each([
    [1.9, [0, 1, 2, 3]],
    // The left branch gains 4 with two leaves more, as little per leaf as the right one with its 2.
    [2, [0]],
    [9.9, [0]],
    [10, []],
  ])('cuts branches that gain no more than %d per leaf', (leastGain, kept) => expect(columnsAt(leastGain)).toEqual(kept));

  it('keeps values, covers, gains and sides of what is left', () => {
    const pruned = prunedTree(tree, gains, values, 2);
    expect([...pruned.tree.values]).toEqual([101, 102]);
    expect([...(pruned.tree.cover as Float32Array)]).toEqual([10, 9, 8]);
    expect(pruned.gains).toEqual([10, 0, 0]);
    expect([pruned.tree.threshold[0], pruned.tree.missingLeft[0]]).toEqual([0, 1]);
  });
});
