// The inner loops of histogram boosting (AssemblyScript; https://www.assemblyscript.org). Compiled by tools/generate/kernels.mjs into
// src/estimators/boosting/generated/kernels.ts. Addresses are bytes in a memory that all threads of a fit share; nothing is allocated here.
// Every function has a plain twin in TypeScript that the tests compare it with.

// ── Histograms: two doubles (gradient, hessian) per bin ──

/** Adds rows[begin … end) to the histogram of a block: entries are places (two per bin) of `width` columns, row by row. */
export function addBlock(entries: usize, width: u32, pairs: usize, rows: usize, begin: u32, end: u32, histogram: usize): void {
  const bytes = (<usize>width) << 1;
  const lastRow = rows + ((<usize>end) << 2);
  for (let i = rows + ((<usize>begin) << 2); i < lastRow; i += 4) {
    const row = <usize>load<u32>(i);
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(pairs + (row << 3)));
    let at = entries + row * bytes;
    const last = at + bytes;
    while (at < last) {
      const bin = histogram + ((<usize>load<u16>(at)) << 3);
      v128.store(bin, f64x2.add(v128.load(bin), pair));
      at += 2;
    }
  }
}

/** Adds rows[begin … end) to the histogram of listed columns: row r's places are entries[starts[r] … starts[r + 1]). */
export function addLists(starts: usize, entries: usize, pairs: usize, rows: usize, begin: u32, end: u32, histogram: usize): void {
  const lastRow = rows + ((<usize>end) << 2);
  for (let i = rows + ((<usize>begin) << 2); i < lastRow; i += 4) {
    const row = <usize>load<u32>(i);
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(pairs + (row << 3)));
    const from = starts + (row << 2);
    const last = entries + ((<usize>load<u32>(from, 4)) << 2);
    for (let at = entries + ((<usize>load<u32>(from)) << 2); at < last; at += 4) {
      const bin = histogram + ((<usize>load<u32>(at)) << 3);
      v128.store(bin, f64x2.add(v128.load(bin), pair));
    }
  }
}

/** Sets bytes to 0, a multiple of 16: memory.fill is a call, which is dear for few. */
function clear(from: usize, bytes: usize): void {
  if (bytes > 1024) memory.fill(from, 0, bytes);
  else for (let at = from; at < from + bytes; at += 16) v128.store(at, f64x2.splat(0));
}

/** The bin that the lists leave out: what the totals have left. */
function complete(histogram: usize, first: u32, end: u32, fallback: u32, totals: v128): void {
  let rest = totals;
  const last = histogram + ((<usize>end) << 4);
  for (let bin = histogram + ((<usize>first) << 4); bin < last; bin += 16) rest = f64x2.sub(rest, v128.load(bin));
  v128.store(histogram + ((<usize>fallback) << 4), rest);
}

/** parent −= child over the bins from … to. */
export function subtract(parent: usize, child: usize, from: u32, to: u32): void {
  const last = (<usize>to) << 4;
  for (let at = (<usize>from) << 4; at < last; at += 16)
    v128.store(parent + at, f64x2.sub(v128.load(parent + at), v128.load(child + at)));
}

// ── Split search (LightGBM, FeatureHistogram::FindBestThresholdSequentially) ──

const epsilon: f64 = 1e-15;

// The rules of the fit and the leaf at hand; each thread has its own.
let minRows: i32 = 0;
let minHessian: f64 = 0;
let l1: f64 = 0;
let l2: f64 = 0;
let leafRows: i32 = 0;
let leafGradient: f64 = 0;
let total: f64 = 0;
let floor: f64 = 0;
let rowsPerHessian: f64 = 0;

// The best split of the slots searched so far; `bar` is the gain that another one has to exceed.
let bar: f64 = 0;
let bestSlot: i32 = -1;
let bestBin: i32 = 0;
let bestMissingLeft: i32 = 0;
let bestGradient: f64 = 0;
let bestHessian: f64 = 0;
let bestRows: i32 = 0;

@inline
function shrink(gradient: f64): f64 {
  if (l1 == 0) return gradient;
  const size = abs(gradient) - l1;
  return size > 0 ? copysign(size, gradient) : 0;
}

/** What a gain by products may be smaller than the same gain by quotients, being larger in truth: much more than rounding. */
const room: f64 = 1 - 1e-12;

/**
 * One scan over the column at `column`, from bin `start` until before bin `stop`. Going down, the right side is summed up. Divisions are dear: a
 * cut is first judged by products, and measured only when it may be the column's first above the floor, or the leaf's best.
 */
@inline
function scan(column: usize, slot: i32, start: i32, stop: i32, down: bool, missingLeft: i32, isOpen: bool): bool {
  let sums = f64x2(0, epsilon);
  let rows: i32 = 0;
  let open = isOpen;
  let limit = (open ? bar : floor) * room;
  let bin = start;
  while (bin != stop) {
    const pair = v128.load(column + ((<usize>bin) << 4));
    sums = f64x2.add(sums, pair);
    rows += <i32>(f64x2.extract_lane(pair, 1) * rowsPerHessian + 0.5);
    const here = bin;
    bin += down ? -1 : 1;
    if (rows < minRows) continue;
    const hessian = f64x2.extract_lane(sums, 1);
    if (hessian < minHessian) continue;
    const otherHessian = total - hessian;
    if (leafRows - rows < minRows || otherHessian < minHessian) break;
    const gradient = f64x2.extract_lane(sums, 0);
    const otherGradient = leafGradient - gradient;
    const own = shrink(gradient);
    const other = shrink(otherGradient);
    const a = hessian + l2;
    const b = otherHessian + l2;
    if (own * own * b + other * other * a <= limit * (a * b)) continue;
    const gain = (own * own) / a + (other * other) / b;
    if (gain <= floor) continue;
    open = true;
    if (gain > bar) {
      bar = gain;
      bestSlot = slot;
      bestBin = down ? here - 1 : here;
      bestMissingLeft = missingLeft;
      bestGradient = down ? otherGradient : gradient;
      bestHessian = down ? otherHessian : hessian;
      bestRows = down ? leafRows - rows : rows;
    }
    limit = bar * room;
  }
  return open;
}

/** As scan, over the bins that a bitmap of 256 bits says are filled: of few rows, most bins are empty, and a cut at one is the cut before it. */
@inline
function scanFilled(column: usize, filled: usize, slot: i32, start: i32, stop: i32, down: bool, missingLeft: i32, isOpen: bool): bool {
  let sums = f64x2(0, epsilon);
  let rows: i32 = 0;
  let open = isOpen;
  let limit = (open ? bar : floor) * room;
  let word = start >> 6;
  let bits = load<u64>(filled + ((<usize>word) << 3));
  bits &= down ? ~(<u64>0) >> (63 - (start & 63)) : ~(<u64>0) << (start & 63);
  while (true) {
    while (!bits) {
      word += down ? -1 : 1;
      if (word < 0 || word > 3) return open;
      bits = load<u64>(filled + ((<usize>word) << 3));
    }
    const bit = down ? 63 - <i32>clz(bits) : <i32>ctz(bits);
    bits ^= (<u64>1) << bit;
    const bin = (word << 6) + bit;
    if (down ? bin <= stop : bin >= stop) return open;
    const pair = v128.load(column + ((<usize>bin) << 4));
    sums = f64x2.add(sums, pair);
    rows += <i32>(f64x2.extract_lane(pair, 1) * rowsPerHessian + 0.5);
    if (rows < minRows) continue;
    const hessian = f64x2.extract_lane(sums, 1);
    if (hessian < minHessian) continue;
    const otherHessian = total - hessian;
    if (leafRows - rows < minRows || otherHessian < minHessian) return open;
    const gradient = f64x2.extract_lane(sums, 0);
    const otherGradient = leafGradient - gradient;
    const own = shrink(gradient);
    const other = shrink(otherGradient);
    const a = hessian + l2;
    const b = otherHessian + l2;
    if (own * own * b + other * other * a <= limit * (a * b)) continue;
    const gain = (own * own) / a + (other * other) / b;
    if (gain <= floor) continue;
    open = true;
    if (gain > bar) {
      bar = gain;
      bestSlot = slot;
      bestBin = down ? bin - 1 : bin;
      bestMissingLeft = missingLeft;
      bestGradient = down ? otherGradient : gradient;
      bestHessian = down ? otherHessian : hessian;
      bestRows = down ? leafRows - rows : rows;
    }
    limit = bar * room;
  }
  return open;
}

/** Searches one column; false when no cut of it is allowed. */
function searchColumn(column: usize, slot: i32, bins: i32, missing: bool): bool {
  if (!missing || bins <= 2) return scan(column, slot, bins - 1, 0, true, 0, false);
  const open = scan(column, slot, bins - 2, 0, true, 1, false);
  return scan(column, slot, 0, bins - 1, false, 0, open);
}

// ── Split search (XGBoost 3.2's hist: src/tree/hist/evaluate_splits.h, split_evaluator.h) ──
// Sums in double, gains in float32 as there, so that equal gains are equal here too.

let isNewton: bool = false;
let isConstrained: bool = false;
let directions: usize = 0;
let maxDeltaStep: f64 = 0;
let lower: f32 = 0;
let upper: f32 = 0;
let wholeHessian: f64 = 0;
let rootGain: f32 = 0;
/** What the best split so far gains, and the gain of two sides that surely is less than that: float32's are within a millionth of the exact ones. */
let change: f32 = 0;
let least: f64 = 0;
const surelyWorse: f64 = 1 - 1e-6;

function beginNewton(plan: Plan, leaf: Leaf): void {
  directions = plan.directions;
  maxDeltaStep = plan.maxDeltaStep;
  isConstrained = directions != 0 || maxDeltaStep > 0;
  lower = <f32>leaf.lower;
  upper = <f32>leaf.upper;
  wholeHessian = leaf.hessian;
  rootGain = sideGain(leafGradient, wholeHessian, isConstrained ? sideValue(leafGradient, wholeHessian) : 0);
  change = 0;
  least = <f64>rootGain * surelyWorse;
}

/** No cut leaves enough on both sides. */
@inline
function isHopeless(): bool {
  return isNewton && (wholeHessian < 2 * minHessian || wholeHessian <= 0);
}

/** The leaf value within its bounds (CalcWeight). */
function sideValue(gradient: f64, hessian: f64): f32 {
  if (hessian < minHessian || hessian <= 0) return 0;
  const step = -shrink(gradient) / (hessian + l2);
  const capped = maxDeltaStep > 0 && abs(step) > maxDeltaStep ? copysign(maxDeltaStep, step) : step;
  return min(max(<f32>capped, lower), upper);
}

/** The gain of a side; its value is only looked at where values are constrained. */
@inline
function sideGain(gradient: f64, hessian: f64, value: f32): f32 {
  if (hessian <= 0) return 0;
  if (!isConstrained) {
    const shrunk = shrink(gradient);
    return <f32>(shrunk * shrunk) / <f32>(hessian + l2);
  }
  return -(<f32>2 * <f32>gradient * value + (<f32>hessian + <f32>l2) * (value * value));
}

function constrainedGain(slot: i32, gradient: f64, hessian: f64, rightGradient: f64, rightHessian: f64): f32 {
  const left = sideValue(gradient, hessian);
  const right = sideValue(rightGradient, rightHessian);
  const direction = directions ? <f32>load<i8>(directions + <usize>slot) : 0;
  if (direction * (right - left) < 0) return -f32.MAX_VALUE;
  return sideGain(gradient, hessian, left) + sideGain(rightGradient, rightHessian, right);
}

