import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../../random/random.js';
import type { Matrix } from '../estimator.js';
import { type ParameterValue, resolveParameters } from '../parameters.js';
import { originOf, pointsOf } from '../points.js';
import { Assignment, inertiaOf, squaredDistances } from './assignment.js';
import { chooseClusters } from './choose-clusters.js';
import { clusterSpace } from './cluster-space.js';
import { fitKmeans, kmeans } from './kmeans.js';
import { lloyd } from './lloyd.js';
import { plusPlusRows, randomRows } from './seeding.js';

interface Table {
  readonly name: string;
  readonly columns: number;
  readonly x: number[];
  readonly weights?: number[];
}
interface Case extends Table {
  readonly start: number[];
  readonly parameters: { readonly tol?: number; readonly max_iter?: number };
  readonly centres: number[];
  readonly labels: number[];
  readonly inertia: number;
  readonly iterations: number;
}
interface Runs extends Table {
  readonly clusters: number;
  readonly inertias: number[];
}

const { cases, runs } = JSON.parse(readFileSync(new URL('./fixtures/kmeans.json', import.meta.url), 'utf8')) as {
  cases: Case[];
  runs: Runs[];
};

const matrixOf = (x: readonly number[], columns: number): Matrix => ({
  rows: x.length / columns,
  columns,
  data: Float32Array.from(x),
  names: Array.from({ length: columns }, (_, column) => `c${column}`),
});

const pause = () => Promise.resolve();
const ones = (rows: number) => new Float64Array(rows).fill(1);

function meanVariance({ data, rows, columns }: Matrix): number {
  return (
    Array.from({ length: columns }, (_, column) => {
      const own = Array.from({ length: rows }, (_, row) => data[row * columns + column]);
      const mean = own.reduce((sum, value) => sum + value, 0) / rows;
      return own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
    }).reduce((sum, variance) => sum + variance, 0) / columns
  );
}

function fit(x: Matrix, given: Record<string, ParameterValue>, seed = 1, weights?: Float64Array) {
  return fitKmeans({ x, weights }, { parameters: resolveParameters('kmeans', kmeans.parameters, given), seed });
}

describe('k-means against scikit-learn', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    const x = matrixOf(each.x, each.columns);
    const origin = originOf(x);
    const weights = each.weights ? Float64Array.from(each.weights) : ones(x.rows);
    const start = Float64Array.from(each.start, (value, at) => value - origin[at % each.columns]);
    const { tol = 1e-4, max_iter = 300 } = each.parameters;
    const options = { maxIterations: max_iter, tolerance: tol * meanVariance(x), pause };
    const found = await lloyd(clusterSpace(x, origin, weights), start, options);
    found.centres.forEach((value, at) => expect(value + origin[at % each.columns]).toBeCloseTo(each.centres[at], 6));
    expect([...found.codes]).toEqual(each.labels);
    expect(Math.abs(found.inertia / each.inertia - 1)).toBeLessThan(1e-9);
  });

  it.each(runs.map((each) => [each.name, each] as const))('is no worse over seeds: %s', async (_, each) => {
    const weights = each.weights && Float64Array.from(each.weights);
    const x = matrixOf(each.x, each.columns);
    const ours: number[] = [];
    for (let seed = 0; seed < each.inertias.length; seed++) ours.push((await fit(x, { n_clusters: each.clusters }, seed, weights)).inertia);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(mean(each.inertias.map((value) => (value - mean(each.inertias)) ** 2)));
    expect(mean(ours)).toBeLessThan(mean(each.inertias) + (3 * deviation) / Math.sqrt(ours.length / 2));
    expect(Math.min(...ours)).toBeLessThan(Math.min(...each.inertias) * (1 + 1e-6));
  });
});

const table = fc.integer({ min: 1, max: 3 }).chain((columns) =>
  fc.tuple(
    fc.constant(columns),
    fc.array(
      fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ min: -50, max: 50, noNaN: true })), {
        minLength: columns,
        maxLength: columns,
      }),
      { minLength: 5, maxLength: 60 },
    ),
  ),
);

