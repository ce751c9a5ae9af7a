import { floorToFloat32 } from './float32.js';
import { missingCode, type RankedColumns } from './forest-columns.js';
import { ForestCuts, type ForestSplit, type SplitLimits } from './forest-cuts.js';
import { Groups, mostLocalRows, mostSlots, type Tally } from './forest-tallies.js';

/** Nodes up to this size are sorted by insertion: cheaper than clearing and reading slots. */
const sortedUpTo = 24;

/** So few rows are looked through rather than searched among all codes. */
const fewRows = 8;

/**
 * Finds and applies the splits of one tree's nodes. A node's rows are grouped by rank: exactly by sorting where there are few, else in up
 * to 4,096 equal steps between the node's own lowest and highest rank, so that deep nodes lose no resolution.
 */
export class ForestSplitter {
  readonly best: ForestSplit;
  readonly cuts: ForestCuts;
  /** The rows of the tree, in the order of its nodes. */
  private readonly rows: Int32Array;
  /** The node's codes in the column looked at. */
  private readonly codes: Int32Array;
  private readonly keys = new Int32Array(sortedUpTo);
  private readonly moved: Int32Array;
  private readonly groups: Groups;

  constructor(
    private readonly table: RankedColumns,
    private readonly tally: Tally,
    limits: SplitLimits,
    isMoment: boolean,
    /** Columns looked at per node: copying all of them must pay. */
    drawn: number,
  ) {
    this.rows = new Int32Array(table.rows);
    this.codes = new Int32Array(table.rows);
    this.moved = new Int32Array(table.rows);
    this.groups = new Groups(tally.criterion.channels);
    this.cuts = new ForestCuts(this.groups, tally, limits, isMoment);
    this.best = this.cuts.best;
    this.mayLocalise = table.byRow !== undefined && 6 * drawn > table.columns;
    this.localCodes = new Uint16Array(this.mayLocalise ? mostLocalRows * table.columns : 0);
    this.layout = { all: table.byColumn, stride: 1, offset: 0 };
  }

  /** Begins a tree on the rows of positive weight; returns how many they are. */
  take(weights: Float64Array): number {
    const { rows } = this;
    let count = 0;
    for (let row = 0; row < weights.length; row++) {
      rows[count] = row;
      if (weights[row] > 0) count++;
    }
    this.localEnd = 0;
    this.tally.weigh(weights);
    return count;
  }

  /** Offers the best cut of a column for the loaded node; false when the column does not vary there. */
  search(column: number, begin: number, end: number): boolean {
    const isDense = this.localEnd === 0 && end - begin > 256 && end - begin >= this.table.rows >> 4 && this.table.hasMissing[column] === 0;
    if (isDense && this.searchDense(column, begin, end)) return true;
    const range = this.gather(column, begin, end);
    if (range.missing === 0 ? range.low === range.high : range.missing === end - begin) return false;
    this.group(range, end - begin);
    this.scan(column, range.missing > 0);
    return true;
  }

  /** In the first few levels the column's own range will do for the node's: one pass instead of two. False when all rows fall into one slot. */
  private searchDense(column: number, begin: number, end: number): boolean {
    const { byColumn, rows, starts } = this.table;
    const codes = starts[column + 1] - starts[column];
    const most = mostSlotsFor(end - begin);
    let shift = 0;
    while ((codes - 1) >> shift >= most) shift++;
    const ofColumn = byColumn.subarray(column * rows, (column + 1) * rows);
    this.tally.groupColumn(ofColumn, this.rows, begin, end, shift, ((codes - 1) >> shift) + 1, this.groups);
    if (this.groups.size < 2) return false;
    this.scan(column, false);
    return true;
  }

  /** Offers one cut at a threshold drawn uniformly between the column's extremes in the node (extremely randomised trees). */
  searchRandom(column: number, begin: number, end: number, draw: () => number): boolean {
    const { low, high, missing } = this.gather(column, begin, end);
    if (missing === 0 ? low === high : missing === end - begin) return false;
    const start = this.table.starts[column];
    const least = this.table.low[start + low];
    const most = this.table.high[start + high];
    const drawn = low === high ? most : floorToFloat32(least + draw() * (most - least));
    const threshold = low === high || drawn < most ? drawn : least;
    const bound = end - begin <= fewRows ? this.lastCodeUpTo(column, threshold, end - begin) : this.codeBelow(column, threshold, low, high);
    const missingLeft = missing > 0 && low !== high && draw() < 0.5;
    this.sumLeft(end - begin, bound, missingLeft);
    if (this.offerLeft(column)) {
      this.best.bound = bound;
      this.best.threshold = threshold;
      this.best.missingLeft = missing > 0 && missingLeft;
    }
    return true;
  }

