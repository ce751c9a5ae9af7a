import type { GraphBuilder } from '../../onnx/graph-builder.js';
import { codesOfSet, hasSet, type Tree } from './tree.js';
import type { TreeEnsemble } from './tree-ensemble.js';

/**
 * The ensemble as one TreeEnsembleRegressor (ai.onnx.ml 3) over `input` [n, columns]; returns a float tensor [n, outputs].
 * onnxruntime adds leaf values in float32, tree by tree, and the base value after them.
 */
export function ensembleToOnnx(ensemble: TreeEnsemble, graph: GraphBuilder, input: string): string {
  const { trees, outputs, valuesPerLeaf, aggregate, base } = ensemble;
  const nodes = new NodeTable(trees.reduce((sum, tree) => sum + sizeOf(tree), 0));
  const leaves = new LeafTable();
  trees.forEach((tree, t) => {
    nodes.add(tree, t);
    leaves.add(tree, t, valuesPerLeaf, valuesPerLeaf === 1 ? t % outputs : 0);
  });
  return graph.node(
    'TreeEnsembleRegressor',
    [input],
    {
      n_targets: { int: outputs },
      aggregate_function: { string: aggregate === 'average' ? 'AVERAGE' : 'SUM' },
      base_values: { floats: base },
      post_transform: { string: 'NONE' },
      nodes_treeids: { ints: nodes.tree },
      nodes_nodeids: { ints: nodes.node },
      nodes_featureids: { ints: nodes.feature },
      nodes_modes: { strings: nodes.mode },
      nodes_values: { floats: nodes.threshold },
      nodes_truenodeids: { ints: nodes.left },
      nodes_falsenodeids: { ints: nodes.right },
      nodes_missing_value_tracks_true: { ints: nodes.missingLeft },
      target_treeids: { ints: leaves.tree },
      target_nodeids: { ints: leaves.node },
      target_ids: { ints: leaves.output },
      target_weights: { floats: leaves.weight },
    },
    'ai.onnx.ml',
  );
}

/** Nodes in the graph: a set of n categories takes n of them. */
function sizeOf({ feature, sets }: Tree): number {
  let size = feature.length;
  if (!sets) return size;
  for (let node = 0; node < feature.length; node++) if (hasSet(sets, node)) size += codesOfSet(sets, node).length - 1;
  return size;
}

/**
 * The rows of the operator's `nodes_*` attributes; a leaf's feature, threshold and children are 0 and unread. A set of categories is a chain of
 * equalities with one left child in common, which onnxruntime knows from LightGBM's converter; the chain's further nodes are numbered last.
 */
class NodeTable {
  readonly tree: Int32Array;
  readonly node: Int32Array;
  readonly feature: Int32Array;
  readonly mode: string[] = [];
  readonly threshold: Float32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly missingLeft: Int32Array;

  constructor(size: number) {
    this.tree = new Int32Array(size);
    this.node = new Int32Array(size);
    this.feature = new Int32Array(size);
    this.threshold = new Float32Array(size);
    this.left = new Int32Array(size);
    this.right = new Int32Array(size);
    this.missingLeft = new Int32Array(size);
  }

  add(tree: Tree, id: number): void {
    const { feature, threshold, right, sets } = tree;
    let next = feature.length;
    const chained: (() => void)[] = [];
    for (let node = 0; node < feature.length; node++) {
      if (feature[node] < 0) this.push(id, node, 'LEAF');
      else if (!sets || !hasSet(sets, node)) this.branch(tree, id, node, node, 'BRANCH_LEQ', threshold[node], right[node]);
      else {
        const codes = codesOfSet(sets, node);
        const ids = codes.map((_, i) => (i === 0 ? node : next++));
        codes.forEach((code, i) => {
          const add = () => this.branch(tree, id, node, ids[i], 'BRANCH_EQ', code, ids[i + 1] ?? right[node]);
          if (i === 0) add();
          else chained.push(add);
        });
      }
    }
    for (const add of chained) add();
  }

  private branch(tree: Tree, id: number, node: number, as: number, mode: string, value: number, right: number): void {
    const at = this.push(id, as, mode);
    this.feature[at] = tree.feature[node];
    this.threshold[at] = value;
    this.left[at] = tree.left[node];
    this.right[at] = right;
    this.missingLeft[at] = tree.missingLeft[node];
  }

  private push(id: number, node: number, mode: string): number {
    const at = this.mode.length;
    this.mode.push(mode);
    this.tree[at] = id;
    this.node[at] = node;
    return at;
  }
}

class LeafTable {
  readonly tree: number[] = [];
  readonly node: number[] = [];
  readonly output: number[] = [];
  readonly weight: number[] = [];

  add(tree: Tree, id: number, valuesPerLeaf: number, firstOutput: number): void {
    for (let node = 0; node < tree.feature.length; node++) {
      if (tree.feature[node] >= 0) continue;
      for (let k = 0; k < valuesPerLeaf; k++) {
        this.tree.push(id);
        this.node.push(node);
        this.output.push(firstOutput + k);
        this.weight.push(tree.values[tree.left[node] * valuesPerLeaf + k]);
      }
    }
  }
}

/** [p] → [1 − p, p] for a tensor [n, 1]. */
export function bothProbabilities(graph: GraphBuilder, positive: string): string {
  const negative = graph.node('Sub', [graph.constant('float', [1], [1]), positive]);
  return graph.node('Concat', [negative, positive], { axis: { int: 1 } });
}
