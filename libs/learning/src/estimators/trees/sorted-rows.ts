const digitBits = 11;
const digits = 1 << digitBits;

/** Row numbers by ascending value, equal values in row order, NaN last. */
export function sortedRows(values: Float32Array): Uint32Array {
  return new RowSorter(values.length).sort(values);
}

/** Sorts columns of up to so many rows one after the other, without new memory for each: a radix sort of three 11-bit digits of the floats' bits. */
export class RowSorter {
  private readonly keys: Uint32Array;
  private readonly starts = new Uint32Array(digits + 1);
  private rows: Uint32Array;
  private other: Uint32Array;

  constructor(length: number) {
    this.keys = new Uint32Array(length);
    this.rows = new Uint32Array(length);
    this.other = new Uint32Array(length);
  }

  /** As sortedRows; the result is good until the next sort. */
  sort(values: Float32Array): Uint32Array {
    const { length } = values;
    writeSortableKeys(values, this.keys);
    for (let row = 0; row < length; row++) this.rows[row] = row;
    for (let shift = 0; shift < 32; shift += digitBits) {
      this.scatter(shift, length);
      [this.rows, this.other] = [this.other, this.rows];
    }
    return length < this.rows.length ? this.rows.subarray(0, length) : this.rows;
  }

  private scatter(shift: number, length: number): void {
    const { keys, rows, other, starts } = this;
    starts.fill(0);
    for (let row = 0; row < length; row++) starts[((keys[row] >>> shift) & (digits - 1)) + 1]++;
    for (let digit = 0; digit < digits; digit++) starts[digit + 1] += starts[digit];
    for (let i = 0; i < length; i++) {
      const row = rows[i];
      other[starts[(keys[row] >>> shift) & (digits - 1)]++] = row;
    }
  }
}

/** Unsigned integers in the order of the floats: sign bit flipped, negatives inverted; NaN above all, −0 as 0. */
function writeSortableKeys(values: Float32Array, keys: Uint32Array): void {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let row = 0; row < values.length; row++) {
    if (values[row] === 0) keys[row] = 0x80000000;
    else if (Number.isNaN(values[row])) keys[row] = 0xffffffff;
    else keys[row] = bits[row] >>> 31 ? ~bits[row] : bits[row] | 0x80000000;
  }
}
