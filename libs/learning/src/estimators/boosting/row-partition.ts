/** Rows grouped by leaf: each leaf owns a range of `rows`, in ascending order within it. */
export class RowPartition {
  readonly rows: Uint32Array;
  private readonly begins: number[];
  private readonly ends: number[];
  private readonly right: Uint32Array;

  constructor(rows: Uint32Array) {
    this.rows = rows.slice();
    this.right = new Uint32Array(rows.length);
    this.begins = [0];
    this.ends = [rows.length];
  }

  begin(leaf: number): number {
    return this.begins[leaf];
  }

  end(leaf: number): number {
    return this.ends[leaf];
  }

  size(leaf: number): number {
    return this.ends[leaf] - this.begins[leaf];
  }

  rowsOf(leaf: number): Uint32Array {
    return this.rows.subarray(this.begins[leaf], this.ends[leaf]);
  }

  /** Keeps the rows whose code is at most `bin` (the `missing` code as told) in `leaf`; the others become a new leaf, whose number is returned. */
  split(leaf: number, codes: Uint8Array, bin: number, missing: number, missingLeft: boolean): number {
    const { rows, right } = this;
    const goesLeft = sides(bin, missing, missingLeft);
    const end = this.ends[leaf];
    let kept = this.begins[leaf];
    let moved = 0;
    for (let i = kept; i < end; i++) {
      const row = rows[i];
      const left = goesLeft[codes[row]];
      // Writes both ways and advances one: no branch that the processor could guess wrong.
      rows[kept] = row;
      right[moved] = row;
      kept += left;
      moved += 1 - left;
    }
    rows.set(right.subarray(0, moved), kept);
    this.ends[leaf] = kept;
    this.begins.push(kept);
    this.ends.push(end);
    return this.ends.length - 1;
  }
}

function sides(bin: number, missing: number, missingLeft: boolean): Uint8Array {
  const goesLeft = new Uint8Array(256);
  goesLeft.fill(1, 0, bin + 1);
  if (missing >= 0) goesLeft[missing] = missingLeft ? 1 : 0;
  return goesLeft;
}
