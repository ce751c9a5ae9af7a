import type { Matrix } from '../estimators/estimator.js';
import { packArray, unpackArray } from '../estimators/trees/packed-array.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import { bayesianRidge } from './bayesian-ridge.js';
import { ChainedTable } from './chained-table.js';
import { mean } from './quantile.js';
import {
  type ChainedImputeDescription,
  finiteFloat32,
  type FittedStep,
  joinColumns,
  largestFloat32,
  type NumberTable,
  presentValues,
  splitColumns,
} from './step.js';

export interface ChainedImputeOptions {
  /** Rounds over the columns at most; default 10. */
  readonly rounds?: number;
  /** Rounds end when the largest row's change is below this share of the largest number; default 0.001. */
  readonly tolerance?: number;
  /** Called between regressions, to let others have their turn or throw. */
  readonly checkpoint?: () => Promise<void>;
}

/**
 * Chained regressions (van Buuren and Groothuis-Oudshoorn 2011), as scikit-learn's IterativeImputer with BayesianRidge and `sample_posterior=False`:
 * from the column with the fewest missing numbers to the one with the most, each is regressed on all others, and its missing numbers are predicted anew.
 */
export async function fitIterativeImpute(block: Matrix, options: ChainedImputeOptions = {}, columns = block.columns): Promise<FittedStep> {
  const { means, targets, regressions } = await chainedRegressions(block, options, columns);
  return iterativeImpute({
    kind: 'impute_iterative',
    means,
    targets,
    regressions: packArray(regressions),
    passed: block.columns - columns,
  });
}

/** Gaps of a whole table, filled in the precision that it has. */
export async function fillIteratively(table: NumberTable, options: ChainedImputeOptions = {}): Promise<Float64Array> {
  const { means, targets, regressions } = await chainedRegressions(table, options, table.columns);
  return fillRows(table, Float64Array.from(table.data), means, targets, regressions);
}

interface ChainedRegressions {
  readonly means: readonly number[];
  readonly targets: readonly number[];
  readonly regressions: Float64Array;
}

async function chainedRegressions(block: NumberTable, options: ChainedImputeOptions, columns: number): Promise<ChainedRegressions> {
  const { rounds = 10, tolerance = 1e-3, checkpoint } = options;
  const means = Array.from({ length: columns }, (_, column) => mean(presentValues(block, column)) + 0);
  const table = new ChainedTable(block, means);
  const order = columns > 1 ? table.columnsByMissing() : [];
  const targets: number[] = [];
  const regressions: Float64Array[] = [];
  const least = tolerance * table.largestPresent();
  for (let round = 0; round < rounds && order.length > 0; round++) {
    table.startRound();
    for (const column of order) {
      await checkpoint?.();
      const regression = regress(table, column);
      table.predict(column, regression);
      targets.push(column);
      regressions.push(regression);
    }
    if (table.changeOfRound() < least) break;
  }
  const packed = new Float64Array(regressions.length * (columns + 1));
  for (const [i, regression] of regressions.entries()) packed.set(regression, i * (columns + 1));
  return { means, targets, regressions: packed };
}

/** One coefficient per column (0 for its own), then the intercept. */
function regress(table: ChainedTable, column: number): Float64Array {
  const { moments, others, centres } = table.moments(column);
  const coefficients = bayesianRidge(moments, (tried) => table.squaredErrors(column, others, tried, centres, moments));
  const regression = new Float64Array(centres.length + 1);
  let intercept = centres[column];
  for (const [i, other] of others.entries()) {
    regression[other] = coefficients[i];
    intercept -= coefficients[i] * centres[other];
  }
  regression[centres.length] = intercept;
  return regression;
}

export function iterativeImpute(description: ChainedImputeDescription): FittedStep {
  const regressions = unpackArray('f64', description.regressions, 'regressions');
  return {
    description,
    names: (inputs) => inputs,
    transform: (block) => ({ ...block, data: fill(block, description, regressions) }),
    toOnnx: (graph, tensor) => toOnnx(graph, tensor, description, regressions),
  };
}

function fill(block: Matrix, { means, targets }: ChainedImputeDescription, regressions: Float64Array): Float32Array {
  return fillRows(block, block.data.slice(), means, targets, regressions).map((value, i) =>
    Number.isNaN(block.data[i]) ? finiteFloat32(value) : value,
  );
}

/** Writes what is missing in the block's first columns into `data`, a copy of its numbers. */
function fillRows<T extends Float32Array | Float64Array>(
  block: NumberTable,
  data: T,
  means: readonly number[],
  targets: readonly number[],
  regressions: Float64Array,
): T {
  const columns = means.length;
  const row = new Float64Array(columns);
  for (let at = 0; at < data.length; at += block.columns) {
    const asked = block.data.subarray(at, at + columns);
    if (!asked.some(Number.isNaN)) continue;
    for (let column = 0; column < columns; column++) row[column] = Number.isNaN(asked[column]) ? means[column] : asked[column];
    for (const [i, target] of targets.entries())
      if (Number.isNaN(asked[target])) row[target] = predicted(row, regressions, i * (columns + 1));
    for (let column = 0; column < columns; column++) if (Number.isNaN(asked[column])) data[at + column] = row[column];
  }
  return data;
}

function predicted(row: Float64Array, regressions: Float64Array, at: number): number {
  let sum = regressions[at + row.length];
  for (let column = 0; column < row.length; column++) sum += row[column] * regressions[at + column];
  return sum;
}

/** In double: one Gemm and one Where per regression. */
function toOnnx(graph: GraphBuilder, tensor: string, description: ChainedImputeDescription, regressions: Float64Array): string {
  const { means, targets, passed } = description;
  const columns = means.length;
  const { first, rest } = splitColumns(graph, tensor, columns, passed);
  const isMissing = graph.node('IsNaN', [first]);
  const only = Array.from({ length: columns }, (_, column) =>
    graph.node('And', [
      isMissing,
      graph.constant(
        'bool',
        [1, columns],
        Array.from({ length: columns }, (__, i) => Number(i === column)),
      ),
    ]),
  );
  const exact = graph.node('Cast', [first], { to: { int: 11 } });
  let filled = graph.node('Where', [isMissing, graph.constant('double', [1, columns], means), exact]);
  for (const [i, target] of targets.entries()) {
    const at = i * (columns + 1);
    const coefficients = graph.constant('double', [columns, 1], regressions.subarray(at, at + columns));
    const intercept = graph.constant('double', [1], [regressions[at + columns]]);
    filled = graph.node('Where', [only[target], graph.node('Gemm', [filled, coefficients, intercept]), filled]);
  }
  const limits = [-largestFloat32, largestFloat32].map((limit) => graph.constant('double', [], [limit]));
  return joinColumns(graph, [graph.node('Cast', [graph.node('Clip', [filled, ...limits])], { to: { int: 1 } }), rest]);
}
