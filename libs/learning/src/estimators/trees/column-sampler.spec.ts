import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import { ColumnSampler } from './column-sampler.js';

/** Columns visited for a node in which the given columns do not vary. */
function visited(sampler: ColumnSampler, known: number, constant: ReadonlySet<number>): { columns: number[]; known: number } {
  const columns: number[] = [];
  const next = sampler.draw(known, (column) => {
    columns.push(column);
    return !constant.has(column);
  });
  return { columns, known: next };
}

describe('ColumnSampler', () => {
  it('draws as many columns as asked, each at most once, all equally often', () => {
    const sampler = new ColumnSampler(6, 2, createRandom(1));
    const counts = new Int32Array(6);
    for (let i = 0; i < 6000; i++) {
      const { columns } = visited(sampler, 0, new Set());
      expect(new Set(columns).size).toBe(2);
      for (const column of columns) counts[column]++;
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(150);
  });

  it('goes on until a column varies, and stops when none is left', () => {
    const sampler = new ColumnSampler(5, 1, createRandom(2));
    for (let i = 0; i < 50; i++) expect(visited(sampler, 0, new Set([0, 1, 2, 4])).columns.at(-1)).toBe(3);
    expect(visited(sampler, 0, new Set([0, 1, 2, 3, 4]))).toMatchObject({ columns: expect.arrayContaining([0, 1, 2, 3, 4]), known: 5 });
  });

  it('does not visit columns known to be constant, in a child or in its sibling', () => {
    const sampler = new ColumnSampler(8, 8, createRandom(3));
    const root = visited(sampler, 0, new Set([1, 6]));
    expect(root.known).toBe(2);
    const left = visited(sampler, root.known, new Set([1, 6, 0, 2]));
    expect([...left.columns].sort()).toEqual([0, 2, 3, 4, 5, 7]);
    expect([...visited(sampler, left.known, new Set([0, 1, 2, 6, 7])).columns].sort()).toEqual([3, 4, 5, 7]);
    // The sibling knows what its parent knew, and nothing of what the left branch found.
    expect([...visited(sampler, root.known, new Set([1, 6])).columns].sort()).toEqual([0, 2, 3, 4, 5, 7]);
  });
});
