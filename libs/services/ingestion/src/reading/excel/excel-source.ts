import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { csvRelation } from '../csv-relation.js';
import { columnNames, headerRows, leveledNames } from '../header.js';
import { type UploadedFile, Refusal, tooLarge, unreadable } from '../reading.js';
import type { TableSource } from '../table-source.js';
import { refuseOtherArchives } from './other-office.js';
import { columnName, readSheet, type SheetRow } from './sheet-rows.js';
import { openWorkbook, type Sheet, type Workbook } from './workbook.js';
import { ZipArchive } from './zip-archive.js';

/** Rows that are looked at to tell titles, header and table apart. */
const lookRows = 100;

/**
 * A sheet of an Excel workbook: the one that is named, else the first visible one with cells. Its rows go through a CSV file in the scratch
 * directory, where types are found as for any text; rows and columns before the table, titles above it and empty rows are passed over.
 */
export async function openExcel(file: string, input: UploadedFile): Promise<TableSource> {
  const archive = await ZipArchive.open(file, input.limits.inflatedBytes);
  await refuseOtherArchives(archive);
  const workbook = await openWorkbook(archive);
  for (const sheet of candidates(workbook, input.sheet)) {
    const table = new SheetTable(join(input.directory, 'sheet.csv'), input.limits);
    await readSheet(workbook, sheet, input.limits.columns, (row) => table.take(row));
    const source = table.end();
    if (source) return source;
  }
  throw new Refusal('dataset.empty', input.sheet ? 'The sheet has no cells.' : 'No sheet of the workbook has cells.');
}

function candidates({ sheets }: Workbook, wanted: string | null): readonly Sheet[] {
  if (wanted === null) {
    const visible = sheets.filter(({ isHidden }) => !isHidden);
    return visible.length > 0 ? visible : sheets;
  }
  const found = sheets.find(({ name }) => name === wanted) ?? sheets.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (found) return [found];
  const names = sheets.map(({ name }) => JSON.stringify(name)).join(', ');
  throw new Refusal('dataset.sheet_not_found', `The workbook has no sheet ${JSON.stringify(wanted)}; it has ${names}.`);
}

interface PlacedTable {
  readonly names: readonly string[];
  /** The first column and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Descriptor of the CSV file. */
  readonly output: number;
}

/** Rows of a sheet on their way to a CSV file: first enough of them to see where the table stands, then one by one. */
class SheetTable {
  readonly #looked: SheetRow[] = [];
  #table?: PlacedTable;
  #rows = 0;
  #pending = '';

  constructor(
    private readonly file: string,
    private readonly limits: UploadedFile['limits'],
  ) {}

  take(row: SheetRow): void {
    if (this.#table) return this.#write(row);
    this.#looked.push(row);
    if (this.#looked.length === lookRows) this.#begin();
  }

  /** undefined for a sheet without cells. */
  end(): TableSource | undefined {
    if (!this.#table) this.#begin();
    if (!this.#table) return undefined;
    const { output, names } = this.#table;
    writeSync(output, this.#pending);
    closeSync(output);
    return {
      format: 'excel',
      names,
      storedTypes: names.map(() => 'VARCHAR'),
      relation: csvRelation(this.file, names.length, { delimiter: ',', quote: '"', escape: '"' }, { header: false, skip: 0 }, this.limits),
      typesAreGuessed: true,
      decimalComma: true,
      explain: (error) => (error instanceof Refusal ? error : unreadable('The sheet cannot be read as a table.', error)),
    };
  }

  #begin(): void {
    const rows = withoutTitles(this.#looked);
    if (rows.length === 0) return;
    const filled = rows.map(filledColumns);
    const from = filled.reduce((least, columns) => Math.min(least, columns[0]), Number.MAX_SAFE_INTEGER);
    const to = filled.reduce((most, columns) => Math.max(most, columns[columns.length - 1]), 0) + 1;
    const texts = rows.map(({ cells }) => Array.from({ length: to - from }, (_, at) => cells[from + at] ?? ''));
    const levels = headerRows(texts);
    const named = levels === 0 ? texts[0].map(() => '') : leveledNames(texts.slice(0, levels));
    const names = columnNames(named, this.limits.columns, rows[Math.max(0, levels - 1)].number);
    this.#table = { names, from, to, output: openSync(this.file, 'w') };
    for (const row of rows.slice(levels)) this.#write(row);
  }

  #write({ number, cells }: SheetRow): void {
    const { from, to, output } = this.#table as PlacedTable;
    const outside = cells.findIndex((cell, at) => cell !== undefined && cell.trim() !== '' && (at < from || at >= to));
    if (outside >= 0)
      throw unreadable(
        `Cell ${columnName(outside)}${number} lies beside the table, which is in columns ${columnName(from)} to ${columnName(to - 1)}; name its column or remove it.`,
      );
    if (++this.#rows > this.limits.rows) throw tooLarge(`The sheet has more than ${this.limits.rows} rows (limit rows).`);
    const line = Array.from({ length: to - from }, (_, at) => quoted(cells[from + at])).join(',');
    if (line.length > this.limits.lineBytes)
      throw unreadable(`Row ${number} is longer than ${this.limits.lineBytes} bytes (limit lineBytes).`);
    this.#pending += `${line}\n`;
    if (this.#pending.length < 2 ** 18) return;
    writeSync(output, this.#pending);
    this.#pending = '';
  }
}

function quoted(cell: string | undefined): string {
  return cell === undefined ? '' : `"${cell.replaceAll('"', '""')}"`;
}

function filledColumns({ cells }: SheetRow): number[] {
  return cells.flatMap((cell, at) => (cell !== undefined && cell.trim() !== '' ? [at] : []));
}

/** A row above a table that has one cell alone is a title (often merged over the table's width). */
function withoutTitles(rows: readonly SheetRow[]): readonly SheetRow[] {
  const widths = rows.map((row) => filledColumns(row).length);
  if (Math.max(0, ...widths) < 2) return rows;
  return rows.slice(widths.findIndex((width) => width > 1));
}