/** Keeps a cut that gains more than all before it. Divisions are dear: what is surely worse is told by products. */
@inline
function tryCut(slot: i32, bin: i32, missingLeft: i32, gradient: f64, hessian: f64, otherGradient: f64, otherHessian: f64): void {
  let now: f32;
  if (isConstrained) now = constrainedGain(slot, gradient, hessian, otherGradient, otherHessian) - rootGain;
  else {
    const own = shrink(gradient);
    const other = shrink(otherGradient);
    const a = hessian + l2;
    const b = otherHessian + l2;
    if (own * own * b + other * other * a < least * (a * b)) return;
    now = <f32>(own * own) / <f32>a + <f32>(other * other) / <f32>b - rootGain;
  }
  if (!(now > change) || now == Infinity) return;
  change = now;
  least = (<f64>rootGain + <f64>now) * surelyWorse;
  bestSlot = slot;
  bestBin = bin;
  bestMissingLeft = missingLeft;
  bestGradient = gradient;
  bestHessian = hessian;
}

/** Cuts after each of the first `count` bins; what lies beyond goes right, missing values too. False when no cut leaves enough on both sides. */
@inline
function cutUp(column: usize, slot: i32, count: i32): bool {
  let sums = f64x2.splat(0);
  let open = false;
  for (let bin: i32 = 0; bin < count; bin++) {
    sums = f64x2.add(sums, v128.load(column + ((<usize>bin) << 4)));
    const hessian = f64x2.extract_lane(sums, 1);
    if (hessian < minHessian || hessian <= 0) continue;
    const otherHessian = wholeHessian - hessian;
    if (otherHessian < minHessian || otherHessian <= 0) break;
    open = true;
    const gradient = f64x2.extract_lane(sums, 0);
    tryCut(slot, bin, 0, gradient, hessian, leafGradient - gradient, otherHessian);
  }
  return open;
}

/** As cutUp, of the bins that a bitmap of 256 bits says are filled: a cut at an empty one is the cut before it. */
@inline
function cutUpFilled(column: usize, filled: usize, slot: i32, count: i32): bool {
  let sums = f64x2.splat(0);
  let open = false;
  for (let word: i32 = 0; word << 6 < count; word++) {
    for (let bits = load<u64>(filled + ((<usize>word) << 3)); bits; bits &= bits - 1) {
      const bin = (word << 6) + <i32>ctz(bits);
      if (bin >= count) return open;
      sums = f64x2.add(sums, v128.load(column + ((<usize>bin) << 4)));
      const hessian = f64x2.extract_lane(sums, 1);
      if (hessian < minHessian || hessian <= 0) continue;
      const otherHessian = wholeHessian - hessian;
      if (otherHessian < minHessian || otherHessian <= 0) return open;
      open = true;
      const gradient = f64x2.extract_lane(sums, 0);
      tryCut(slot, bin, 0, gradient, hessian, leafGradient - gradient, otherHessian);
    }
  }
  return open;
}

/** Cuts before each of the bins `last` … 0; what lies below goes left, and the missing values with it. */
@inline
function cutDown(column: usize, slot: i32, last: i32): bool {
  let sums = f64x2.splat(0);
  let open = false;
  for (let bin = last; bin >= 0; bin--) {
    sums = f64x2.add(sums, v128.load(column + ((<usize>bin) << 4)));
    const hessian = f64x2.extract_lane(sums, 1);
    if (hessian < minHessian || hessian <= 0) continue;
    const otherHessian = wholeHessian - hessian;
    if (otherHessian < minHessian || otherHessian <= 0) break;
    open = true;
    const gradient = f64x2.extract_lane(sums, 0);
    tryCut(slot, bin - 1, 1, leafGradient - gradient, otherHessian, gradient, hessian);
  }
  return open;
}

/** Searches one column; `filled` is 0 where all bins are looked at. False when it will never be split below this leaf. */
function searchCuts(column: usize, filled: usize, slot: i32, bins: i32, missing: bool): bool {
  const last = bins - 1;
  let end = last;
  let isSplit = false;
  if (missing) {
    const beyond = column + ((<usize>last) << 4);
    isSplit = load<f64>(beyond) != 0 || load<f64>(beyond, 8) != 0;
    if (!isSplit) end = last - 1;
  }
  const open = filled ? cutUpFilled(column, filled, slot, end) : cutUp(column, slot, end);
  return (isSplit && cutDown(column, slot, last - 1)) || open;
}

// ── One step of a tree's growth, cut into chunks of columns ──

/** As searchColumn, by the bitmap of filled bins. */
function searchFilled(column: usize, filled: usize, slot: i32, bins: i32, missing: bool): bool {
  if (!missing || bins <= 2) return scanFilled(column, filled, slot, bins - 1, 0, true, 0, false);
  const open = scanFilled(column, filled, slot, bins - 2, 0, true, 1, false);
  return scanFilled(column, filled, slot, 0, bins - 1, false, 0, open);
}

@unmanaged
class Plan {
  pairs: usize;
  rows: usize;
  offsets: usize;
  flags: usize;
  chunks: usize;
  results: usize;
  listStarts: usize;
  listEntries: usize;
  fallbacks: usize;
  minRows: i32;
  minHessian: f64;
  minGain: f64;
  l1: f64;
  l2: f64;
  /** Codes column by column, and each slot's column. */
  codes: usize;
  columns: usize;
  tableRows: u32;
  /** Per chunk: a column's histogram, its bitmap, and the pairs of the rows of a small leaf. */
  scratch: usize;
  scratchBytes: u32;
  /** A leaf of up to so many rows is searched column by column, without a histogram of its own. */
  smallRows: u32;
  /** 1 for XGBoost's rules: gains in float32 and no numbers of rows. */
  newton: u32;
  /** Per slot a signed byte: the direction that values must take along it; 0 where no slot has one. */
  directions: usize;
  /** Largest value of a leaf; 0 for no limit. */
  maxDeltaStep: f64;
}

@unmanaged
class Chunk {
  /** 0 for listed columns. */
  entries: usize;
  width: u32;
  start: u32;
  end: u32;
  slots: usize;
  slotCount: u32;
  /** 1 where a slot is searched elsewhere, and needs its histogram. */
  isShared: u32;
}

@unmanaged
class Leaf {
  begin: u32;
  end: u32;
  histogram: usize;
  /** A byte per slot: 1 where a split may still be found. */
  open: usize;
  gradient: f64;
  hessian: f64;
  /** Between which values below this leaf must stay. */
  lower: f64;
  upper: f64;
  /** A byte per slot: 1 where this leaf may be split; 0 for all open ones. */
  drawn: usize;
}

@unmanaged
class Result {
  gain: f64;
  gradient: f64;
  hessian: f64;
  slot: i32;
  bin: i32;
  missingLeft: i32;
  rows: i32;
}

const hasMissing: u8 = 1;
/** Slots that are searched elsewhere (categories): only their histograms are made here. */
const searchedElsewhere: u8 = 2;

function anyOpen(chunk: Chunk, leaf: Leaf): bool {
  const last = chunk.slots + ((<usize>chunk.slotCount) << 2);
  for (let at = chunk.slots; at < last; at += 4) if (load<u8>(leaf.open + <usize>load<u32>(at))) return true;
  return false;
}

function build(plan: Plan, chunk: Chunk, leaf: Leaf): void {
  // Slot by slot: between a block's slots there may lie others, which another thread is at work on.
  const last = chunk.slots + ((<usize>chunk.slotCount) << 2);
  for (let at = chunk.slots; at < last; at += 4) {
    const slot = <usize>load<u32>(at);
    // Nobody will look at the others again.
    if (!load<u8>(leaf.open + slot)) continue;
    const place = plan.offsets + (slot << 2);
    const first = load<u32>(place);
    clear(leaf.histogram + ((<usize>first) << 4), (<usize>(load<u32>(place, 4) - first)) << 4);
  }
  if (chunk.entries) {
    const histogram = leaf.histogram + ((<usize>chunk.start) << 4);
    addBlock(chunk.entries, chunk.width, plan.pairs, plan.rows, leaf.begin, leaf.end, histogram);
    return;
  }
  addLists(plan.listStarts, plan.listEntries, plan.pairs, plan.rows, leaf.begin, leaf.end, leaf.histogram);
  const totals = f64x2(leaf.gradient, leaf.hessian);
  for (let at = chunk.slots; at < last; at += 4) {
    const slot = <usize>load<u32>(at);
    if (!load<u8>(leaf.open + slot)) continue;
    const place = plan.offsets + (slot << 2);
    complete(leaf.histogram, load<u32>(place), load<u32>(place, 4), load<u32>(plan.fallbacks + (slot << 2)), totals);
  }
}

function subtractOpen(plan: Plan, chunk: Chunk, parent: Leaf, child: Leaf): void {
  const last = chunk.slots + ((<usize>chunk.slotCount) << 2);
  for (let at = chunk.slots; at < last; at += 4) {
    const slot = <usize>load<u32>(at);
    const place = plan.offsets + (slot << 2);
    if (load<u8>(parent.open + slot)) subtract(parent.histogram, child.histogram, load<u32>(place), load<u32>(place, 4));
  }
}

/** Whether a slot is searched by kernels in this leaf. */
@inline
function isSearched(leaf: Leaf, slot: usize, flags: u8): bool {
  if (!load<u8>(leaf.open + slot) || (flags & searchedElsewhere) != 0) return false;
  return !leaf.drawn || load<u8>(leaf.drawn + slot) != 0;
}

/** Takes up the rules and the leaf's sums. */
function begin(plan: Plan, leaf: Leaf): void {
  isNewton = plan.newton != 0;
  minRows = plan.minRows;
  minHessian = plan.minHessian;
  l1 = plan.l1;
  l2 = plan.l2;
  leafRows = leaf.end - leaf.begin;
  leafGradient = leaf.gradient;
  total = leaf.hessian + 2 * epsilon;
  const shrunk = shrink(leafGradient);
  floor = (shrunk * shrunk) / (total + l2) + plan.minGain;
  rowsPerHessian = <f64>leafRows / total;
  bar = floor;
  bestSlot = -1;
  if (plan.newton) beginNewton(plan, leaf);
}

function note(result: Result): void {
  result.slot = bestSlot;
  result.gain = isNewton ? <f64>change : bar - floor;
  result.gradient = bestGradient;
  result.hessian = bestHessian;
  result.bin = bestBin;
  result.missingLeft = bestMissingLeft;
  result.rows = bestRows;
}

function search(plan: Plan, chunk: Chunk, leaf: Leaf, result: Result): void {
  begin(plan, leaf);
  if (isHopeless()) return;
  const last = chunk.slots + ((<usize>chunk.slotCount) << 2);
  for (let at = chunk.slots; at < last; at += 4) {
    const slot = <usize>load<u32>(at);
    const flags = load<u8>(plan.flags + slot);
    if (!isSearched(leaf, slot, flags)) continue;
    const place = plan.offsets + (slot << 2);
    const first = load<u32>(place);
    const column = leaf.histogram + ((<usize>first) << 4);
    const bins = load<u32>(place, 4) - first;
    const missing = (flags & hasMissing) != 0;
    const open = isNewton ? searchCuts(column, 0, <i32>slot, bins, missing) : searchColumn(column, <i32>slot, bins, missing);
    if (!open) store<u8>(leaf.open + slot, 0);
  }
  note(result);
}