describe('Lloyd’s iterations', () => {
  it('never raise the inertia, and end where every row is with its nearest centre', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 5 }), async ([columns, rows], clusters) => {
        const x = matrixOf(rows.flat(), columns);
        const points = pointsOf(x, originOf(x));
        const inertias: number[] = [];
        const watch = (inertia?: number) => {
          if (inertia !== undefined) inertias.push(inertia);
          return Promise.resolve();
        };
        const start = points.data.slice(0, clusters * columns);
        const weights = Float64Array.from(rows, (_, row) => 1 + (row % 3));
        const found = await lloyd(clusterSpace(x, originOf(x), weights), start, { maxIterations: 100, tolerance: 0, pause: watch });
        const unit = 1e-9 * Math.max(1, inertias[0]);
        for (let i = 1; i < inertias.length; i++) expect(inertias[i]).toBeLessThanOrEqual(inertias[i - 1] + unit);
        expect(Math.abs(found.inertia - (inertias.at(-1) as number))).toBeLessThanOrEqual(unit);
        expectNearest(points, found.centres, found.codes);
      }),
    );
  });

  it('skip only rows whose nearest centre is what a full search finds, however the centres move', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 5 }), fc.integer(), ([columns, rows], clusters, seed) => {
        const x = matrixOf(rows.flat(), columns);
        const points = pointsOf(x, originOf(x));
        const random = createRandom(seed);
        let centres = points.data.slice(0, clusters * columns);
        const assignment = new Assignment(clusterSpace(x, originOf(x), ones(x.rows)), centres);
        for (let move = 0; move < 6; move++) {
          assignment.update(0, x.rows);
          expectNearest(points, centres, assignment.codes);
          assignment.addUp();
          expectSums(points, assignment);
          centres = centres.map((value) => value + random.normal() * 2 ** (2 - 2 * move));
          assignment.moveTo(centres);
        }
      }),
    );
  });
});

