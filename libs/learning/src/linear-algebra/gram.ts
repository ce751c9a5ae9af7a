/** `count` vectors of one length, one after the other: entry t of vector i is values[i · length + t]. */
export interface Vectors {
  readonly values: Float64Array;
  readonly count: number;
  readonly length: number;
}

/** Entries that are worked on at once: two vectors of them stay in the first-level cache. */
const block = 512;

/**
 * Adds Σ wₜ·vᵢ[t]·vⱼ[t] over the entries from…to−1 to gram[i · count + j], for j ≤ i (the upper triangle is left alone, but for
 * entries beside the diagonal). Two by two vectors at a time, so that every number that is read is used twice.
 */
export function addGram(
  { values, count, length }: Vectors,
  weights: Float64Array | undefined,
  from: number,
  to: number,
  gram: Float64Array,
): void {
  const weighted = new Float64Array(2 * block);
  for (let start = from; start < to; start += block) {
    const size = Math.min(block, to - start);
    for (let i = 0; i < count; i += 2) {
      const second = Math.min(i + 1, count - 1);
      weigh(values, i * length + start, weights, start, size, weighted, 0);
      weigh(values, second * length + start, weights, start, size, weighted, block);
      for (let j = 0; j <= i; j += 2) addProducts(values, weighted, size, count, i, j, j * length + start, length, gram);
    }
  }
}

function weigh(
  values: Float64Array,
  at: number,
  weights: Float64Array | undefined,
  start: number,
  size: number,
  target: Float64Array,
  to: number,
): void {
  if (weights) for (let t = 0; t < size; t++) target[to + t] = weights[start + t] * values[at + t];
  else for (let t = 0; t < size; t++) target[to + t] = values[at + t];
}

/** Products of the vectors i, i+1 (weighted) with j, j+1; an odd last vector stands alone. */
function addProducts(
  values: Float64Array,
  weighted: Float64Array,
  size: number,
  count: number,
  i: number,
  j: number,
  at: number,
  length: number,
  gram: Float64Array,
): void {
  const next = j + 1 < count ? at + length : at;
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  for (let t = 0; t < size; t++) {
    const x0 = weighted[t];
    const x1 = weighted[block + t];
    const y0 = values[at + t];
    const y1 = values[next + t];
    s00 += x0 * y0;
    s01 += x0 * y1;
    s10 += x1 * y0;
    s11 += x1 * y1;
  }
  gram[i * count + j] += s00;
  if (j + 1 < count) gram[i * count + j + 1] += s01;
  if (i + 1 === count) return;
  gram[(i + 1) * count + j] += s10;
  if (j + 1 < count) gram[(i + 1) * count + j + 1] += s11;
}

/** Copies the lower triangle of a square matrix over its upper one. */
export function mirror(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) matrix[j * size + i] = matrix[i * size + j];
}
