import { type FileHandle, open, rename } from 'node:fs/promises';
import { readStruct, type ThriftField, type ThriftList, type ThriftStruct, writeStruct } from './thrift.js';

/** What every Parquet file begins and ends with. */
const magic = Buffer.from('PAR1');
const copiedBytes = 1 << 20;
/** Fields of the footer (parquet.thrift). Places are counted from the file's first byte. */
const footer = { rows: 3, rowGroups: 4 } as const;
const rowGroup = { columns: 1, place: 5, ordinal: 7 } as const;
const columnChunk = { place: 2, metadata: 3, offsetIndex: 4, columnIndex: 6 } as const;
const columnMetadata = { dataPages: 9, indexPages: 10, dictionary: 11, bloomFilter: 14 } as const;

/**
 * Puts the row groups of Parquet files of the same columns behind those of the first, bytes as they are: nothing is read but the footers. The first file becomes `to`; its
 * schema and key-value metadata are kept, and it is up to the caller that all have the same.
 */
export async function concatParquet([first, ...others]: readonly string[], to: string): Promise<void> {
  await rename(first, to);
  await using target = await open(to, 'r+');
  const { start, bytes } = await footerOf(target);
  const whole = readStruct(bytes);
  let at = start;
  for (const other of others) {
    await using source = await open(other, 'r');
    const part = await footerOf(source);
    const read = readStruct(part.bytes);
    shift(read, BigInt(at - magic.length));
    append(whole, read);
    await copy(source, target, { from: magic.length, to: part.start, at });
    at += part.start - magic.length;
  }
  for (const [ordinal, group] of rowGroupsOf(whole).entries()) {
    const field = group.get(rowGroup.ordinal);
    if (field) field.value = BigInt(ordinal);
  }
  const written = writeStruct(whole);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(written.length);
  const ending = Buffer.concat([written, length, magic]);
  await target.write(ending, 0, undefined, at);
  await target.truncate(at + ending.length);
}

async function copy(source: FileHandle, target: FileHandle, { from, to, at }: { from: number; to: number; at: number }): Promise<void> {
  const buffer = Buffer.allocUnsafe(copiedBytes);
  for (let place = from; place < to; ) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(copiedBytes, to - place), place);
    if (bytesRead === 0) throw new Error('A Parquet file became shorter while it was read.');
    await target.write(buffer, 0, bytesRead, at + place - from);
    place += bytesRead;
  }
}

async function footerOf(file: FileHandle): Promise<{ start: number; bytes: Uint8Array }> {
  const { size } = await file.stat();
  const ending = Buffer.alloc(8);
  await file.read(ending, 0, 8, size - 8);
  const bytes = Buffer.alloc(ending.readUInt32LE(0));
  const start = size - 8 - bytes.length;
  await file.read(bytes, 0, bytes.length, start);
  return { start, bytes };
}

function append(whole: ThriftStruct, part: ThriftStruct): void {
  const rows = fieldOf(whole, footer.rows);
  rows.value = (rows.value as bigint) + (fieldOf(part, footer.rows).value as bigint);
  (fieldOf(whole, footer.rowGroups).value as ThriftList).items.push(...rowGroupsOf(part));
}

function shift(read: ThriftStruct, by: bigint): void {
  for (const group of rowGroupsOf(read)) {
    move(group, [rowGroup.place], by);
    for (const chunk of structsOf(group, rowGroup.columns)) {
      move(chunk, [columnChunk.place, columnChunk.offsetIndex, columnChunk.columnIndex], by);
      const metadata = chunk.get(columnChunk.metadata)?.value;
      if (metadata instanceof Map) move(metadata, Object.values(columnMetadata), by);
    }
  }
}

function move(struct: ThriftStruct, places: readonly number[], by: bigint): void {
  for (const place of places) {
    const field = struct.get(place);
    // Writers leave 0 where nothing is.
    if (field && (field.value as bigint) > 0n) field.value = (field.value as bigint) + by;
  }
}

function rowGroupsOf(read: ThriftStruct): ThriftStruct[] {
  return structsOf(read, footer.rowGroups);
}

function structsOf(struct: ThriftStruct, id: number): ThriftStruct[] {
  return (fieldOf(struct, id).value as ThriftList).items as ThriftStruct[];
}

function fieldOf(struct: ThriftStruct, id: number): ThriftField {
  const field = struct.get(id);
  if (!field) throw new Error(`A Parquet footer lacks field ${id}.`);
  return field;
}
