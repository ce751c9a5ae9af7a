// The inner loops of the linear family (AssemblyScript; https://www.assemblyscript.org). Compiled by tools/generate/kernels.mjs into
// src/linear-algebra/generated/kernels.ts. A table is float64, row by row, every row `stride` (a multiple of 4) numbers long and filled up with 0.
// Addresses are bytes; nothing is allocated here. Every function has a plain twin in TypeScript that the tests compare it with.

/** Rows of float32 become rows of the table: clipped to ±bound, less the shifts. Adds each column to its sum and its sum of squares. */
export function pack(x: usize, rows: u32, columns: u32, stride: u32, bound: f32, shift: usize, table: usize, sums: usize, squares: usize): void {
  const high = f32x4.splat(bound);
  const low = f32x4.splat(-bound);
  const pairs = (<usize>(columns >> 1)) << 4;
  const odd = (columns & 1) != 0;
  let from = x;
  let row = table;
  const last = table + (<usize>rows) * ((<usize>stride) << 3);
  while (row < last) {
    for (let at: usize = 0; at < pairs; at += 16) {
      const clipped = f32x4.max(f32x4.min(v128.load64_zero(from), high), low);
      const value = f64x2.sub(f64x2.promote_low_f32x4(clipped), v128.load(shift + at));
      v128.store(row + at, value);
      v128.store(sums + at, f64x2.add(v128.load(sums + at), value));
      v128.store(squares + at, f64x2.add(v128.load(squares + at), f64x2.mul(value, value)));
      from += 8;
    }
    if (odd) {
      const value = <f64>max(min(load<f32>(from), bound), -bound) - load<f64>(shift + pairs);
      store<f64>(row + pairs, value);
      store<f64>(sums + pairs, load<f64>(sums + pairs) + value);
      store<f64>(squares + pairs, load<f64>(squares + pairs) + value * value);
      from += 4;
    }
    row += (<usize>stride) << 3;
  }
}

/** target = rows of the table, each times its weight. */
export function weigh(table: usize, rows: u32, stride: u32, weights: usize, target: usize): void {
  let at: usize = 0;
  const bytes = (<usize>stride) << 3;
  for (let row: u32 = 0; row < rows; row++) {
    const weight = v128.load64_splat(weights + ((<usize>row) << 3));
    for (const end = at + bytes; at < end; at += 16) v128.store(target + at, f64x2.mul(v128.load(table + at), weight));
  }
}

/** Adds a'b to the lower triangle of gram (row-major, stride × stride), four by four columns at a time. */
export function addProducts(a: usize, b: usize, rows: u32, stride: u32, gram: usize): void {
  const bytes = (<usize>stride) << 3;
  for (let i: usize = 0; i < bytes; i += 32) {
    for (let j: usize = 0; j <= i; j += 32) {
      let s00 = f64x2.splat(0);
      let s01 = f64x2.splat(0);
      let s10 = f64x2.splat(0);
      let s11 = f64x2.splat(0);
      let s20 = f64x2.splat(0);
      let s21 = f64x2.splat(0);
      let s30 = f64x2.splat(0);
      let s31 = f64x2.splat(0);
      let x = a + i;
      let y = b + j;
      for (const end = x + (<usize>rows) * bytes; x < end; x += bytes) {
        const y0 = v128.load(y);
        const y1 = v128.load(y, 16);
        const x0 = v128.load64_splat(x);
        s00 = f64x2.add(s00, f64x2.mul(x0, y0));
        s01 = f64x2.add(s01, f64x2.mul(x0, y1));
        const x1 = v128.load64_splat(x, 8);
        s10 = f64x2.add(s10, f64x2.mul(x1, y0));
        s11 = f64x2.add(s11, f64x2.mul(x1, y1));
        const x2 = v128.load64_splat(x, 16);
        s20 = f64x2.add(s20, f64x2.mul(x2, y0));
        s21 = f64x2.add(s21, f64x2.mul(x2, y1));
        const x3 = v128.load64_splat(x, 24);
        s30 = f64x2.add(s30, f64x2.mul(x3, y0));
        s31 = f64x2.add(s31, f64x2.mul(x3, y1));
        y += bytes;
      }
      let at = gram + (i >> 3) * bytes + j;
      addPair(at, s00, s01);
      at += bytes;
      addPair(at, s10, s11);
      at += bytes;
      addPair(at, s20, s21);
      at += bytes;
      addPair(at, s30, s31);
    }
  }
}

// @ts-ignore: decorator
@inline
function addPair(at: usize, first: v128, second: v128): void {
  v128.store(at, f64x2.add(v128.load(at), first));
  v128.store(at, f64x2.add(v128.load(at, 16), second), 16);
}

/** scores[row] += row · slopes. */
export function addScores(table: usize, rows: u32, stride: u32, slopes: usize, scores: usize): void {
  const bytes = (<usize>stride) << 3;
  let row = table;
  for (const last = scores + ((<usize>rows) << 3); scores < last; scores += 8) {
    let first = f64x2.splat(0);
    let second = f64x2.splat(0);
    for (let at: usize = 0; at < bytes; at += 32) {
      first = f64x2.add(first, f64x2.mul(v128.load(row + at), v128.load(slopes + at)));
      second = f64x2.add(second, f64x2.mul(v128.load(row + at, 16), v128.load(slopes + at, 16)));
    }
    const sum = f64x2.add(first, second);
    store<f64>(scores, load<f64>(scores) + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
    row += bytes;
  }
}

/** sums += Σ factor[row] · row. */
export function project(table: usize, rows: u32, stride: u32, factors: usize, sums: usize): void {
  const bytes = (<usize>stride) << 3;
  let row = table;
  for (const last = factors + ((<usize>rows) << 3); factors < last; factors += 8) {
    const factor = v128.load64_splat(factors);
    for (let at: usize = 0; at < bytes; at += 16)
      v128.store(sums + at, f64x2.add(v128.load(sums + at), f64x2.mul(factor, v128.load(row + at))));
    row += bytes;
  }
}
