import { LearningError } from '../../../errors.js';
import { type CsvRecord, CsvReader } from './csv.js';
import { FaultList, type NoteFault, type NoteFaultKind, type NoteFaults } from './note-faults.js';

/** One row of a table with named columns. */
export interface TableRow {
  /** Trimmed; undefined where the table has no such column, empty where the row ends before it. */
  readonly get: (column: string) => string | undefined;
  /** Reports what is wrong with it. */
  readonly fault: (kind: NoteFaultKind, field: string | undefined, message: string, skipped?: boolean) => void;
}

export interface TableOptions {
  /** As it is called in messages. */
  readonly file: string;
  /** The column's name in the file, where it has another one: {client_id: 'Kundennummer'}. */
  readonly columns?: Readonly<Record<string, string>>;
}

/** A CSV file by the names of its columns, in any order, whatever their case, with others beside them. */
export class TableRows {
  private readonly reader: CsvReader;
  private readonly list = new FaultList();
  private places: ReadonlyMap<string, number> | undefined;
  private width = 0;
  private row = 0;

  /** A record of more fields than columns has them in its last column, where that is `spilling`: somebody forgot to quote a text. */
  constructor(
    private readonly options: TableOptions,
    private readonly required: readonly string[],
    private readonly spilling: string | undefined,
    private readonly take: (row: TableRow) => void,
  ) {
    this.reader = new CsvReader(options.file);
  }

  /** Throws `learning.column_missing`, naming the file and what it has. */
  push(bytes: Uint8Array): void {
    for (const record of this.reader.push(bytes)) this.read(record);
  }

  end(): void {
    for (const record of this.reader.end()) this.read(record);
    if (!this.places) throw missing(this.options.file, this.required[0], []);
  }

  has(column: string): boolean {
    return this.places?.has(column) ?? false;
  }

  get faults(): NoteFaults {
    return this.list.all;
  }

  /** For what is known of a row only after others. */
  report(fault: NoteFault): void {
    this.list.add(fault);
  }

  private read(record: CsvRecord): void {
    if (!this.places) {
      this.places = this.header(record.fields);
      this.width = record.fields.length;
      return;
    }
    this.row++;
    const { row } = this;
    const { line } = record;
    const fault: TableRow['fault'] = (kind, field, message, skipped = false) =>
      this.list.add({ kind, file: this.options.file, row, line, ...(field !== undefined && { field }), message, skipped });
    const fields = this.fitted(record, fault);
    if (!fields) return;
    if (record.repaired) fault('quotes_broken', undefined, 'A quote is not closed or not doubled; it was read as a mark of the text.');
    this.take({ get: (column) => this.valueOf(fields, column), fault });
  }

  private valueOf(fields: readonly string[], column: string): string | undefined {
    const place = this.places?.get(column);
    return place === undefined ? undefined : (fields[place] ?? '').trim();
  }

  private fitted({ fields }: CsvRecord, fault: TableRow['fault']): readonly string[] | undefined {
    const { width } = this;
    const surplus = fields.slice(width);
    if (surplus.every((field) => field.trim() === '')) return fields;
    if (this.spilling !== undefined && this.places?.get(this.spilling) === width - 1) {
      fault(
        'fields_surplus',
        this.spilling,
        `There are ${fields.length} fields for ${width} columns; the last ones were joined. Quote this text.`,
      );
      return [...fields.slice(0, width - 1), fields.slice(width - 1).join(',')];
    }
    fault(
      'fields_surplus',
      undefined,
      `There are ${fields.length} fields for ${width} columns. Quote fields with separators in them.`,
      true,
    );
    return undefined;
  }

  private header(fields: readonly string[]): Map<string, number> {
    const named = new Map<string, number>();
    for (const [place, field] of fields.entries()) if (!named.has(plain(field))) named.set(plain(field), place);
    for (const [column, name] of Object.entries(this.options.columns ?? {})) {
      const place = named.get(plain(name));
      if (place === undefined) throw missing(this.options.file, name, fields);
      named.set(column, place);
    }
    for (const column of this.required) if (!named.has(column)) throw missing(this.options.file, column, fields);
    return named;
  }
}

/** "Client ID" is client_id. */
function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/gu, '_');
}

function missing(file: string, column: string, fields: readonly string[]): LearningError {
  const has = fields.length === 0 ? 'is empty' : `has ${fields.map((field) => `"${field.trim()}"`).join(', ')}`;
  return new LearningError('learning.column_missing', `${file} has no column "${column}"; it ${has}.`, `${file}, ${column}`);
}
