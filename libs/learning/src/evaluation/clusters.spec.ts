import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { calinskiHarabasz, daviesBouldin, silhouetteScore, silhouettes } from './clusters.js';

interface Case {
  readonly name: string;
  readonly columns: number;
  readonly x: number[];
  readonly labels: number[];
  readonly silhouette: number;
  readonly silhouettes: number[];
  readonly davies_bouldin: number;
}

const fixture = new URL('../estimators/clusters/fixtures/kmeans.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(fixture, 'utf8')) as { cases: Case[] };

const matrixOf = (x: readonly number[], columns: number) => ({
  rows: x.length / columns,
  columns,
  data: Float32Array.from(x),
  names: Array.from({ length: columns }, (_, column) => `c${column}`),
});

describe('measures of clusters', () => {
  it.each(cases.map((each) => [each.name, each] as const))('are scikit-learn’s: %s', (_, each) => {
    const x = matrixOf(each.x, each.columns);
    expect(silhouetteScore(x, each.labels)).toBeCloseTo(each.silhouette, 9);
    const own = silhouettes(x, each.labels);
    each.silhouettes.forEach((value, row) => expect(own[row]).toBeCloseTo(value, 9));
    expect(daviesBouldin(x, each.labels)).toBeCloseTo(each.davies_bouldin, 9);
  });

  it('give a row alone in its cluster 0, and rows in one place 0', () => {
    expect([...silhouettes(matrixOf([0, 1, 10], 1), [4, 4, 9])]).toEqual([0.9, 8 / 9, 0]);
    expect([...silhouettes(matrixOf([1, 1, 1, 1], 1), [0, 0, 1, 1])]).toEqual([0, 0, 0, 0]);
    expect(daviesBouldin(matrixOf([1, 1, 1, 1], 1), [0, 0, 1, 1])).toBe(0);
    expect(calinskiHarabasz(matrixOf([1, 1, 1, 1], 1), [0, 0, 1, 1])).toBe(1);
  });

  it('refuse one cluster, a cluster per row, and codes of other rows', () => {
    const x = matrixOf([1, 2, 3], 1);
    for (const codes of [
      [0, 0, 0],
      [0, 1, 2],
      [0, 1],
    ])
      for (const measure of [silhouettes, daviesBouldin, calinskiHarabasz])
        expect(() => measure(x, codes)).toThrow(expect.objectContaining({ code: 'learning.value_invalid' }));
  });

  it("have scikit-learn's Caliński–Harabasz score", () => {
    const x = matrixOf([0, 0, 0, 1, 1, 0, 8, 8, 8, 9, 9, 8, 0, 9, 1, 9, 0, 8.5], 2);
    expect(calinskiHarabasz(x, [0, 0, 1, 1, 1, 1, 2, 2, 2])).toBeCloseTo(5.455740578439965, 9);
  });
});