const columnBytes: usize = 4096;
const bitmapBytes: usize = 64;
/** A byte per bin, its highest bit set where a row fell in: written without reading, and gathered into the bitmap after. */
const markBytes: usize = 256;

/** Adds rows to a column's histogram in the scratch, and notes in its bitmap which bins they fill. */
@inline
function fillColumn(codes: usize, firstRow: usize, lastRow: usize, pairs: usize, scratch: usize): void {
  const filled = scratch + columnBytes;
  const marks = filled + bitmapBytes;
  let pair = pairs;
  for (let row = firstRow; row < lastRow; row += 4, pair += 16) {
    const code = <usize>load<u8>(codes + <usize>load<u32>(row));
    const bin = scratch + (code << 4);
    v128.store(bin, f64x2.add(v128.load(bin), v128.load(pair)));
    store<u8>(marks + code, 0x80);
  }
  for (let word: usize = 0; word < 4; word++) {
    const mark = marks + (word << 6);
    const low = i8x16.bitmask(v128.load(mark)) | (i8x16.bitmask(v128.load(mark, 16)) << 16);
    const high = i8x16.bitmask(v128.load(mark, 32)) | (i8x16.bitmask(v128.load(mark, 48)) << 16);
    store<u64>(filled + (word << 3), <u64>(<u32>low) | ((<u64>(<u32>high)) << 32));
  }
  clear(marks, markBytes);
}

/** Empties a column's filled bins; before, they are taken from the same bins at `parent`, where there is one. */
@inline
function emptyColumn(scratch: usize, parent: usize): void {
  const filled = scratch + columnBytes;
  for (let word: usize = 0; word < 4; word++) {
    for (let bits = load<u64>(filled + (word << 3)); bits; bits &= bits - 1) {
      const place = ((word << 6) + <usize>ctz(bits)) << 4;
      const bin = scratch + place;
      if (parent) v128.store(parent + place, f64x2.sub(v128.load(parent + place), v128.load(bin)));
      v128.store(bin, f64x2.splat(0));
    }
  }
}

/**
 * Builds and searches a small leaf's columns one by one, in the processor's nearest cache; only filled bins are looked at, and cleared after. Where a
 * larger leaf is given, whose histogram is still that of both together, the small one's is taken from it.
 */
function searchSmall(plan: Plan, chunk: Chunk, leaf: Leaf, result: Result, scratch: usize, larger: Leaf | null): void {
  begin(plan, leaf);
  const hopeless = isHopeless();
  if (hopeless && !larger) return;
  const pairs = scratch + columnBytes + bitmapBytes + markBytes;
  const firstRow = plan.rows + ((<usize>leaf.begin) << 2);
  const lastRow = plan.rows + ((<usize>leaf.end) << 2);
  let to = pairs;
  for (let at = firstRow; at < lastRow; at += 4, to += 16)
    v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(plan.pairs + ((<usize>load<u32>(at)) << 3))));
  const last = chunk.slots + ((<usize>chunk.slotCount) << 2);
  for (let at = chunk.slots; at < last; at += 4) {
    const slot = <usize>load<u32>(at);
    const flags = load<u8>(plan.flags + slot);
    const searched = !hopeless && isSearched(leaf, slot, flags);
    if (!searched && !(larger && load<u8>(leaf.open + slot))) continue;
    const codes = plan.codes + <usize>load<u32>(plan.columns + (slot << 2)) * <usize>plan.tableRows;
    fillColumn(codes, firstRow, lastRow, pairs, scratch);
    const place = plan.offsets + (slot << 2);
    const first = load<u32>(place);
    if (searched) {
      const bins = load<u32>(place, 4) - first;
      const filled = scratch + columnBytes;
      const missing = (flags & hasMissing) != 0;
      const open = isNewton ? searchCuts(scratch, filled, <i32>slot, bins, missing) : searchFilled(scratch, filled, <i32>slot, bins, missing);
      if (!open) store<u8>(leaf.open + slot, 0);
    }
    emptyColumn(scratch, larger ? larger.histogram + ((<usize>first) << 4) : 0);
  }
  note(result);
}

/** Whether a leaf's part in a chunk is searched column by column. */
@inline
function isSmall(plan: Plan, part: Chunk, leaf: Leaf): bool {
  return part.entries != 0 && !part.isShared && leaf.end - leaf.begin <= plan.smallRows;
}

/** Builds and searches a leaf's part in a chunk, in the way that suits its size. */
function open(chunk: u32, plan: Plan, part: Chunk, leaf: Leaf, result: Result): void {
  result.slot = -1;
  if (!anyOpen(part, leaf)) return;
  if (isSmall(plan, part, leaf)) {
    searchSmall(plan, part, leaf, result, plan.scratch + <usize>chunk * <usize>plan.scratchBytes, null);
    return;
  }
  build(plan, part, leaf);
  search(plan, part, leaf, result);
}

/** A chunk's part of building one leaf's histogram and searching it. */
export function openLeaf(chunk: u32, plan: Plan, leaf: Leaf): void {
  const part = changetype<Chunk>(plan.chunks + <usize>chunk * offsetof<Chunk>());
  open(chunk, plan, part, leaf, changetype<Result>(plan.results + <usize>(2 * chunk) * offsetof<Result>()));
}

/** As openLeaf, for two leaves. */
export function openBoth(chunk: u32, plan: Plan, first: Leaf, second: Leaf): void {
  openLeaf(chunk, plan, first);
  const part = changetype<Chunk>(plan.chunks + <usize>chunk * offsetof<Chunk>());
  open(chunk, plan, part, second, changetype<Result>(plan.results + <usize>(2 * chunk + 1) * offsetof<Result>()));
}

/** A chunk's part of building the smaller child's histogram, taking it from the larger's, which holds the parent's, and searching both. */
export function openChildren(chunk: u32, plan: Plan, smaller: Leaf, larger: Leaf): void {
  const part = changetype<Chunk>(plan.chunks + <usize>chunk * offsetof<Chunk>());
  const result = changetype<Result>(plan.results + <usize>(2 * chunk) * offsetof<Result>());
  const other = changetype<Result>(plan.results + <usize>(2 * chunk + 1) * offsetof<Result>());
  result.slot = -1;
  other.slot = -1;
  if (!anyOpen(part, larger)) return;
  if (isSmall(plan, part, smaller)) searchSmall(plan, part, smaller, result, plan.scratch + <usize>chunk * <usize>plan.scratchBytes, larger);
  else {
    build(plan, part, smaller);
    subtractOpen(plan, part, larger, smaller);
    search(plan, part, smaller, result);
  }
  search(plan, part, larger, other);
}

// ── Rows ──

/**
 * Parts rows[begin … end) by their codes: those that go left to left[begin …), the others to right[begin …), in order. Writes both ways and
 * advances one: no branch that the processor could guess wrong. The number that went left is stored at counts[chunk].
 */
export function partRows(chunk: u32, size: u32, rows: usize, begin: u32, end: u32, codes: usize, goesLeft: usize, left: usize, right: usize, counts: usize): void {
  const from = begin + chunk * size;
  const to = min(end, from + size);
  let kept = left + ((<usize>from) << 2);
  let moved = right + ((<usize>from) << 2);
  const first = kept;
  const last = rows + ((<usize>to) << 2);
  for (let at = rows + ((<usize>from) << 2); at < last; at += 4) {
    const row = load<u32>(at);
    const isLeft = <usize>load<u8>(goesLeft + <usize>load<u8>(codes + <usize>row));
    store<u32>(kept, row);
    store<u32>(moved, row);
    kept += isLeft << 2;
    moved += 4 - (isLeft << 2);
  }
  store<u32>(counts + ((<usize>chunk) << 2), <u32>((kept - first) >> 2));
}

/** Puts a chunk's parts to their places: `starts` holds where its left and right rows go, two numbers per chunk. */
export function placeRows(chunk: u32, size: u32, rows: usize, begin: u32, end: u32, left: usize, right: usize, counts: usize, starts: usize): void {
  const from = begin + chunk * size;
  const to = min(end, from + size);
  const kept = load<u32>(counts + ((<usize>chunk) << 2));
  const place = starts + ((<usize>chunk) << 3);
  memory.copy(rows + ((<usize>load<u32>(place)) << 2), left + ((<usize>from) << 2), (<usize>kept) << 2);
  memory.copy(rows + ((<usize>load<u32>(place, 4)) << 2), right + ((<usize>from) << 2), (<usize>(to - from - kept)) << 2);
}

/** Sums of the gradients and hessians of a chunk of rows[0 … end), stored at sums[chunk]. */
export function sumRows(chunk: u32, size: u32, rows: usize, end: u32, pairs: usize, sums: usize): void {
  let sum = f64x2.splat(0);
  const last = rows + ((<usize>min(end, (chunk + 1) * size)) << 2);
  for (let at = rows + ((<usize>(chunk * size)) << 2); at < last; at += 4)
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.load64_zero(pairs + ((<usize>load<u32>(at)) << 3))));
  v128.store(sums + ((<usize>chunk) << 4), sum);
}

/** Adds the values of `leaves` leaves to the scores of their rows, for a chunk of the places of `rows`; leaf l has rows[begins[l] … ends[l]). */
export function addScores(chunk: u32, size: u32, rows: usize, end: u32, begins: usize, ends: usize, values: usize, leaves: u32, scores: usize, stride: u32): void {
  const from = chunk * size;
  const to = min(end, from + size);
  for (let leaf: usize = 0; leaf < <usize>leaves; leaf++) {
    const begin = max(from, load<u32>(begins + (leaf << 2)));
    const until = min(to, load<u32>(ends + (leaf << 2)));
    const value = load<f64>(values + (leaf << 3));
    for (let i = begin; i < until; i++) {
      const score = scores + <usize>load<u32>(rows + ((<usize>i) << 2)) * ((<usize>stride) << 3);
      store<f64>(score, load<f64>(score) + value);
    }
  }
}

// ── Log loss of two classes ──

const log2e: f64 = 1.4426950408889634;
const ln2High: f64 = 6.93147180369123816490e-01;
const ln2Low: f64 = 1.90821492927058770002e-10;

/** e^x of two numbers, within about a unit in the last place (argument reduction to ±ln 2 / 2, Taylor to the 13th power); x is clipped to ±700. */
@inline
function exp2x(given: v128): v128 {
  const x = f64x2.max(f64x2.min(given, f64x2.splat(700)), f64x2.splat(-700));
  const n = f64x2.nearest(f64x2.mul(x, f64x2.splat(log2e)));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, f64x2.splat(ln2High))), f64x2.mul(n, f64x2.splat(ln2Low)));
  let p = f64x2.splat(1.0 / 6227020800.0);
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 479001600.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 39916800.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 3628800.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 362880.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 40320.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 5040.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 720.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 120.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 24.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 6.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.5));
  p = f64x2.add(f64x2.mul(f64x2.mul(p, r), r), r);
  p = f64x2.add(p, f64x2.splat(1));
  // 2^n by its exponent bits: n + 1023, shifted; the magic number turns the rounded double into an integer.
  const bits = i64x2.sub(f64x2.add(n, f64x2.splat(6755399441055744.0)), f64x2.splat(6755399441055744.0));
  return f64x2.mul(p, i64x2.shl(i64x2.add(bits, i64x2.splat(1023)), 52));
}

