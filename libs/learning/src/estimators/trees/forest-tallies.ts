import type { Criterion } from './criterion.js';

/** Up to so many slots part a node's rows by code; one more holds the missing values. */
export const mostSlots = 4096;

/** Subtrees of up to so many rows may be grown on copies that the processor's caches hold. */
export const mostLocalRows = 1024;

/** A node's rows by ascending code: group g holds the codes up to `bounds[g]` above those of group g − 1. */
export class Groups {
  size = 0;
  readonly bounds = new Int32Array(mostSlots + 1);
  readonly rows = new Int32Array(mostSlots + 1);
  readonly sums: Float64Array;

  constructor(channels: number) {
    this.sums = new Float64Array((mostSlots + 1) * channels);
  }
}

/** Adds up what a node's rows carry, by groups of their codes in one column. One tally serves all nodes of all trees. */
export interface Tally {
  readonly criterion: Criterion;
  /** Whether groups know their numbers of rows; else `Groups.rows` is unread. */
  readonly countsRows: boolean;
  /** Whether targets are 0 or 1 and all sums are whole numbers, without rounding. */
  readonly isExact: boolean;
  /** The sums over the loaded node. */
  readonly total: Float64Array;
  /** Takes the row weights of the next tree. */
  weigh(weights: Float64Array): void;
  /** From now on rows are places among these: what they carry is copied together, until the next `weigh` or `delocalise`. */
  localise(rows: Int32Array, begin: number, end: number): void;
  /** Rows are those of the table again. */
  delocalise(): void;
  /** Takes up the rows of a node, in order; returns whether their targets are all equal. */
  load(rows: Int32Array, begin: number, end: number): boolean;
  /** Groups the node's rows by `(code − low) >> shift`, below `slots`. `codes` are in the order of the loaded rows. */
  groupBySlot(codes: Int32Array, size: number, low: number, shift: number, slots: number, groups: Groups): void;
  /** The same for rows `begin` … `end` − 1 of `rows`, straight from a column without missing values, from code 0 on. */
  groupColumn(column: Uint16Array, rows: Int32Array, begin: number, end: number, shift: number, slots: number, groups: Groups): void;
  /** Puts the rows with codes below `beyond` into the first group. */
  groupBelow(codes: Int32Array, size: number, beyond: number, groups: Groups): void;
  /** Groups the node's rows by keys `code · 256 + place`, ascending. */
  groupByKey(keys: Int32Array, size: number, groups: Groups): void;
}

/** What rows carry, copied together. */
export function gather(
  values: Float64Array | Int32Array,
  rows: Int32Array,
  begin: number,
  end: number,
  into: Float64Array | Int32Array,
): void {
  for (let i = begin; i < end; i++) into[i - begin] = values[rows[i]];
}

/** Which slots hold rows, a bit each: in small nodes most hold none, and testing each would often be guessed wrong. */
export class FilledSlots {
  readonly bits = new Int32Array((mostSlots >> 5) + 1);
  readonly slots = new Int32Array(mostSlots + 1);

  /** Lists the filled ones of the first `slots` in `slots`, ascending, and forgets them; returns how many. */
  list(among: number): number {
    const { bits, slots } = this;
    let count = 0;
    for (let w = 0; w << 5 < among; w++) {
      let word = bits[w];
      if (word === 0) continue;
      bits[w] = 0;
      do {
        slots[count++] = (w << 5) + 31 - Math.clz32(word & -word);
        word &= word - 1;
      } while (word !== 0);
    }
    return count;
  }
}
