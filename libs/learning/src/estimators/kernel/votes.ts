import type { GraphBuilder } from '../../onnx/graph-builder.js';
import { pairsOf } from './pairs.js';

/** A decision this close to 0 is 0: sums of kernels in another order must not change a vote. */
const undecided = 1e-12;

/**
 * Scores of the present classes, row-major [rows × classes], from decisions [rows × pairs]. Two classes: d and −d of their one decision d. More:
 * votes of the pairs plus c / (3 (|c| + 1)), where c sums the class's decisions, which is scikit-learn's decision_function ("ovr") with
 * ties broken as SVC(break_ties=True).
 */
export function classScores(decisions: Float64Array, classes: number): Float64Array {
  if (classes === 2) return Float64Array.from({ length: 2 * decisions.length }, (_, i) => decisions[i >> 1] * (i & 1 ? -1 : 1));
  const pairs = pairsOf(classes);
  const rows = decisions.length / pairs.length;
  const scores = new Float64Array(rows * classes);
  const confidences = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    confidences.fill(0);
    pairs.forEach(([a, b], pair) => {
      const decision = decisions[row * pairs.length + pair];
      confidences[a] += decision;
      confidences[b] -= decision;
      scores[row * classes + (decision < -undecided ? b : a)]++;
    });
    for (let k = 0; k < classes; k++) scores[row * classes + k] += confidences[k] / (3 * (Math.abs(confidences[k]) + 1));
  }
  return scores;
}

/** The same in a graph: double [n, pairs] to double [n, classes]. */
export function classScoresToOnnx(graph: GraphBuilder, decisions: string, classes: number): string {
  const pairs = pairsOf(classes);
  const table = (value: (isFirst: boolean) => number) =>
    graph.constant(
      'double',
      [pairs.length, classes],
      pairs.flatMap(([a, b]) => Array.from({ length: classes }, (_, k) => (k === a ? value(true) : k === b ? value(false) : 0))),
    );
  const scalar = (value: number) => graph.constant('double', [], [value]);
  const confidences = graph.node('MatMul', [decisions, table((isFirst) => (isFirst ? 1 : -1))]);
  if (classes === 2) return confidences;
  const forSecond = graph.node('Cast', [graph.node('Less', [decisions, scalar(-undecided)])], { to: { int: 11 } });
  const forFirst = graph.node('Sub', [scalar(1), forSecond]);
  const votes = graph.node('Add', [
    graph.node('MatMul', [forFirst, table((isFirst) => (isFirst ? 1 : 0))]),
    graph.node('MatMul', [forSecond, table((isFirst) => (isFirst ? 0 : 1))]),
  ]);
  const scale = graph.node('Mul', [graph.node('Add', [graph.node('Abs', [confidences]), scalar(1)]), scalar(3)]);
  return graph.node('Add', [votes, graph.node('Div', [confidences, scale])]);
}
