/**
 * The shortest x with A'·x = b, for A of full column rank (rows ≥ columns), column-major and overwritten: A = QR by Householder
 * reflections, x = Q·R'⁻¹·b. Columns may be of any scale. Golub & Van Loan, Matrix Computations, 5.6.2.
 */
export function minimumNorm(a: Float64Array, rows: number, columns: number, b: Float64Array): Float64Array {
  const heads = new Float64Array(columns);
  const lengths = new Float64Array(columns);
  for (let k = 0; k < columns; k++) {
    const { head, length } = reflector(a, k * rows + k, rows - k);
    heads[k] = head;
    lengths[k] = length;
    for (let j = k + 1; j < columns; j++) reflect(a, k * rows + k, a, j * rows + k, rows - k, length);
  }
  const x = new Float64Array(rows);
  for (let k = 0; k < columns; k++) {
    let value = b[k];
    for (let i = 0; i < k; i++) value -= a[k * rows + i] * x[i];
    x[k] = heads[k] === 0 ? 0 : value / heads[k];
  }
  for (let k = columns - 1; k >= 0; k--) reflect(a, k * rows + k, x, k, rows - k, lengths[k]);
  return x;
}

/** Makes of the vector the u of its reflection on the first axis; returns R's diagonal entry and |u|²/2. */
function reflector(a: Float64Array, at: number, length: number): { head: number; length: number } {
  let squares = 0;
  for (let i = at; i < at + length; i++) squares += a[i] * a[i];
  const root = a[at] >= 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
  const half = squares - a[at] * root;
  a[at] -= root;
  return { head: root, length: half };
}

function reflect(u: Float64Array, from: number, x: Float64Array, at: number, size: number, length: number): void {
  if (length === 0) return;
  let product = 0;
  for (let i = 0; i < size; i++) product += u[from + i] * x[at + i];
  const factor = product / length;
  for (let i = 0; i < size; i++) x[at + i] -= factor * u[from + i];
}
