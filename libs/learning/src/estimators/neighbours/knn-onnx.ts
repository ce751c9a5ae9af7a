import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { Matrix } from '../estimator.js';
import { type Points, pointsToOnnx, squaredDistancesToOnnx } from '../points.js';
import type { KnnModel } from './knn-model.js';
import { cosineGrain, metricPoints, reachOf, splitter } from './metric.js';

/** Rows beyond the neighbours whose distances are measured again: products lose digits that differences keep. */
const margin = 16;

/**
 * The whole search as a graph, in double: float32 [n, columns] to float32 [n, classes] or [n, 1]. The training rows are inside, 8 bytes a
 * number (16 for Euclidean distances); running it on n rows takes 8·n·rows bytes a few times over.
 */
export function knnToOnnx(model: KnnModel, train: Matrix, origin: Float64Array, graph: GraphBuilder, input: string): string {
  const builder = new KnnGraph(graph, model, metricPoints(model.metric, train, origin));
  const { measures, indices } = builder.nearest(pointsToOnnx(graph, input, origin));
  return graph.node('Cast', [builder.average(builder.votes(measures, indices), indices)], { to: { int: 1 } });
}

/** Measures [n, k] ascending (ties by index), and whose they are. */
interface Nearest {
  readonly measures: string;
  readonly indices: string;
}

class KnnGraph {
  constructor(
    private readonly graph: GraphBuilder,
    private readonly model: KnnModel,
    private readonly train: Points,
  ) {}

  nearest(points: string): Nearest {
    const { kind } = this.model.metric;
    if (kind === 'cosine') return this.smallest(this.cosines(points), this.model.neighbours);
    if (kind === 'euclidean') return this.euclidean(points);
    return this.smallest(this.byColumns(points), this.model.neighbours);
  }

  /** [n, k] weights of the neighbours. */
  votes(measures: string, indices: string): string {
    const { weighting, weights } = this.model;
    const near = weighting === 'uniform' ? this.ones(measures) : this.inverse(this.distances(measures));
    if (!weights) return near;
    return this.node('Mul', near, this.node('Gather', this.double([weights.length], weights), indices));
  }

  /** Weighted shares [n, classes] or means [n, 1]. */
  average(votes: string, indices: string): string {
    const { classes, y } = this.model;
    const targets = classes ? oneHot(y, classes) : y;
    const own = this.node('Gather', this.double([y.length, classes || 1], targets), indices);
    const weighted = this.node('Mul', own, this.node('Unsqueeze', votes, this.axes(2)));
    return this.node('Div', this.sum(weighted, 1), this.sum(votes, 1, true));
  }

  /** Candidates by ‖x‖² + ‖s‖² − 2·x·s, then the neighbours among them by Σ(x − s)², in the order of their indices. */
  private euclidean(given: string): Nearest {
    const { rows, columns, data } = this.train;
    const reach = reachOf(this.model.metric, this.train);
    const points = this.node('Clip', given, this.double([], [-reach]), this.double([], [reach]));
    const candidates = Math.min(rows, this.model.neighbours + margin);
    const rough = this.smallest(squaredDistancesToOnnx(this.graph, points, this.train), candidates).indices;
    const indices = this.smallest(rough, candidates).measures;
    const gathered = this.node('Gather', this.double([rows, columns], data), indices);
    const differences = this.node('Sub', this.node('Unsqueeze', points, this.axes(1)), gathered);
    const exact = this.smallest(this.snapped(this.sum(this.node('Mul', differences, differences), 2)), this.model.neighbours);
    return {
      measures: exact.measures,
      indices: this.graph.node('GatherElements', [indices, exact.indices], { axis: { int: 1 } }),
    };
  }

  /** Σ|x − s|^p, column after column: as exact as it is here. */
  private byColumns(points: string): string {
    const { rows, columns, data } = this.train;
    const { kind, p } = this.model.metric;
    const terms = Array.from({ length: columns }, (_, column) => {
      const own = this.graph.node('Gather', [points, this.axes(column)], { axis: { int: 1 } });
      const values = Float64Array.from({ length: rows }, (_, row) => data[row * columns + column]);
      const gap = this.node('Abs', this.node('Sub', own, this.double([1, rows], values)));
      return kind === 'manhattan' ? gap : this.node('Pow', gap, this.double([], [p]));
    });
    return this.snapped(terms.reduce((sum, term) => this.node('Add', sum, term)));
  }

  private cosines(points: string): string {
    const { rows, columns, data } = this.train;
    const norm = this.node('Sqrt', this.sum(this.node('Mul', points, points), 1, true));
    const isZero = this.node('Equal', norm, this.double([], [0]));
    const unit = this.node('Div', points, this.node('Where', isZero, this.double([], [1]), norm));
    const products = this.graph.node('Gemm', [unit, this.double([rows, columns], data)], { transB: { int: 1 } });
    const grains = this.node('Div', this.node('Sub', this.double([], [1]), products), this.double([], [cosineGrain]));
    const rounded = this.node('Mul', this.node('Round', grains), this.double([], [cosineGrain]));
    return this.node('Max', rounded, this.double([], [0]));
  }

  private snapped(measures: string): string {
    const far = this.node('Mul', measures, this.double([], [splitter]));
    return this.node('Sub', far, this.node('Sub', far, measures));
  }

  private distances(measures: string): string {
    const { kind, p } = this.model.metric;
    if (kind === 'euclidean') return this.node('Sqrt', measures);
    return kind === 'minkowski' ? this.node('Pow', measures, this.double([], [1 / p])) : measures;
  }

  private inverse(distances: string): string {
    const isThere = this.node('Equal', distances, this.double([], [0]));
    const there = this.graph.node('Cast', [isThere], { to: { int: 11 } });
    const any = this.graph.node('ReduceMax', [there, this.axes(1)], { keepdims: { int: 1 } });
    const anyThere = this.node('Greater', any, this.double([], [0]));
    return this.node('Where', anyThere, there, this.node('Div', this.double([], [1]), distances));
  }

  private ones(like: string): string {
    return this.node('Add', this.node('Mul', like, this.double([], [0])), this.double([], [1]));
  }

  private smallest(tensor: string, count: number): Nearest {
    const [measures, indices] = this.graph.nodes('TopK', [tensor, this.axes(count)], 2, { axis: { int: 1 }, largest: { int: 0 } });
    return { measures, indices };
  }

  private sum(tensor: string, axis: number, keep = false): string {
    return this.graph.node('ReduceSum', [tensor, this.axes(axis)], { keepdims: { int: Number(keep) } });
  }

  private node(operator: string, ...inputs: string[]): string {
    return this.graph.node(operator, inputs);
  }

  private double(shape: number[], values: ArrayLike<number>): string {
    return this.graph.constant('double', shape, values);
  }

  private axes(axis: number): string {
    return this.graph.constant('int64', [1], [axis]);
  }
}

function oneHot(codes: Float64Array, classes: number): Float64Array {
  const table = new Float64Array(codes.length * classes);
  codes.forEach((code, row) => {
    table[row * classes + code] = 1;
  });
  return table;
}
