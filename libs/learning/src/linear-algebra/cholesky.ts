/** Lets other work have its turn, and throws when the work was cancelled. */
export type Checkpoint = () => Promise<void>;

/** Multiply-adds between two checkpoints: about 50 ms. */
const stretch = 4e7;

/**
 * Solves A·x = b in place for a symmetric positive definite A (row-major, lower triangle read and overwritten by its factor); b becomes x.
 * A pivot that is not clearly positive is raised to a small share of the largest diagonal, so that a singular system gives a
 * finite answer (small in the directions that the data don't determine). Golub & Van Loan, Matrix Computations, 4.2.
 */
export async function solveSymmetric(a: Float64Array, b: Float64Array, checkpoint?: Checkpoint): Promise<void> {
  await factorise(a, b.length, checkpoint);
  substitute(a, b);
}

/** Makes of the lower triangle of A its Cholesky factor, with raised pivots as above. */
export async function factorise(a: Float64Array, n: number, checkpoint?: Checkpoint): Promise<void> {
  const floor = pivotFloor(a, n);
  let work = 0;
  for (let j = 0; j < n; j++) {
    factoriseColumn(a, n, j, floor);
    work += (n - j) * j;
    if (work > stretch) {
      work = 0;
      await checkpoint?.();
    }
  }
}

function factoriseColumn(a: Float64Array, n: number, j: number, floor: number): void {
  const rowJ = j * n;
  const pivot = a[rowJ + j] - product(a, rowJ, rowJ, j);
  const root = Math.sqrt(pivot > floor ? pivot : 1e6 * floor);
  a[rowJ + j] = root;
  for (let i = j + 1; i < n; i++) {
    const rowI = i * n;
    a[rowI + j] = (a[rowI + j] - product(a, rowI, rowJ, j)) / root;
  }
}

/** Scalar product of two stretches of a; four sums keep the processor busy. */
function product(a: Float64Array, from: number, at: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += a[from + k] * a[at + k];
    s1 += a[from + k + 1] * a[at + k + 1];
    s2 += a[from + k + 2] * a[at + k + 2];
    s3 += a[from + k + 3] * a[at + k + 3];
  }
  for (; k < length; k++) s0 += a[from + k] * a[at + k];
  return s0 + s1 + s2 + s3;
}

function pivotFloor(a: Float64Array, n: number): number {
  let largest = 0;
  for (let j = 0; j < n; j++) largest = Math.max(largest, a[j * n + j]);
  return Math.max(largest * 1e-14, Number.MIN_VALUE * 1e20);
}

/** Solves L·L'·x = b in place, L in the lower triangle. */
export function substitute(lower: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let value = b[i];
    for (let k = 0; k < i; k++) value -= lower[i * n + k] * b[k];
    b[i] = value / lower[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    b[i] /= lower[i * n + i];
    for (let k = 0; k < i; k++) b[k] -= lower[i * n + k] * b[i];
  }
}
