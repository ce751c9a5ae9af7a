import { type BinnedMatrix, codesOf } from '../trees/binned-matrix.js';
import type { KernelMemory } from './kernel-memory.js';

/**
 * The binned columns that can split at all, laid out for building histograms. Slot i is column `columns[i]` and owns the bins
 * `offsets[i] … offsets[i + 1] − 1`. Columns with many filled bins are kept row by row, in blocks whose histograms stay in the
 * processor's cache; columns that mostly sit in one bin (one-hot, counts) as row lists of the other bins.
 * Entries are places in a histogram, two numbers per bin, so that the inner loops only load and add.
 */
export interface HistogramLayout {
  readonly rows: number;
  readonly columns: Int32Array;
  readonly offsets: Int32Array;
  readonly blocks: readonly DenseBlock[];
  readonly lists: RowLists;
}

/** `entries[row * width + i]` is where row `row` adds for the block's i-th column, counted from `start`. */
export interface DenseBlock {
  readonly start: number;
  readonly end: number;
  readonly width: number;
  readonly entries: Uint16Array;
  /** The slots of the block's columns. */
  readonly slots: Int32Array;
}

/** Row r's bins other than its columns' fallbacks are `entries[starts[r]] … entries[starts[r + 1] − 1]`. */
export interface RowLists {
  readonly starts: Uint32Array;
  readonly entries: Uint32Array;
  readonly slots: readonly ListedSlot[];
}

export interface ListedSlot {
  readonly slot: number;
  readonly first: number;
  readonly end: number;
  /** The fullest bin, which the lists leave out. */
  readonly fallback: number;
}

interface Slot extends ListedSlot {
  readonly column: number;
}

/** Columns whose fullest bin leaves out fewer rows than this share are kept as lists. */
const listedBelow = 0.3;

/** 16,384 bins of two doubles are 256 KiB; their places fit in 16 bits. */
const binsPerBlock = 16_384;

/** Blocks are the chunks that threads share out, and small enough for a thread's nearest cache. */
const columnsPerBlock = 16;

/** Where entries are kept: among the arrays of JavaScript, or in a memory that kernels work on. */
type Allocator = Pick<KernelMemory, 'places' | 'counts'>;
const heap: Allocator = { places: (length) => new Uint16Array(length), counts: (length) => new Uint32Array(length) };

/** Lays out the columns whose rows can be split into two parts of at least `minRows` rows each. */
export function layOutColumns(binned: BinnedMatrix, minRows: number, memory: Allocator = heap): HistogramLayout {
  const { rows } = binned;
  const counted = Array.from({ length: binned.columns }, (_, column) => ({ column, counts: countCodes(binned, column) }));
  const used = counted.filter(({ column, counts }) => (binned.bins[column].codes && counts.length > 2) || canSplit(counts, rows, minRows));
  const offsets = new Int32Array(used.length + 1);
  used.forEach(({ counts }, i) => {
    offsets[i + 1] = offsets[i] + counts.length;
  });
  const slots = used.map(({ column, counts }, i) => {
    const fullest = counts.indexOf(counts.reduce((a, b) => Math.max(a, b)));
    const slot: Slot = { slot: i, column, first: offsets[i], end: offsets[i + 1], fallback: offsets[i] + fullest };
    return { slot, isListed: rows - counts[fullest] < listedBelow * rows };
  });
  const pick = (listed: boolean) => slots.filter(({ isListed }) => isListed === listed).map(({ slot }) => slot);
  return {
    rows,
    columns: Int32Array.from(used, ({ column }) => column),
    offsets,
    blocks: groupSlots(pick(false)).map((group) => layOutBlock(binned, group, memory)),
    lists: listRows(binned, pick(true), memory),
  };
}

function countCodes(binned: BinnedMatrix, column: number): Uint32Array {
  const counts = new Uint32Array(binned.bins[column].count);
  for (const code of codesOf(binned, column)) counts[code]++;
  return counts;
}

function canSplit(counts: Uint32Array, rows: number, minRows: number): boolean {
  let below = 0;
  for (let bin = 0; bin < counts.length - 1; bin++) {
    below += counts[bin];
    if (below >= minRows && rows - below >= minRows) return true;
  }
  return false;
}

/** Neighbouring slots together, as many as fit into a block; listed slots may lie between them. */
function groupSlots(slots: readonly Slot[]): Slot[][] {
  const width = Math.ceil(slots.length / Math.ceil(slots.length / columnsPerBlock));
  const groups: Slot[][] = [];
  for (const slot of slots) {
    const last = groups[groups.length - 1];
    if (last && last.length < width && slot.end - last[0].first <= binsPerBlock) last.push(slot);
    else groups.push([slot]);
  }
  return groups;
}

function layOutBlock(binned: BinnedMatrix, slots: readonly Slot[], memory: Allocator): DenseBlock {
  const width = slots.length;
  const entries = memory.places(binned.rows * width);
  const start = slots[0].first;
  slots.forEach(({ column, first }, i) => {
    const codes = codesOf(binned, column);
    for (let row = 0, at = i; row < codes.length; row++, at += width) entries[at] = 2 * (first - start + codes[row]);
  });
  return { start: 2 * start, end: 2 * slots[width - 1].end, width, entries, slots: Int32Array.from(slots, ({ slot }) => slot) };
}

function listRows(binned: BinnedMatrix, slots: readonly Slot[], memory: Allocator): RowLists {
  const starts = memory.counts(binned.rows + 1);
  for (const { column, first, fallback } of slots) {
    const codes = codesOf(binned, column);
    for (let row = 0; row < codes.length; row++) if (first + codes[row] !== fallback) starts[row + 1]++;
  }
  for (let row = 0; row < binned.rows; row++) starts[row + 1] += starts[row];
  const entries = memory.counts(starts[binned.rows]);
  const next = starts.slice();
  for (const { column, first, fallback } of slots) {
    const codes = codesOf(binned, column);
    for (let row = 0; row < codes.length; row++) if (first + codes[row] !== fallback) entries[next[row]++] = 2 * (first + codes[row]);
  }
  return { starts, entries, slots };
}
