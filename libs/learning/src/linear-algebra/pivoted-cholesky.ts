/** P'AP = L·L' of a symmetric positive semi-definite A of rank r: L is size × r, lower trapezoidal in the order of pivots. */
export interface PivotedFactor {
  readonly rank: number;
  /** Row-major [size × size] of which the first `rank` columns of every row count, rows in the order of A. */
  readonly factor: Float64Array;
  /** pivots[k]: the row of A that was the k-th pivot. */
  readonly pivots: Int32Array;
}

/**
 * Cholesky's factor, largest pivot first, until no pivot is above its floor: how many columns are
 * independent, and which. The lower triangle of A (row-major) is read. Higham, Accuracy and Stability, 10.3.
 */
export function pivotedCholesky(a: Float64Array, size: number, floors: Float64Array): PivotedFactor {
  const factor = new Float64Array(size * size);
  const remaining = Float64Array.from({ length: size }, (_, i) => a[i * size + i]);
  const pivots: number[] = [];
  const taken = new Uint8Array(size);
  for (let rank = 0; rank < size; rank++) {
    const pivot = largestLeft(remaining, floors, taken);
    if (pivot < 0) break;
    taken[pivot] = 1;
    pivots.push(pivot);
    addColumn(a, factor, size, pivot, rank, taken, remaining);
  }
  return { rank: pivots.length, factor, pivots: Int32Array.from(pivots) };
}

function largestLeft(remaining: Float64Array, floors: Float64Array, taken: Uint8Array): number {
  let best = -1;
  for (let i = 0; i < remaining.length; i++)
    if (!taken[i] && remaining[i] > floors[i] && (best < 0 || remaining[i] > remaining[best])) best = i;
  return best;
}

function addColumn(
  a: Float64Array,
  factor: Float64Array,
  size: number,
  pivot: number,
  rank: number,
  taken: Uint8Array,
  remaining: Float64Array,
): void {
  const root = Math.sqrt(remaining[pivot]);
  const pivotRow = pivot * size;
  factor[pivotRow + rank] = root;
  for (let i = 0; i < size; i++) {
    if (taken[i]) continue;
    const row = i * size;
    let value = i > pivot ? a[row + pivot] : a[pivotRow + i];
    for (let k = 0; k < rank; k++) value -= factor[row + k] * factor[pivotRow + k];
    value /= root;
    factor[row + rank] = value;
    remaining[i] -= value * value;
  }
}
