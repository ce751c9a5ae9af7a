import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { tooLarge, unreadable } from './reading.js';

/** Real tables shrink to a tenth or so; a thousandfold growth is an attack. Judged only past the first bytes. */
const largestRatio = 300;
const ratioFrom = 64 * 2 ** 20;

/**
 * Inflates a gzip file, counting as it goes: stops at `limit` bytes (`dataset.too_large`), and refuses damaged archives (`dataset.unreadable`).
 * `look` sees every piece on its way.
 */
export async function inflate(file: string, target: string, limit: number, look: (piece: Buffer) => void = () => undefined): Promise<void> {
  let read = 0;
  let written = 0;
  const countRead = looking(({ length }) => (read += length));
  const countWritten = looking((piece) => {
    written += piece.length;
    if (written > limit) throw tooLarge(`Inflated, the file has more than ${limit} bytes (limit inflatedBytes).`);
    if (written > ratioFrom && written > largestRatio * read)
      throw tooLarge(`The archive inflates to more than ${largestRatio} times its size.`);
    look(piece);
  });
  try {
    await pipeline(
      createReadStream(file, { highWaterMark: 2 ** 18 }),
      countRead,
      createGunzip({ chunkSize: 2 ** 18 }),
      countWritten,
      createWriteStream(target, { flags: 'wx', highWaterMark: 2 ** 20 }),
    );
  } catch (error) {
    if (isZlibError(error)) throw unreadable('The gzip archive is damaged or cut off.', error);
    throw error;
  }
}

function looking(look: (piece: Buffer) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _, done) {
      try {
        look(chunk);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

function isZlibError(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith('Z_');
}
