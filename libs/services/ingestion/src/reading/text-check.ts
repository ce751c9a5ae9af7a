import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { unreadable } from './reading.js';

const chunkBytes = 2 ** 20;
const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Reads a text file once, in bounded memory, and refuses (`dataset.unreadable`, with the row) what no table has:
 * bytes that are not UTF-8, NUL bytes, and lines longer than `lineBytes`.
 */
export async function checkText(file: string, lineBytes: number): Promise<void> {
  const check = new TextCheck(lineBytes);
  const handle = await open(file);
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes);
      if (bytesRead === 0) break;
      check.take(buffer.subarray(0, bytesRead));
    }
    check.end();
  } finally {
    await handle.close();
  }
}

/** `checkText` piece by piece: `take` refuses as soon as something is wrong, `end` a text that stops within a character. */
class TextCheck {
  /** Bytes of an unfinished character, for the front of the next piece. */
  #carried = Buffer.alloc(0);
  /** Lines that ended in earlier chunks. */
  #lines = 0;
  /** Bytes of the line that is not finished. */
  #open = 0;

  constructor(private readonly lineBytes: number) {}

  take(piece: Buffer): void {
    const bytes = this.#carried.length > 0 ? Buffer.concat([this.#carried, piece]) : piece;
    const whole = bytes.length - unfinished(bytes, bytes.length);
    const chunk = bytes.subarray(0, whole);
    const nul = chunk.indexOf(0);
    if (nul >= 0) throw unreadable(`Row ${this.#rowAt(chunk, nul)}: there is a NUL byte; the file is not a text.`);
    if (!isUtf8(chunk)) throw this.#notUtf8(chunk);
    this.#measureLines(chunk);
    this.#carried = Buffer.from(bytes.subarray(whole));
  }

  end(): void {
    if (this.#carried.length > 0)
      throw unreadable(`Row ${this.#lines + 1}: the file ends within a character; it was cut off or is not UTF-8.`);
  }

  /** Jumps from line end to line end, as far apart as the limit allows, so that short lines cost nothing. */
  #measureLines(chunk: Buffer): void {
    let start = -this.#open;
    while (chunk.length - start > this.lineBytes) {
      const end = lastLineEnd(chunk, start + this.lineBytes);
      if (end < Math.max(start, 0)) {
        const row = this.#rowAt(chunk, Math.max(start, 0));
        throw unreadable(`Row ${row} is longer than ${this.lineBytes} bytes (limit lineBytes); is a line end or a quote missing?`);
      }
      start = end + 1;
    }
    const last = lastLineEnd(chunk, chunk.length - 1);
    this.#open = last >= 0 ? chunk.length - 1 - last : this.#open + chunk.length;
    this.#lines += countLines(chunk, chunk.length);
  }

  #rowAt(chunk: Buffer, offset: number): number {
    return this.#lines + countLines(chunk, offset) + 1;
  }

  #notUtf8(chunk: Buffer): Error {
    let low = 0;
    let high = chunk.length;
    // The longest prefix that is UTF-8, give or take a character that the cut divides.
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      const cut = middle - unfinished(chunk, middle);
      if (isUtf8(chunk.subarray(0, cut))) low = middle;
      else high = middle;
    }
    return unreadable(`Row ${this.#rowAt(chunk, low)}: the text is not UTF-8; save it as UTF-8 and upload again.`);
  }
}

/** Old Macintosh files end their lines with a carriage return alone. */
function lastLineEnd(chunk: Buffer, from: number): number {
  return Math.max(chunk.lastIndexOf(newline, from), chunk.lastIndexOf(carriageReturn, from));
}

/** Only called where a row is named or once for each chunk; a loop over the bytes is fast enough. */
function countLines(chunk: Buffer, to: number): number {
  let lines = 0;
  for (let at = chunk.indexOf(newline); at >= 0 && at < to; at = chunk.indexOf(newline, at + 1)) lines++;
  return lines;
}

/** How many bytes at the end belong to a character that goes on after them (0 to 3). */
function unfinished(buffer: Buffer, length: number): number {
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = buffer[length - back];
    if (byte >= 0xc0) return byte >= 0xf0 || (byte >= 0xe0 && back < 3) || back < 2 ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** Checks a text of which it isn't known yet whether it is one: keeps what is wrong until it is asked for. */
export class DeferredTextCheck {
  readonly #check: TextCheck;
  #refusal: unknown;

  constructor(lineBytes: number) {
    this.#check = new TextCheck(lineBytes);
  }

  take(piece: Buffer): void {
    if (this.#refusal) return;
    try {
      this.#check.take(piece);
    } catch (error) {
      this.#refusal = error;
    }
  }

  /** Throws what was found on the way, or at the end. */
  end(): void {
    if (this.#refusal) throw this.#refusal;
    this.#check.end();
  }
}