export function exponential(values: usize, count: u32): void {
  for (let at = values; at < values + ((<usize>count) << 3); at += 16) v128.store(at, exp2x(v128.load(at)));
}

/** The power of two that a product of probabilities is taken out of. */
let exponent: f64 = 0;

/** Moves powers of two out of a product before it becomes too small for a double. */
@inline
function keepSmall(product: v128): v128 {
  if (f64x2.extract_lane(product, 0) >= 1e-100 && f64x2.extract_lane(product, 1) >= 1e-100) return product;
  let both = f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1);
  for (; both < 1e-90; exponent -= 300) both *= 2.037035976334486e90;
  return f64x2(both, 1);
}

/**
 * Gradients and hessians of the log loss for a chunk of rows: score s, sign ±1 of the class, weight w: pair (−sign · p · w, p (1 − p) w) with
 * p = 1 / (1 + e^(sign · s)). `signs` are doubles; `weights` is 0 where all are 1. The products of 1 − p go to products[chunk] as a
 * mantissa and a power of two (two doubles), from which the loss follows; rows of other weights than 1 are summed elsewhere.
 */
export function logisticGradients(chunk: u32, size: u32, rows: u32, scores: usize, signs: usize, weights: usize, pairs: usize, products: usize): void {
  const from = chunk * size;
  const to = min(rows, from + size);
  let product = f64x2.splat(1);
  exponent = 0;
  for (let row = from; row < to; row += 2) {
    const at = (<usize>row) << 3;
    const sign = v128.load(signs + at);
    const p = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(1), exp2x(f64x2.mul(sign, v128.load(scores + at)))));
    const rest = f64x2.sub(f64x2.splat(1), p);
    let gradient = f64x2.mul(f64x2.neg(sign), p);
    let hessian = f64x2.mul(p, rest);
    if (weights) {
      const weight = v128.load(weights + at);
      gradient = f64x2.mul(gradient, weight);
      hessian = f64x2.mul(hessian, weight);
    }
    const g = f32x4.demote_f64x2_zero(gradient);
    const h = f32x4.demote_f64x2_zero(hessian);
    const pair = v128.shuffle<f32>(g, h, 0, 4, 1, 5);
    if (row + 1 < to) {
      v128.store(pairs + at, pair);
      product = f64x2.mul(product, f64x2.max(rest, f64x2.splat(1e-15)));
    } else {
      v128.store64_lane(pairs + at, pair, 0);
      product = f64x2.replace_lane(product, 0, f64x2.extract_lane(product, 0) * max(f64x2.extract_lane(rest, 0), 1e-15));
    }
    product = keepSmall(product);
  }
  v128.store(products + ((<usize>chunk) << 4), f64x2(f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1), exponent));
}

/**
 * As logisticGradients with XGBoost's roundings (src/objective/regression_loss.h): p = 1 / (1 + e^−s) in float32, pair (p − y, max(p (1 − p), 1e-16)) times
 * the weight, y being 1 where the sign is positive; the products are of the probabilities of the rows' own classes.
 */
export function roundedGradients(chunk: u32, size: u32, rows: u32, scores: usize, signs: usize, weights: usize, pairs: usize, products: usize): void {
  const from = chunk * size;
  const to = min(rows, from + size);
  const one = f64x2.splat(1);
  let product = one;
  exponent = 0;
  for (let row = from; row < to; row += 2) {
    const at = (<usize>row) << 3;
    const y = v128.and(f64x2.gt(v128.load(signs + at), f64x2.splat(0)), one);
    const score = f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(v128.load(scores + at)));
    const power = f64x2.min(f64x2.neg(score), f64x2.splat(88.7));
    const p = f32x4.demote_f64x2_zero(f64x2.div(one, f64x2.add(one, exp2x(power))));
    const rest = f32x4.sub(f32x4.splat(1), p);
    const probability = f64x2.promote_low_f32x4(p);
    let gradient = f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(f64x2.sub(probability, y)));
    let hessian = f64x2.max(f64x2.promote_low_f32x4(f32x4.mul(p, rest)), f64x2.splat(1e-16));
    if (weights) {
      const weight = v128.load(weights + at);
      gradient = f64x2.mul(gradient, weight);
      hessian = f64x2.mul(hessian, weight);
    }
    const pair = v128.shuffle<f32>(f32x4.demote_f64x2_zero(gradient), f32x4.demote_f64x2_zero(hessian), 0, 4, 1, 5);
    const own = v128.bitselect(probability, f64x2.sub(one, probability), f64x2.ne(y, f64x2.splat(0)));
    let likelihood = f64x2.max(own, f64x2.splat(1e-15));
    if (row + 1 < to) v128.store(pairs + at, pair);
    else {
      v128.store64_lane(pairs + at, pair, 0);
      likelihood = f64x2.replace_lane(likelihood, 1, 1);
    }
    product = f64x2.mul(product, likelihood);
    product = keepSmall(product);
  }
  v128.store(products + ((<usize>chunk) << 4), f64x2(f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1), exponent));
}

// ── Symmetric trees (catboost): one step scores the splits of a level, a chunk is a block of columns ──

/** What all blocks share. Rows are grouped by leaf: leaf l has the places begins[l] … ends[l] of `rows` and of each output's `pairs` (gradient, weight). */
@unmanaged
class Level {
  rows: usize;
  pairs: usize;
  begins: usize;
  ends: usize;
  /** Per output and leaf, (gradient, weight). */
  totals: usize;
  /** A byte per feature: 1 where it may be split by. */
  open: usize;
  /** 4,096 normal quantiles; 0 for no noise. */
  noise: usize;
  blocks: usize;
  /** Places per output in `pairs`, and leaves per output in `totals` and in the blocks' slots. */
  places: u32;
  leaves: u32;
  outputs: u32;
  isL2: u32;
  seed: u32;
  /** The number of the level: there are 2^depth leaves to be split. */
  depth: u32;
  l2: f64;
  deviation: f64;
}

@unmanaged
class Scorer {
  entries: usize;
  /** Of listed columns: where each row's entries begin. 0 for a block of `width` entries per row. */
  starts: usize;
  offsets: usize;
  /** Per feature: its number, the splits it offers, 1 where they ask for equality, and the position that the lists leave out. */
  features: usize;
  splits: usize;
  equals: usize;
  leftOut: usize;
  /** Per output and leaf the address of a histogram, which a bitmap of its filled positions follows. */
  slots: usize;
  /** Per position, (gain, norm). */
  scores: usize;
  /** Per feature, the best split's score and bin. */
  best: usize;
  /** A byte per position, all 0: where few rows are added, they are noted here on the way. */
  marks: usize;
  width: u32;
  positions: u32;
  /** Where its splits' noise begins. */
  firstPlace: u32;
  /** 1 where each leaf keeps its histogram; otherwise there is one slot. */
  keeps: u32;
}

const rounding: f64 = 1e-12;

@inline
function bitmapOf(scorer: Scorer, histogram: usize): usize {
  return histogram + ((<usize>scorer.positions) << 4);
}

@inline
function wordsOf(scorer: Scorer): usize {
  return (<usize>scorer.positions + 63) >> 6;
}

/** Empties the filled positions. */
function emptyFilled(scorer: Scorer, histogram: usize): void {
  const bitmap = bitmapOf(scorer, histogram);
  const words = wordsOf(scorer);
  for (let word: usize = 0; word < words; word++) {
    const base = histogram + (word << 10);
    for (let bits = load<u64>(bitmap + (word << 3)); bits; bits &= bits - 1) v128.store(base + ((<usize>ctz(bits)) << 4), f64x2.splat(0));
    store<u64>(bitmap + (word << 3), 0);
  }
}

/** Sets the bits of positions that have weight. */
function noteFilled(scorer: Scorer, histogram: usize): void {
  const bitmap = bitmapOf(scorer, histogram);
  for (let first: usize = 0; first < <usize>scorer.positions; first += 64) {
    const base = histogram + (first << 4);
    const count = min(<usize>64, <usize>scorer.positions - first);
    let bits: u64 = 0;
    let at: usize = 0;
    for (; at + 1 < count; at += 2) {
      const bin = base + (at << 4);
      const weights = v128.shuffle<f64>(v128.load(bin), v128.load(bin, 16), 1, 3);
      bits |= (<u64>i64x2.bitmask(f64x2.ne(weights, f64x2.splat(0)))) << (<u64>at);
    }
    if (at < count && load<f64>(base + (at << 4), 8) != 0) bits |= (<u64>1) << (<u64>at);
    store<u64>(bitmap + ((first >> 6) << 3), bits);
  }
}

/** Adds the places begin … end of one output's pairs. */
function addPlaces(scorer: Scorer, rows: usize, pairs: usize, begin: u32, end: u32, histogram: usize): void {
  const width = (<usize>scorer.width) << 1;
  for (let place = <usize>begin; place < <usize>end; place++) {
    const row = <usize>load<u32>(rows + (place << 2));
    const pair = v128.load(pairs + (place << 4));
    let at = scorer.entries + row * width;
    const last = at + width;
    for (; at < last; at += 2) {
      const bin = histogram + ((<usize>load<u16>(at)) << 4);
      v128.store(bin, f64x2.add(v128.load(bin), pair));
    }
  }
}

/** As addPlaces, of few rows: their positions are marked, and the marks gathered into the bitmap. */
function addFew(scorer: Scorer, rows: usize, pairs: usize, begin: u32, end: u32, histogram: usize): void {
  const width = (<usize>scorer.width) << 1;
  const marks = scorer.marks;
  for (let place = <usize>begin; place < <usize>end; place++) {
    const row = <usize>load<u32>(rows + (place << 2));
    const pair = v128.load(pairs + (place << 4));
    let at = scorer.entries + row * width;
    const last = at + width;
    for (; at < last; at += 2) {
      const position = <usize>load<u16>(at);
      const bin = histogram + (position << 4);
      v128.store(bin, f64x2.add(v128.load(bin), pair));
      store<u8>(marks + position, 0x80);
    }
  }
  const bitmap = bitmapOf(scorer, histogram);
  const words = wordsOf(scorer);
  for (let word: usize = 0; word < words; word++) {
    const mark = marks + (word << 6);
    const low = i8x16.bitmask(v128.load(mark)) | (i8x16.bitmask(v128.load(mark, 16)) << 16);
    const high = i8x16.bitmask(v128.load(mark, 32)) | (i8x16.bitmask(v128.load(mark, 48)) << 16);
    store<u64>(bitmap + (word << 3), <u64>(<u32>low) | ((<u64>(<u32>high)) << 32));
    for (let byte: usize = 0; byte < 64; byte += 16) v128.store(mark + byte, i8x16.splat(0));
  }
}

/** As addPlaces, of listed columns. */
function addListed(scorer: Scorer, rows: usize, pairs: usize, begin: u32, end: u32, histogram: usize): void {
  for (let place = <usize>begin; place < <usize>end; place++) {
    const from = scorer.starts + ((<usize>load<u32>(rows + (place << 2))) << 2);
    const pair = v128.load(pairs + (place << 4));
    const last = scorer.entries + ((<usize>load<u32>(from, 4)) << 2);
    for (let at = scorer.entries + ((<usize>load<u32>(from)) << 2); at < last; at += 4) {
      const bin = histogram + ((<usize>load<u32>(at)) << 4);
      v128.store(bin, f64x2.add(v128.load(bin), pair));
    }
  }
}

