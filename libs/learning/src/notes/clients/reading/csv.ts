import { LearningError } from '../../../errors.js';

/** One record of a CSV file. */
export interface CsvRecord {
  readonly fields: readonly string[];
  /** Of the file, where it begins; counted from 1. */
  readonly line: number;
  /** A quote in it was not doubled, or never closed: it was read as a mark like others. */
  readonly repaired: boolean;
}

/** A quoted field so long is taken for one whose quote was forgotten. */
const longestField = 8_000_000;
/** So many forgotten quotes, and the file is refused. */
const mostRecoveries = 20;

/** What people give instead, by the bytes it begins with. */
const foreignFormats = [
  { name: 'an Excel workbook or a zip file', mark: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'an old Excel workbook', mark: [0xd0, 0xcf, 0x11, 0xe0] },
  { name: 'a Parquet file', mark: [0x50, 0x41, 0x52, 0x31] },
  { name: 'a gzip file', mark: [0x1f, 0x8b] },
];

const separators = [',', ';', '\t', '|'] as const;
const quote = '"';

/**
 * RFC 4180 as people write it: UTF-8 with or without its mark, or UTF-16 by its mark; comma, semicolon, tab or bar, told from the first line or by Excel's
 * `sep=;`; any line end; quotes that are not doubled. Bytes come in pieces of any size; what is broken in them becomes U+FFFD. Blank lines are none.
 */
export class CsvReader {
  private decoder: InstanceType<typeof TextDecoder> | undefined;
  private separator = '';
  private head = '';
  private records: CsvRecord[] = [];
  private fields: string[] = [];
  private field = '';
  private state: 'start' | 'plain' | 'quoted' | 'closing' = 'start';
  private repaired = false;
  private line = 1;
  private begins = 1;
  private afterReturn = false;
  /** The quoted field as it stands in the file, and where its record stood before it. */
  private raw = '';
  private rawLine = 1;
  private recoveries = 0;

  constructor(private readonly file: string) {}

  /** The records that ended in these bytes. Throws `learning.value_invalid` for other kinds of files, and where quotes are forgotten again and again. */
  push(bytes: Uint8Array): CsvRecord[] {
    if (bytes.length === 0) return [];
    this.decoder ??= new TextDecoder(this.encodingOf(bytes));
    this.take(this.decoder.decode(bytes, { stream: true }));
    return this.taken();
  }

  /** The records of the rest. */
  end(): CsvRecord[] {
    this.take(this.decoder?.decode() ?? '');
    if (this.separator === '') this.begin(this.head);
    while (this.state === 'quoted') this.recover();
    if (this.state !== 'start' || this.fields.length > 0) this.endRecord();
    return this.taken();
  }

  private encodingOf(bytes: Uint8Array): string {
    const format = foreignFormats.find(({ mark }) => mark.every((byte, i) => bytes[i] === byte));
    if (format)
      throw new LearningError('learning.value_invalid', `${this.file} is no CSV but ${format.name}. Save it as CSV (UTF-8).`, this.file);
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
    return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  }

  private taken(): CsvRecord[] {
    const { records } = this;
    this.records = [];
    return records;
  }

  private take(text: string): void {
    if (this.separator !== '') return this.read(text);
    this.head += text;
    if (/[\r\n]/u.test(this.head) || this.head.length > longestField) this.begin(this.head);
  }

  /** Tells the separator from the first line. */
  private begin(text: string): void {
    const first = text.split(/[\r\n]/u, 1)[0];
    const told = /^"?sep=(.)"?$/iu.exec(first)?.[1];
    const bare = first.replace(/"(?:[^"]|"")*"/gu, '');
    const counts = separators.map((each) => bare.split(each).length);
    this.separator = told ?? separators[counts.indexOf(Math.max(...counts))];
    this.head = '';
    if (told === undefined) return this.read(text);
    const rest = text.slice(first.length);
    const end = /^(?:\r\n|\r|\n)?/u.exec(rest)?.[0] ?? '';
    this.line = this.begins = 2;
    this.read(rest.slice(end.length));
  }

  private read(text: string): void {
    let at = 0;
    if (this.afterReturn && text !== '') {
      if (text[0] === '\n') at = 1;
      this.afterReturn = false;
    }
    while (at < text.length) {
      if (this.state === 'quoted') at = this.readQuoted(text, at);
      else if (this.state === 'closing') at = this.readClosing(text, at);
      else at = this.readPlain(text, at);
    }
  }

  private readPlain(text: string, from: number): number {
    if (this.state === 'start' && text[from] === quote) {
      this.state = 'quoted';
      this.raw = '';
      this.rawLine = this.line;
      return from + 1;
    }
    let to = from;
    while (to < text.length && text[to] !== this.separator && text[to] !== '\n' && text[to] !== '\r') to++;
    if (to > from) {
      this.field += text.slice(from, to);
      this.state = 'plain';
    }
    return to < text.length ? this.endField(text, to) : to;
  }

  private readQuoted(text: string, from: number): number {
    const found = text.indexOf(quote, from);
    const to = found < 0 ? text.length : found;
    const part = text.slice(from, to);
    this.field += part;
    this.raw += found < 0 ? part : part + quote;
    this.line += breaksIn(part);
    if (found >= 0) this.state = 'closing';
    // What was read of this piece is in `raw`, and is read again.
    if (this.raw.length > longestField) this.recover();
    return found < 0 ? to : found + 1;
  }

  private readClosing(text: string, at: number): number {
    const mark = text[at];
    if (mark === this.separator || mark === '\n' || mark === '\r') return this.endField(text, at);
    this.state = 'quoted';
    this.field += quote;
    if (mark === quote) {
      this.raw += quote;
      return at + 1;
    }
    this.repaired = true;
    return at;
  }

  /** At a separator or the end of a line. */
  private endField(text: string, at: number): number {
    this.fields.push(this.field);
    this.field = '';
    this.state = 'start';
    if (text[at] === this.separator) return at + 1;
    this.endLine();
    if (text[at] !== '\r') return at + 1;
    this.afterReturn = at + 1 === text.length;
    return text[at + 1] === '\n' ? at + 2 : at + 1;
  }

  private endLine(): void {
    this.line++;
    this.pushRecord();
  }

  private endRecord(): void {
    this.fields.push(this.field);
    this.field = '';
    this.state = 'start';
    this.pushRecord();
  }

  private pushRecord(): void {
    const { fields, begins, repaired } = this;
    if (fields.length > 1 || fields[0].trim() !== '') this.records.push({ fields, line: begins, repaired });
    this.fields = [];
    this.repaired = false;
    this.begins = this.line;
  }

  /** The quote that was never closed is a mark like others: its field ends with the line. */
  private recover(): void {
    if (++this.recoveries > mostRecoveries)
      throw new LearningError(
        'learning.value_invalid',
        `${this.file}, line ${this.rawLine}: a quote opens here that is never closed, as before in ${mostRecoveries} rows. Write every quote inside a field twice.`,
        `${this.file}, line ${this.rawLine}`,
      );
    const { raw } = this;
    this.line = this.rawLine;
    this.field = quote;
    this.raw = '';
    this.state = 'plain';
    this.repaired = true;
    this.read(raw);
  }
}

function breaksIn(text: string): number {
  return text.match(/\r\n|\r|\n/gu)?.length ?? 0;
}
