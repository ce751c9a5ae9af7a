import { describe, expect, it } from '@jest/globals';
import { columnsPerNode } from './tree-parameters.js';

describe('columnsPerNode', () => {
  it.each([
    [null, 20, 20],
    ['sqrt', 20, 4],
    ['log2', 20, 4],
    [0.5, 20, 10],
    [1, 20, 20],
    [3, 20, 3],
    [50, 20, 20],
    [0.001, 20, 1],
    ['log2', 1, 1],
  ])('takes %p of %d columns as %d', (share, columns, expected) => {
    expect(columnsPerNode(share, columns)).toBe(expected);
  });
});
