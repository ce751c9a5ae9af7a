import { LearningError } from '../../errors.js';
import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { Random } from '../../random/random.js';
import type { FitOptions, FittedEstimator, LearningSet, Matrix, Progress } from '../estimator.js';
import { normalised } from '../trees/learning-rows.js';
import { packArray, unpackArray } from '../trees/packed-array.js';
import { type EnsembleJSON, ensembleFromJSON, ensembleToJSON, evaluateEnsemble, type TreeEnsemble } from '../trees/tree-ensemble.js';
import { ensembleToOnnx } from '../trees/tree-onnx.js';
import { type AdaptiveBoosting, growWeighted, leavesOf, meanImportance, startWeights, type WeightedTree } from './adaboost-tree.js';

/** Each tree's predictions for the rows of a set. */
interface Watched {
  readonly set: LearningSet;
  readonly predictions: Float64Array[];
}

/** AdaBoost.R2: trees on rows drawn by weight, joined by their weighted median (scikit-learn's AdaBoostRegressor). */
export class BoostedMedian implements AdaptiveBoosting {
  readonly trees: WeightedTree[] = [];
  private weights: Float64Array;
  private readonly base: number;
  private readonly watched: Watched;
  private readonly validation?: Watched;

  constructor(
    private readonly train: LearningSet,
    private readonly options: FitOptions,
    private readonly random: Random,
  ) {
    this.weights = startWeights(train);
    // Trees learn what is left of the mean, so that their float32 leaves stay exact.
    this.base = Math.fround(train.y.reduce((sum, value, row) => sum + value * this.weights[row], 0));
    this.watched = { set: train, predictions: [] };
    this.validation = options.validation && { set: options.validation, predictions: [] };
  }

  async step(iteration: number, checkpoint: () => Promise<void>): Promise<boolean> {
    const random = this.random.fork(iteration);
    const drawn = drawRows(this.train, this.weights, this.base, random.fork('rows'));
    const ones = new Float64Array(drawn.x.rows).fill(1);
    const grown = await growWeighted(drawn, ones, 0, this.options, random, checkpoint);
    const predictions = this.predict(grown, this.train.x);
    const losses = this.losses(predictions);
    const error = losses.reduce((sum, loss, row) => sum + loss * this.weights[row], 0);
    // The first tree stays even if it is poor: there has to be a model.
    if (error >= 0.5 && iteration > 0) return false;
    const rate = this.options.parameters.learning_rate as number;
    const beta = error / (1 - error);
    const isLast = error <= 0 || error >= 0.5;
    this.trees.push({ ...grown, weight: Math.fround(isLast ? 1 : rate * Math.log(1 / beta)) });
    this.watched.predictions.push(predictions);
    this.validation?.predictions.push(this.predict(grown, this.validation.set.x));
    if (!isLast) this.weights = normalised(this.weights.map((weight, row) => weight * beta ** ((1 - losses[row]) * rate)));
    return !isLast;
  }

  private predict({ tree }: Pick<WeightedTree, 'tree'>, x: Matrix): Float64Array {
    return Float64Array.from(leavesOf(tree, x), (leaf) => this.base + tree.values[leaf]);
  }

  /** Each row's error as a share of the largest, by the loss. */
  private losses(predictions: Float64Array): Float64Array {
    const errors = predictions.map((value, row) => Math.abs(value - this.train.y[row]));
    const largest = errors.reduce((a, b) => Math.max(a, b), 0) || 1;
    const shape = this.options.parameters.loss;
    return errors.map((error) => {
      const share = error / largest;
      if (shape === 'square') return share * share;
      return shape === 'exponential' ? 1 - Math.exp(-share) : share;
    });
  }

  measure(): Record<string, number> {
    const train_loss = this.squaredError(this.watched);
    return this.validation ? { train_loss, validation_loss: this.squaredError(this.validation) } : { train_loss };
  }

  private squaredError({ set: { x, y }, predictions }: Watched): number {
    const count = predictions.length;
    const byRow = Float64Array.from({ length: x.rows * count }, (_, i) => predictions[i % count][Math.floor(i / count)]);
    const medians = weightedMedians(byRow, this.treeWeights(count));
    return medians.reduce((sum, value, row) => sum + (value - y[row]) ** 2, 0) / Math.max(1, x.rows);
  }

  private treeWeights(count: number): Float32Array {
    return Float32Array.from(this.trees.slice(0, count), ({ weight }) => weight);
  }

  finish(count: number, history: readonly Progress[], bestIteration?: number): FittedEstimator {
    const kept = this.trees.slice(0, count);
    const { columns } = this.train.x;
    return fittedMedian({
      ensemble: {
        trees: kept.map(({ tree }) => tree),
        columns,
        outputs: kept.length,
        valuesPerLeaf: 1,
        aggregate: 'sum',
        base: new Float64Array(kept.length).fill(this.base),
      },
      weights: this.treeWeights(count),
      importance: meanImportance(kept, columns),
      history,
      bestIteration,
    });
  }
}

