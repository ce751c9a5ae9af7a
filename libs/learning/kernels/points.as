// The inner loops over points: distances, nearest centres, kernel values (AssemblyScript). Compiled by tools/generate/kernels.mjs into
// src/points/generated/kernels.ts. Addresses are bytes in the memory of one model; nothing is allocated here.
// Every function has a plain twin in TypeScript that the tests compare it with.
//
// Panels hold eight points side by side: for each column the eight values of that column. The last panel is filled up.

// ── Neighbours: roughly, in float32 ──

/**
 * ‖s‖²/2 − q·s of four queries (row-major) and the points of panels first … last − 1. `halves` are by point. Writes `stride` floats per query,
 * of which the panels' come first.
 */
export function roughMeasures(
  queries: usize,
  columns: usize,
  panels: usize,
  halves: usize,
  first: usize,
  last: usize,
  out: usize,
  stride: usize,
): void {
  const width = columns << 2;
  const line = stride << 2;
  for (let panel = first; panel < last; panel++) {
    let a0 = v128.load(halves + (panel << 5));
    let a1 = v128.load(halves + (panel << 5), 16);
    let b0 = a0;
    let b1 = a1;
    let c0 = a0;
    let c1 = a1;
    let d0 = a0;
    let d1 = a1;
    let at = panels + panel * (columns << 5);
    const end = queries + width;
    for (let q = queries; q < end; q += 4) {
      const s0 = v128.load(at);
      const s1 = v128.load(at, 16);
      at += 32;
      const qa = v128.load_splat<f32>(q);
      a0 = f32x4.sub(a0, f32x4.mul(qa, s0));
      a1 = f32x4.sub(a1, f32x4.mul(qa, s1));
      const qb = v128.load_splat<f32>(q + width);
      b0 = f32x4.sub(b0, f32x4.mul(qb, s0));
      b1 = f32x4.sub(b1, f32x4.mul(qb, s1));
      const qc = v128.load_splat<f32>(q + (width << 1));
      c0 = f32x4.sub(c0, f32x4.mul(qc, s0));
      c1 = f32x4.sub(c1, f32x4.mul(qc, s1));
      const qd = v128.load_splat<f32>(q + width * 3);
      d0 = f32x4.sub(d0, f32x4.mul(qd, s0));
      d1 = f32x4.sub(d1, f32x4.mul(qd, s1));
    }
    let to = out + ((panel - first) << 5);
    v128.store(to, a0);
    v128.store(to, a1, 16);
    to += line;
    v128.store(to, b0);
    v128.store(to, b1, 16);
    to += line;
    v128.store(to, c0);
    v128.store(to, c1, 16);
    to += line;
    v128.store(to, d0);
    v128.store(to, d1, 16);
  }
}

/** Writes the places (of `count`, a multiple of 4) whose value is not above the limit, or not a number. Returns how many there are. */
export function placesBelow(values: usize, count: u32, limit: f32, places: usize): u32 {
  const limits = f32x4.splat(limit);
  let found: u32 = 0;
  for (let i: u32 = 0; i < count; i += 4) {
    const at = values + ((<usize>i) << 2);
    if (i32x4.all_true(f32x4.gt(v128.load(at), limits))) continue;
    for (let lane: u32 = 0; lane < 4; lane++) {
      if (load<f32>(at + ((<usize>lane) << 2)) > limit) continue;
      store<u32>(places + ((<usize>found) << 2), i + lane);
      found++;
    }
  }
  return found;
}

// ── Clusters ──

/**
 * Looks for the nearest centre of rows first … last − 1 where the bounds on their distances don't tell (Hamerly 2010). Centres are in panels; those
 * that fill up the last one are far away. Returns how many codes changed.
 */