  /** Where the subtree ends that is being grown on copies; 0 when none is. Left branches come first, so that it is whole. */
  private localEnd = 0;
  private readonly localCodes: Uint16Array;
  private readonly mayLocalise: boolean;
  private readonly layout: { all: Uint16Array; stride: number; offset: number };

  /** Where a column's codes are read for so many rows: those of large nodes lie densely within the column. */
  private layoutFor(column: number, size: number): { all: Uint16Array; stride: number; offset: number } {
    const { layout } = this;
    if (this.localEnd > 0) {
      layout.all = this.localCodes;
      layout.stride = 1;
      layout.offset = column * mostLocalRows;
      return layout;
    }
    const { byRow, byColumn, rows, columns } = this.table;
    const takesRows = byRow !== undefined && size < rows >> 4;
    layout.all = takesRows ? byRow : byColumn;
    layout.stride = takesRows ? columns : 1;
    layout.offset = takesRows ? column : column * rows;
    return layout;
  }

  private readonly range = { low: 0, high: 0, missing: 0 };

  private gather(column: number, begin: number, end: number): { low: number; high: number; missing: number } {
    const { rows, codes, range, table } = this;
    const { hasMissing } = table;
    const { all, stride, offset } = this.layoutFor(column, end - begin);
    let low = missingCode;
    let high = -1;
    let missing = 0;
    if (hasMissing[column] === 0) {
      for (let i = begin; i < end; i++) {
        const code = all[(Math.imul(rows[i], stride) + offset) | 0];
        codes[i - begin] = code;
        if (code < low) low = code;
        if (code > high) high = code;
      }
    } else {
      for (let i = begin; i < end; i++) {
        const code = all[(Math.imul(rows[i], stride) + offset) | 0];
        codes[i - begin] = code;
        if (code === missingCode) missing++;
        else {
          if (code < low) low = code;
          if (code > high) high = code;
        }
      }
    }
    range.low = low;
    range.high = high;
    range.missing = missing;
    return range;
  }

  /** Missing values, if any, come last, as a group of their own. */
  private group({ low, high, missing }: { low: number; high: number; missing: number }, size: number): void {
    const { codes, groups, tally } = this;
    if (size <= sortedUpTo) {
      this.sortKeys(size);
      tally.groupByKey(this.keys, size, groups);
      return;
    }
    const most = mostSlotsFor(size);
    let shift = 0;
    while ((high - low) >> shift >= most) shift++;
    const slots = ((high - low) >> shift) + 1;
    if (missing > 0) for (let i = 0; i < size; i++) if (codes[i] === missingCode) codes[i] = low + (slots << shift);
    tally.groupBySlot(codes, size, low, shift, missing > 0 ? slots + 1 : slots, groups);
  }

  private sortKeys(size: number): void {
    const { keys, codes } = this;
    for (let i = 0; i < size; i++) {
      const key = (codes[i] << 8) | i;
      let at = i;
      for (; at > 0 && keys[at - 1] > key; at--) keys[at] = keys[at - 1];
      keys[at] = key;
    }
  }

  /** Tries every cut between two groups, with the missing values on the right and, where the node has some, on the left. */
  private scan(column: number, hasMissing: boolean): void {
    const { size } = this.groups;
    const values = hasMissing ? size - 1 : size;
    const cut = this.cuts.cut(hasMissing ? values : values - 1, -1);
    if (cut >= 0) this.keep(column, cut, false);
    if (!hasMissing) return;
    const withMissing = this.cuts.cut(values - 1, values);
    if (withMissing >= 0) this.keep(column, withMissing, true);
  }

  private keep(column: number, group: number, missingLeft: boolean): void {
    this.best.column = column;
    this.best.bound = this.groups.bounds[group];
    this.best.missingLeft = missingLeft;
    this.best.threshold = Number.NaN;
  }

  /** Sums up what lies left of a bound; missing values count as −1 where they go left. */
  private sumLeft(size: number, bound: number, missingLeft: boolean): void {
    const { codes } = this;
    if (missingLeft) for (let i = 0; i < size; i++) codes[i] = ((codes[i] + 1) & 0xffff) - 1;
    this.tally.groupBelow(codes, size, bound + 1, this.groups);
  }

  private offerLeft(column: number): boolean {
    if (this.cuts.cut(1, -1) < 0) return false;
    this.best.column = column;
    return true;
  }

