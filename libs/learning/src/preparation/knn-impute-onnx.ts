import type { GraphBuilder } from '../onnx/graph-builder.js';
import { joinColumns, splitColumns } from './step.js';

/** What the search needs, unpacked: row-major donors as float64. */
export interface Donors {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
  readonly factors: Float64Array;
  readonly means: Float64Array;
  readonly neighbours: number;
}

/**
 * The same search as a graph, in double: differences column after column rather than products of matrices, so that equal distances are equal here and
 * there. Running it on n rows takes about 8·n·donors bytes a few times over.
 */
export function neighboursToOnnx(graph: GraphBuilder, tensor: string, donors: Donors, passed: number): string {
  return new NeighbourGraph(graph, donors).fill(tensor, passed);
}

class NeighbourGraph {
  constructor(
    private readonly graph: GraphBuilder,
    private readonly donors: Donors,
  ) {}

  fill(tensor: string, passed: number): string {
    const { columns } = this.donors;
    const { first, rest } = splitColumns(this.graph, tensor, columns, passed);
    const asked = Array.from({ length: columns }, (_, column) =>
      this.graph.node('Gather', [first, this.index(column)], { axis: { int: 1 } }),
    );
    const distances = this.distances(asked.map((column) => this.cast(column, 11)));
    const filled = asked.map((column, i) =>
      this.node('Where', this.node('IsNaN', column), this.cast(this.nearestMean(distances, i), 1), column),
    );
    return joinColumns(this.graph, [...filled, rest]);
  }

  /** [n, donors]: mean squared difference over shared columns, infinite without any. */
  private distances(asked: readonly string[]): string {
    const { factors } = this.donors;
    const none = this.double([0]);
    let sum: string | undefined;
    let shared: string | undefined;
    for (const [column, own] of asked.entries()) {
      const difference = this.node('Mul', this.node('Sub', own, this.column(column)), this.double([factors[column]]));
      const square = this.node('Mul', difference, difference);
      const isMissing = this.node('IsNaN', square);
      const counted = this.node('Where', isMissing, none, square);
      const one = this.node('Where', isMissing, none, this.double([1]));
      sum = sum === undefined ? counted : this.node('Add', sum, counted);
      shared = shared === undefined ? one : this.node('Add', shared, one);
    }
    const isNone = this.node('Equal', shared as string, none);
    const divisor = this.node('Where', isNone, this.double([1]), shared as string);
    return this.node('Where', isNone, this.double([Number.POSITIVE_INFINITY]), this.node('Div', sum as string, divisor));
  }

  private nearestMean(distances: string, column: number): string {
    const { rows, columns, values, means, neighbours } = this.donors;
    const present = Array.from({ length: rows }, (_, donor) => !Number.isNaN(values[donor * columns + column]));
    const away = this.graph.constant(
      'double',
      [1, rows],
      present.map((there) => (there ? 0 : Number.POSITIVE_INFINITY)),
    );
    const count = this.index(Math.min(rows, neighbours));
    const [nearest, indices] = this.graph.nodes('TopK', [this.node('Add', distances, away), count], 2, {
      axis: { int: 1 },
      largest: { int: 0 },
    });
    const isDonor = this.node('Less', nearest, this.double([Number.POSITIVE_INFINITY]));
    const lent = this.graph.constant(
      'double',
      [rows],
      present.map((there, donor) => (there ? values[donor * columns + column] : 0)),
    );
    const zero = this.double([0]);
    const sum = this.sum(this.node('Where', isDonor, this.node('Gather', lent, indices), zero));
    const donors = this.sum(this.cast(isDonor, 11));
    const isNone = this.node('Equal', donors, zero);
    const divisor = this.node('Where', isNone, this.double([1]), donors);
    return this.node('Where', isNone, this.double([means[column]]), this.node('Div', sum, divisor));
  }

  private column(column: number): string {
    const { rows, columns, values } = this.donors;
    return this.graph.constant(
      'double',
      [1, rows],
      Float64Array.from({ length: rows }, (_, donor) => values[donor * columns + column]),
    );
  }

  private sum(tensor: string): string {
    return this.graph.node('ReduceSum', [tensor, this.index(1)], { keepdims: { int: 1 } });
  }

  private cast(tensor: string, to: number): string {
    return this.graph.node('Cast', [tensor], { to: { int: to } });
  }

  private node(operator: string, ...inputs: string[]): string {
    return this.graph.node(operator, inputs);
  }

  private double(values: readonly number[]): string {
    return this.graph.constant('double', [], values);
  }

  private index(value: number): string {
    return this.graph.constant('int64', [1], [value]);
  }
}
