import { rowReader } from '../sparse-cells.js';
import { eachRow, type GaussianDescription, type Likelihood, type LikelihoodProblem } from './likelihood.js';

/**
 * A normal distribution per class and column (scikit-learn's GaussianNB): to every variance var_smoothing times the largest variance of a
 * column is added. Unlike there, that variance is a weighted one, so that a weight of n is the row n times.
 */
export async function fitGaussian(problem: LikelihoodProblem): Promise<Likelihood> {
  const { classes, priors, x, parameters } = problem;
  const means = await classMeans(problem);
  const variances = await classVariances(problem, means);
  const floor = varianceFloor(largestVariance(problem, means, variances), parameters.var_smoothing as number);
  const deviations = variances.map((variance) => Math.sqrt(variance + floor));
  const constants = priors.slice();
  for (let code = 0; code < classes; code++)
    for (let column = 0; column < x.columns; column++)
      constants[code] -= Math.log(2 * Math.PI) / 2 + Math.log(deviations[code * x.columns + column]);
  return gaussian({
    kind: 'gaussian',
    columns: x.columns,
    means: Array.from(means),
    deviations: Array.from(deviations),
    constants: Array.from(constants),
  });
}

async function classMeans(problem: LikelihoodProblem): Promise<Float64Array> {
  const { x, y, classes, totals } = problem;
  const { columns } = x;
  const { cells, open } = rowReader(x);
  const means = new Float64Array(classes * columns);
  await eachRow(problem, (row, weight) => {
    const share = weight / totals[y[row]];
    const to = y[row] * columns;
    for (let column = 0, at = open(row); column < columns; column++, at++) means[to + column] += share * cells[at];
  });
  return means;
}

async function classVariances(problem: LikelihoodProblem, means: Float64Array): Promise<Float64Array> {
  const { x, y, totals } = problem;
  const { columns } = x;
  const { cells, open } = rowReader(x);
  const variances = new Float64Array(means.length);
  await eachRow(problem, (row, weight) => {
    const share = weight / totals[y[row]];
    const to = y[row] * columns;
    for (let column = 0, at = open(row); column < columns; column++, at++) {
      const distance = cells[at] - means[to + column];
      variances[to + column] += share * distance * distance;
    }
  });
  return variances;
}

/** Of a column over all classes: what they vary within and between. */
function largestVariance({ x, classes, totals }: LikelihoodProblem, means: Float64Array, variances: Float64Array): number {
  const total = totals.reduce((sum, value) => sum + value, 0);
  let largest = 0;
  for (let column = 0; column < x.columns; column++) {
    let mean = 0;
    let variance = 0;
    for (let code = 0; code < classes; code++) mean += (totals[code] / total) * means[code * x.columns + column];
    for (let code = 0; code < classes; code++) {
      const at = code * x.columns + column;
      variance += (totals[code] / total) * (variances[at] + (means[at] - mean) ** 2);
    }
    largest = Math.max(largest, variance);
  }
  return largest;
}

/** What is added to variances: never nothing, so that a column that is constant in a class divides by no 0. */
function varianceFloor(largest: number, smoothing: number): number {
  return largest > 0 ? Math.max(smoothing, 1e-20) * largest : 1;
}

/**
 * Distances count up to so many standard deviations: beyond, squares would leave nothing of the differences between classes. It is more than
 * a spread of 0 in one class (smoothed by the default 10⁻⁹) makes of one standard deviation in another.
 */
const farthest = 3.2e4;

export function gaussian(description: GaussianDescription): Likelihood {
  const { columns } = description;
  const classes = description.constants.length;
  const means = Float64Array.from(description.means);
  const factors = Float64Array.from(description.deviations, (deviation) => 1 / deviation);
  const constants = Float64Array.from(description.constants);

  const squares = (cells: Float32Array, first: number, code: number) => {
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      const at = code * columns + column;
      const distance = Math.min(farthest, Math.max(-farthest, (cells[first + column] - means[at]) * factors[at]));
      sum += distance * distance;
    }
    return sum;
  };

  return {
    description,
    jointLogs(x) {
      const logs = new Float64Array(x.rows * classes);
      const { cells, open } = rowReader(x);
      for (let row = 0; row < x.rows; row++) {
        const first = open(row);
        for (let code = 0; code < classes; code++) logs[row * classes + code] = constants[code] - squares(cells, first, code) / 2;
      }
      return logs;
    },
    toOnnx(graph, input) {
      const exact = graph.node('Cast', [input], { to: { int: 11 } });
      const limits = [-farthest, farthest].map((limit) => graph.constant('double', [], [limit]));
      const axis = graph.constant('int64', [1], [1]);
      const sums = Array.from({ length: classes }, (_, code) => {
        const own = (values: Float64Array) => graph.constant('double', [columns], values.subarray(code * columns, (code + 1) * columns));
        const distances = graph.node('Mul', [graph.node('Sub', [exact, own(means)]), own(factors)]);
        return graph.node('ReduceSumSquare', [graph.node('Clip', [distances, ...limits]), axis], { keepdims: { int: 1 } });
      });
      const halves = graph.node('Mul', [graph.node('Concat', sums, { axis: { int: 1 } }), graph.constant('double', [], [-0.5])]);
      return graph.node('Add', [halves, graph.constant('double', [classes], constants)]);
    },
  };
}