/** What a listed feature's bins lack of the leaf's total is its most frequent bin. Weights below rounding are none. */
function completeListed(scorer: Scorer, totals: v128, histogram: usize): void {
  const least = f64x2.extract_lane(totals, 1) * rounding;
  for (let i: usize = 0; i < <usize>scorer.width; i++) {
    let rest = totals;
    const last = histogram + ((<usize>load<u32>(scorer.offsets + (i << 2), 4)) << 4);
    for (let bin = histogram + ((<usize>load<u32>(scorer.offsets + (i << 2))) << 4); bin < last; bin += 16) rest = f64x2.sub(rest, v128.load(bin));
    if (f64x2.extract_lane(rest, 1) <= least) rest = f64x2.splat(0);
    v128.store(histogram + ((<usize>load<u32>(scorer.leftOut + (i << 2))) << 4), rest);
  }
}

function buildHistogram(level: Level, scorer: Scorer, output: usize, leaf: usize, histogram: usize): void {
  const begin = load<u32>(level.begins + (leaf << 2));
  const end = load<u32>(level.ends + (leaf << 2));
  const pairs = level.pairs + ((output * <usize>level.places) << 4);
  emptyFilled(scorer, histogram);
  if (scorer.starts) {
    addListed(scorer, level.rows, pairs, begin, end, histogram);
    completeListed(scorer, v128.load(level.totals + ((output * <usize>level.leaves + leaf) << 4)), histogram);
  } else if ((end - begin) * scorer.width < scorer.positions) {
    addFew(scorer, level.rows, pairs, begin, end, histogram);
    return;
  } else addPlaces(scorer, level.rows, pairs, begin, end, histogram);
  noteFilled(scorer, histogram);
}

/** Takes a child's histogram from its parent's. Positions emptied but for rounding become empty. */
function subtractFilled(scorer: Scorer, parent: usize, child: usize): void {
  const bitmap = bitmapOf(scorer, parent);
  const childBitmap = bitmapOf(scorer, child);
  const words = wordsOf(scorer);
  for (let word: usize = 0; word < words; word++) {
    let left = load<u64>(bitmap + (word << 3));
    for (let bits = load<u64>(childBitmap + (word << 3)) & left; bits; bits &= bits - 1) {
      const at = ((word << 6) + <usize>ctz(bits)) << 4;
      const before = v128.load(parent + at);
      const rest = f64x2.sub(before, v128.load(child + at));
      const none = f64x2.extract_lane(rest, 1) <= f64x2.extract_lane(before, 1) * rounding;
      v128.store(parent + at, none ? f64x2.splat(0) : rest);
      if (none) left ^= bits & -bits;
    }
    store<u64>(bitmap + (word << 3), left);
  }
}

/** (gain, norm) of a leaf that isn't split: g² / (w + l2), and its value's square times w. */
@inline
function measureWhole(totals: v128, penalty: f64): v128 {
  const gradient = f64x2.extract_lane(totals, 0);
  const weight = f64x2.extract_lane(totals, 1);
  const average = gradient / (weight + penalty);
  return f64x2(average * gradient, average * average * weight);
}

/** (gain, norm) of a leaf's two sides, one of which is given. */
@inline
function measureSides(side: v128, totals: v128, penalty: v128): v128 {
  const rest = f64x2.sub(totals, side);
  const gradients = v128.shuffle<f64>(side, rest, 0, 2);
  const weights = v128.shuffle<f64>(side, rest, 1, 3);
  const sizes = f64x2.add(weights, penalty);
  const others = v128.shuffle<f64>(sizes, sizes, 1, 0);
  const inverse = 1 / (f64x2.extract_lane(sizes, 0) * f64x2.extract_lane(sizes, 1));
  const averages = f64x2.mul(f64x2.mul(gradients, others), f64x2.splat(inverse));
  const gains = f64x2.mul(averages, gradients);
  const norms = f64x2.mul(f64x2.mul(averages, averages), weights);
  return f64x2.add(v128.shuffle<f64>(gains, norms, 0, 2), v128.shuffle<f64>(gains, norms, 1, 3));
}

/**
 * Adds a leaf's part to the scores of an ordered feature's splits: at each filled position, by how much the sums differ from those at the filled
 * position before. From where all rows are on the left, it is as if the leaf weren't split.
 */
function addOrdered(scorer: Scorer, histogram: usize, first: usize, end: usize, totals: v128, whole: v128, penalty: v128): void {
  const bitmap = bitmapOf(scorer, histogram);
  const most = f64x2.extract_lane(totals, 1) * (1 - rounding);
  const lastWord = (end - 1) >> 6;
  let side = f64x2.splat(0);
  let before = whole;
  let word = first >> 6;
  let mask = ~(<u64>0) << (<u64>(first & 63));
  for (; word <= lastWord; word++) {
    if (word == lastWord) mask &= ~(<u64>0) >> (63 - (<u64>((end - 1) & 63)));
    for (let bits = load<u64>(bitmap + (word << 3)) & mask; bits; bits &= bits - 1) {
      const at = ((word << 6) + <usize>ctz(bits)) << 4;
      side = f64x2.add(side, v128.load(histogram + at));
      const isAll = f64x2.extract_lane(side, 1) >= most;
      const now = isAll ? whole : measureSides(side, totals, penalty);
      const score = scorer.scores + at;
      v128.store(score, f64x2.add(v128.load(score), f64x2.sub(now, before)));
      if (isAll) return;
      before = now;
    }
    mask = ~(<u64>0);
  }
}

/** As addOrdered, of one category against the others: each position holds its whole sums. */
function addEqual(scorer: Scorer, histogram: usize, first: usize, end: usize, totals: v128, penalty: f64): void {
  const least = f64x2.extract_lane(totals, 1) * rounding;
  for (let at = first << 4; at < end << 4; at += 16) {
    const side = v128.load(histogram + at);
    const rest = f64x2.sub(totals, side);
    let sums = f64x2.extract_lane(side, 1) > 0 ? measureWhole(side, penalty) : f64x2.splat(0);
    if (f64x2.extract_lane(rest, 1) > least) sums = f64x2.add(sums, measureWhole(rest, penalty));
    v128.store(scorer.scores + at, f64x2.add(v128.load(scorer.scores + at), sums));
  }
}

function addLeafScores(level: Level, scorer: Scorer, output: usize, leaf: usize, histogram: usize): void {
  const totals = v128.load(level.totals + ((output * <usize>level.leaves + leaf) << 4));
  const whole = measureWhole(totals, level.l2);
  const penalty = f64x2.splat(level.l2);
  for (let i: usize = 0; i < <usize>scorer.width; i++) {
    if (!load<u8>(level.open + <usize>load<u32>(scorer.features + (i << 2)))) continue;
    const first = <usize>load<u32>(scorer.offsets + (i << 2));
    const end = first + <usize>load<u32>(scorer.splits + (i << 2));
    if (load<u8>(scorer.equals + i)) addEqual(scorer, histogram, first, end, totals, level.l2);
    else addOrdered(scorer, histogram, first, end, totals, whole, penalty);
  }
}

@inline
function sizeOf(level: Level, leaf: usize): u32 {
  return load<u32>(level.ends + (leaf << 2)) - load<u32>(level.begins + (leaf << 2));
}

function buildLeaves(level: Level, scorer: Scorer, output: usize): void {
  const slots = scorer.slots + (scorer.keeps ? (output * <usize>level.leaves) << 2 : 0);
  for (let leaf: usize = 0; leaf < (<usize>1) << (<usize>level.depth); leaf++) {
    if (!sizeOf(level, leaf)) continue;
    const histogram = <usize>load<u32>(slots);
    buildHistogram(level, scorer, output, leaf, histogram);
    addLeafScores(level, scorer, output, leaf, histogram);
  }
}

/** Builds the smaller child of each leaf of the level before; the other is what is left of its parent. */
function splitLeaves(level: Level, scorer: Scorer, output: usize): void {
  const slots = scorer.slots + ((output * <usize>level.leaves) << 2);
  const before = (<usize>1) << (<usize>level.depth - 1);
  for (let leaf: usize = 0; leaf < before; leaf++) {
    const other = leaf + before;
    const isLess = sizeOf(level, leaf) < sizeOf(level, other);
    const small = isLess ? leaf : other;
    const large = isLess ? other : leaf;
    if (!sizeOf(level, large)) continue;
    const parent = load<u32>(slots + (leaf << 2));
    const fresh = load<u32>(slots + (other << 2));
    store<u32>(slots + (small << 2), fresh);
    store<u32>(slots + (large << 2), parent);
    if (sizeOf(level, small)) {
      buildHistogram(level, scorer, output, small, <usize>fresh);
      subtractFilled(scorer, <usize>parent, <usize>fresh);
      addLeafScores(level, scorer, output, small, <usize>fresh);
    }
    addLeafScores(level, scorer, output, large, <usize>parent);
  }
}

/** 32 bits that look like chance: murmur3's finaliser over seed and place. */
@inline
function mixed(seed: u32, place: u32): u32 {
  let h = seed ^ (place * 0x85ebca6b);
  h = (h ^ (h >> 16)) * 0x85ebca6b;
  h = (h ^ (h >> 13)) * 0xc2b2ae35;
  return h ^ (h >> 16);
}

/** Notes each open feature's best split, noise included, and its score without. */
function chooseBins(level: Level, scorer: Scorer): void {
  let whole = f64x2.splat(0);
  for (let output: usize = 0; output < <usize>level.outputs; output++)
    for (let leaf: usize = 0; leaf < (<usize>1) << (<usize>level.depth); leaf++)
      if (sizeOf(level, leaf)) whole = f64x2.add(whole, measureWhole(v128.load(level.totals + ((output * <usize>level.leaves + leaf) << 4)), level.l2));
  for (let i: usize = 0; i < <usize>scorer.width; i++) {
    const best = scorer.best + (i << 4);
    store<i32>(best, -1, 8);
    if (!load<u8>(level.open + <usize>load<u32>(scorer.features + (i << 2)))) continue;
    chooseBin(level, scorer, i, whole, best);
  }
}

@inline
function chooseBin(level: Level, scorer: Scorer, i: usize, whole: v128, best: usize, summed: bool = false): void {
  const first = load<u32>(scorer.offsets + (i << 2));
  const splits = load<u32>(scorer.splits + (i << 2));
  const ordered = !summed && !load<u8>(scorer.equals + i);
  const noise = level.noise;
  const measure = scorer.scores + ((<usize>first) << 4);
  let sums = whole;
  let largest = f64x2.extract_lane(whole, 1);
  let bestNoisy = -Infinity;
  for (let split: u32 = 0; split < splits; split++) {
    const own = v128.load(measure + ((<usize>split) << 4));
    sums = ordered ? f64x2.add(sums, own) : own;
    const gain = f64x2.extract_lane(sums, 0);
    const norm = f64x2.extract_lane(sums, 1);
    if (norm > largest) largest = norm;
    // What is left of much larger sums is their rounding.
    const score = level.isL2 ? gain : norm > rounding * largest ? gain / sqrt(norm + 1e-100) : 0;
    let noisy = score;
    if (noise) {
      const chance = mixed(level.seed, (scorer.firstPlace + first + split) << 1);
      noisy += level.deviation * load<f64>(noise + ((<usize>(chance & 4095)) << 3));
    }
    if (!(noisy > bestNoisy)) continue;
    bestNoisy = noisy;
    store<f64>(best, score);
    store<i32>(best, split, 8);
  }
}

