import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { Tree } from './tree.js';
import type { TreeEnsemble } from './tree-ensemble.js';

/**
 * The ensemble as one TreeEnsembleRegressor (ai.onnx.ml 3) over `input` [n, columns]; returns a float tensor [n, outputs].
 * onnxruntime adds leaf values in float32, tree by tree, and the base value after them.
 */
export function ensembleToOnnx(ensemble: TreeEnsemble, graph: GraphBuilder, input: string): string {
  const { trees, outputs, valuesPerLeaf, aggregate, base } = ensemble;
  const nodes = new NodeTable(trees.reduce((sum, tree) => sum + tree.feature.length, 0));
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

/** The rows of the operator's `nodes_*` attributes; a leaf's feature, threshold and children are 0 and unread. */
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
    for (let node = 0; node < tree.feature.length; node++) {
      const at = this.mode.length;
      const branches = tree.feature[node] >= 0;
      this.mode.push(branches ? 'BRANCH_LEQ' : 'LEAF');
      this.tree[at] = id;
      this.node[at] = node;
      if (!branches) continue;
      this.feature[at] = tree.feature[node];
      this.threshold[at] = tree.threshold[node];
      this.left[at] = tree.left[node];
      this.right[at] = tree.right[node];
      this.missingLeft[at] = tree.missingLeft[node];
    }
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
