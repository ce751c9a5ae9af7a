/**
 * Apache Thrift's compact protocol (thrift-compact-protocol.md), as far as Parquet's footer uses it: read to a tree and written back, what is not
 * understood too.
 */
export enum ThriftType {
  True = 1,
  False = 2,
  Byte = 3,
  I16 = 4,
  I32 = 5,
  I64 = 6,
  Double = 7,
  Binary = 8,
  List = 9,
  Set = 10,
  Struct = 12,
}

export type ThriftStruct = Map<number, ThriftField>;
export interface ThriftList {
  readonly type: ThriftType;
  items: ThriftValue[];
}
/** Integers of every width are bigints; a byte and a double are left as bytes. */
export type ThriftValue = bigint | boolean | Uint8Array | ThriftList | ThriftStruct;
export interface ThriftField {
  readonly type: ThriftType;
  value: ThriftValue;
}

export function readStruct(bytes: Uint8Array): ThriftStruct {
  return new Reader(bytes).struct();
}

export function writeStruct(struct: ThriftStruct): Uint8Array {
  const writer = new Writer();
  writer.struct(struct);
  return writer.bytes();
}

/** Throws for bytes that end early or hold a type that the protocol has not. */
class Reader {
  #at = 0;

  constructor(private readonly source: Uint8Array) {}

  struct(): ThriftStruct {
    const fields: ThriftStruct = new Map();
    let id = 0;
    for (let head = this.#byte(); head !== 0; head = this.#byte()) {
      const type: ThriftType = head & 15;
      id = head >> 4 === 0 ? Number(this.#integer()) : id + (head >> 4);
      fields.set(id, { type, value: this.#value(type) });
    }
    return fields;
  }

  #value(type: ThriftType): ThriftValue {
    if (type === ThriftType.True) return true;
    if (type === ThriftType.False) return false;
    if (type === ThriftType.Byte) return this.#take(1);
    if (type === ThriftType.I16 || type === ThriftType.I32 || type === ThriftType.I64) return this.#integer();
    if (type === ThriftType.Double) return this.#take(8);
    if (type === ThriftType.Binary) return this.#take(Number(this.#varint()));
    if (type === ThriftType.List || type === ThriftType.Set) return this.#list();
    if (type === ThriftType.Struct) return this.struct();
    throw new Error(`Type ${type} at byte ${this.#at} is none of a Parquet footer.`);
  }

  #list(): ThriftList {
    const head = this.#byte();
    const type: ThriftType = head & 15;
    const count = head >> 4 === 15 ? Number(this.#varint()) : head >> 4;
    // In a list a truth value has a byte of its own.
    const isTruth = type === ThriftType.True || type === ThriftType.False;
    return { type, items: Array.from({ length: count }, () => (isTruth ? this.#byte() === 1 : this.#value(type))) };
  }

  /** Zigzag: the sign is the last bit. */
  #integer(): bigint {
    const bits = this.#varint();
    return (bits >> 1n) ^ -(bits & 1n);
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  }

  #byte(): number {
    return this.#take(1)[0];
  }

  #take(count: number): Uint8Array {
    const end = this.#at + count;
    if (end > this.source.length) throw new Error('The Parquet footer ends before it is complete.');
    const taken = this.source.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

class Writer {
  readonly #parts: Uint8Array[] = [];

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  struct(fields: ThriftStruct): void {
    let last = 0;
    for (const [id, { type, value }] of [...fields].sort(([a], [b]) => a - b)) {
      const step = id - last;
      last = id;
      const kept = typeof value === 'boolean' ? (value ? ThriftType.True : ThriftType.False) : type;
      if (step < 16) this.#put((step << 4) | kept);
      else {
        this.#put(kept);
        this.#integer(BigInt(id));
      }
      if (typeof value !== 'boolean') this.#value(type, value);
    }
    this.#put(0);
  }

  #value(type: ThriftType, value: ThriftValue): void {
    if (typeof value === 'bigint') this.#integer(value);
    else if (typeof value === 'boolean') this.#put(value ? 1 : 2);
    else if (value instanceof Map) this.struct(value);
    else if (value instanceof Uint8Array) {
      if (type === ThriftType.Binary) this.#varint(BigInt(value.length));
      this.#parts.push(value);
    } else this.#list(value);
  }

  #list({ type, items }: ThriftList): void {
    if (items.length < 15) this.#put((items.length << 4) | type);
    else {
      this.#put(0xf0 | type);
      this.#varint(BigInt(items.length));
    }
    for (const item of items) this.#value(type, item);
  }

  #integer(value: bigint): void {
    this.#varint(value < 0n ? -value * 2n - 1n : value * 2n);
  }

  #varint(value: bigint): void {
    let rest = value;
    for (; rest > 127n; rest >>= 7n) this.#put(Number(rest & 127n) | 128);
    this.#put(Number(rest));
  }

  #put(byte: number): void {
    this.#parts.push(Uint8Array.of(byte));
  }
}
