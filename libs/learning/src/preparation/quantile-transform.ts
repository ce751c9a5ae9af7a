import { LearningError } from '../errors.js';
import type { Matrix } from '../estimators/estimator.js';
import { packArray, unpackArray } from '../estimators/trees/packed-array.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import { centralQuantile, normalQuantile, type Rational, tailQuantile } from '../statistics/normal-quantile.js';
import { type FittedStep, joinColumns, presentValues, type QuantileDescription, type QuantileOutput, splitColumns } from './step.js';

export interface QuantileOptions {
  readonly output: QuantileOutput;
  /** Landmarks per column, at most the number of training rows. Default 1000. */
  readonly quantiles?: number;
}

export const mostQuantiles = 10_000;
/** What scikit-learn keeps from the ends, where a normal distribution has no value: shares, and distances to the outermost numbers. */
const edge = 1e-7;
const leastShare = edge - Number.EPSILON;

/** The different landmarks of one column, ascending, with the shares of training numbers up to their first and last of equal ones. */
interface Landmarks {
  readonly values: Float64Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
}

/**
 * Each of the first `columns` columns becomes the share of training numbers below it, by linear interpolation between landmarks; `normal` then takes
 * the normal distribution's quantile of it. scikit-learn's QuantileTransformer of all rows (its `subsample=None`). Throws `learning.parameter_invalid`.
 */
export function fitQuantile(block: Matrix, { output, quantiles = 1000 }: QuantileOptions, columns = block.columns): FittedStep {
  if (!Number.isInteger(quantiles) || quantiles < 2 || quantiles > mostQuantiles)
    throw new LearningError(
      'learning.parameter_invalid',
      `"quantiles" must be a whole number from 2 to ${mostQuantiles}, not ${quantiles}.`,
      'quantiles',
    );
  const count = Math.max(1, Math.min(quantiles, block.rows));
  const fitted = Array.from({ length: columns }, (_, column) => landmarksOf(presentValues(block, column).sort(), count));
  return quantileStep({
    kind: 'quantile',
    output,
    counts: fitted.map(({ values }) => values.length),
    values: packArray(joined(fitted.map(({ values }) => values))),
    first: packArray(joined(fitted.map(({ first }) => first))),
    last: packArray(joined(fitted.map(({ last }) => last))),
    passed: block.columns - columns,
  });
}

/** Equal landmarks are one: a number among them takes the middle of their shares. */
function landmarksOf(sorted: Float64Array, count: number): Landmarks {
  const values: number[] = [];
  const first: number[] = [];
  const last: number[] = [];
  for (let i = 0; i < count; i++) {
    const share = i === count - 1 && i > 0 ? 1 : i / Math.max(1, count - 1);
    const value = percentile(sorted, share);
    if (values.length > 0 && values[values.length - 1] === value) last[last.length - 1] = share;
    else {
      values.push(value);
      first.push(share);
      last.push(share);
    }
  }
  return { values: Float64Array.from(values), first: Float64Array.from(first), last: Float64Array.from(last) };
}

/** As NumPy computes it, to the last bit: equal numbers must stay equal, and the detour over hundred parts moves places. */
function percentile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return 0;
  const place = ((share * 100) / 100) * (sorted.length - 1);
  const low = Math.floor(place);
  const part = place - low;
  const from = sorted[low];
  const to = sorted[Math.min(low + 1, sorted.length - 1)];
  return (part >= 0.5 ? to - (to - from) * (1 - part) : from + (to - from) * part) + 0;
}

export function quantileStep(description: QuantileDescription): FittedStep {
  const tables = tablesOf(description);
  return {
    description,
    names: (inputs) => inputs,
    transform: (block) => ({ ...block, data: transformed(block, tables, description.output) }),
    toOnnx: (graph, tensor) => toOnnx(graph, tensor, tables, description),
  };
}

/** A column's landmarks ready to be looked up: what an equal number becomes, and the line from each landmark to the next. */
interface Table {
  readonly values: Float64Array;
  readonly at: Float64Array;
  readonly start: Float64Array;
  readonly slope: Float64Array;
}

function tablesOf({ counts, ...packed }: QuantileDescription): Table[] {
  const [values, first, last] = (['values', 'first', 'last'] as const).map((name) => unpackArray('f64', packed[name], name));
  let from = 0;
  return counts.map((count) => {
    const part = (all: Float64Array) => all.subarray(from, from + count);
    const table = tableOf({ values: part(values), first: part(first), last: part(last) });
    from += count;
    return table;
  });
}

function tableOf({ values, first, last }: Landmarks): Table {
  const end = values.length - 1;
  const at = values.map((_, i) => (first[i] + last[i]) / 2);
  at[end] = 1;
  at[0] = 0;
  const slope = values.map((value, i) => (i < end ? (first[i + 1] - last[i]) / (values[i + 1] - value) : 0));
  const start = last.slice();
  start[end] = 1;
  return { values, at, start, slope };
}

