import type { Random } from '../../random/random.js';
import { ColumnSampler } from './column-sampler.js';
import { floorToFloat32 } from './float32.js';
import { type Tree, TreeBuilder } from './tree.js';
import type { Matrix } from '../estimator.js';

const eulerGamma = 0.5772156649015329;

/** The mean length of an unsuccessful search in a binary tree of n rows: c(n) (Liu, Ting and Zhou 2008, equation 1). */
export function averagePathLength(rows: number): number {
  if (rows <= 1) return 0;
  return rows === 2 ? 1 : 2 * (Math.log(rows - 1) + eulerGamma) - (2 * (rows - 1)) / rows;
}

interface Pending {
  readonly node: number;
  readonly begin: number;
  readonly end: number;
  readonly depth: number;
  readonly constants: number;
}

/**
 * Parts the given rows by random columns at random thresholds, down to single rows or `maxDepth` levels. Leaves hold the length of their path:
 * their depth, and c(rows) for what was not parted. Missing values take a side at random.
 */
export function growIsolationTree(
  { data, columns: width }: Matrix,
  rows: Uint32Array,
  columns: Int32Array,
  maxDepth: number,
  random: Random,
): Tree {
  const builder = new TreeBuilder();
  const sampler = new ColumnSampler(columns.length, 1, random);
  const pending: Pending[] = [{ node: 0, begin: 0, end: rows.length, depth: 0, constants: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, begin, end, depth } = next;
    builder.cover(node, end - begin);
    let column = -1;
    let constants = next.constants;
    const range = { least: 0, most: 0 };
    if (depth < maxDepth && end - begin > 1) {
      constants = sampler.draw(constants, (place) => {
        if (!findRange(data, width, rows.subarray(begin, end), columns[place], range)) return false;
        column = columns[place];
        return true;
      });
    }
    if (column < 0) {
      builder.leaf(node, [depth + averagePathLength(end - begin)]);
      continue;
    }
    const threshold = drawThreshold(range, random);
    const coin = random.next() < 0.5;
    const middle = partition(rows, begin, end, (row) => {
      const value = data[row * width + column];
      return value <= threshold || (coin && Number.isNaN(value));
    });
    const hasMissing = Array.from(rows.subarray(begin, end)).some((row) => Number.isNaN(data[row * width + column]));
    const missingLeft = hasMissing ? coin : middle - begin > end - middle;
    const child = builder.branch(node, { feature: column, threshold, missingLeft });
    pending.push({ node: child + 1, begin: middle, end, depth: depth + 1, constants });
    pending.push({ node: child, begin, end: middle, depth: depth + 1, constants });
  }
  return builder.build();
}

interface Range {
  least: number;
  most: number;
}

/** False where the column has fewer than two values in the rows; missing ones don't count. */
function findRange(data: Float32Array, width: number, rows: Uint32Array, column: number, range: Range): boolean {
  range.least = Number.POSITIVE_INFINITY;
  range.most = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const value = data[row * width + column];
    if (value < range.least) range.least = value;
    if (value > range.most) range.most = value;
  }
  return range.least < range.most;
}

/** At least the least value and below the most, so that both sides get a row. */
function drawThreshold({ least, most }: Range, random: Random): number {
  const drawn = floorToFloat32(least + random.next() * (most - least));
  return drawn < most ? Math.max(drawn, least) : least;
}

function partition(rows: Uint32Array, begin: number, end: number, goesLeft: (row: number) => boolean): number {
  let middle = begin;
  for (let i = begin; i < end; i++) {
    const row = rows[i];
    if (!goesLeft(row)) continue;
    rows[i] = rows[middle];
    rows[middle++] = row;
  }
  return middle;
}
