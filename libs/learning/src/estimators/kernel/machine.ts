import type { ParameterSet } from '../parameters.js';
import type { Matrix } from '../estimator.js';
import { originOf, pointsOf } from '../points.js';
import { isTranslationFree, type Kernel, type KernelKind, kernelKinds, normed } from './kernel-function.js';
import { KernelMatrix } from './kernel-matrix.js';
import { type QuadraticProblem, Smo, type SmoOptions, type Solution } from './smo.js';

/** The hyper-parameters that classification and regression share. */
export const machineParameters: ParameterSet = {
  C: {
    type: 'number',
    default: 1,
    min: 0,
    exclusiveMin: true,
    log: true,
    search: [1e-2, 1e3],
    doc: 'Price of an error; larger fits closer.',
  },
  kernel: { type: 'choice', default: 'rbf', choices: kernelKinds, doc: 'Similarity of two rows.' },
  degree: { type: 'integer', default: 3, min: 1, max: 10, doc: 'Degree of the poly kernel.' },
  gamma: {
    type: 'choice',
    default: 'scale',
    choices: ['scale', 'auto'],
    orNumber: { min: 0, max: 1e6 },
    doc: 'Scale of rbf, poly and sigmoid: "scale" is 1 / (columns · variance of all values), "auto" 1 / columns.',
  },
  coef0: { type: 'number', default: 0, doc: 'Constant of poly and sigmoid.' },
  tol: { type: 'number', default: 1e-3, min: 0, exclusiveMin: true, doc: 'Largest violation of the optimality conditions that remains.' },
  cache_size: { type: 'number', default: 200, min: 0, exclusiveMin: true, doc: 'Megabytes for kernel values.' },
  max_iter: { type: 'integer', default: -1, min: -1, doc: 'Most iterations of one solution; -1 for no limit.' },
};

export interface MachineParameters {
  readonly C: number;
  readonly kernel: KernelKind;
  readonly degree: number;
  readonly gamma: 'scale' | 'auto' | number;
  readonly coef0: number;
  readonly tol: number;
  readonly cache_size: number;
  readonly max_iter: number;
}

/** The training rows as a kernel sees them, and where their origin was put. */
export interface KernelSpace {
  readonly kernel: Kernel;
  readonly origin: Float64Array;
  readonly matrix: KernelMatrix;
}

export function kernelSpace(x: Matrix, given: MachineParameters): KernelSpace {
  const kernel = { kind: given.kernel, gamma: gammaOf(x, given.gamma), coef0: given.coef0, degree: given.degree };
  const origin = isTranslationFree(kernel) ? originOf(x) : new Float64Array(x.columns);
  const points = normed(pointsOf(x, origin));
  return { kernel, origin, matrix: new KernelMatrix(kernel, points, given.cache_size * 2 ** 20) };
}

/** As scikit-learn: over all values together and without weights; 1 where they are all the same. */
function gammaOf(x: Matrix, gamma: MachineParameters['gamma']): number {
  if (typeof gamma === 'number') return gamma;
  if (gamma === 'auto') return 1 / x.columns;
  const { data } = pointsOf(x, new Float64Array(x.columns));
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
  return variance > 0 ? 1 / (x.columns * variance) : 1;
}

export function smoOptions({ tol, max_iter }: MachineParameters): SmoOptions {
  return { tolerance: tol, maxIterations: max_iter };
}

/** Numbers touched between two pauses: some 20 ms. */
const portion = 2e7;

/** Solves with pauses in between. */
export async function solve(
  matrix: KernelMatrix,
  problem: QuadraticProblem,
  options: SmoOptions,
  checkpoint: () => Promise<void>,
): Promise<Solution> {
  const smo = new Smo(matrix, problem, options);
  while (!smo.advance(portion)) await checkpoint();
  return smo.solution();
}
