import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../../random/random.js';
import type { Matrix } from '../estimator.js';
import { columnShapes } from './column-shapes.js';
import { createDesign, sparseDesign } from './create-design.js';
import { DenseDesign } from './dense-design.js';
import { type Design, gramOf, unscale } from './design.js';
import { KernelDesign } from './kernel-design.js';
import { normalEquations, residualSquares } from './normal-equations.js';
import { SparseDesign } from './sparse-design.js';

function table(rows: number, columns: number, share: number, seed: number): Matrix {
  const random = createRandom(seed);
  const cell = (column: number) => (random.next() < share ? 5 + column + random.normal() * 10 ** (column - 2) : 0);
  const data = Float32Array.from({ length: rows * columns }, (_, i) => (i % columns === 1 ? 7 : cell(i % columns)));
  return { rows, columns, data, names: Array.from({ length: columns }, (_, column) => `c${column}`) };
}

/** Entries of Z as the design says they are, written out. */
function entry({ shift, scale }: Design, x: Matrix, row: number, column: number): number {
  return (x.data[row * x.columns + column] - shift[column]) / scale[column];
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, unit: number): void {
  expect(actual).toHaveLength(expected.length);
  Array.from(expected).forEach((value, i) => expect(Math.abs(actual[i] - value)).toBeLessThan(1e-9 * unit));
}

const kinds: [string, (x: Matrix, centred: boolean) => Design][] = [
  ['DenseDesign', (x, centred) => new DenseDesign(x, columnShapes(x, centred))],
  ['SparseDesign', (x, centred) => new SparseDesign(x, columnShapes(x, centred), x.rows * x.columns)],
  ['KernelDesign', (x, centred) => new KernelDesign(x, centred)],
];

describe.each(kinds)('%s', (_, create) => {
  it('adds, projects and multiplies what it says its entries are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 7 }), fc.boolean(), async (rows, columns, centred) => {
        const x = table(rows, columns, 0.7, rows * 10 + columns);
        const design = create(x, centred);
        const slopes = Float64Array.from({ length: columns }, (__, column) => Math.sin(column + 1));
        const factors = Float64Array.from({ length: rows }, (__, row) => Math.cos(row));
        const unit = rows * columns * Math.max(1, ...Array.from(x.data, (value, i) => Math.abs(value / design.scale[i % columns])));
        const scores = new Float64Array(rows).fill(2);
        design.addScores(slopes, scores);
        const dot = (row: number) => slopes.reduce((sum, slope, column) => sum + slope * entry(design, x, row, column), 2);
        expectNear(
          scores,
          factors.map((__, row) => dot(row)),
          unit,
        );
        const projected = slopes.map((__, column) => factors.reduce((sum, factor, row) => sum + factor * entry(design, x, row, column), 0));
        expectNear(design.project(factors), projected, unit);
        const weights = factors.map(Math.abs);
        for (const given of [weights, undefined]) {
          const gram = await gramOf(design, given, async () => {});
          for (let i = 0; i < columns; i++) {
            for (let j = 0; j <= i; j++) {
              const product = factors.reduce(
                (sum, __, row) => sum + (given?.[row] ?? 1) * entry(design, x, row, i) * entry(design, x, row, j),
                0,
              );
              expectNear([gram[i * columns + j]], [product], unit ** 2);
            }
          }
        }
      }),
      { numRuns: 40, seed: 4 },
    );
  });

  it('scales columns to a spread of 1, and leaves constant ones', () => {
    const design = create(table(50, 4, 1, 3), true);
    expectNear(design.spread, [1, 0, 1, 1], 1);
    expect(design.scale[1]).toBe(1);
  });

  it('says where a value is missing', () => {
    const x = table(5, 3, 1, 3);
    x.data[7] = Number.NaN;
    expect(() => create(x, true)).toThrow('Row 3 has no value in "c1"');
  });
});

describe('createDesign', () => {
  it('keeps only the entries of mostly-zero tables', () => {
    expect(createDesign(table(100, 6, 0.05, 1), true)).toBeInstanceOf(SparseDesign);
    expect(createDesign(table(100, 6, 0.9, 1), true)).toBeInstanceOf(KernelDesign);
    expect(sparseDesign(table(100, 6, 0.9, 1), true)).toBeUndefined();
  });
});

describe('normalEquations', () => {
  it.each([0.1, 0.9])('are those of the centred rows, %d of them filled, and know what coefficients leave', async (share) => {
    const x = table(80, 6, share, 2);
    const y = Float64Array.from({ length: 80 }, (_, row) => 1e3 + Math.sin(row));
    const weights = y.map((_, row) => row % 3);
    const { gram, products, means, mean, squares, total, columns } = await normalEquations({ x, y, weights }, true, async () => {});
    expect(total).toBe(79);
    const z = (row: number, column: number) => (x.data[row * 6 + column] - columns.shift[column]) / columns.scale[column] - means[column];
    const rows = Array.from({ length: 80 }, (_, row) => row);
    const sum = (of: (row: number) => number) => rows.reduce((all, row) => all + weights[row] * of(row), 0);
    expect(sum((row) => y[row] - mean)).toBeCloseTo(0, 6);
    for (let i = 0; i < 6; i++) {
      expect(products[i]).toBeCloseTo(
        sum((row) => z(row, i) * (y[row] - mean)),
        8,
      );
      for (let j = 0; j <= i; j++)
        expect(gram[i * 6 + j]).toBeCloseTo(
          sum((row) => z(row, i) * z(row, j)),
          8,
        );
    }
    const slopes = Float64Array.of(0.5, 3, -1, 0.2, 0, 1);
    const residual = (row: number) => y[row] - mean - slopes.reduce((all, slope, column) => all + slope * z(row, column), 0);
    expect(squares).toBeCloseTo(
      sum((row) => (y[row] - mean) ** 2),
      6,
    );
    expect(residualSquares({ gram, products, means, mean, squares, total, columns }, slopes)).toBeCloseTo(
      sum((row) => residual(row) ** 2),
      6,
    );
    const raw = unscale(columns, slopes, 4);
    expect(raw.coefficients[2]).toBeCloseTo(-1 / columns.scale[2], 12);
  });
});
