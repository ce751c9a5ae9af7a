/** Unsigned 64-bit arithmetic: every result is cut to 64 bits. */
const cut = (value: bigint) => BigInt.asUintN(64, value);
const rotate = (value: bigint, by: number) => cut((value >> BigInt(by)) | (value << BigInt(64 - by)));
const fold = (value: bigint) => value ^ (value >> 47n);

const k0 = 0xc3a5c85c97cb3127n;
const k1 = 0xb492b66fbe98f273n;
const k2 = 0x9ae16a3b2f90404fn;
const k3 = 0xc949d7c7509e6557n;
const pairFactor = 0x9ddfea08eb382d69n;
const combinationFactor = 0x4906ba494954cb65n;

/** The number by which CatBoost knows a category: the lower half of its UTF-8 text's CityHash64, as a signed integer of 32 bits. */
export function categoryHash(category: string): number {
  return Number(BigInt.asIntN(32, cityHash64(new TextEncoder().encode(category))));
}

/** Adds one element of a combination (a category's hash, or 0 or 1 for a test) to the hash of those before it; the first is added to 0. */
export function combinedHash(before: bigint, element: number): bigint {
  return cut(combinationFactor * cut(before + combinationFactor * cut(BigInt(element))));
}

/** CityHash64, version 1.0 (Pike & Alakuijala 2011), which differs from later ones. */
export function cityHash64(bytes: Uint8Array): bigint {
  const text = new Words(bytes);
  if (text.length <= 16) return hashUpTo16(text);
  if (text.length <= 32) return hashUpTo32(text);
  if (text.length <= 64) return hashUpTo64(text);
  return hashLong(text);
}

/** Little-endian numbers out of bytes; negative places count from the end. */
class Words {
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  byte(at: number): number {
    return this.bytes[at];
  }

  half(at: number): bigint {
    return BigInt(this.view.getUint32(at < 0 ? this.length + at : at, true));
  }

  word(at: number): bigint {
    return this.view.getBigUint64(at < 0 ? this.length + at : at, true);
  }
}

function hashPair(low: bigint, high: bigint): bigint {
  const a = fold(cut((low ^ high) * pairFactor));
  return cut(fold(cut((high ^ a) * pairFactor)) * pairFactor);
}

function hashUpTo16(text: Words): bigint {
  const { length } = text;
  const size = BigInt(length);
  if (length > 8) {
    const last = text.word(-8);
    return hashPair(text.word(0), rotate(cut(last + size), length)) ^ last;
  }
  if (length >= 4) return hashPair(size + (text.half(0) << 3n), text.half(-4));
  if (length === 0) return k2;
  const y = BigInt(text.byte(0) + (text.byte(length >> 1) << 8));
  const z = BigInt(length + (text.byte(length - 1) << 2));
  return cut(fold(cut(y * k2) ^ cut(z * k3)) * k2);
}

function hashUpTo32(text: Words): bigint {
  const a = cut(text.word(0) * k1);
  const b = text.word(8);
  const c = cut(text.word(-8) * k2);
  const d = cut(text.word(-16) * k0);
  return hashPair(cut(rotate(cut(a - b), 43) + rotate(c, 30) + d), cut(a + rotate(b ^ k3, 20) - c + BigInt(text.length)));
}

/** Two sums over 32 bytes from `at`, started from `a` and from the word after them. */
function halvesUpTo64(text: Words, at: number, start: bigint, next: bigint): readonly [bigint, bigint] {
  const b = rotate(cut(start + next), 52);
  let a = start;
  let c = rotate(a, 37);
  a = cut(a + text.word(at + 8));
  c = cut(c + rotate(a, 7));
  a = cut(a + text.word(at + 16));
  return [cut(a + next), cut(b + rotate(a, 31) + c)];
}

function hashUpTo64(text: Words): bigint {
  const size = BigInt(text.length);
  const [first, second] = halvesUpTo64(text, 0, cut(text.word(0) + (size + text.word(-16)) * k0), text.word(24));
  const end = text.length - 32;
  const [third, fourth] = halvesUpTo64(text, end, cut(text.word(16) + text.word(end)), text.word(-8));
  const mixed = fold(cut((first + fourth) * k2 + (third + second) * k0));
  return cut(fold(cut(mixed * k0 + second)) * k2);
}

/** A 128-bit sum over 32 bytes from `at`. */
function sum32(text: Words, at: number, first: bigint, second: bigint): readonly [bigint, bigint] {
  const start = cut(first + text.word(at));
  const z = text.word(at + 24);
  let b = rotate(cut(second + start + z), 21);
  const a = cut(start + text.word(at + 8) + text.word(at + 16));
  b = cut(b + rotate(a, 44));
  return [cut(a + z), cut(b + start)];
}

function hashLong(text: Words): bigint {
  const size = BigInt(text.length);
  let x = text.word(0);
  let y = text.word(-16) ^ k1;
  let z = text.word(-56) ^ k0;
  let v = sum32(text, text.length - 64, size, y);
  let w = sum32(text, text.length - 32, cut(size * k1), k0);
  z = cut(z + fold(v[1]) * k1);
  x = cut(rotate(cut(z + x), 39) * k1);
  y = cut(rotate(y, 33) * k1);
  for (let at = 0; at < ((text.length - 1) & ~63); at += 64) {
    x = cut(rotate(cut(x + y + v[0] + text.word(at + 16)), 37) * k1) ^ w[1];
    y = cut(rotate(cut(y + v[1] + text.word(at + 48)), 42) * k1) ^ v[0];
    z = rotate(z ^ w[0], 33);
    v = sum32(text, at, cut(v[1] * k1), cut(x + w[0]));
    w = sum32(text, at + 32, cut(z + w[1]), y);
    [x, z] = [z, x];
  }
  return hashPair(cut(hashPair(v[0], w[0]) + fold(y) * k1 + z), cut(hashPair(v[1], w[1]) + x));
}
