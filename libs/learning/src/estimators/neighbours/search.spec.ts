import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Matrix } from '../estimator.js';
import { BruteForce } from './brute-force.js';
import { KdTree } from './kd-tree.js';
import { distanceOf, type Metric, metricOf, metricOrigin, metricPoints } from './metric.js';
import { NearestList } from './nearest-list.js';
import { RoughSearch } from './rough-search.js';
import type { NeighbourSearch } from './search.js';

function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  return { rows: rows.length, columns: rows[0].length, data: Float32Array.from(rows.flat()), names: rows[0].map((_, i) => `c${i}`) };
}

/** Per query the indices and distances of the nearest rows. */
function found(search: NeighbourSearch, queries: ReturnType<typeof metricPoints>, metric: Metric, count: number) {
  const results: { indices: number[]; distances: number[] }[] = [];
  search.search(queries, count, (_, { indices, measures, size }) =>
    results.push({
      indices: [...indices.subarray(0, size)],
      distances: Array.from(measures.subarray(0, size), (measure) => distanceOf(metric, measure)),
    }),
  );
  return results;
}

/** Small whole numbers tie often, the others hardly ever. */
const cell = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ min: -100, max: 100, noNaN: true }));
const table = (most: number) =>
  fc
    .integer({ min: 1, max: 4 })
    .chain((columns) =>
      fc.tuple(
        fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: most }),
        fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 }),
      ),
    );
const metrics = fc.constantFrom(metricOf('euclidean', 2), metricOf('manhattan', 2), metricOf('minkowski', 3), metricOf('minkowski', 1));

describe('the search for neighbours', () => {
  it('finds by tree what it finds by measuring all, ties by index', () => {
    fc.assert(
      fc.property(
        table(80),
        metrics,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 8 }),
        ([rows, queries], metric, k, leaf) => {
          const x = matrixOf(rows);
          const origin = metricOrigin(metric, x);
          const points = metricPoints(metric, x, origin);
          const asked = metricPoints(metric, matrixOf(queries), origin);
          const count = Math.min(k, rows.length);
          const byTree = found(new KdTree(points, metric, leaf), asked, metric, count);
          expect(byTree).toEqual(found(new BruteForce(points, metric), asked, metric, count));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('finds by rough measures what it finds by exact ones, also far away and among ties', () => {
    const scales = fc.constantFrom(1, 1e-20, 1e10, 1e14);
    const rough = fc.constantFrom(metricOf('euclidean', 2), metricOf('cosine', 2));
    fc.assert(
      fc.property(table(700), rough, fc.integer({ min: 1, max: 9 }), scales, fc.boolean(), ([rows, queries], metric, k, scale, isFar) => {
        const x = matrixOf(rows.map((row) => row.map((value) => value * scale)));
        const origin = metricOrigin(metric, x);
        const points = metricPoints(metric, x, origin);
        const asked = metricPoints(metric, matrixOf(queries.map((row) => row.map((value) => value * scale * (isFar ? 1e12 : 1)))), origin);
        const count = Math.min(k, rows.length);
        if (!RoughSearch.serves(metric, points)) return;
        const byRough = found(new RoughSearch(points, metric), asked, metric, count);
        expect(byRough).toEqual(found(new BruteForce(points, metric), asked, metric, count));
      }),
      { numRuns: 200 },
    );
  });

  it('finds what sorting all distances finds', () => {
    fc.assert(
      fc.property(table(40), ([rows, queries]) => {
        const metric = metricOf('euclidean', 2);
        const x = matrixOf(rows);
        const origin = metricOrigin(metric, x);
        const count = Math.min(6, rows.length);
        const [first] = found(
          new BruteForce(metricPoints(metric, x, origin), metric),
          metricPoints(metric, matrixOf(queries), origin),
          metric,
          count,
        );
        const query = [...matrixOf(queries).data.subarray(0, x.columns)];
        const all = Array.from({ length: x.rows }, (_, row) => Math.hypot(...query.map((value, c) => value - x.data[row * x.columns + c])));
        all
          .toSorted((a, b) => a - b)
          .slice(0, count)
          .forEach((distance, rank) => expect(first.distances[rank]).toBeCloseTo(distance, 6));
      }),
    );
  });

  it('searches more queries than it holds at once', () => {
    const metric = metricOf('euclidean', 2);
    const x = matrixOf(Array.from({ length: 300 }, (_, row) => [row, (row * 7) % 13]));
    const points = metricPoints(metric, x, metricOrigin(metric, x));
    for (const search of [new BruteForce(points, metric), new RoughSearch(points, metric)]) {
      const own = found(search, points, metric, 1).map(({ indices }) => indices[0]);
      expect(own).toEqual(Array.from({ length: 300 }, (_, row) => row));
    }
  });
});

describe('the list of the nearest', () => {
  it('keeps the k nearest in order, lower indices first where they tie', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 6 }),
        (measures, k) => {
          const list = new NearestList(k);
          const order = measures.map((_, index) => index);
          for (const index of order.toReversed()) list.offer(measures[index], index);
          const expected = order.toSorted((a, b) => measures[a] - measures[b] || a - b).slice(0, k);
          expect([...list.indices.subarray(0, list.size)]).toEqual(expected);
        },
      ),
    );
  });
});