function expectSums({ data, columns, rows }: ReturnType<typeof pointsOf>, { codes, counts, totals, sums }: Assignment): void {
  const expected = new Float64Array(sums.length);
  for (let at = 0; at < rows * columns; at++) expected[codes[Math.floor(at / columns)] * columns + (at % columns)] += data[at];
  expect([...sums]).toEqual([...expected]);
  expect([...totals]).toEqual([...counts]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(rows);
}

/** Ties within rounding may go either way. */
function expectNearest(points: ReturnType<typeof pointsOf>, centres: Float64Array, codes: Int32Array): void {
  const distances = squaredDistances(points, centres);
  const clusters = centres.length / points.columns;
  codes.forEach((code, row) => {
    const own = distances.subarray(row * clusters, (row + 1) * clusters);
    expect(own[code]).toBeLessThanOrEqual(Math.min(...own) * (1 + 1e-9) + 1e-12);
  });
}

describe('first centres', () => {
  const x = matrixOf([0, 0, 0, 0, 10, 20], 1);

  it('are rows of different places by k-means++, drawn by weight at random', () => {
    for (let seed = 0; seed < 20; seed++) {
      const places = [...plusPlusRows(clusterSpace(x, originOf(x), ones(6)), 3, createRandom(seed))].map((row) => x.data[row]);
      expect(places.toSorted((a, b) => a - b)).toEqual([0, 10, 20]);
      expect(new Set(randomRows(ones(6), 4, createRandom(seed))).size).toBe(4);
      expect(randomRows(Float64Array.from([1e-9, 1e-9, 1e-9, 1e-9, 1, 1]), 2, createRandom(seed)).toSorted()).toEqual(
        Int32Array.from([4, 5]),
      );
    }
  });

  it('are there even where rows have fewer places than there are clusters', async () => {
    const fitted = await fit(matrixOf([1, 1, 1, 2, 2], 1), { n_clusters: 4 });
    expect(fitted.inertia).toBe(0);
    expect([...fitted.centres].every((centre) => centre === 1 || centre === 2)).toBe(true);
  });
});

describe('kmeans', () => {
  const blobs = (rows: number, seed = 3) => {
    const random = createRandom(seed);
    const data = Array.from({ length: rows * 2 }, (_, i) => (((Math.floor(i / 2) % 4) + (i % 2) * 3) % 4) * 12 + random.normal());
    return matrixOf(data, 2);
  };

  it('keeps the best of its starts', async () => {
    const x = matrixOf(runs[0].x, runs[0].columns);
    const one = await fit(x, { n_clusters: 8, init: 'random', n_init: 1 }, 4);
    const many = await fit(x, { n_clusters: 8, init: 'random' }, 4);
    expect(many.inertia).toBeLessThanOrEqual(one.inertia);
    expect(many.history.length).toBeGreaterThan(one.history.length);
    await expect(fit(x, { n_init: 1.5 })).rejects.toMatchObject({ code: 'learning.parameter_invalid', where: 'n_init' });
  });

  it('learns by batches nearly as well as from all rows', async () => {
    const x = blobs(6000);
    const whole = await fit(x, { n_clusters: 4 });
    const batches = await fit(x, { n_clusters: 4, algorithm: 'mini_batch', batch_size: 256 });
    expect(batches.inertia).toBeLessThan(1.02 * whole.inertia);
    const points = pointsOf(x, new Float64Array(2));
    const codes = Int32Array.from(batches.predict(x));
    expect(inertiaOf(points, ones(x.rows), batches.centres, codes)).toBeCloseTo(batches.inertia, 4);
  });

  it('moves a centre of batches that hardly any row comes to', async () => {
    // Two places and one row far off, where k-means++ starts a centre that hardly any batch has a row for.
    const random = createRandom(5);
    const data = Array.from({ length: 2000 }, (_, row) => (row === 0 ? 1e4 : (row % 2) * 50 + random.normal()));
    const fitted = await fit(matrixOf(data, 1), { n_clusters: 3, algorithm: 'mini_batch', batch_size: 100 });
    const codes = fitted.predict(matrixOf(data.slice(1), 1));
    expect(new Set(codes).size).toBe(3);
    expect(new Set(fitted.predict(matrixOf([0, 50], 1))).size).toBe(2);
  });

  it('stops within a start when it is told to', async () => {
    const controller = new AbortController();
    const options = { parameters: resolveParameters('kmeans', kmeans.parameters, { tol: 0 }), seed: 1, signal: controller.signal };
    const seen: number[] = [];
    const stopped = fitKmeans(
      { x: blobs(3000) },
      {
        ...options,
        onProgress: ({ iteration }) => {
          seen.push(iteration);
          if (iteration === 1) controller.abort();
        },
      },
    );
    await expect(stopped).rejects.toMatchObject({ code: 'learning.aborted' });
    expect(seen).toEqual([0, 1]);
  });

  it('refuses saved clusters that are cut short', async () => {
    const json = JSON.parse(JSON.stringify((await fit(blobs(40), { n_clusters: 2 })).toJSON()));
    for (const change of [{ centres: 'f64:AAAAAAAA8D8=' }, { inertia: 'much' }, { history: 3 }])
      expect(() => kmeans.load({ ...json, ...change })).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
  });

  describe('choosing the number of clusters', () => {
    it('finds the four that there are, also from a sample', async () => {
      for (const sample of [2000, 60]) {
        const { fitted, counts } = await chooseClusters({ x: blobs(400) }, { to: 7, sample, seed: 1 });
        expect(fitted.codes).toBe(4);
        expect(counts.map(({ clusters }) => clusters)).toEqual([2, 3, 4, 5, 6, 7]);
        expect(Math.max(...counts.map(({ silhouette }) => silhouette))).toBe(counts[2].silhouette);
        expect(Math.min(...counts.map((count) => count.daviesBouldin))).toBe(counts[2].daviesBouldin);
      }
    });

    it('tries no more than there are different rows to tell apart, and leaves rows of weight 0 out', async () => {
      const x = matrixOf([0, 0, 5, 5, 9, 9, 100, 100], 1);
      const seen: number[] = [];
      const weights = Float64Array.from([1, 1, 1, 1, 1, 1, 0, 0]);
      const { counts } = await chooseClusters({ x, weights }, { seed: 1, onProgress: ({ clusters }) => seen.push(clusters) });
      expect(seen).toEqual([2]);
      expect(counts).toHaveLength(1);
      await expect(chooseClusters({ x: matrixOf([3, 3, 3, 4], 1) }, { seed: 1 })).rejects.toMatchObject({ code: 'learning.too_few_rows' });
    });

    it('stops when it is told to', async () => {
      const controller = new AbortController();
      const options = { seed: 1, signal: controller.signal, onProgress: () => controller.abort() };
      await expect(chooseClusters({ x: blobs(100) }, options)).rejects.toMatchObject({ code: 'learning.aborted' });
    });
  });
});
