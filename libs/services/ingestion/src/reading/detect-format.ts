import { type FileFormat, Refusal, unreadable } from './reading.js';

/** Formats that are not tables we read, by their first bytes. */
const foreign: readonly (readonly [string, string])[] = [
  ['504b0506', 'an empty zip archive'],
  ['25504446', 'a PDF document'],
  ['89504e47', 'a PNG picture'],
  ['ffd8ff', 'a JPEG picture'],
  ['47494638', 'a GIF picture'],
  ['28b52ffd', 'a zstd archive'],
  ['425a68', 'a bzip2 archive'],
  ['fd377a585a00', 'an xz archive'],
  ['377abcaf271c', 'a 7z archive'],
  ['52617221', 'a RAR archive'],
  ['7f454c46', 'a program'],
  ['4f626a01', 'an Avro file'],
  ['4152524f5731', 'an Arrow file'],
  ['4f5243', 'an ORC file'],
  ['53514c69746520666f726d6174', 'an SQLite database'],
];

export function isOle(head: Buffer): boolean {
  return head.toString('hex', 0, 4) === 'd0cf11e0';
}

export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * What the bytes are, whatever the file is called; `head` is the beginning of the (inflated) file.
 * A zip archive is taken for a workbook, which `openExcel` proves; OLE files are `refuseOle`'s. Errors: `dataset.empty`, `dataset.format_unknown`, and `dataset.unreadable` for UTF-16 and UTF-32.
 */
export function detectFormat(head: Buffer): FileFormat {
  if (head.toString('latin1', 0, 4) === 'PAR1') return 'parquet';
  const hex = head.toString('hex', 0, 16);
  if (hex.startsWith('504b0304')) return 'excel';
  const found = foreign.find(([magic]) => hex.startsWith(magic));
  if (found) throw formatUnknown(found[1]);
  if (isGzip(head)) throw formatUnknown('a gzip archive inside of a gzip archive');
  refuseUtf16(head, hex);
  const start = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (start === '') throw new Refusal('dataset.empty', 'The file is empty.');
  if (start.startsWith('{')) return 'json_lines';
  return /^\[\s*[{\]]/.test(start) ? 'json' : 'csv';
}

function refuseUtf16(head: Buffer, hex: string): void {
  const marked = hex.startsWith('fffe') || hex.startsWith('feff') || hex.startsWith('0000feff');
  // Without a mark, Latin text as UTF-16 has a NUL in every second byte.
  const nuls = head.subarray(0, 64).filter((byte) => byte === 0).length;
  const unmarked = nuls >= 4 && nuls * 2 >= Math.min(head.length, 64) - 2;
  if (marked || unmarked) throw unreadable('Row 1: the text is UTF-16 or UTF-32; save it as UTF-8 and upload again.');
}

function formatUnknown(what: string): Refusal {
  return new Refusal(
    'dataset.format_unknown',
    `The file is ${what}. Upload CSV, TSV, Excel (.xlsx), JSON lines or Parquet, plain or gzipped.`,
  );
}
