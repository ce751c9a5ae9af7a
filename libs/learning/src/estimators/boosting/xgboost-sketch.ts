import { RowSorter } from '../trees/sorted-rows.js';

/**
 * The weighted quantile sketch by which XGBoost 3.2 cuts a column (src/common/quantile.h, WQuantileSketch<float, float>; XGBoost paper,
 * appendix A), ranks in float32 as there, so that the cuts are the same. A summary is one entry per kept value with bounds of its rank.
 */
interface Summary {
  readonly values: Float32Array;
  readonly rmin: Float32Array;
  readonly rmax: Float32Array;
  readonly weight: Float32Array;
  readonly size: number;
}

/** Summaries and a sorter for one column after the other: a column alone goes through a hundred times the memory that a summary takes. */
export class SketchRoom {
  private readonly free: Summary[] = [];
  private sorter = new RowSorter(0);
  private sorted = 0;

  /** A summary with room for so many entries, whatever they were before. */
  take(room: number): Summary {
    const at = this.free.findIndex(({ values }) => values.length >= room);
    if (at >= 0) return { ...this.free.splice(at, 1)[0], size: 0 };
    const array = () => new Float32Array(room);
    return { values: array(), rmin: array(), rmax: array(), weight: array(), size: 0 };
  }

  give(summary: Summary): void {
    this.free.push(summary);
  }

  /** Good until the next call. */
  sort(values: Float32Array): Uint32Array {
    if (values.length > this.sorted) {
      this.sorted = values.length;
      this.sorter = new RowSorter(values.length);
    }
    return this.sorter.sort(values);
  }
}

/** How many times finer than the bins the sketch is kept (kFactor). */
const factor = 8;

/**
 * The cuts of a column: bin i holds values from `cuts[i − 1]` up to but excluding `cuts[i]`; the last cut is above all values.
 * `values` in row order without missing ones; `weights` beside them, or none. Returns at most `maxBins` cuts.
 */
export function quantileCuts(
  values: Float32Array,
  weights: Float32Array | undefined,
  maxBins: number,
  room: SketchRoom = new SketchRoom(),
): Float32Array {
  const entries = values.length;
  if (entries === 0) return Float32Array.of(3e-5);
  const limit = limitSize(entries, 1 / (Math.fround(Math.min(maxBins, entries)) * factor));
  const whole = new Sketch(limit, room).of(values, weights);
  const kept = Math.min(entries, maxBins * factor);
  const most = Math.min(kept, maxBins);
  const final = prune(prune(whole, kept, room), most + 1, room);
  room.give(final);
  const cuts = Array.from(final.values.subarray(1, Math.max(1, Math.min(final.size, most))));
  const last = final.values[final.size - 1];
  return Float32Array.of(...cuts, last + Math.fround(Math.abs(last) + Math.fround(1e-5)));
}

/** Entries per level that keep the error below `epsilon` (LimitSizeLevel). */
function limitSize(entries: number, epsilon: number): number {
  for (let level = 1; ; level++) {
    const size = Math.min(entries, Math.ceil(level / epsilon) + 1);
    if (2 ** level * size >= entries) return size;
  }
}

/** Rows are summarised by batches of 2 · limit runs of equal values, and the batches merged pairwise, level by level. */
class Sketch {
  private readonly levels: (Summary | undefined)[] = [];

  constructor(
    private readonly limit: number,
    private readonly room: SketchRoom,
  ) {}

  of(values: Float32Array, weights: Float32Array | undefined): Summary {
    const { levels, limit, room } = this;
    let begin = 0;
    for (let end = batchEnd(values, begin, 2 * limit); end < values.length; end = batchEnd(values, begin, 2 * limit)) {
      this.pushUp(summarise(values.subarray(begin, end), weights?.subarray(begin, end), room));
      begin = end;
    }
    const rest = prune(summarise(values.subarray(begin), weights?.subarray(begin), room), limit, room);
    return levels.reduce<Summary>((sum, level) => (level ? prune(combine(sum, level, room), limit, room) : sum), rest);
  }

  private pushUp(batch: Summary): void {
    const { levels, limit, room } = this;
    let carried = batch;
    for (let level = 0; ; level++) {
      const own = levels[level];
      const pruned = prune(carried, limit, room);
      if (!own) {
        levels[level] = pruned;
        return;
      }
      carried = combine(pruned, own, room);
      if (carried.size <= limit) {
        levels[level] = carried;
        return;
      }
      levels[level] = undefined;
    }
  }
}