function transformed(block: Matrix, tables: readonly Table[], output: QuantileOutput): Float32Array {
  const data = block.data.slice();
  for (let i = 0; i < data.length; i++) {
    const column = i % block.columns;
    if (column >= tables.length || Number.isNaN(data[i])) continue;
    data[i] = output === 'normal' ? normalOf(tables[column], data[i]) : shareOf(tables[column], data[i]);
  }
  return data;
}

function shareOf({ values, at, start, slope }: Table, x: number): number {
  if (x < values[0]) return 0;
  let low = 0;
  let high = values.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (values[middle] <= x) low = middle;
    else high = middle;
  }
  return x === values[low] ? at[low] : start[low] + slope[low] * (x - values[low]);
}

function normalOf(table: Table, x: number): number {
  const { values } = table;
  if (x - edge < values[0]) return normalQuantile(leastShare);
  const share = x + edge > values[values.length - 1] ? 1 : shareOf(table, x);
  return normalQuantile(Math.min(1 - leastShare, Math.max(leastShare, share)));
}

/** In double. Every column's landmark is found by halving, in tables of one length that end in infinity. */
function toOnnx(graph: GraphBuilder, tensor: string, tables: readonly Table[], { output, passed }: QuantileDescription): string {
  const node = (operator: string, ...inputs: string[]) => graph.node(operator, inputs);
  const number = (value: number) => graph.constant('double', [], [value]);
  const row = (values: readonly number[]) => graph.constant('double', [1, tables.length], values);
  const { first, rest } = splitColumns(graph, tensor, tables.length, passed);
  const x = graph.node('Cast', [first], { to: { int: 11 } });
  const length = 2 ** Math.ceil(Math.log2(Math.max(...tables.map(({ values }) => values.length))));
  const lookup = (field: keyof Table, padding: number) =>
    graph.constant('double', [tables.length * length], joined(tables.map((table) => padded(table[field], length, padding))));
  const landmarks = lookup('values', Number.POSITIVE_INFINITY);
  let place = graph.constant(
    'int64',
    [1, tables.length],
    tables.map((_, column) => column * length),
  );
  for (let step = length / 2; step >= 1; step /= 2) {
    const further = node('Add', place, graph.constant('int64', [], [step]));
    place = node('Where', node('LessOrEqual', node('Gather', landmarks, further), x), further, place);
  }
  const found = node('Gather', landmarks, place);
  const along = node('Mul', node('Gather', lookup('slope', 0), place), node('Sub', x, found));
  const between = node('Add', node('Gather', lookup('start', 1), place), along);
  const share = node('Where', node('Equal', x, found), node('Gather', lookup('at', 1), place), between);
  const lowest = row(tables.map(({ values }) => values[0]));
  const highest = row(tables.map(({ values }) => values[values.length - 1]));
  const isBelow = node('Less', output === 'normal' ? node('Sub', x, number(edge)) : x, lowest);
  const answer = output === 'normal' ? normal() : node('Where', isBelow, number(0), share);
  return joinColumns(graph, [graph.node('Cast', [answer], { to: { int: 1 } }), rest]);

  function normal(): string {
    const above = node('Where', node('Greater', node('Add', x, number(edge)), highest), number(1), share);
    const all = node('Where', isBelow, number(0), above);
    const clipped = node('Min', node('Max', all, number(leastShare)), number(1 - leastShare));
    // Max may take a missing number for a bound.
    return node('Where', node('IsNaN', x), x, normalQuantileNode(graph, clipped));
  }
}

/** `normalQuantile`, element by element. */
function normalQuantileNode(graph: GraphBuilder, share: string): string {
  const node = (operator: string, ...inputs: string[]) => graph.node(operator, inputs);
  const number = (value: number) => graph.constant('double', [], [value]);
  const polynomial = (coefficients: readonly number[], x: string) =>
    coefficients.toReversed().reduce((sum, each) => (sum === '' ? number(each) : node('Add', node('Mul', sum, x), number(each))), '');
  const ratio = ({ numerator, denominator }: Rational, x: string) => node('Div', polynomial(numerator, x), polynomial(denominator, x));
  const q = node('Sub', share, number(0.5));
  const central = node('Mul', q, ratio(centralQuantile, node('Sub', number(0.180625), node('Mul', q, q))));
  const isLow = node('Less', q, number(0));
  const tail = node('Where', isLow, share, node('Sub', number(1), share));
  const distance = ratio(tailQuantile, node('Sub', node('Sqrt', node('Neg', node('Log', tail))), number(1.6)));
  const outer = node('Where', isLow, node('Neg', distance), distance);
  return node('Where', node('LessOrEqual', node('Abs', q), number(0.425)), central, outer);
}

function padded(values: Float64Array, length: number, padding: number): Float64Array {
  const all = new Float64Array(length).fill(padding);
  all.set(values);
  return all;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
