import { LearningError } from '../errors.js';
import type { Matrix } from '../estimators/estimator.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import { bestLambda, power } from './power-lambda.js';
import { mean } from './quantile.js';
import {
  finiteFloat32,
  type FittedStep,
  joinColumns,
  largestFloat32,
  type PowerDescription,
  type PowerMethod,
  presentValues,
  splitColumns,
} from './step.js';

/** Where a method begins to have values: above this. */
const limits: Readonly<Record<PowerMethod, number>> = { log1p: -1, box_cox: 0, yeo_johnson: Number.NEGATIVE_INFINITY };

/**
 * ln(1 + x), or the power that makes each of the first `columns` columns most nearly normal, then centred and divided by its standard deviation (scikit-learn's
 * PowerTransformer). Throws `learning.value_invalid`, naming the column, where training has a number that the method has no value for; at serving such
 * a number counts as the smallest of training.
 */
export function fitPower(block: Matrix, method: PowerMethod, columns = block.columns): FittedStep {
  const fitted = Array.from({ length: columns }, (_, column) => fitColumn(presentValues(block, column), method, block.names[column]));
  return powerStep({
    kind: 'power',
    method,
    lambdas: fitted.map(({ lambda }) => lambda),
    floors: fitted.map(({ floor }) => floor + 0),
    offsets: fitted.map(({ offset }) => offset + 0),
    factors: fitted.map(({ factor }) => factor),
    passed: block.columns - columns,
  });
}

function fitColumn(values: Float64Array, method: PowerMethod, name: string) {
  const floor = values.reduce((smallest, value) => Math.min(smallest, value), values.length > 0 ? values[0] : 1);
  if (!(floor > limits[method])) throw outOfRange(name, method, floor);
  if (method === 'log1p') return { lambda: 0, floor, offset: 0, factor: 1 };
  const lambda = bestLambda(method, values);
  const powers = values.map((value) => power(method, value, lambda));
  const offset = mean(powers);
  const spread = Math.sqrt(mean(powers.map((value) => (value - offset) ** 2)));
  return { lambda, floor, offset, factor: spread > 1e-30 ? 1 / spread : 1 };
}

function outOfRange(name: string, method: PowerMethod, value: number): LearningError {
  return new LearningError(
    'learning.value_invalid',
    `"${name}" has ${value}, but ${method} needs numbers above ${limits[method]}; use yeo_johnson, which takes any.`,
    name,
  );
}

export function powerStep(description: PowerDescription): FittedStep {
  return {
    description,
    names: (inputs) => inputs,
    transform: (block) => ({ ...block, data: raise(block, description) }),
    toOnnx: (graph, tensor) => toOnnx(graph, tensor, description),
  };
}

function raise(block: Matrix, { method, lambdas, floors, offsets, factors }: PowerDescription): Float32Array {
  const data = block.data.slice();
  for (let i = 0; i < data.length; i++) {
    const column = i % block.columns;
    if (column >= lambdas.length) continue;
    const value = data[i] <= limits[method] ? floors[column] : data[i];
    data[i] = finiteFloat32((power(method, value, lambdas[column]) - offsets[column]) * factors[column]);
  }
  return data;
}

/** In double, every method by base and exponent. */
function toOnnx(graph: GraphBuilder, tensor: string, description: PowerDescription): string {
  const { method, lambdas, floors, offsets, factors, passed } = description;
  const columns = lambdas.length;
  const node = (operator: string, ...inputs: string[]) => graph.node(operator, inputs);
  const row = (values: readonly number[]) => graph.constant('double', [1, columns], values);
  const number = (value: number) => graph.constant('double', [], [value]);
  const { first, rest } = splitColumns(graph, tensor, columns, passed);
  const exact = graph.node('Cast', [first], { to: { int: 11 } });
  const isBeyond = node('LessOrEqual', exact, number(limits[method]));
  const x = method === 'yeo_johnson' ? exact : node('Where', isBeyond, row(floors), exact);
  const isBelow = node('Less', x, number(0));
  const signed = method === 'yeo_johnson';
  const above = method === 'box_cox' ? x : node('Add', x, number(1));
  const base = signed ? node('Where', isBelow, node('Sub', number(1), x), above) : above;
  const exponent = signed ? node('Where', isBelow, row(lambdas.map((lambda) => 2 - lambda)), row(lambdas)) : row(lambdas);
  const isLog = node('Equal', exponent, number(0));
  const divisor = node('Where', isLog, number(1), exponent);
  const powers = node('Div', node('Sub', node('Pow', base, divisor), number(1)), divisor);
  const raised = node('Where', isLog, node('Log', base), powers);
  const turned = signed ? node('Where', isBelow, node('Neg', raised), raised) : raised;
  const scaled = node('Mul', node('Sub', turned, row(offsets)), row(factors));
  const clipped = node('Clip', scaled, number(-largestFloat32), number(largestFloat32));
  // Clip may take a missing number for a bound.
  const answer = node('Where', node('IsNaN', exact), exact, clipped);
  return joinColumns(graph, [graph.node('Cast', [answer], { to: { int: 1 } }), rest]);
}
