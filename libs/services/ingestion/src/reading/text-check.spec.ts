import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inflate } from './inflate.js';
import { checkText } from './text-check.js';

let directory: string;
let targets = 0;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'atelier-text-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function written(...parts: (string | Uint8Array)[]): string {
  const file = join(directory, 'text');
  writeFileSync(file, Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  return file;
}
const lines = (count: number) => 'a,é,😀,line\n'.repeat(count);

describe('a text', () => {
  it('is read in pieces that may divide characters', async () => {
    // The pieces are of 2^20 bytes; by shifting the text by one byte each, every place of a character is cut once.
    for (const shift of ['', 'x', 'xx', 'xxx']) await checkText(written(shift, '😀é€'.repeat(150_000)), 4 * 2 ** 20);
  });

  it.each<[string, (string | Uint8Array)[], RegExp]>([
    ['a NUL byte far in', [lines(100_000), 'b,\0,c\n'], /^Row 100001: there is a NUL byte/],
    [
      'bytes that are not UTF-8 far in',
      [lines(100_000), Uint8Array.of(0x61, 0xe9, 0x62, 0x0a), lines(10)],
      /^Row 100001: the text is not UTF-8/,
    ],
    ['a character that is cut off', [lines(3), Uint8Array.of(0xf0, 0x9f)], /^Row 4: the file ends within a character/],
    ['a line that is too long', [lines(100_000), 'x'.repeat(5000), '\n', lines(3)], /^Row 100001 is longer than 4000 bytes/],
    ['a line that is too long over several pieces', ['x'.repeat(3_000_000)], /^Row 1 is longer than 4000 bytes/],
  ])('is refused for %s', async (_, parts, detail) => {
    await expect(checkText(written(...parts), 4000)).rejects.toMatchObject({
      code: 'dataset.unreadable',
      message: expect.stringMatching(detail),
    });
  });

  it('may have lines of the largest length, ended by line feeds or carriage returns', async () => {
    await checkText(written(`${'x'.repeat(3999)}\n`.repeat(600)), 4000);
    await checkText(written(`${'x'.repeat(3999)}\r`.repeat(600)), 4000);
  });
});

describe('a gzip archive', () => {
  const inflated = (bytes: Uint8Array, limit: number) => {
    const target = join(directory, `inflated-${++targets}`);
    return inflate(written(bytes), target, limit);
  };

  it('is inflated up to its limit', async () => {
    const archive = gzipSync(Buffer.alloc(1000, 'x'));
    await inflated(archive, 1000);
    await expect(inflated(archive, 999)).rejects.toMatchObject({ code: 'dataset.too_large' });
  });

  it('is refused as a bomb by its ratio, long before the limit', async () => {
    await expect(inflated(gzipSync(Buffer.alloc(100 * 2 ** 20)), 2 ** 40)).rejects.toMatchObject({
      code: 'dataset.too_large',
      message: expect.stringContaining('300 times'),
    });
  });

  it('is refused when it is damaged', async () => {
    const archive = gzipSync(lines(1000));
    archive[archive.length - 20] ^= 0xff;
    await expect(inflated(archive, 1e9)).rejects.toMatchObject({ code: 'dataset.unreadable' });
    await expect(inflated(archive.subarray(0, 30), 1e9)).rejects.toMatchObject({ code: 'dataset.unreadable' });
  });
});