/** A block's part of a level: its leaves' histograms, the scores of all splits, and the best of each feature. */
export function scoreLevel(chunk: u32, level: Level): void {
  const scorer = changetype<Scorer>(<usize>load<u32>(level.blocks + ((<usize>chunk) << 2)));
  memory.fill(scorer.scores, 0, (<usize>scorer.positions) << 4);
  for (let output: usize = 0; output < <usize>level.outputs; output++) {
    if (level.depth > 0 && scorer.keeps) splitLeaves(level, scorer, output);
    else buildLeaves(level, scorer, output);
  }
  chooseBins(level, scorer);
}

/**
 * Splits a leaf's places by its rows' codes, both sides in their order, and sums them up; `moved` has room for all rows, `movedPairs` for all pairs.
 * Every place is written to both sides, and one of them moves on.
 */
export function divideLeaf(leaf: u32, level: Level, codes: usize, bin: u32, equals: u32, moved: usize, movedPairs: usize): void {
  const left = <usize>leaf;
  const right = left | ((<usize>1) << (<usize>level.depth));
  const begin = <usize>load<u32>(level.begins + (left << 2));
  const end = <usize>load<u32>(level.ends + (left << 2));
  let kept = begin;
  for (let output: usize = 0; output < <usize>level.outputs; output++) {
    const isLast = output == <usize>level.outputs - 1;
    const pairs = level.pairs + ((output * <usize>level.places) << 4);
    let gone = begin;
    kept = begin;
    let keptSum = f64x2.splat(0);
    let goneSum = f64x2.splat(0);
    for (let place = begin; place < end; place++) {
      const row = load<u32>(level.rows + (place << 2));
      const code = <u32>load<u8>(codes + <usize>row);
      const goes = <usize>(equals ? code == bin : code > bin);
      const pair = v128.load(pairs + (place << 4));
      v128.store(movedPairs + (gone << 4), pair);
      v128.store(pairs + (kept << 4), pair);
      // The rows are what the other outputs go by too.
      if (isLast) {
        store<u32>(moved + (gone << 2), row);
        store<u32>(level.rows + (kept << 2), row);
      }
      const mask = i64x2.splat(-(<i64>goes));
      goneSum = f64x2.add(goneSum, v128.and(pair, mask));
      keptSum = f64x2.add(keptSum, v128.andnot(pair, mask));
      gone += goes;
      kept += 1 - goes;
    }
    memory.copy(pairs + (kept << 4), movedPairs + (begin << 4), (gone - begin) << 4);
    const totals = level.totals + ((output * <usize>level.leaves) << 4);
    v128.store(totals + (left << 4), keptSum);
    v128.store(totals + (right << 4), goneSum);
  }
  memory.copy(level.rows + (kept << 2), moved + (begin << 2), (end - kept) << 2);
  store<u32>(level.ends + (left << 2), <u32>kept);
  store<u32>(level.begins + (right << 2), <u32>kept);
  store<u32>(level.ends + (right << 2), <u32>end);
}

/** Rows of a chunk that are right of a level's split get its bit in leafOf (16 bits per row), and each leaf's rows are counted: counts[chunk][leaf]. */
export function moveRows(chunk: u32, size: u32, rows: u32, leafOf: usize, codes: usize, bin: u32, equals: u32, level: u32, counts: usize): void {
  const own = counts + ((<usize>chunk) << (<usize>level + 3));
  memory.fill(own, 0, (<usize>1) << (<usize>level + 3));
  const from = <usize>(chunk * size);
  const to = <usize>min(rows, chunk * size + size);
  for (let row = from; row < to; row++) {
    const code = <u32>load<u8>(codes + row);
    const goes = <u32>(equals ? code == bin : code > bin);
    const leaf = load<u16>(leafOf + (row << 1)) | (goes << level);
    store<u16>(leafOf + (row << 1), <u16>leaf);
    const count = own + ((<usize>leaf) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
}

const furthestScore: f64 = 300;

/**
 * For a chunk of rows of score s and class y (doubles, 0 or 1): e^s, and the slope y − p with p = e^s / (1 + e^s); s is held within ±300.
 * The products of the probabilities of the rows' own classes go to products[chunk], as in logisticGradients.
 */
export function logisticSlopes(chunk: u32, size: u32, rows: u32, scores: usize, classes: usize, exponentials: usize, slopes: usize, products: usize): void {
  const from = chunk * size;
  const to = min(rows, from + size);
  let product = f64x2.splat(1);
  let exponent: f64 = 0;
  for (let row = from; row < to; row += 2) {
    const at = (<usize>row) << 3;
    const y = v128.load(classes + at);
    const score = f64x2.max(f64x2.min(v128.load(scores + at), f64x2.splat(furthestScore)), f64x2.splat(-furthestScore));
    const exponential = exp2x(score);
    const negative = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(1), exponential));
    const slope = f64x2.add(f64x2.sub(y, f64x2.splat(1)), negative);
    const odds = v128.bitselect(exponential, f64x2.splat(1), f64x2.ne(y, f64x2.splat(0)));
    let likelihood = f64x2.max(f64x2.mul(odds, negative), f64x2.splat(1e-100));
    if (row + 1 < to) {
      v128.store(exponentials + at, exponential);
      v128.store(slopes + at, slope);
    } else {
      v128.store64_lane(exponentials + at, exponential, 0);
      v128.store64_lane(slopes + at, slope, 0);
      likelihood = f64x2.replace_lane(likelihood, 1, 1);
    }
    product = f64x2.mul(product, likelihood);
    if (f64x2.extract_lane(product, 0) < 1e-100 || f64x2.extract_lane(product, 1) < 1e-100) {
      let both = f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1);
      for (; both < 1e-90; exponent -= 300) both *= 2.037035976334486e90;
      product = f64x2(both, 1);
    }
  }
  const place = products + ((<usize>chunk) << 4);
  store<f64>(place, f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1));
  store<f64>(place, exponent, 8);
}

/**
 * Sums over a leaf of logisticSlopes' rows, grouped by leaf and class, which begin at begins[2 · leaf + class], after a step that multiplies
 * e^s by growths[leaf], or nothing where that is 0: sums[leaf] gets Σ p, Σ p (1 − p), and the product of the probabilities of the rows' own classes as a mantissa and a power of two.
 */
function sumLeaf(leaf: u32, grouped: usize, begins: usize, growths: usize, sums: usize): void {
  if (load<f64>(growths + ((<usize>leaf) << 3)) == 0) return;
  const place = begins + ((<usize>leaf) << 3);
  const into = sums + ((<usize>leaf) << 5);
  const growth = f64x2.splat(load<f64>(growths + ((<usize>leaf) << 3)));
  const one = f64x2.splat(1);
  let positives = f64x2.splat(0);
  let curvature = f64x2.splat(0);
  let product = one;
  let exponent: f64 = 0;
  for (let part = 0; part < 2; part++) {
    let at = grouped + ((<usize>load<u32>(place + ((<usize>part) << 2))) << 3);
    const last = grouped + ((<usize>load<u32>(place + ((<usize>part) << 2), 4)) << 3);
    for (; at < last; at += 16) {
      const negative = f64x2.div(one, f64x2.add(one, f64x2.mul(v128.load(at), growth)));
      let positive = f64x2.sub(one, negative);
      let bend = f64x2.mul(positive, negative);
      let likelihood = f64x2.max(part ? positive : negative, f64x2.splat(1e-100));
      if (at + 8 >= last) {
        positive = f64x2.replace_lane(positive, 1, 0);
        bend = f64x2.replace_lane(bend, 1, 0);
        likelihood = f64x2.replace_lane(likelihood, 1, 1);
      }
      positives = f64x2.add(positives, positive);
      curvature = f64x2.add(curvature, bend);
      product = f64x2.mul(product, likelihood);
      if (f64x2.extract_lane(product, 0) < 1e-100 || f64x2.extract_lane(product, 1) < 1e-100) {
        let both = f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1);
        for (; both < 1e-90; exponent -= 300) both *= 2.037035976334486e90;
        product = f64x2(both, 1);
      }
    }
  }
  store<f64>(into, f64x2.extract_lane(positives, 0) + f64x2.extract_lane(positives, 1));
  store<f64>(into, f64x2.extract_lane(curvature, 0) + f64x2.extract_lane(curvature, 1), 8);
  store<f64>(into, f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1), 16);
  store<f64>(into, exponent, 24);
}

/** sumLeaf for a chunk of leaves. */
export function logisticLeaves(chunk: u32, size: u32, leaves: u32, grouped: usize, begins: usize, growths: usize, sums: usize): void {
  const to = min(leaves, chunk * size + size);
  for (let leaf = chunk * size; leaf < to; leaf++) sumLeaf(leaf, grouped, begins, growths, sums);
}

// ── Symmetric trees: a tree's rows are drawn, grouped by leaf and given its values, a chunk of rows at a time ──

/** Bins of sizes: 32 for each power of two of a float32. */
const sizeBins: usize = 8192;

/**
 * Sizes √(g² + λ) of a chunk's gradients, `outputs` per row. Counts and sums them by their leading bits in counts[chunk] and sums[chunk], which are
 * all 0 before; totals[chunk] gets Σ g², and the lowest and the highest bin.
 */
export function measureRows(chunk: u32, size: u32, rows: u32, outputs: u32, slopes: usize, lambda: f64, sizes: usize, counts: usize, sums: usize, totals: usize): void {
  const ownCounts = counts + ((<usize>chunk * sizeBins) << 2);
  const ownSums = sums + ((<usize>chunk * sizeBins) << 3);
  const to = <usize>min(rows, chunk * size + size);
  let total: f64 = 0;
  let lowest: u32 = <u32>sizeBins;
  let highest: u32 = 0;
  let slope = slopes + (((<usize>(chunk * size)) * <usize>outputs) << 3);
  for (let row = <usize>(chunk * size); row < to; row++) {
    let square: f64 = 0;
    for (let k: u32 = 0; k < outputs; k++, slope += 8) square += load<f64>(slope) * load<f64>(slope);
    total += square;
    const own = sqrt(square + lambda);
    store<f64>(sizes + (row << 3), own);
    const bin = reinterpret<u32>(<f32>own) >> 18;
    lowest = min(lowest, bin);
    highest = max(highest, bin);
    const count = ownCounts + ((<usize>bin) << 2);
    store<u32>(count, load<u32>(count) + 1);
    const sum = ownSums + ((<usize>bin) << 3);
    store<f64>(sum, load<f64>(sum) + own);
  }
  const into = totals + <usize>chunk * 24;
  store<f64>(into, total);
  store<f64>(into, <f64>lowest, 8);
  store<f64>(into, <f64>highest, 16);
}

/**
 * Turns a chunk's sizes into factors: a row is drawn with probability size / threshold, at most 1, and its factor is the inverse; 0 where it isn't.
 * counts[chunk] gets how many are drawn.
 */
