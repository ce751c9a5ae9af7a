import { LearningError } from '../errors.js';
import type { Matrix } from '../estimators/estimator.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import { principalAxes } from './principal-axes.js';
import { randomizedAxes } from './randomized-axes.js';
import { type FittedStep, largestFloat32, type PcaDescription } from './step.js';

export interface PcaOptions {
  /** How many components (a whole number), or the share of variance that they explain together (between 0 and 1), or null: all. */
  readonly components: number | null;
  /** Divide every component by its standard deviation. */
  readonly whiten?: boolean;
  /**
   * `randomized` finds the first components alone, nearly; `auto` (default) does so where they are few of many, as scikit-learn's rule has it:
   * more than 500 rows or columns, fewer than ten rows for each column or more than 1000 columns, less than four fifths of all components.
   */
  readonly svd_solver?: SvdSolver;
}

export const svdSolvers = ['auto', 'full', 'randomized'] as const;
export type SvdSolver = (typeof svdSolvers)[number];

/**
 * Principal components of the first `columns` columns, as scikit-learn's PCA: (x − mean) along the directions of largest variance. Components
 * without any variance are left out, so there may be fewer than asked for. Later columns (indicators) stay as they are, after the components.
 * Throws `learning.parameter_invalid` for a number of components that can't be, `learning.value_invalid` for a missing value.
 */
export function fitPca(
  block: Matrix,
  { components, whiten = false, svd_solver = 'auto' }: PcaOptions,
  columns = block.columns,
): FittedStep {
  requireComponents(components, Math.min(block.rows, columns));
  const { means, centred } = centre(block, columns);
  const count = solverFor(svd_solver, components, block.rows, columns);
  const { axes, variances, totalVariance } =
    count === undefined ? principalAxes(centred, block.rows, columns) : randomizedAxes(centred, block.rows, columns, count);
  const shares = variances.map((variance) => (totalVariance > 0 ? variance / totalVariance : 0));
  const kept = componentsFor(components, shares);
  const deviation = (component: number) => (whiten && variances[component] > 0 ? Math.sqrt(variances[component]) : 1);
  return pca({
    kind: 'pca',
    means: Array.from(means),
    rotation: Array.from(axes.subarray(0, kept * columns), (value, i) => value / deviation(Math.floor(i / columns)) + 0),
    variances: Array.from(variances.subarray(0, kept)),
    shares: Array.from(shares.subarray(0, kept)),
    whiten,
    passed: block.columns - columns,
  });
}

/** How many axes the randomized solver is to find; undefined for all of them by the full one. */
function solverFor(solver: SvdSolver, components: number | null, rows: number, columns: number): number | undefined {
  if (!svdSolvers.includes(solver)) throw invalid('svd_solver', `must be one of ${svdSolvers.join(', ')}, not ${JSON.stringify(solver)}`);
  if (solver === 'full') return undefined;
  const count = components !== null && components >= 1 ? components : undefined;
  if (solver === 'randomized') {
    if (count !== undefined) return count;
    throw invalid('svd_solver', `"randomized" needs a whole number of components, not ${components}`);
  }
  const isTall = columns <= 1000 && rows >= 10 * columns;
  if (isTall || Math.max(rows, columns) <= 500 || count === undefined) return undefined;
  return count < 0.8 * Math.min(rows, columns) ? count : undefined;
}

function invalid(name: string, message: string): LearningError {
  return new LearningError('learning.parameter_invalid', `"${name}": ${message}.`, name);
}

function requireComponents(components: number | null, most: number): void {
  if (components === null) return;
  const fits = Number.isInteger(components) ? components >= 1 && components <= most : components > 0 && components < 1;
  if (!fits)
    throw new LearningError(
      'learning.parameter_invalid',
      `"components" must be a whole number from 1 to ${most} (the smaller of rows and columns), a share of variance between 0 and 1, or null, not ${components}.`,
      'components',
    );
}

