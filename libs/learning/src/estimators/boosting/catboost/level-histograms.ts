import type { Block } from './blocks.js';

/** Sampled rows grouped by leaf: leaf l has the places `begin[l] … end[l] − 1`; gradients (one array per output) and weights go with the places. */
export interface LeafGroups {
  readonly rows: Uint32Array;
  readonly gradients: readonly Float64Array[];
  readonly weights: Float64Array;
  readonly begin: Int32Array;
  readonly end: Int32Array;
  /** Totals per leaf. */
  readonly gradientOf: readonly Float64Array[];
  readonly weightOf: Float64Array;
}

/** Adds a leaf's rows to a histogram: gradient at 2p, weight at 2p + 1 for each position p. */
export function addLeafRows(block: Block, groups: LeafGroups, output: number, leaf: number, into: Float64Array): void {
  const { rows, weights, begin, end, gradientOf, weightOf } = groups;
  const gradient = groups.gradients[output];
  if (!block.starts) addDenseRows(block, rows, weights, gradient, begin[leaf], end[leaf], into);
  else {
    addSparseRows(block, block.starts, rows, weights, gradient, begin[leaf], end[leaf], into);
    fillLeftOut(block, gradientOf[output][leaf], weightOf[leaf], into);
  }
}

function addDenseRows(
  { positions, width }: Block,
  rows: Uint32Array,
  weights: Float64Array,
  gradient: Float64Array,
  begin: number,
  end: number,
  into: Float64Array,
): void {
  const even = width & ~1;
  for (let place = begin; place < end; place++) {
    const g = gradient[place];
    const w = weights[place];
    let at = rows[place] * width;
    const stop = at + even;
    for (; at < stop; at += 2) {
      const p = positions[at] << 1;
      const q = positions[at + 1] << 1;
      into[p] += g;
      into[p + 1] += w;
      into[q] += g;
      into[q + 1] += w;
    }
    if (even < width) {
      const p = positions[at] << 1;
      into[p] += g;
      into[p + 1] += w;
    }
  }
}

function addSparseRows(
  { positions }: Block,
  starts: Int32Array,
  rows: Uint32Array,
  weights: Float64Array,
  gradient: Float64Array,
  begin: number,
  end: number,
  into: Float64Array,
): void {
  for (let place = begin; place < end; place++) {
    const g = gradient[place];
    const w = weights[place];
    const stop = starts[rows[place] + 1];
    for (let at = starts[rows[place]]; at < stop; at++) {
      const p = positions[at] << 1;
      into[p] += g;
      into[p + 1] += w;
    }
  }
}

/** What a sparse feature's bins lack of the leaf's total is its most frequent bin. Weights below rounding are none. */
function fillLeftOut({ offsets, leftOut }: Block, totalGradient: number, totalWeight: number, into: Float64Array): void {
  for (let i = 0; i < leftOut.length; i++) {
    let g = totalGradient;
    let w = totalWeight;
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      g -= into[2 * p];
      w -= into[2 * p + 1];
    }
    const at = 2 * leftOut[i];
    const none = w <= totalWeight * 1e-12;
    into[at] = none ? 0 : g;
    into[at + 1] = none ? 0 : w;
  }
}

/** Turns a parent's histogram into that of the child whose sibling is given. Bins emptied but for rounding become empty. */
export function subtract(parent: Float64Array, sibling: Float64Array): void {
  for (let at = 0; at < parent.length; at += 2) {
    const before = parent[at + 1];
    if (before === 0) continue;
    const weight = before - sibling[at + 1];
    if (weight <= before * 1e-12) {
      parent[at] = 0;
      parent[at + 1] = 0;
    } else {
      parent[at] -= sibling[at];
      parent[at + 1] = weight;
    }
  }
}