export function updateCodes(
  points: usize,
  columns: usize,
  centres: usize,
  panels: u32,
  scratch: usize,
  first: usize,
  last: usize,
  codes: usize,
  upper: usize,
  lower: usize,
  clearance: usize,
  certain: f64,
): u32 {
  let changes: u32 = 0;
  for (let row = first; row < last; row++) {
    const code = load<i32>(codes + (row << 2));
    const bound = upper + (row << 3);
    if (code >= 0) {
      const free = max(load<f64>(clearance + ((<usize>code) << 3)), load<f64>(lower + (row << 3))) * certain;
      if (load<f64>(bound) < free) continue;
      // One panel is searched in the time of a single distance.
      if (panels > 1) {
        const own = Math.sqrt(distanceTo(points + row * (columns << 3), columns, centres, code));
        store<f64>(bound, own);
        if (own < free) continue;
      }
    }
    const before = code;
    measurePanels(points + row * (columns << 3), columns, centres, panels, scratch);
    let nearest = Infinity;
    let second = Infinity;
    let best: i32 = 0;
    const all = <i32>(panels << 3);
    for (let k: i32 = 0; k < all; k++) {
      const distance = load<f64>(scratch + ((<usize>k) << 3));
      if (distance < nearest) {
        second = nearest;
        nearest = distance;
        best = k;
      } else if (distance < second) second = distance;
    }
    store<f64>(bound, Math.sqrt(nearest));
    store<f64>(lower + (row << 3), Math.sqrt(second));
    if (best == before) continue;
    store<i32>(codes + (row << 2), best);
    changes++;
  }
  return changes;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function distanceTo(point: usize, columns: usize, centres: usize, code: i32): f64 {
  let at = centres + ((<usize>code) >> 3) * (columns << 6) + (((<usize>code) & 7) << 3);
  const end = point + (columns << 3);
  let sum: f64 = 0;
  for (let p = point; p < end; p += 8) {
    const gap = load<f64>(p) - load<f64>(at);
    sum += gap * gap;
    at += 64;
  }
  return sum;
}

/** Squared distances of one point to all centres, in the order that `distanceTo` adds up. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function measurePanels(point: usize, columns: usize, centres: usize, panels: u32, out: usize): void {
  let at = centres;
  const end = point + (columns << 3);
  for (let panel: u32 = 0; panel < panels; panel++) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let p = point; p < end; p += 8) {
      const x = v128.load_splat<f64>(p);
      const ga = f64x2.sub(x, v128.load(at));
      const gb = f64x2.sub(x, v128.load(at, 16));
      const gc = f64x2.sub(x, v128.load(at, 32));
      const gd = f64x2.sub(x, v128.load(at, 48));
      a = f64x2.add(a, f64x2.mul(ga, ga));
      b = f64x2.add(b, f64x2.mul(gb, gb));
      c = f64x2.add(c, f64x2.mul(gc, gc));
      d = f64x2.add(d, f64x2.mul(gd, gd));
      at += 64;
    }
    const to = out + ((<usize>panel) << 6);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
}

/**
 * Σ w·min(d, ‖x − c‖²), where d are the squared distances to the nearest of the centres so far, by row: what is left with a further centre c. A row
 * whose d is below `quarters` of its owner, a quarter of that centre's squared distance to c, can't be nearer to c. Where `owner` ≥ 0, c is taken.
 */
export function furtherCentre(
  points: usize,
  columns: usize,
  rows: usize,
  weights: usize,
  distances: usize,
  owners: usize,
  quarters: usize,
  centre: usize,
  owner: i32,
): f64 {
  let sum: f64 = 0;
  let point = points;
  for (let row: usize = 0; row < rows; row++) {
    const at = distances + (row << 3);
    let least = load<f64>(at);
    if (least >= load<f64>(quarters + ((<usize>load<i32>(owners + (row << 2))) << 3))) {
      const distance = squaredDistance(point, centre, columns);
      if (distance < least) {
        least = distance;
        if (owner >= 0) {
          store<f64>(at, distance);
          store<i32>(owners + (row << 2), owner);
        }
      }
    }
    sum += load<f64>(weights + (row << 3)) * least;
    point += columns << 3;
  }
  return sum;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function squaredDistance(a: usize, b: usize, columns: usize): f64 {
  const pairs = a + ((columns & ~3) << 3);
  const end = a + (columns << 3);
  let even = f64x2.splat(0);
  let odd = even;
  while (a < pairs) {
    const first = f64x2.sub(v128.load(a), v128.load(b));
    const second = f64x2.sub(v128.load(a, 16), v128.load(b, 16));
    even = f64x2.add(even, f64x2.mul(first, first));
    odd = f64x2.add(odd, f64x2.mul(second, second));
    a += 32;
    b += 32;
  }
  const both = f64x2.add(even, odd);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  while (a < end) {
    const gap = load<f64>(a) - load<f64>(b);
    sum += gap * gap;
    a += 8;
    b += 8;
  }
  return sum;
}

/** Adds rows up by code: Σ w·x, Σ w and the number of rows. The sums are 0 before. */
export function addUpRows(
  points: usize,
  columns: usize,
  rows: usize,
  weights: usize,
  codes: usize,
  sums: usize,
  totals: usize,
  counts: usize,
): void {
  const width = columns << 3;
  const pairs = (columns & ~1) << 3;
  let from = points;
  for (let row: usize = 0; row < rows; row++) {
    const code = <usize>load<i32>(codes + (row << 2));
    const weight = load<f64>(weights + (row << 3));
    const count = counts + (code << 2);
    store<i32>(count, load<i32>(count) + 1);
    const total = totals + (code << 3);
    store<f64>(total, load<f64>(total) + weight);
    const to = sums + code * width;
    const both = f64x2.splat(weight);
    for (let i: usize = 0; i < pairs; i += 16)
      v128.store(to + i, f64x2.add(v128.load(to + i), f64x2.mul(both, v128.load(from + i))));
    if (pairs < width) store<f64>(to + pairs, load<f64>(to + pairs) + weight * load<f64>(from + pairs));
    from += width;
  }
}

/** Widens the bounds by how far the centres went: `own` by code, and the farthest of the others by code. */
export function moveBounds(rows: usize, codes: usize, upper: usize, lower: usize, own: usize, others: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    const code = (<usize>load<i32>(codes + (row << 2))) << 3;
    const high = upper + (row << 3);
    const low = lower + (row << 3);
    store<f64>(high, load<f64>(high) + load<f64>(own + code));
    store<f64>(low, load<f64>(low) - load<f64>(others + code));
  }
}

// ── Kernels of support vector machines ──

/** a·b of one point and the points of all panels. */
export function products(point: usize, columns: usize, panels: usize, count: usize, out: usize): void {
  let at = panels;
  const end = point + (columns << 3);
  for (let panel: usize = 0; panel < count; panel++) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let p = point; p < end; p += 8) {
      const x = v128.load_splat<f64>(p);
      a = f64x2.add(a, f64x2.mul(x, v128.load(at)));
      b = f64x2.add(b, f64x2.mul(x, v128.load(at, 16)));
      c = f64x2.add(c, f64x2.mul(x, v128.load(at, 32)));
      d = f64x2.add(d, f64x2.mul(x, v128.load(at, 48)));
      at += 64;
    }
    const to = out + (panel << 6);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
}