function batchEnd(values: Float32Array, begin: number, runs: number): number {
  let left = runs;
  let end = begin;
  while (end < values.length) {
    if (end === begin || values[end] !== values[end - 1]) {
      if (left === 0) return end;
      left--;
    }
    end++;
  }
  return end;
}

/** One entry per distinct value, ranks exact. */
function summarise(values: Float32Array, weights: Float32Array | undefined, room: SketchRoom): Summary {
  const order = room.sort(values);
  const summary = room.take(order.length);
  let size = 0;
  let below = 0;
  for (let i = 0; i < order.length; ) {
    const value = values[order[i]];
    let weight = 0;
    for (; i < order.length && values[order[i]] === value; i++) weight = Math.fround(weight + (weights ? weights[order[i]] : 1));
    summary.values[size] = value;
    summary.rmin[size] = below;
    summary.weight[size] = weight;
    below = summary.rmax[size++] = Math.fround(below + weight);
  }
  return { ...summary, size };
}

function copyEntry(from: Summary, i: number, to: Summary, at: number): void {
  to.values[at] = from.values[i];
  to.rmin[at] = from.rmin[i];
  to.rmax[at] = from.rmax[i];
  to.weight[at] = from.weight[i];
}

const rankAfter = ({ rmin, weight }: Summary, i: number) => Math.fround(rmin[i] + weight[i]);
const rankBefore = ({ rmax, weight }: Summary, i: number) => Math.fround(rmax[i] - weight[i]);

/** Keeps the entries nearest to evenly spaced ranks, first and last included (SetPrune); what was given is used up. */
function prune(from: Summary, most: number, room: SketchRoom): Summary {
  if (from.size <= most) return from;
  const round = Math.fround;
  const end = from.size - 1;
  const begin = from.rmax[0];
  const range = round(from.rmin[end] - begin);
  const steps = most - 1;
  const to = room.take(most);
  copyEntry(from, 0, to, 0);
  let size = 1;
  let i = 1;
  let last = 0;
  for (let k = 1; k < steps; k++) {
    const twice = round(2 * round(round(round(k * range) / steps) + begin));
    while (i < end && twice >= round(from.rmax[i + 1] + from.rmin[i + 1])) i++;
    if (i === end) break;
    const chosen = twice < round(rankAfter(from, i) + rankBefore(from, i + 1)) ? i : i + 1;
    if (chosen === last) continue;
    copyEntry(from, chosen, to, size++);
    last = chosen;
  }
  if (last !== end) copyEntry(from, end, to, size++);
  room.give(from);
  return { ...to, size };
}

/** The summary of both together (SetCombine), its ranks kept ascending (FixError); both are used up. */
function combine(a: Summary, b: Summary, room: SketchRoom): Summary {
  const round = Math.fround;
  const to = room.take(a.size + b.size);
  let i = 0;
  let j = 0;
  let size = 0;
  let beforeA = 0;
  let beforeB = 0;
  const endA = a.size > 0 ? a.rmax[a.size - 1] : 0;
  const endB = b.size > 0 ? b.rmax[b.size - 1] : 0;
  while (i < a.size || j < b.size) {
    const takesA = i < a.size && (j === b.size || a.values[i] <= b.values[j]);
    const takesB = j < b.size && (i === a.size || b.values[j] <= a.values[i]);
    const minA = takesA ? a.rmin[i] : beforeA;
    const minB = takesB ? b.rmin[j] : beforeB;
    const maxA = takesA ? a.rmax[i] : i < a.size ? rankBefore(a, i) : endA;
    const maxB = takesB ? b.rmax[j] : j < b.size ? rankBefore(b, j) : endB;
    to.values[size] = takesA ? a.values[i] : b.values[j];
    to.rmin[size] = round(minA + minB);
    to.rmax[size] = round(maxA + maxB);
    to.weight[size++] = takesA && takesB ? round(a.weight[i] + b.weight[j]) : takesA ? a.weight[i] : b.weight[j];
    if (takesA) beforeA = rankAfter(a, i++);
    if (takesB) beforeB = rankAfter(b, j++);
  }
  const whole = { ...to, size };
  keepAscending(whole);
  room.give(a);
  room.give(b);
  return whole;
}

function keepAscending(summary: Summary): void {
  const { rmin, rmax, size } = summary;
  let lowest = 0;
  let highest = 0;
  for (let i = 0; i < size; i++) {
    lowest = rmin[i] = Math.max(rmin[i], lowest);
    highest = rmax[i] = Math.max(rmax[i], highest, rankAfter(summary, i));
  }
}