  /** Whether the best split leaves pure sides: both classes apart. Only told of two classes with whole weights. */
  get isPerfect(): boolean {
    const { best, tally } = this;
    if (!tally.isExact) return false;
    const [weight, moment] = tally.total;
    return best.numerator >= best.denominator * moment * (weight - moment);
  }

  /** Copies the codes of a node's rows together, column by column; until its subtree is done the rows are places in the copy. */
  private localise(begin: number, end: number): void {
    const { localCodes, rows, table } = this;
    const byRow = table.byRow as Uint16Array;
    this.tally.localise(rows, begin, end);
    for (let i = begin; i < end; i++) {
      const from = rows[i] * table.columns;
      for (let column = 0, to = i - begin; column < table.columns; column++, to += mostLocalRows) localCodes[to] = byRow[from + column];
      rows[i] = i - begin;
    }
    this.localEnd = end;
  }

  /** Begins a node: rows `begin` to `end`. Returns whether all their targets are equal. */
  begin(begin: number, end: number): boolean {
    this.best.reset();
    if (this.localEnd > 0 && begin >= this.localEnd) {
      this.localEnd = 0;
      this.tally.delocalise();
    }
    if (this.localEnd === 0 && this.mayLocalise && end - begin <= mostLocalRows && end - begin > 64) this.localise(begin, end);
    this.cuts.nodeRows = end - begin;
    return this.tally.load(this.rows, begin, end);
  }

  /** Orders the node's rows by side, settles threshold and the side of missing values, and returns where the right side begins. */
  partition(begin: number, end: number): number {
    const { rows, moved, best } = this;
    const { all, stride, offset } = this.layoutFor(best.column, end - begin);
    // Sides are as good as random: they are computed, since branches on them would often be guessed wrong. Missing is −1 where it goes left.
    const wrap = best.missingLeft ? 0xffff : 0x1ffff;
    const beyond = best.bound + 1;
    let kept = begin;
    let right = 0;
    let highest = -1;
    let lowest = missingCode;
    let missing = 0;
    for (let i = begin; i < end; i++) {
      const row = rows[i];
      const code = ((all[(Math.imul(row, stride) + offset) | 0] + 1) & wrap) - 1;
      const left = (code - beyond) >>> 31;
      rows[kept] = row;
      moved[right] = row;
      kept += left;
      right += 1 - left;
      missing += ((code + 1) & 0xffff) === 0 ? 1 : 0;
      const ifLeft = Math.imul(code, left);
      if (ifLeft > highest) highest = ifLeft;
      const ifRight = code | (left << 16);
      if (ifRight < lowest && left === 0) lowest = ifRight;
    }
    for (let i = 0; i < right; i++) rows[kept + i] = moved[i];
    // Missing values of later rows follow the larger side where this node has none.
    if (missing === 0) best.missingLeft = kept - begin > right;
    best.highest = highest;
    best.lowest = lowest;
    if (Number.isNaN(best.threshold)) best.threshold = this.thresholdBetween(highest, lowest);
    return kept;
  }

  /** Halfway between the neighbours on either side; beyond all values where only missing ones are right. */
  private thresholdBetween(highest: number, lowest: number): number {
    const { starts, low, high } = this.table;
    const start = starts[this.best.column];
    return lowest === missingCode ? Number.POSITIVE_INFINITY : middleOf(high[start + highest], low[start + lowest]);
  }

  /** The highest code of the node's rows whose values are at most `threshold`. */
  private lastCodeUpTo(column: number, threshold: number, size: number): number {
    const { codes } = this;
    const { high, starts } = this.table;
    let last = 0;
    for (let i = 0; i < size; i++) {
      const code = codes[i];
      if (code > last && code !== missingCode && high[starts[column] + code] <= threshold) last = code;
    }
    return last;
  }

  /** The last code from `from` on, below `to`, whose values are at most `threshold`; `from` itself is known to be. */
  private codeBelow(column: number, threshold: number, from: number, to: number): number {
    const { starts, high } = this.table;
    const start = starts[column];
    let low = from;
    let end = Math.min(to, starts[column + 1] - start);
    while (end - low > 1) {
      const middle = (low + end) >> 1;
      if (high[start + middle] <= threshold) low = middle;
      else end = middle;
    }
    return low;
  }
}

function mostSlotsFor(rows: number): number {
  return rows <= 256 ? 4 * rows : Math.min(mostSlots, Math.max(1024, rows >> 1));
}

/** The middle of two neighbours in float32, never reaching the upper one. */
function middleOf(value: number, next: number): number {
  const middle = value / 2 + next / 2;
  return Number.isFinite(middle) ? floorToFloat32(middle) : value;
}
