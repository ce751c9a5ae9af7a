const digitBits = 11;
const digits = 1 << digitBits;

/** Row numbers by ascending value, equal values in row order, NaN last: a radix sort of three 11-bit digits of the float's bits. */
export function sortedRows(values: Float32Array): Uint32Array {
  const keys = sortableKeys(values);
  let rows = new Uint32Array(values.length);
  for (let row = 0; row < rows.length; row++) rows[row] = row;
  let other = new Uint32Array(values.length);
  for (let shift = 0; shift < 32; shift += digitBits) {
    scatter(keys, rows, other, shift);
    [rows, other] = [other, rows];
  }
  return rows;
}

/** Unsigned integers in the order of the floats: sign bit flipped, negatives inverted; NaN above all, −0 as 0. */
function sortableKeys(values: Float32Array): Uint32Array {
  const keys = new Uint32Array(values.length);
  const bits = new Uint32Array(values.slice().buffer);
  for (let row = 0; row < values.length; row++) {
    if (values[row] === 0) keys[row] = 0x80000000;
    else if (Number.isNaN(values[row])) keys[row] = 0xffffffff;
    else keys[row] = bits[row] >>> 31 ? ~bits[row] : bits[row] | 0x80000000;
  }
  return keys;
}

function scatter(keys: Uint32Array, rows: Uint32Array, into: Uint32Array, shift: number): void {
  const starts = new Uint32Array(digits + 1);
  for (const row of rows) starts[((keys[row] >>> shift) & (digits - 1)) + 1]++;
  for (let digit = 0; digit < digits; digit++) starts[digit + 1] += starts[digit];
  for (const row of rows) into[starts[(keys[row] >>> shift) & (digits - 1)]++] = row;
}