/** In place, from a·b: exp(−γ · max(0, share · (own + norm) − 2·a·b)). `count` is even. */
export function radial(values: usize, count: usize, norms: usize, own: f64, share: f64, gamma: f64): void {
  const zero = f64x2.splat(0);
  const shares = f64x2.splat(share);
  const owns = f64x2.splat(own);
  const two = f64x2.splat(2);
  const scale = f64x2.splat(-gamma);
  for (let i: usize = 0; i < count; i += 2) {
    const at = values + (i << 3);
    const sum = f64x2.mul(shares, f64x2.add(owns, v128.load(norms + (i << 3))));
    const distance = f64x2.pmax(zero, f64x2.sub(sum, f64x2.mul(two, v128.load(at))));
    v128.store(at, exponential(f64x2.mul(scale, distance)));
  }
}

/** e^x for x ≤ 0, to an ulp or two: 2ⁿ·e^r with |r| ≤ ln 2 / 2 and e^r by its series; what would not be a normal number is 0. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function exponential(x: v128): v128 {
  const isNormal = f64x2.gt(x, f64x2.splat(-708));
  const bounded = f64x2.pmax(f64x2.splat(-708), x);
  const n = f64x2.nearest(f64x2.mul(bounded, f64x2.splat(1.4426950408889634)));
  let r = f64x2.sub(bounded, f64x2.mul(n, f64x2.splat(0.6931471803691238)));
  r = f64x2.sub(r, f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)));
  let sum = f64x2.splat(1.6059043836821613e-10);
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(2.08767569878681e-9));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(2.505210838544172e-8));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(2.755731922398589e-7));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(2.7557319223985893e-6));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(2.48015873015873e-5));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.984126984126984e-4));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.388888888888889e-3));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(8.333333333333333e-3));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(4.1666666666666664e-2));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.6666666666666666e-1));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(0.5));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1));
  const exponents = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n));
  const power = i64x2.shl(i64x2.add(exponents, i64x2.splat(1023)), 52);
  return v128.and(f64x2.mul(sum, power), isNormal);
}
