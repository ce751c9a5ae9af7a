import { type Tree, TreeBuilder } from '../../trees/tree.js';

/**
 * A symmetric tree: all nodes of a level share one split, so a row's leaf is the number whose bit `level` says whether the row is right of that
 * level's split (value > threshold). A missing value is right where `missingLeft` is 0. A tree without splits has one leaf.
 */
export interface ObliviousTree {
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly missingLeft: Uint8Array;
  /** Leaves × outputs, double. */
  readonly values: Float64Array;
  /** Training weight of each leaf. */
  readonly weights: Float64Array;
}

/** The leaf of the row that starts at `data[start]`. */
export function obliviousLeafOf({ feature, threshold, missingLeft }: ObliviousTree, data: Float32Array, start: number): number {
  let leaf = 0;
  for (let level = 0; level < feature.length; level++) {
    const value = data[start + feature[level]];
    const right = value > threshold[level] || (missingLeft[level] === 0 && Number.isNaN(value));
    leaf |= Number(right) << level;
  }
  return leaf;
}

/** Adds the tree's leaf values to `scores` [rows × outputs] for rows of `width` values each. */
export function addObliviousTree(tree: ObliviousTree, data: Float32Array, width: number, outputs: number, scores: Float64Array): void {
  const { values } = tree;
  for (let row = 0, start = 0; start < data.length; row++, start += width) {
    const leaf = obliviousLeafOf(tree, data, start) * outputs;
    for (let k = 0; k < outputs; k++) scores[row * outputs + k] += values[leaf + k];
  }
}

/** The same tree, node by node, for ONNX and explanations; leaf values become float32. */
export function toBinaryTree(tree: ObliviousTree, outputs: number): Tree {
  const builder = new TreeBuilder();
  addNode(builder, tree, outputs, 0, 0, tree.feature.length);
  return builder.build();
}

/** The first split is the lowest bit; the tree is written from the last split down, so that any order of bits gives the same leaves. */
function addNode(builder: TreeBuilder, tree: ObliviousTree, outputs: number, node: number, leaf: number, level: number): number {
  if (level === 0) {
    const weight = tree.weights[leaf];
    builder.leaf(node, tree.values.subarray(leaf * outputs, (leaf + 1) * outputs));
    builder.cover(node, weight);
    return weight;
  }
  const split = level - 1;
  const left = builder.branch(node, {
    feature: tree.feature[split],
    threshold: tree.threshold[split],
    missingLeft: tree.missingLeft[split] === 1,
  });
  const below = addNode(builder, tree, outputs, left, leaf, split);
  const above = addNode(builder, tree, outputs, left + 1, leaf | (1 << split), split);
  builder.cover(node, below + above);
  return below + above;
}

/**
 * PredictionValuesChange: how much predictions change on average, in squares, when a row crosses one of the feature's splits; for each split the
 * pairs of leaves that differ in nothing else, by their training weights (CatBoost's documentation, "Feature importance"). `sourcesOf` names the
 * columns that a split's feature stands for; they share in equal parts. Not normalised; length `columns`.
 */
export function predictionValuesChange(
  trees: readonly ObliviousTree[],
  outputs: number,
  columns: number,
  sourcesOf: (feature: number) => readonly number[],
): Float64Array {
  const result = new Float64Array(columns);
  for (const tree of trees) {
    tree.feature.forEach((feature, level) => {
      const change = changeOfSplit(tree, outputs, 1 << level);
      const sources = sourcesOf(feature);
      for (const column of sources) result[column] += change / sources.length;
    });
  }
  return result;
}

function changeOfSplit({ values, weights }: ObliviousTree, outputs: number, bit: number): number {
  let change = 0;
  for (let leaf = 0; leaf < weights.length; leaf++) {
    const other = leaf | bit;
    if (leaf === other || weights[leaf] === 0 || weights[other] === 0) continue;
    const both = weights[leaf] + weights[other];
    for (let k = 0; k < outputs; k++) {
      const difference = values[leaf * outputs + k] - values[other * outputs + k];
      change += (difference * difference * weights[leaf] * weights[other]) / both;
    }
  }
  return change;
}