/** So many that their shares of variance sum to more than asked for. */
function componentsFor(components: number | null, shares: Float64Array): number {
  if (components === null) return shares.length;
  if (components >= 1) return Math.min(components, shares.length);
  let sum = 0;
  const reached = shares.findIndex((share) => (sum += share) > components);
  return reached < 0 ? shares.length : reached + 1;
}

function centre({ data, columns: width, rows, names }: Matrix, columns: number): { means: Float64Array; centred: Float64Array } {
  const means = new Float64Array(columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) means[column] += (data[row * width + column] - data[column]) / rows;
  const missing = means.findIndex(Number.isNaN);
  if (missing >= 0)
    throw new LearningError(
      'learning.value_invalid',
      `"${names[missing]}" has missing values, which components can't be made of; impute it first.`,
      names[missing],
    );
  for (let column = 0; column < columns; column++) means[column] += data[column];
  const centred = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) centred[row * columns + column] = data[row * width + column] - means[column];
  return { means, centred };
}

/** Sums are float64 here and in the graph, so what differs is at most the last bit of the float32 that both round to. */
export function pca(description: PcaDescription): FittedStep {
  const means = Float64Array.from(description.means);
  const rotation = Float64Array.from(description.rotation);
  const components = rotation.length / means.length;
  const names = (inputs: readonly string[]) => [
    ...Array.from({ length: components }, (_, k) => `component ${k + 1}`),
    ...inputs.slice(means.length),
  ];
  return {
    description,
    names,
    // A component comes from many columns: it stands for itself.
    sources: names,
    transform: (block) => ({ ...rotate(block, means, rotation), names: names(block.names) }),
    toOnnx: (graph, tensor) => toOnnx(graph, tensor, description),
  };
}

function rotate(block: Matrix, means: Float64Array, rotation: Float64Array): Omit<Matrix, 'names'> {
  const components = rotation.length / means.length;
  const width = components + block.columns - means.length;
  const data = new Float32Array(block.rows * width);
  const centred = new Float64Array(means.length);
  for (let row = 0; row < block.rows; row++) {
    const from = row * block.columns;
    for (let column = 0; column < means.length; column++) centred[column] = block.data[from + column] - means[column];
    for (let k = 0; k < components; k++) data[row * width + k] = along(centred, rotation, k * means.length);
    data.set(block.data.subarray(from + means.length, from + block.columns), row * width + components);
  }
  return { rows: block.rows, columns: width, data };
}

function along(centred: Float64Array, rotation: Float64Array, at: number): number {
  let sum = 0;
  for (let column = 0; column < centred.length; column++) sum += centred[column] * rotation[at + column];
  return Math.min(largestFloat32, Math.max(-largestFloat32, sum));
}

function toOnnx(graph: GraphBuilder, tensor: string, { means, rotation, passed }: PcaDescription): string {
  const columns = means.length;
  const slice = (from: number, to: number) =>
    graph.node('Slice', [tensor, ...[from, to, 1].map((value) => graph.constant('int64', [1], [value]))]);
  const limits = [-largestFloat32, largestFloat32].map((limit) => graph.constant('double', [], [limit]));
  const exact = graph.node('Cast', [passed > 0 ? slice(0, columns) : tensor], { to: { int: 11 } });
  const centred = graph.node('Sub', [exact, graph.constant('double', [columns], means)]);
  const axes = graph.constant('double', [columns, rotation.length / columns], byColumns(rotation, columns));
  const turned = graph.node('Clip', [graph.node('MatMul', [centred, axes]), ...limits]);
  const components = graph.node('Cast', [turned], { to: { int: 1 } });
  return passed > 0 ? graph.node('Concat', [components, slice(columns, columns + passed)], { axis: { int: 1 } }) : components;
}

/** Row-major [columns × components] of [components × columns]. */
function byColumns(rotation: readonly number[], columns: number): Float64Array {
  const components = rotation.length / columns;
  return Float64Array.from(rotation, (_, i) => rotation[(i % components) * columns + Math.floor(i / components)]);
}
