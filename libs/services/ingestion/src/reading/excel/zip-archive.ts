import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { tooLarge, unreadable } from '../reading.js';

interface Entry {
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** A workbook has some dozens of entries. */
const mostEntries = 10_000;
const largestDirectory = 16 * 2 ** 20;
/** As for gzip: real sheets shrink to a twentieth or so; judged only past the first bytes. */
const largestRatio = 300;
const ratioFrom = 64 * 2 ** 20;
const endRecord = 0x06054b50;
const endBytes = 22;
const largestComment = 0xffff;
const stored = 0;
const deflated = 8;
const damaged = 'The workbook is damaged or cut off: save it again in Excel.';

/**
 * The entries of a zip file (APPNOTE 6.3, with zip64), found by the directory at its end. Sizes in the directory are claims: bytes are counted
 * as they are inflated, over all entries together. Errors: `dataset.unreadable`, `dataset.too_large` for a bomb.
 */
export class ZipArchive {
  #inflated = 0;

  private constructor(
    private readonly file: string,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly limit: number,
  ) {}

  static async open(file: string, limit: number): Promise<ZipArchive> {
    const handle = await open(file);
    try {
      return new ZipArchive(file, await directoryOf(handle), limit);
    } finally {
      await handle.close();
    }
  }

  get names(): string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** The inflated bytes of an entry piece by piece, verified at their end. */
  async *stream(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name);
    if (!entry) throw unreadable(`The workbook lacks its part ${JSON.stringify(name)}.`);
    if (entry.isEncrypted) throw unreadable('The workbook is encrypted: remove its password in Excel and upload again.');
    if (entry.method !== stored && entry.method !== deflated) throw unreadable('The workbook is packed in a way that Excel does not use.');
    let crc = 0;
    let size = 0;
    for await (const piece of this.#pieces(entry)) {
      size += piece.length;
      this.#count(piece.length, size, entry.compressed);
      crc = crc32(piece, crc);
      yield piece;
    }
    if (crc !== entry.crc || size !== entry.size) throw unreadable(damaged);
  }

  /** A small entry as a whole. */
  async bytes(name: string, most: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of this.stream(name)) {
      size += piece.length;
      if (size > most) throw tooLarge(`The workbook's part ${JSON.stringify(name)} has more than ${most} bytes.`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  async *#pieces({ offset, compressed, method }: Entry): AsyncGenerator<Buffer> {
    const start = await dataStart(this.file, offset);
    if (compressed === 0) return;
    const bytes = createReadStream(this.file, { start, end: start + compressed - 1, highWaterMark: 2 ** 18 });
    if (method === stored) return yield* bytes as AsyncIterable<Buffer>;
    const inflate = createInflateRaw({ chunkSize: 2 ** 18 });
    bytes.on('error', (error) => inflate.destroy(error)).pipe(inflate);
    try {
      yield* inflate as AsyncIterable<Buffer>;
    } catch (error) {
      if (String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw unreadable(damaged, error);
      throw error;
    } finally {
      bytes.destroy();
    }
  }

  #count(bytes: number, size: number, compressed: number): void {
    this.#inflated += bytes;
    if (this.#inflated > this.limit) throw tooLarge(`Unpacked, the workbook has more than ${this.limit} bytes (limit inflatedBytes).`);
    if (size > ratioFrom && size > largestRatio * compressed)
      throw tooLarge(`A part of the workbook unpacks to more than ${largestRatio} times its size.`);
  }
}

async function directoryOf(handle: FileHandle): Promise<Map<string, Entry>> {
  const { size: fileSize } = await handle.stat();
  const tailBytes = Math.min(fileSize, endBytes + largestComment);
  const tail = await read(handle, fileSize - tailBytes, tailBytes);
  const at = endOf(tail);
  if (at < 0) throw unreadable(damaged);
  const { count, size, offset } = (await zip64End(handle, tail, at)) ?? {
    count: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  };
  if (count > mostEntries || size > largestDirectory) throw tooLarge(`The workbook has more than ${mostEntries} parts.`);
  if (offset + size > fileSize) throw unreadable(damaged);
  return entriesOf(await read(handle, offset, size));
}

/** The last end record whose comment reaches to the end of the file. */
function endOf(tail: Buffer): number {
  for (let at = tail.length - endBytes; at >= 0; at--)
    if (tail.readUInt32LE(at) === endRecord && at + endBytes + tail.readUInt16LE(at + 20) <= tail.length) return at;
  return -1;
}

async function zip64End(
  handle: FileHandle,
  tail: Buffer,
  at: number,
): Promise<{ count: number; size: number; offset: number } | undefined> {
  if (at < 20 || tail.readUInt32LE(at - 20) !== 0x07064b50) return undefined;
  const record = await read(handle, Number(tail.readBigUInt64LE(at - 12)), 56);
  if (record.readUInt32LE(0) !== 0x06064b50) throw unreadable(damaged);
  const number = (place: number) => Number(record.readBigUInt64LE(place));
  return { count: number(32), size: number(40), offset: number(48) };
}

function entriesOf(directory: Buffer): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50; ) {
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    if (extraEnd > directory.length) throw unreadable(damaged);
    // Some writers separate folders as Windows does.
    const name = directory.toString('utf8', at + 46, nameEnd).replaceAll('\\', '/');
    if (entries.has(name)) throw unreadable(`The workbook has two parts named ${JSON.stringify(name.slice(0, 100))}.`);
    entries.set(name, entryOf(directory, at, directory.subarray(nameEnd, extraEnd)));
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Numbers that do not fit 32 bits stand in the extra field 1, those alone and in this order. */
function entryOf(directory: Buffer, at: number, extra: Buffer): Entry {
  const long = zip64Numbers(extra);
  const number = (place: number) => {
    const short = directory.readUInt32LE(at + place);
    return short === 0xffffffff ? (long.shift() ?? short) : short;
  };
  const size = number(24);
  const compressed = number(20);
  const offset = number(42);
  const isEncrypted = (directory.readUInt16LE(at + 8) & 1) === 1;
  return { method: directory.readUInt16LE(at + 10), isEncrypted, crc: directory.readUInt32LE(at + 16), compressed, size, offset };
}

function zip64Numbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    return Array.from({ length: Math.min(3, field.length >> 3) }, (_, index) => Number(field.readBigUInt64LE(8 * index)));
  }
  return [];
}

async function dataStart(file: string, offset: number): Promise<number> {
  const handle = await open(file);
  try {
    const header = await read(handle, offset, 30);
    if (header.readUInt32LE(0) !== 0x04034b50) throw unreadable(damaged);
    return offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await handle.close();
  }
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw unreadable(damaged);
  return buffer;
}
