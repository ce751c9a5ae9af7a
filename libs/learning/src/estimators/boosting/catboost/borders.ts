/** How a column's missing values are placed: below all numbers, above them, or not at all. */
export type NanMode = 'Min' | 'Max' | 'Forbidden';

const lowest = -3.4028234663852886e38;
const highest = 3.4028234663852886e38;

/**
 * Borders of a column by CatBoost's GreedyLogSum (grid_creator/binarization.cpp): ranges of rows are halved, the range whose halves gain most in
 * Σ log(rows) first. `sorted` holds the rows' values without missing ones, ascending; a value is right of a border when it is above it.
 */
export function greedyLogSumBorders(sorted: Float32Array, maxBorders: number): Float32Array {
  if (sorted.length === 0 || sorted[0] === sorted[sorted.length - 1]) return new Float32Array();
  const queue = new RangeQueue();
  queue.push(bestHalving(sorted, 0, sorted.length));
  while (queue.size <= maxBorders && canSplit(queue.top)) {
    const { start, split, end } = queue.pop();
    queue.push(bestHalving(sorted, start, split));
    queue.push(bestHalving(sorted, split, end));
  }
  const borders = new Set<number>();
  for (const { start } of queue.all()) if (start > 0) borders.add(borderBefore(sorted, start));
  return Float32Array.from(borders).sort();
}

/** The borders with one more where the column has missing values, which sets them apart from all numbers. */
export function withMissingBorder(borders: Float32Array, missing: boolean, mode: NanMode): Float32Array {
  if (!missing) return borders;
  return mode === 'Max' ? Float32Array.of(...borders, highest) : Float32Array.of(lowest, ...borders);
}

/** Number of borders below the value: its bin. */
export function binOfValue(borders: Float32Array, value: number): number {
  let low = 0;
  let high = borders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > borders[middle]) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The bins of many values of one column; `missing` for those that are missing. A look at a value's first 16 bits leads to its bin or a little before it. */
export function binsOfValues(borders: Float32Array, values: Float32Array, missing: number): Uint8Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const borderBits = new Uint32Array(borders.buffer, borders.byteOffset, borders.length);
  const starts = new Uint8Array(65_536);
  let prefix = 0;
  for (let bin = 0; bin < borders.length; bin++) {
    const upTo = prefixOf(borderBits[bin]);
    for (; prefix <= upTo; prefix++) starts[prefix] = bin;
  }
  starts.fill(borders.length, prefix);
  const codes = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    let bin = starts[prefixOf(bits[row])];
    while (bin < borders.length && value > borders[bin]) bin++;
    codes[row] = Number.isNaN(value) ? missing : bin;
  }
  return codes;
}

/** The upper half of a float's bits, in the order of the floats. */
function prefixOf(bits: number): number {
  return (bits >>> 31 ? ~bits : bits | 0x80000000) >>> 16;
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly split: number;
  readonly score: number;
}

const canSplit = ({ start, end, split }: Range) => split !== start && split !== end;

/** Cuts before or after the run of equal values in the middle, whichever is more even. */
function bestHalving(sorted: Float32Array, start: number, end: number): Range {
  const middle = start + ((end - start) >> 1);
  const value = sorted[middle];
  const before = firstFrom(sorted, start, middle, (each) => each >= value);
  const after = firstFrom(sorted, middle, end, (each) => each > value);
  const scoreBefore = halvingScore(start, before, end);
  const scoreAfter = halvingScore(start, after, end);
  return scoreBefore >= scoreAfter ? { start, end, split: before, score: scoreBefore } : { start, end, split: after, score: scoreAfter };
}

function halvingScore(start: number, split: number, end: number): number {
  if (split === start || split === end) return Number.NEGATIVE_INFINITY;
  return logRows(split - start) + logRows(end - split) - logRows(end - start);
}

const logRows = (rows: number) => Math.log(rows + 1e-8);

function firstFrom(sorted: Float32Array, start: number, end: number, holds: (value: number) => boolean): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

function borderBefore(sorted: Float32Array, start: number): number {
  const border = Math.fround(Math.fround(0.5 * sorted[start - 1]) + Math.fround(0.5 * sorted[start]));
  return border === 0 ? 0 : border;
}

/** A binary heap that breaks ties as libc++'s priority_queue does, so that equal scores are split in CatBoost's order. */
class RangeQueue {
  private readonly heap: Range[] = [];

  get size(): number {
    return this.heap.length;
  }

  get top(): Range {
    return this.heap[0];
  }

  all(): readonly Range[] {
    return this.heap;
  }

  push(range: Range): void {
    this.heap.push(range);
    this.siftUp(this.heap.length - 1);
  }

  /** The hole left at the top sinks along the larger children; the last range fills it and rises from there. */
  pop(): Range {
    const { heap } = this;
    const top = heap[0];
    const last = heap.length - 1;
    let hole = 0;
    for (let child = 1; child <= last; child = 2 * hole + 1) {
      if (child < last && heap[child].score < heap[child + 1].score) child++;
      heap[hole] = heap[child];
      hole = child;
    }
    const moved = heap[last];
    heap.pop();
    if (hole !== last) {
      heap[hole] = moved;
      this.siftUp(hole);
    }
    return top;
  }

  private siftUp(from: number): void {
    const { heap } = this;
    const range = heap[from];
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!(heap[parent].score < range.score)) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = range;
  }
}