export function drawRows(chunk: u32, size: u32, rows: u32, sizes: usize, threshold: f64, seed: u32, counts: usize): void {
  const to = min(rows, chunk * size + size);
  let drawn: u32 = 0;
  for (let row = chunk * size; row < to; row++) {
    const place = sizes + ((<usize>row) << 3);
    const own = load<f64>(place);
    const probability = own > threshold ? 1 : own / threshold;
    const isDrawn = <f64>mixed(seed, row) < probability * 4294967296;
    store<f64>(place, isDrawn ? 1 / probability : 0);
    drawn += <u32>isDrawn;
  }
  store<u32>(counts + ((<usize>chunk) << 2), drawn);
}

/**
 * Puts a chunk's rows of a factor above 0 (all where `factors` is 0) at the places from starts[chunk] on: their numbers, and per output the pair
 * (gradient, weight) times the factor, which are summed up in sums[chunk][output]. `weights` is 0 where all are 1; outputs are `places` places apart.
 */
export function placeDrawn(chunk: u32, size: u32, count: u32, outputs: u32, places: u32, starts: usize, factors: usize, weights: usize, slopes: usize, rows: usize, pairs: usize, sums: usize): void {
  const to = <usize>min(count, chunk * size + size);
  const own = sums + ((<usize>(chunk * outputs)) << 4);
  for (let k: usize = 0; k < <usize>outputs; k++) {
    let place = <usize>load<u32>(starts + ((<usize>chunk) << 2));
    let sum = f64x2.splat(0);
    const ownPairs = pairs + ((k * <usize>places) << 4);
    for (let row = <usize>(chunk * size); row < to; row++) {
      const factor = factors ? load<f64>(factors + (row << 3)) : 1;
      // The place may be the next chunk's where no row is left to be put here.
      if (!(factor > 0)) continue;
      const weight = weights ? load<f64>(weights + (row << 3)) * factor : factor;
      const pair = f64x2(load<f64>(slopes + ((row * <usize>outputs + k) << 3)) * factor, weight);
      v128.store(ownPairs + (place << 4), pair);
      sum = f64x2.add(sum, pair);
      if (k == 0) store<u32>(rows + (place << 2), <u32>row);
      place++;
    }
    v128.store(own + (k << 4), sum);
  }
}

