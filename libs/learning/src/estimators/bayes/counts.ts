import { LearningError } from '../../errors.js';
import type { SparseMatrix } from '../../notes/text/sparse-matrix.js';
import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { Matrix } from '../estimator.js';
import { rowReader } from '../sparse-cells.js';
import { floorToFloat32 } from '../trees/float32.js';
import { type CountDescription, eachRow, type Likelihood, type LikelihoodProblem, refuseValue } from './likelihood.js';

/**
 * How often each column is on (above `binarize`) in a class (scikit-learn's BernoulliNB; McCallum & Nigam 1998).
 * Throws `learning.value_invalid` for other values than 0 and 1 where nothing is binarised.
 */
export async function fitBernoulli(problem: LikelihoodProblem): Promise<Likelihood> {
  const { x, classes, totals, parameters } = problem;
  const threshold = parameters.binarize === null ? null : floorToFloat32(parameters.binarize as number);
  if (threshold === null)
    refuseWhere(x, (value) => value !== 0 && value !== 1, 'with binarize null a column may hold 0 and 1 only: set binarize.');
  const counts = await countPerClass(problem, threshold);
  const alpha = smoothing(problem);
  const weights = new Float64Array(counts.length);
  const constants = problem.priors.slice();
  for (let code = 0; code < classes; code++) {
    for (let column = 0; column < x.columns; column++) {
      const at = code * x.columns + column;
      const on = (counts[at] + alpha) / (totals[code] + 2 * alpha);
      const off = safeLog((totals[code] - counts[at] + alpha) / (totals[code] + 2 * alpha));
      weights[at] = safeLog(on) - off;
      constants[code] += off;
    }
  }
  return counted({ kind: 'bernoulli', columns: x.columns, weights: Array.from(weights), constants: Array.from(constants), threshold });
}

/**
 * The columns as counts of one draw each (scikit-learn's MultinomialNB; McCallum & Nigam 1998).
 * Throws `learning.value_invalid` for a negative value, naming its column.
 */
export async function fitMultinomial(problem: LikelihoodProblem): Promise<Likelihood> {
  const { x, classes } = problem;
  refuseWhere(x, (value) => value < 0, 'a multinomial naive Bayes counts, from 0 up: scale by minmax, or take the kind gaussian.');
  const weights = await countPerClass(problem, null);
  const alpha = smoothing(problem);
  for (let code = 0; code < classes; code++) {
    const own = weights.subarray(code * x.columns, (code + 1) * x.columns);
    const total = own.reduce((sum, count) => sum + count + alpha, 0);
    for (let column = 0; column < own.length; column++) own[column] = safeLog((own[column] + alpha) / total);
  }
  const constants = Array.from(problem.priors);
  return counted({ kind: 'multinomial', columns: x.columns, weights: Array.from(weights), constants, threshold: null });
}

function refuseWhere(x: Matrix, isWrong: (value: number) => boolean, what: string): void {
  // What a sparse matrix doesn't keep is 0, which every kind takes.
  if (x.sparse) return refuseEntry(x.sparse, isWrong, what);
  const at = x.data.findIndex(isWrong);
  if (at >= 0) refuseValue(x, at, what);
}

function refuseEntry({ indices, values, names }: SparseMatrix, isWrong: (value: number) => boolean, what: string): void {
  const at = values.findIndex(isWrong);
  if (at < 0) return;
  const name = names[indices[at]];
  throw new LearningError('learning.value_invalid', `"${name}" is ${values[at]} in a row; ${what}`, name);
}

/** Row-major [classes × columns]: weighted sums of the values as they are read. */
async function countPerClass(problem: LikelihoodProblem, threshold: number | null): Promise<Float64Array> {
  const { x, y, classes } = problem;
  const counts = new Float64Array(classes * x.columns);
  const own = new Float64Array(x.columns);
  const { cells, open } = rowReader(x);
  await eachRow(problem, (row, weight) => {
    read(cells, open(row), threshold, own);
    const to = y[row] * x.columns;
    for (let column = 0; column < own.length; column++) counts[to + column] += weight * own[column];
  });
  return counts;
}

function smoothing({ parameters: { alpha, force_alpha } }: LikelihoodProblem): number {
  return force_alpha ? (alpha as number) : Math.max(alpha as number, 1e-10);
}

/** Without smoothing a probability may be 0; its logarithm stays a number that JSON knows. */
function safeLog(probability: number): number {
  return Math.log(Math.max(probability, 1e-300));
}

/** What is read as a value: beyond ±10³⁰ nothing changes, so that sums of products stay finite in the graph too. */
const bound = 1e30;

/** A row as it is counted: 1 above the threshold and 0 else, or bounded where there is none. */
function read(cells: Float32Array, first: number, threshold: number | null, target: Float64Array): void {
  for (let column = 0, at = first; column < target.length; column++, at++) {
    const value = cells[at];
    if (threshold === null) target[column] = value > bound ? bound : value < -bound ? -bound : value;
    else target[column] = value > threshold ? 1 : value <= threshold ? 0 : Number.NaN;
  }
}

export function counted(description: CountDescription): Likelihood {
  const { kind, columns, threshold } = description;
  const weights = Float64Array.from(description.weights);
  const classes = description.constants.length;
  return {
    description,
    jointLogs(x) {
      const logs = new Float64Array(x.rows * classes);
      const own = new Float64Array(columns);
      const { cells, open } = rowReader(x);
      for (let row = 0; row < x.rows; row++) {
        read(cells, open(row), threshold, own);
        for (let code = 0; code < classes; code++) {
          let log = description.constants[code];
          for (let column = 0, at = code * columns; column < columns; column++, at++) log += own[column] * weights[at];
          logs[row * classes + code] = log;
        }
      }
      return logs;
    },
    toOnnx(graph, input) {
      const taken = kind === 'bernoulli' && threshold !== null ? aboveThreshold(graph, input, threshold) : clipped(graph, input);
      const exact = graph.node('Cast', [taken], { to: { int: 11 } });
      const factors = graph.constant('double', [classes, columns], weights);
      return graph.node('Gemm', [exact, factors, graph.constant('double', [classes], description.constants)], { transB: { int: 1 } });
    },
  };
}

function aboveThreshold(graph: GraphBuilder, input: string, threshold: number): string {
  return graph.node('Greater', [input, graph.constant('float', [], [threshold])]);
}

function clipped(graph: GraphBuilder, input: string): string {
  const limit = (value: number) => graph.constant('float', [], [value]);
  return graph.node('Clip', [input, limit(-bound), limit(bound)]);
}
