import type { UnknownField } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';

/**
 * A repeated int64 field in packed form. The schema (proto2) has it unpacked with a bigint per value, which takes seconds and
 * gigabytes for a large forest; readers must accept both (protobuf.dev, "Encoding", packed repeated fields).
 */
export function packedIntegers(field: number, values: ArrayLike<number>): UnknownField {
  let size = 0;
  for (let i = 0; i < values.length; i++) size += varintLength(values[i]);
  const { bytes, start } = lengthDelimited(size);
  let at = start;
  for (let i = 0; i < values.length; i++) at = writeVarint(bytes, at, values[i]);
  return { no: field, wireType: WireType.LengthDelimited, data: bytes };
}

/** A repeated float field in packed form. */
export function packedFloats(field: number, values: ArrayLike<number>): UnknownField {
  const { bytes, start } = lengthDelimited(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(start + 4 * i, values[i], true);
  return { no: field, wireType: WireType.LengthDelimited, data: bytes };
}

/** Room for a payload behind its length. */
function lengthDelimited(size: number): { bytes: Uint8Array<ArrayBuffer>; start: number } {
  const bytes = new Uint8Array(varintLength(size) + size);
  return { bytes, start: writeVarint(bytes, 0, size) };
}

/** Negative numbers are written as 64-bit two's complement: ten bytes. */
function varintLength(value: number): number {
  if (value < 0) return 10;
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}

function writeVarint(bytes: Uint8Array, from: number, value: number): number {
  let at = from;
  if (value < 0) {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest >= 128n; rest >>= 7n) bytes[at++] = Number(rest & 127n) | 128;
    bytes[at++] = Number(rest);
    return at;
  }
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 128;
  bytes[at++] = rest;
  return at;
}