/** Counts a chunk's rows by leaf and class (0 or 1): counts[chunk][2 · leaf + class]. */
export function countGroups(chunk: u32, size: u32, rows: u32, leaves: u32, leafOf: usize, classes: usize, counts: usize): void {
  const own = counts + (((<usize>chunk) * (<usize>leaves)) << 3);
  memory.fill(own, 0, (<usize>leaves) << 3);
  const to = <usize>min(rows, chunk * size + size);
  for (let row = <usize>(chunk * size); row < to; row++) {
    const group = ((<usize>load<u16>(leafOf + (row << 1))) << 1) | <usize>(load<f64>(classes + (row << 3)) > 0);
    const count = own + (group << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
}

/** Puts a chunk's values in order of leaf and class, from starts[chunk][2 · leaf + class] on; starts move on. */
export function placeGroups(chunk: u32, size: u32, rows: u32, leaves: u32, leafOf: usize, classes: usize, starts: usize, values: usize, grouped: usize): void {
  const own = starts + (((<usize>chunk) * (<usize>leaves)) << 3);
  const to = <usize>min(rows, chunk * size + size);
  for (let row = <usize>(chunk * size); row < to; row++) {
    const group = ((<usize>load<u16>(leafOf + (row << 1))) << 1) | <usize>(load<f64>(classes + (row << 3)) > 0);
    const start = own + (group << 2);
    const place = <usize>load<u32>(start);
    store<u32>(start, <u32>place + 1);
    store<f64>(grouped + (place << 3), load<f64>(values + (row << 3)));
  }
}

/** Adds to the scores of a chunk's rows, `outputs` of each, the values of their leaves. */
export function addLeafValues(chunk: u32, size: u32, rows: u32, outputs: u32, leafOf: usize, values: usize, scores: usize): void {
  const to = <usize>min(rows, chunk * size + size);
  let score = scores + (((<usize>(chunk * size)) * <usize>outputs) << 3);
  for (let row = <usize>(chunk * size); row < to; row++) {
    const value = values + (((<usize>load<u16>(leafOf + (row << 1))) * <usize>outputs) << 3);
    for (let k: usize = 0; k < <usize>outputs; k++, score += 8) store<f64>(score, load<f64>(score) + load<f64>(value + (k << 3)));
  }
}

/**
 * Adds the leaf values of symmetric trees to the scores of rows, sixteen at a time: `columns` holds a column's values for `rows` rows (a multiple
 * of 16) after the other. A tree is, in `trees`, its depth, the place of its first split and that of its first leaf value. A split: `features` and `thresholds`.
 */
export function addSymmetricTrees(rows: u32, count: u32, outputs: u32, trees: usize, features: usize, thresholds: usize, values: usize, columns: usize, scores: usize): void {
  for (let first: usize = 0; first < <usize>rows; first += 16) {
    const from = columns + (first << 2);
    const into = scores + ((first * <usize>outputs) << 3);
    for (let tree: usize = 0; tree < <usize>count; tree++) {
      const about = trees + tree * 12;
      const depth = load<u32>(about);
      let feature = features + ((<usize>load<u32>(about, 4)) << 2);
      let threshold = thresholds + ((<usize>load<u32>(about, 4)) << 2);
      const leaves = values + ((<usize>load<u32>(about, 8)) << 3);
      let a = i32x4.splat(0);
      let b = i32x4.splat(0);
      let c = i32x4.splat(0);
      let d = i32x4.splat(0);
      for (let level: u32 = 0; level < depth; level++, feature += 4, threshold += 4) {
        const column = from + (<usize>load<u32>(feature)) * ((<usize>rows) << 2);
        const border = v128.load32_splat(threshold);
        const bit = i32x4.splat(1 << level);
        a = v128.or(a, v128.and(f32x4.gt(v128.load(column), border), bit));
        b = v128.or(b, v128.and(f32x4.gt(v128.load(column, 16), border), bit));
        c = v128.or(c, v128.and(f32x4.gt(v128.load(column, 32), border), bit));
        d = v128.or(d, v128.and(f32x4.gt(v128.load(column, 48), border), bit));
      }
      addFour(a, leaves, into, outputs, 0);
      addFour(b, leaves, into, outputs, 4);
      addFour(c, leaves, into, outputs, 8);
      addFour(d, leaves, into, outputs, 12);
    }
  }
}

@inline
function addFour(leaves: v128, values: usize, scores: usize, outputs: u32, first: u32): void {
  if (outputs == 1) {
    const into = scores + ((<usize>first) << 3);
    const low = f64x2(load<f64>(values + ((<usize>i32x4.extract_lane(leaves, 0)) << 3)), load<f64>(values + ((<usize>i32x4.extract_lane(leaves, 1)) << 3)));
    const high = f64x2(load<f64>(values + ((<usize>i32x4.extract_lane(leaves, 2)) << 3)), load<f64>(values + ((<usize>i32x4.extract_lane(leaves, 3)) << 3)));
    v128.store(into, f64x2.add(v128.load(into), low));
    v128.store(into, f64x2.add(v128.load(into, 16), high), 16);
    return;
  }
  addOutputs(<usize>i32x4.extract_lane(leaves, 0), values, scores, outputs, first);
  addOutputs(<usize>i32x4.extract_lane(leaves, 1), values, scores, outputs, first + 1);
  addOutputs(<usize>i32x4.extract_lane(leaves, 2), values, scores, outputs, first + 2);
  addOutputs(<usize>i32x4.extract_lane(leaves, 3), values, scores, outputs, first + 3);
}

@inline
function addOutputs(leaf: usize, values: usize, scores: usize, outputs: u32, row: u32): void {
  let value = values + ((leaf * <usize>outputs) << 3);
  let score = scores + ((<usize>(row * outputs)) << 3);
  for (let k: u32 = 0; k < outputs; k++, value += 8, score += 8) store<f64>(score, load<f64>(score) + load<f64>(value));
}

// ── Ordered boosting: leaves learn from a body of rows and are judged by the rows of its tail ──

/** Room of a chunk: (gradient, weight) of body and tail for 256 bins, then a bit for each bin that is filled. All 0 between two uses. */
const judgedRoom: usize = 256 * 32 + 32;

/** (gain, norm) of a leaf whose value comes from a body's sums, for the sums of a tail. */
@inline
function measureJudged(body: v128, tail: v128, penalty: f64): v128 {
  const weight = f64x2.extract_lane(body, 1);
  if (!(weight > 0)) return f64x2.splat(0);
  const value = f64x2.extract_lane(body, 0) / (weight + penalty);
  return f64x2(value * f64x2.extract_lane(tail, 0), value * value * f64x2.extract_lane(tail, 1));
}

/** What is left of a leaf's sums beside a side's; nothing where it is no more than rounding. */
@inline
function restOf(totals: v128, side: v128): v128 {
  const rest = f64x2.sub(totals, side);
  return f64x2.extract_lane(rest, 1) > f64x2.extract_lane(totals, 1) * rounding ? rest : f64x2.splat(0);
}

/** Adds the places of a leaf to the bins of a column, `offset` bytes from each bin's begin. */
function addJudged(level: Level, pairs: usize, leaf: usize, codes: usize, room: usize, offset: usize): void {
  const bitmap = room + 8192;
  const end = <usize>load<u32>(level.ends + (leaf << 2));
  for (let place = <usize>load<u32>(level.begins + (leaf << 2)); place < end; place++) {
    const code = <usize>load<u8>(codes + <usize>load<u32>(level.rows + (place << 2)));
    const bin = room + (code << 5) + offset;
    v128.store(bin, f64x2.add(v128.load(bin), v128.load(pairs + (place << 4))));
    const word = bitmap + ((code >> 6) << 3);
    store<u64>(word, load<u64>(word) | ((<u64>1) << <u64>(code & 63)));
  }
}

/** Adds what a leaf gives to the scores of an ordered column's splits, as addOrdered; clears the room. */
function judgeOrdered(room: usize, splits: usize, scores: usize, body: v128, tail: v128, whole: v128, penalty: f64): void {
  let bodySide = f64x2.splat(0);
  let tailSide = f64x2.splat(0);
  let before = whole;
  for (let word: usize = 0; word < 4; word++) {
    const at = room + 8192 + (word << 3);
    for (let bits = load<u64>(at); bits; bits &= bits - 1) {
      const code = (word << 6) + <usize>ctz(bits);
      const bin = room + (code << 5);
      bodySide = f64x2.add(bodySide, v128.load(bin));
      tailSide = f64x2.add(tailSide, v128.load(bin, 16));
      v128.store(bin, f64x2.splat(0));
      v128.store(bin, f64x2.splat(0), 16);
      if (code >= splits) continue;
      const bodyRest = restOf(body, bodySide);
      const now = f64x2.add(measureJudged(bodySide, tailSide, penalty), measureJudged(bodyRest, restOf(tail, tailSide), penalty));
      const score = scores + (code << 4);
      v128.store(score, f64x2.add(v128.load(score), f64x2.sub(now, before)));
      before = now;
    }
    store<u64>(at, 0);
  }
}

/** The same of one category against the others: each position holds its whole sums. */
function judgeEqual(room: usize, splits: usize, scores: usize, body: v128, tail: v128, penalty: f64): void {
  for (let code: usize = 0; code < 256; code++) {
    const bin = room + (code << 5);
    const bodySide = v128.load(bin);
    const tailSide = v128.load(bin, 16);
    v128.store(bin, f64x2.splat(0));
    v128.store(bin, f64x2.splat(0), 16);
    if (code >= splits) continue;
    const now = f64x2.add(measureJudged(bodySide, tailSide, penalty), measureJudged(restOf(body, bodySide), restOf(tail, tailSide), penalty));
    v128.store(scores + (code << 4), f64x2.add(v128.load(scores + (code << 4)), now));
  }
  for (let word: usize = 0; word < 4; word++) store<u64>(room + 8192 + (word << 3), 0);
}

/**
 * As scoreLevel, of `bodies` bodies and tails, each a part with leaves of its own: part p's leaf l is number (p << shift) | l, parts 2 b and 2 b + 1 are
 * the body and the tail b. `codes` holds per feature the address of a byte for each row, `room` a chunk's room for each chunk.
 */
export function scoreOrdered(chunk: u32, level: Level, codes: usize, bodies: u32, shift: u32, room: usize): void {
  const scorer = changetype<Scorer>(<usize>load<u32>(level.blocks + ((<usize>chunk) << 2)));
  const own = room + (<usize>chunk) * judgedRoom;
  memory.fill(scorer.scores, 0, (<usize>scorer.positions) << 4);
  let whole = f64x2.splat(0);
  for (let output: usize = 0; output < <usize>level.outputs; output++) {
    const pairs = level.pairs + ((output * <usize>level.places) << 4);
    const totals = level.totals + ((output * <usize>level.leaves) << 4);
    for (let leaf: usize = 0; leaf < (<usize>1) << (<usize>level.depth); leaf++) {
      for (let part: usize = 0; part < <usize>(bodies << 1); part += 2) {
        const learning = (part << (<usize>shift)) | leaf;
        const judging = ((part + 1) << (<usize>shift)) | leaf;
        if (!sizeOf(level, learning) || !sizeOf(level, judging)) continue;
        const body = v128.load(totals + (learning << 4));
        const tail = v128.load(totals + (judging << 4));
        const before = measureJudged(body, tail, level.l2);
        whole = f64x2.add(whole, before);
        for (let i: usize = 0; i < <usize>scorer.width; i++) {
          const feature = <usize>load<u32>(scorer.features + (i << 2));
          if (!load<u8>(level.open + feature)) continue;
          const column = <usize>load<u32>(codes + (feature << 2));
          addJudged(level, pairs, learning, column, own, 0);
          addJudged(level, pairs, judging, column, own, 16);
          const scores = scorer.scores + ((<usize>load<u32>(scorer.offsets + (i << 2))) << 4);
          const splits = <usize>load<u32>(scorer.splits + (i << 2));
          if (load<u8>(scorer.equals + i)) judgeEqual(own, splits, scores, body, tail, level.l2);
          else judgeOrdered(own, splits, scores, body, tail, before, level.l2);
        }
      }
    }
  }
  for (let i: usize = 0; i < <usize>scorer.width; i++) {
    const best = scorer.best + (i << 4);
    store<i32>(best, -1, 8);
    if (load<u8>(level.open + <usize>load<u32>(scorer.features + (i << 2)))) chooseBin(level, scorer, i, whole, best);
  }
}

/** divideLeaf of a part's leaf: chunk (part << depth) | leaf. */
export function divideParts(chunk: u32, level: Level, shift: u32, codes: usize, bin: u32, equals: u32, moved: usize, movedPairs: usize): void {
  const leaf = chunk & ((1 << level.depth) - 1);
  divideLeaf(((chunk >> level.depth) << shift) | leaf, level, codes, bin, equals, moved, movedPairs);
}

// ── Monotone symmetric trees: leaf values are bent into order before a split is judged by them ──

/**
 * Bends the values of 2^depth leaves so that along each level of direction 1 (or −1) they never fall (or rise), for all else alike: isotonic regression
 * on a chain through the leaves that agree on all levels of direction 0 (pool adjacent violators; CatBoost's monotonic_constraint_utils.cpp).
 */
function bend(values: usize, weights: usize, sums: usize, sizes: usize, begins: usize, depth: u32, directions: usize): void {
  let bound: u32 = 0;
  let least: u32 = 0;
  for (let level: u32 = 0; level < depth; level++) {
    const direction = load<i8>(directions + <usize>level);
    if (direction != 0) bound |= 1 << level;
    if (direction < 0) least |= 1 << level;
  }
  const free = ((1 << depth) - 1) & ~bound;
  if (!bound) return;
  const length = 1 << popcnt(bound);
  // All subsets of the free levels, ascending.
  let chain: u32 = 0;
  do {
    let count: usize = 0;
    for (let rank = 0; rank < length; rank++) {
      const leaf = <usize>leafOfRank(rank, bound, chain | least, length);
      let size = load<f64>(weights + (leaf << 3));
      let sum = size * load<f64>(values + (leaf << 3));
      let begin = rank;
      while (count > 0 && load<f64>(sums + ((count - 1) << 3)) / load<f64>(sizes + ((count - 1) << 3)) >= sum / size) {
        count--;
        size = load<f64>(sizes + (count << 3)) + size;
        sum = load<f64>(sums + (count << 3)) + sum;
        begin = <i32>load<u32>(begins + (count << 3));
      }
      store<f64>(sums + (count << 3), sum);
      store<f64>(sizes + (count << 3), size);
      store<u32>(begins + (count << 3), <u32>begin);
      count++;
    }
    let end = length;
    while (count > 0) {
      count--;
      const value = load<f64>(sums + (count << 3)) / load<f64>(sizes + (count << 3));
      const begin = <i32>load<u32>(begins + (count << 3));
      for (let rank = begin; rank < end; rank++) store<f64>(values + ((<usize>leafOfRank(rank, bound, chain | least, length)) << 3), value);
      end = begin;
    }
    chain = (chain - free) & free;
  } while (chain);
}

/** The leaf of a rank in a chain: the first bound level is the rank's highest bit. */
@inline
function leafOfRank(rank: i32, bound: u32, least: u32, length: i32): u32 {
  let leaf = least;
  let bit = length >> 1;
  for (let left = bound; left; left &= left - 1, bit >>= 1) if (rank & bit) leaf ^= left & -left;
  return leaf;
}

/**
 * As scoreOrdered, or of a single part that both learns and judges where there are no bodies; `directions` holds a signed byte for each level of the tree so
 * far and room for one more, `columnDirections` one for each feature.
 */
export function scoreMonotone(chunk: u32, level: Level, codes: usize, bodies: u32, shift: u32, room: usize, directions: usize, columnDirections: usize): void {
  const scorer = changetype<Scorer>(<usize>load<u32>(level.blocks + ((<usize>chunk) << 2)));
  const leaves = (<usize>1) << (<usize>level.depth);
  const most = (<usize>1) << (<usize>shift);
  const own = room + (<usize>chunk) * (most * (judgedRoom + 112) + 32);
  const bending = own + most * judgedRoom;
  const bytes = most << 4;
  memory.fill(scorer.scores, 0, (<usize>scorer.positions) << 4);
  // Threads that look at other columns have other directions for the level at hand.
  const tree = bending + 7 * bytes;
  memory.copy(tree, directions, <usize>level.depth);
  for (let i: usize = 0; i < <usize>scorer.width; i++) {
    store<i32>(scorer.best + (i << 4), -1, 8);
    const feature = <usize>load<u32>(scorer.features + (i << 2));
    if (!load<u8>(level.open + feature)) continue;
    store<i8>(tree + <usize>level.depth, load<i8>(columnDirections + feature));
    const column = <usize>load<u32>(codes + (feature << 2));
    const scores = scorer.scores + ((<usize>load<u32>(scorer.offsets + (i << 2))) << 4);
    const splits = <usize>load<u32>(scorer.splits + (i << 2));
    const equals = load<u8>(scorer.equals + i);
    const count = bodies ? bodies : 1;
    for (let part: usize = 0; part < <usize>count; part++) {
      for (let leaf: usize = 0; leaf < leaves; leaf++) {
        const learning = ((part << 1) << (<usize>shift)) | leaf;
        const judging = bodies ? (((part << 1) + 1) << (<usize>shift)) | leaf : learning;
        addJudged(level, level.pairs, learning, column, own + leaf * judgedRoom, 0);
        addJudged(level, level.pairs, judging, column, own + leaf * judgedRoom, 16);
      }
      judgeBent(level, part, bodies, shift, own, bending, bytes, leaves, tree, scores, splits, equals);
      for (let leaf: usize = 0; leaf < leaves; leaf++) memory.fill(own + leaf * judgedRoom, 0, judgedRoom);
    }
    chooseBin(level, scorer, i, f64x2.splat(0), scorer.best + (i << 4), true);
  }
}

/** Adds to a column's scores what each split gives, its leaves' values bent. */
function judgeBent(level: Level, part: usize, bodies: u32, shift: u32, own: usize, bending: usize, bytes: usize, leaves: usize, tree: usize, scores: usize, splits: usize, equals: u32): void {
  const values = bending;
  const weights = bending + bytes;
  const tails = bending + 2 * bytes;
  for (let split: usize = 0; split < splits; split++) {
    for (let leaf: usize = 0; leaf < leaves; leaf++) {
      const learning = ((part << 1) << (<usize>shift)) | leaf;
      const judging = bodies ? (((part << 1) + 1) << (<usize>shift)) | leaf : learning;
      const room = own + leaf * judgedRoom;
      const bin = room + (split << 5);
      // A bin's sums become those of all bins up to it.
      if (!equals && split > 0) {
        v128.store(bin, f64x2.add(v128.load(bin), v128.load(bin - 32)));
        v128.store(bin, f64x2.add(v128.load(bin, 16), v128.load(bin - 16)), 16);
      }
      const body = v128.load(level.totals + (learning << 4));
      const tail = v128.load(level.totals + (judging << 4));
      const left = equals ? leaf + leaves : leaf;
      const right = equals ? leaf : leaf + leaves;
      setLeaf(values, weights, tails, left, v128.load(bin), v128.load(bin, 16), level.l2);
      setLeaf(values, weights, tails, right, restOf(body, v128.load(bin)), restOf(tail, v128.load(bin, 16)), level.l2);
    }
    bend(values, weights, bending + 4 * bytes, bending + 5 * bytes, bending + 6 * bytes, level.depth + 1, tree);
    let sums = v128.load(scores + (split << 4));
    for (let leaf: usize = 0; leaf < leaves << 1; leaf++) {
      const value = load<f64>(values + (leaf << 3));
      const tail = v128.load(tails + (leaf << 4));
      sums = f64x2.add(sums, f64x2.mul(tail, f64x2(value, value * value)));
    }
    v128.store(scores + (split << 4), sums);
  }
}

@inline
function setLeaf(values: usize, weights: usize, tails: usize, leaf: usize, body: v128, tail: v128, penalty: f64): void {
  const weight = f64x2.extract_lane(body, 1);
  store<f64>(values + (leaf << 3), weight > 0 ? f64x2.extract_lane(body, 0) / (weight + penalty) : 0);
  store<f64>(weights + (leaf << 3), weight + penalty);
  v128.store(tails + (leaf << 4), tail);
}
