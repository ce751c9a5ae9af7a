/** Eigenvalues of a symmetric matrix, largest first, and row by row a unit eigenvector for each. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  /** Row-major [size × size]: row k belongs to values[k]. */
  readonly vectors: Float64Array;
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix (row-major, lower triangle read): Householder reduction to tridiagonal
 * form, then QL with implicit shifts. Golub & Van Loan, Matrix Computations, 8.3; EISPACK's tred2 and tql2.
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const vectors = lowerTriangle(matrix, size);
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  if (size > 0) {
    tridiagonalise(vectors, size, diagonal, beside);
    diagonalise(vectors, size, diagonal, beside);
  }
  return descending(diagonal, vectors, size);
}

function lowerTriangle(matrix: Float64Array, size: number): Float64Array {
  const copy = matrix.slice();
  for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) copy[i * size + j] = matrix[j * size + i];
  return copy;
}

function descending(values: Float64Array, vectors: Float64Array, size: number): SymmetricEigen {
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b);
  const sorted = new Float64Array(size * size);
  order.forEach((from, to) => sorted.set(vectors.subarray(from * size, (from + 1) * size), to * size));
  return { values: Float64Array.from(order, (from) => values[from]), vectors: sorted };
}

/**
 * Householder reflections from the last row up. Afterwards d is the diagonal, e[1…] what is beside it, and z holds the product
 * of the reflections, transposed: row k is the k-th vector of the new basis.
 */
function tridiagonalise(z: Float64Array, n: number, d: Float64Array, e: Float64Array): void {
  for (let i = n - 1; i > 0; i--) {
    const row = i * n;
    const length = reflect(z, row, i, e);
    d[i] = length;
    if (length !== 0) applyToRows(z, n, i, length, e);
  }
  d[0] = 0;
  for (let i = 0; i < n; i++) {
    accumulate(z, n, i, d[i] !== 0);
    d[i] = z[i * n + i];
    z[i * n + i] = 1;
    for (let j = 0; j < i; j++) z[i * n + j] = z[j * n + i] = 0;
  }
  e[0] = 0;
  transpose(z, n);
}

/** Turns the first i entries of a row into a Householder vector u, writes e[i], and returns |u|²/2 (0: nothing to reflect). */
function reflect(z: Float64Array, row: number, i: number, e: Float64Array): number {
  let scale = 0;
  if (i > 1) for (let k = 0; k < i; k++) scale += Math.abs(z[row + k]);
  if (scale === 0) {
    e[i] = z[row + i - 1];
    return 0;
  }
  let length = 0;
  for (let k = 0; k < i; k++) {
    z[row + k] /= scale;
    length += z[row + k] * z[row + k];
  }
  const last = z[row + i - 1];
  const root = last >= 0 ? -Math.sqrt(length) : Math.sqrt(length);
  e[i] = scale * root;
  z[row + i - 1] = last - root;
  return length - last * root;
}

/** A ← A − q·u' − u·q' on the leading i × i block, of which the lower triangle is kept; u/|u|²·2 is left in column i. */
function applyToRows(z: Float64Array, n: number, i: number, length: number, e: Float64Array): void {
  const row = i * n;
  for (let j = 0; j < i; j++) e[j] = 0;
  // A·u from the lower triangle alone, row by row.
  for (let j = 0; j < i; j++) {
    const rowJ = j * n;
    const uj = z[row + j];
    let sum = z[rowJ + j] * uj;
    for (let k = 0; k < j; k++) {
      sum += z[rowJ + k] * z[row + k];
      e[k] += z[rowJ + k] * uj;
    }
    e[j] += sum;
  }
  let share = 0;
  for (let j = 0; j < i; j++) {
    z[j * n + i] = z[row + j] / length;
    e[j] /= length;
    share += e[j] * z[row + j];
  }
  const half = share / (2 * length);
  for (let j = 0; j < i; j++) e[j] -= half * z[row + j];
  for (let j = 0; j < i; j++) {
    const rowJ = j * n;
    const uj = z[row + j];
    const qj = e[j];
    for (let k = 0; k <= j; k++) z[rowJ + k] -= uj * e[k] + qj * z[row + k];
  }
}

/** Multiplies the leading i × i block of the basis with the reflection of row i. */
function accumulate(z: Float64Array, n: number, i: number, reflected: boolean): void {
  if (!reflected) return;
  const sums = new Float64Array(i);
  for (let k = 0; k < i; k++) {
    const u = z[i * n + k];
    for (let j = 0; j < i; j++) sums[j] += u * z[k * n + j];
  }
  for (let k = 0; k < i; k++) {
    const u = z[k * n + i];
    for (let j = 0; j < i; j++) z[k * n + j] -= sums[j] * u;
  }
}

function transpose(z: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const kept = z[i * n + j];
      z[i * n + j] = z[j * n + i];
      z[j * n + i] = kept;
    }
  }
}

const mostSweeps = 100;

/** QL with implicit shifts on the tridiagonal matrix; rotates the rows of z along. */
function diagonalise(z: Float64Array, n: number, d: Float64Array, e: Float64Array): void {
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; sweep < mostSweeps; sweep++) {
      const m = firstSmall(d, e, l, n);
      if (m === l) break;
      sweepUp(z, n, d, e, l, m);
    }
  }
}

/** The first place from l on where the matrix falls apart. */
function firstSmall(d: Float64Array, e: Float64Array, l: number, n: number): number {
  let m = l;
  while (m < n - 1 && Math.abs(e[m]) > Number.EPSILON * (Math.abs(d[m]) + Math.abs(d[m + 1]))) m++;
  return m;
}

function sweepUp(z: Float64Array, n: number, d: Float64Array, e: Float64Array, l: number, m: number): void {
  const ratio = (d[l + 1] - d[l]) / (2 * e[l]);
  const root = Math.sqrt(ratio * ratio + 1);
  let g = d[m] - d[l] + e[l] / (ratio + (ratio >= 0 ? root : -root));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i];
    const b = c * e[i];
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] -= p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    const h = d[i + 1] - p;
    const t = (d[i] - h) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = h + p;
    g = c * t - b;
    rotate(z, i * n, n, s, c);
  }
  d[l] -= p;
  e[l] = g;
  e[m] = 0;
}

/** Rotates the row at `at` and the next one. */
function rotate(z: Float64Array, at: number, n: number, s: number, c: number): void {
  for (let k = at; k < at + n; k++) {
    const below = z[k + n];
    const above = z[k];
    z[k + n] = s * above + c * below;
    z[k] = c * above - s * below;
  }
}
