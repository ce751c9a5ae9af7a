import type { Estimator, FittedEstimator, FitOptions, LearningSet, Progress } from '../estimator.js';
import { checkpointFor, withoutWeightlessRows } from '../trees/learning-rows.js';
import { kernelSpace, machineParameters, type MachineParameters, smoOptions, solve } from './machine.js';
import type { QuadraticProblem, Solution } from './smo.js';
import {
  compileSupportVectors,
  parseSupportVectors,
  type SupportVectors,
  supportVectors,
  supportVectorsToJSON,
  supportVectorsToOnnx,
} from './support-vectors.js';

/**
 * ε support vector regression (scikit-learn's SVR, LIBSVM): errors up to epsilon cost nothing, larger ones C per unit, times the row's
 * weight.
 */
export const svr: Estimator = {
  name: 'svr',
  summary: 'Support vector regression with linear, polynomial, RBF or sigmoid kernel',
  tasks: ['regression'],
  parameters: {
    ...machineParameters,
    epsilon: { type: 'number', default: 0.1, min: 0, search: [0.01, 1], doc: 'Errors up to it, in units of the target, cost nothing.' },
  },
  scaleSensitive: true,
  handlesMissing: false,
  fit: fitSvr,
  load: (json) => fittedSvr(parseSupportVectors(json), historyOf(json)),
};

async function fitSvr(train: LearningSet, options: FitOptions): Promise<FittedEstimator> {
  const checkpoint = checkpointFor(options.signal);
  const given = options.parameters as unknown as MachineParameters & { epsilon: number };
  const { x, y, weights } = withoutWeightlessRows(train);
  const { kernel, origin, matrix } = kernelSpace(x, given);
  const solution = await solve(matrix, tubeProblem(y, weights, given.C, given.epsilon), smoOptions(given), checkpoint);
  const coefficients = folded(solution.coefficients);
  const model = supportVectors(x, kernel, origin, [coefficients], [solution.offset]);
  const progress = progressOf(solution, coefficients);
  options.onProgress?.(progress);
  await checkpoint();
  return fittedSvr(model, [progress]);
}

/** Two variables per row: what pulls the function up (0…C) and what pulls it down (−C…0). */
function tubeProblem(y: Float64Array, weights: Float64Array | undefined, C: number, epsilon: number): QuadraticProblem {
  const rows = y.length;
  const variables = Array.from({ length: 2 * rows }, (_, t) => t);
  const price = (t: number) => C * (weights ? weights[t % rows] : 1);
  return {
    rows: Int32Array.from(variables, (t) => t % rows),
    linear: Float64Array.from(variables, (t) => (t < rows ? epsilon : -epsilon) - y[t % rows]),
    lower: Float64Array.from(variables, (t) => (t < rows ? 0 : -price(t))),
    upper: Float64Array.from(variables, (t) => (t < rows ? price(t) : 0)),
  };
}

function folded(variables: Float64Array): Float64Array {
  const rows = variables.length / 2;
  return variables.subarray(0, rows).map((up, row) => up + variables[rows + row]);
}

function progressOf({ iterations }: Solution, coefficients: Float64Array): Progress {
  return { iteration: 0, total: 1, metrics: { solver_iterations: iterations, support_vectors: coefficients.filter(Boolean).length } };
}

function historyOf(json: unknown): readonly Progress[] {
  return (json as { history: readonly Progress[] }).history;
}

function fittedSvr(model: SupportVectors, history: readonly Progress[]): FittedEstimator {
  return {
    history,
    predict: compileSupportVectors(model),
    toOnnx: (graph, input) => graph.node('Cast', [supportVectorsToOnnx(model, graph, input)], { to: { int: 1 } }),
    toJSON: () => ({ ...supportVectorsToJSON(model), history }),
  };
}