/** As many rows as there are, with replacement, the likelier the heavier; targets less the base. */
function drawRows({ x, y }: LearningSet, weights: Float64Array, base: number, random: Random): LearningSet {
  const { rows, columns } = x;
  let sum = 0;
  const upTo = weights.map((weight) => (sum += weight));
  const data = new Float32Array(rows * columns);
  const targets = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const row = placeOf(upTo, random.next() * sum);
    data.set(x.data.subarray(row * columns, (row + 1) * columns), i * columns);
    targets[i] = y[row] - base;
  }
  return { x: { ...x, data }, y: targets };
}

/** The first place whose value is above `sought`; the last one at most. */
function placeOf(ascending: Float64Array, sought: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] > sought) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Per row of [rows × trees] the first prediction, by size, at which the trees' weights add up to half of all. Sums are float32, as in the ONNX graph,
 * so that both find the same tree.
 */
export function weightedMedians(predictions: Float64Array, weights: Float32Array): Float64Array {
  const trees = weights.length;
  const order = Array.from({ length: trees }, (_, t) => t);
  return Float64Array.from({ length: predictions.length / trees }, (_, row) => {
    const own = predictions.subarray(row * trees, (row + 1) * trees);
    order.sort((a, b) => own[a] - own[b] || a - b);
    let sum = 0;
    const upTo = order.map((t) => (sum = Math.fround(sum + weights[t])));
    return own[order[upTo.findIndex((weight) => weight >= sum / 2)]];
  });
}

interface MedianParts {
  /** One output per tree. */
  readonly ensemble: TreeEnsemble;
  readonly weights: Float32Array;
  readonly importance: Float64Array;
  readonly history: readonly Progress[];
  readonly bestIteration?: number;
}

export const medianFormat = 'atelier.adaboost-median.1';

function fittedMedian(parts: MedianParts): FittedEstimator {
  const { ensemble, weights, importance, history, bestIteration } = parts;
  return {
    // Predictions are float32, as the graph's are: where two trees tie there, they tie here.
    predict: (x) => weightedMedians(evaluateEnsemble(ensemble, x).map(Math.fround), weights),
    importance,
    history,
    ...(bestIteration !== undefined && { bestIteration }),
    toOnnx: (graph, input) => medianToOnnx(graph, ensembleToOnnx(ensemble, graph, input), weights),
    toJSON: () => ({
      format: medianFormat,
      ensemble: ensembleToJSON(ensemble),
      weights: packArray(weights),
      importance: packArray(importance),
      history,
      best_iteration: bestIteration ?? null,
    }),
  };
}

/** Sorts each row's predictions, adds up their trees' weights and takes the first at half of the sum. */
function medianToOnnx(graph: GraphBuilder, predictions: string, weights: Float32Array): string {
  const trees = weights.length;
  const [sorted, order] = graph.nodes('TopK', [predictions, graph.constant('int64', [1], [trees])], 2, {
    axis: { int: 1 },
    largest: { int: 0 },
    sorted: { int: 1 },
  });
  const ordered = graph.node('Gather', [graph.constant('float', [trees], weights), order], { axis: { int: 0 } });
  const upTo = graph.node('CumSum', [ordered, graph.constant('int64', [], [1])]);
  const half = graph.node('Mul', [
    graph.node('ReduceMax', [upTo, graph.constant('int64', [1], [1])], { keepdims: { int: 1 } }),
    graph.constant('float', [1], [0.5]),
  ]);
  const reached = graph.node('Cast', [graph.node('GreaterOrEqual', [upTo, half])], { to: { int: 1 } });
  const place = graph.node('ArgMax', [reached], { axis: { int: 1 }, keepdims: { int: 1 } });
  return graph.node('GatherElements', [sorted, place], { axis: { int: 1 } });
}

/** Throws `learning.model_invalid` for anything that `toJSON` did not write. */
export function loadMedian(json: unknown): FittedEstimator {
  const saved = json as {
    ensemble: EnsembleJSON;
    weights: string;
    importance: string;
    history: Progress[];
    best_iteration: number | null;
  };
  const ensemble = ensembleFromJSON(saved.ensemble);
  const weights = unpackArray('f32', saved.weights, 'weights');
  if (weights.length !== ensemble.trees.length || ensemble.outputs !== weights.length)
    throw new LearningError(
      'learning.model_invalid',
      `The saved model has ${weights.length} weights for ${ensemble.trees.length} trees.`,
      'weights',
    );
  return fittedMedian({
    ensemble,
    weights,
    importance: unpackArray('f64', saved.importance, 'importance'),
    history: saved.history,
    bestIteration: saved.best_iteration ?? undefined,
  });
}
