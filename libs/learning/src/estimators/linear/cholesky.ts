/**
 * Solves A·x = b in place for a symmetric positive definite A (row-major, lower triangle read and overwritten); b becomes x.
 * A pivot that is not clearly positive is raised to a small share of the largest diagonal, so that a singular system gives a
 * finite answer (small in the directions that the data don't determine). Golub & Van Loan, Matrix Computations, 4.2.
 */
export function solveSymmetric(a: Float64Array, b: Float64Array): void {
  const n = b.length;
  const floor = pivotFloor(a, n);
  for (let j = 0; j < n; j++) {
    const rowJ = j * n;
    let pivot = a[rowJ + j];
    for (let k = 0; k < j; k++) pivot -= a[rowJ + k] * a[rowJ + k];
    const root = Math.sqrt(pivot > floor ? pivot : 1e6 * floor);
    a[rowJ + j] = root;
    for (let i = j + 1; i < n; i++) {
      const rowI = i * n;
      let value = a[rowI + j];
      for (let k = 0; k < j; k++) value -= a[rowI + k] * a[rowJ + k];
      a[rowI + j] = value / root;
    }
  }
  substitute(a, b);
}

function pivotFloor(a: Float64Array, n: number): number {
  let largest = 0;
  for (let j = 0; j < n; j++) largest = Math.max(largest, a[j * n + j]);
  return Math.max(largest * 1e-14, Number.MIN_VALUE * 1e20);
}

function substitute(lower: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let value = b[i];
    for (let k = 0; k < i; k++) value -= lower[i * n + k] * b[k];
    b[i] = value / lower[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let value = b[i];
    for (let k = i + 1; k < n; k++) value -= lower[k * n + i] * b[k];
    b[i] = value / lower[i * n + i];
  }
}
