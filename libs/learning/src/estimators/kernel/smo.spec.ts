import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Matrix } from '../estimator.js';
import { originOf, pointsOf } from '../points.js';
import { type Kernel, type KernelKind, kernelRow, normed } from './kernel-function.js';
import { KernelMatrix } from './kernel-matrix.js';
import { PanelKernel } from './panel-kernel.js';
import { type QuadraticProblem, Smo, type Solution } from './smo.js';

const matrixOf = (rows: readonly (readonly number[])[]): Matrix => ({
  rows: rows.length,
  columns: rows[0].length,
  data: Float32Array.from(rows.flat()),
  names: rows[0].map((_, i) => `c${i}`),
});

function kernelMatrix(rows: readonly (readonly number[])[], kind: KernelKind, cacheBytes = 2 ** 24): KernelMatrix {
  const x = matrixOf(rows);
  const kernel: Kernel = { kind, gamma: 0.5, coef0: 1, degree: 2 };
  return new KernelMatrix(kernel, normed(pointsOf(x, kind === 'poly' ? new Float64Array(x.columns) : originOf(x))), cacheBytes);
}

function solveFully(matrix: KernelMatrix, problem: QuadraticProblem, tolerance: number): Solution {
  const smo = new Smo(matrix, problem, { tolerance, maxIterations: -1 });
  while (!smo.advance(1000));
  return smo.solution();
}

/** Classification: +1 where the sign is positive, each row with its own price of an error. */
function problemOf(signs: readonly boolean[], costs: readonly number[]): QuadraticProblem {
  return {
    rows: Int32Array.from(signs.keys()),
    linear: Float64Array.from(signs, (sign) => (sign ? -1 : 1)),
    lower: Float64Array.from(signs, (sign, t) => (sign ? 0 : -costs[t])),
    upper: Float64Array.from(signs, (sign, t) => (sign ? costs[t] : 0)),
  };
}

function gradientOf(matrix: KernelMatrix, problem: QuadraticProblem, { coefficients }: Solution): Float64Array {
  const gradient = Float64Array.from(problem.linear);
  coefficients.forEach((value, t) => matrix.addTo(gradient, problem.rows[t], value, problem.rows, 0, gradient.length));
  return gradient;
}

/** By how much the worst pair violates the Karush–Kuhn–Tucker conditions. */
function violation(matrix: KernelMatrix, problem: QuadraticProblem, solution: Solution): number {
  const gradient = gradientOf(matrix, problem, solution);
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  solution.coefficients.forEach((value, t) => {
    if (value < problem.upper[t]) least = Math.min(least, gradient[t]);
    if (value > problem.lower[t]) most = Math.max(most, gradient[t]);
  });
  return most - least;
}

const number = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.float({ min: -3, max: 3, noNaN: true }));
const problems = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 2, max: 40 }))
  .chain(([columns, rows]) =>
    fc.tuple(
      fc.array(fc.array(number, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
      fc.array(fc.boolean(), { minLength: rows, maxLength: rows }),
      fc.array(fc.float({ min: Math.fround(0.1), max: 10, noNaN: true }), { minLength: rows, maxLength: rows }),
    ),
  );
const kinds = fc.constantFrom<KernelKind>('linear', 'rbf', 'poly');

describe('kernel values', () => {
  it('are in panels what they are one by one', () => {
    const all = fc.constantFrom<KernelKind>('linear', 'rbf', 'poly', 'sigmoid');
    fc.assert(
      fc.property(problems, all, fc.constantFrom(1, 1e3, 1e15), ([rows], kind, scale) => {
        const { kernel, points } = kernelMatrix(
          rows.map((row) => row.map((value) => value * scale)),
          kind,
        );
        const panels = new PanelKernel(kernel, points);
        const plain = new Float64Array(points.rows);
        const fast = new Float64Array(points.rows);
        for (let row = 0; row < points.rows; row++) {
          kernelRow(kernel, points, row, points, plain);
          panels.row(points, row, fast);
          const unit = 1e-12 * Math.max(1, ...plain.map(Math.abs)) * Math.max(1, kind === 'rbf' || kind === 'sigmoid' ? scale ** 2 : 1);
          expect(Math.max(...fast.map((value, j) => Math.abs(value - plain[j])))).toBeLessThanOrEqual(unit);
          if (kind === 'rbf') expect([fast[row], plain[row]]).toEqual([1, 1]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('sequential minimal optimisation', () => {
  it('ends within bounds, in balance, and with no pair that violates the conditions by more than the tolerance', () => {
    fc.assert(
      fc.property(problems, kinds, fc.constantFrom(100, 2 ** 24), ([rows, signs, costs], kind, cacheBytes) => {
        const matrix = kernelMatrix(rows, kind, cacheBytes);
        const problem = problemOf(signs, costs);
        const solution = solveFully(matrix, problem, 1e-3);
        const { coefficients } = solution;
        coefficients.forEach((value, t) => {
          expect(value).toBeGreaterThanOrEqual(problem.lower[t]);
          expect(value).toBeLessThanOrEqual(problem.upper[t]);
        });
        expect(Math.abs(coefficients.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9);
        if (new Set(signs).size === 2) expect(violation(matrix, problem, solution)).toBeLessThan(1.000001e-3);
      }),
      { numRuns: 150 },
    );
  });

  it('finds the same with little memory as with much', () => {
    fc.assert(
      fc.property(problems, ([rows, signs, costs]) => {
        fc.pre(new Set(signs).size === 2);
        const problem = problemOf(signs, costs);
        const objective = (cacheBytes: number) => {
          const matrix = kernelMatrix(rows, 'rbf', cacheBytes);
          const solution = solveFully(matrix, problem, 1e-9);
          const gradient = gradientOf(matrix, problem, solution);
          return solution.coefficients.reduce((sum, value, t) => sum + (value * (gradient[t] + problem.linear[t])) / 2, 0);
        };
        const much = objective(2 ** 24);
        expect(Math.abs(objective(100) - much)).toBeLessThan(1e-6 * Math.max(1, Math.abs(much)));
      }),
    );
  });

  it('stops after so many iterations, with what it has', () => {
    const rows = Array.from({ length: 60 }, (_, row) => [Math.sin(row * 7), Math.cos(row * 3)]);
    const matrix = kernelMatrix(rows, 'rbf');
    const problem = problemOf(
      rows.map((_, row) => row % 3 === 0),
      rows.map(() => 1),
    );
    const smo = new Smo(matrix, problem, { tolerance: 1e-9, maxIterations: 7 });
    while (!smo.advance(100));
    expect(smo.solution().iterations).toBe(7);
    expect(violation(matrix, problem, smo.solution())).toBeGreaterThan(1e-6);
  });

  it('keeps to rows it was asked for where the matrix does not fit', () => {
    const rows = Array.from({ length: 500 }, (_, row) => [Math.sin(row * 7), Math.cos(row * row)]);
    const problem = problemOf(
      rows.map(([a, b]) => a * b > 0),
      rows.map(() => 10),
    );
    const little = kernelMatrix(rows, 'rbf', 20 * 8 * 500);
    const much = kernelMatrix(rows, 'rbf');
    const [a, b] = [little, much].map((matrix) => solveFully(matrix, problem, 1e-8));
    a.coefficients.forEach((value, t) => expect(value).toBeCloseTo(b.coefficients[t], 3));
    expect(a.offset).toBeCloseTo(b.offset, 6);
    expect(much.computed).toBeLessThanOrEqual(500 * 500);
    expect(little.computed).toBeGreaterThan(much.computed);
  });
});
