import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { FittedEstimator, Matrix } from '../estimator.js';
import { codesOfLargest } from '../trees/learning-rows.js';
import { bothProbabilities } from '../trees/tree-onnx.js';
import { softmaxRows } from './classification-objectives.js';
import type { Link } from './objectives.js';

type Answers = Pick<FittedEstimator, 'predict' | 'predictProba' | 'decisionFunction'>;

/** What a boosted model answers, given its scores, row-major [rows × outputs], and the link from scores to predictions. */
export function answersThrough(link: Link, outputs: number, scoresOf: (x: Matrix) => Float64Array): Answers {
  if (link !== 'logistic' && link !== 'softmax') return { predict: (x) => valuesOf(scoresOf(x), link) };
  const predictProba = (x: Matrix) => probabilitiesOf(scoresOf(x), link, outputs);
  return { predict: (x) => codesOfLargest(predictProba(x), Math.max(2, outputs)), predictProba, decisionFunction: scoresOf };
}

function valuesOf(scores: Float64Array, link: Link): Float64Array {
  return link === 'exponential' ? scores.map(Math.exp) : scores;
}

function probabilitiesOf(scores: Float64Array, link: Link, outputs: number): Float64Array {
  if (link === 'softmax') {
    softmaxRows(scores, outputs, scores);
    return scores;
  }
  const both = new Float64Array(scores.length * 2);
  scores.forEach((score, row) => {
    const positive = 1 / (1 + Math.exp(-score));
    both[2 * row] = 1 - positive;
    both[2 * row + 1] = positive;
  });
  return both;
}

/** The same in a graph, from the tensor of scores. */
export function linkToOnnx(graph: GraphBuilder, scores: string, link: Link): string {
  switch (link) {
    case 'identity':
      return scores;
    case 'exponential':
      return graph.node('Exp', [scores]);
    case 'softmax':
      return graph.node('Softmax', [scores], { axis: { int: 1 } });
    case 'logistic':
      return bothProbabilities(graph, graph.node('Sigmoid', [scores]));
  }
}
