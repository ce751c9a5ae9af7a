import { tooLarge, unreadable } from '../reading.js';
import { dateOfSerial } from './dates.js';
import { isTrue, type Sheet, unescapeText, type Workbook } from './workbook.js';
import { readXml } from './xml.js';

/** A row that has a cell: texts by column from 0, holes where there is none. */
export interface SheetRow {
  /** As Excel counts, from 1. */
  readonly number: number;
  readonly cells: readonly (string | undefined)[];
}

/** XFD, the last column of Excel. */
const lastColumn = 16_384;
/** A cell of Excel has at most 32,767 characters. */
const longestCell = 2 ** 20;

/**
 * Every row of a sheet that is not empty, in order: numbers as they are written (no digit is lost), dates as ISO 8601, formulas as the values
 * that were stored with them, errors as `#N/A`. `take` may refuse.
 */
export async function readSheet(workbook: Workbook, sheet: Sheet, columns: number, take: (row: SheetRow) => void): Promise<void> {
  const reader = new SheetReader(workbook, columns, take);
  await readXml(workbook.archive.stream(sheet.part), sheet.part, reader);
}

class SheetReader {
  #row = 0;
  #cells: (string | undefined)[] = [];
  #column = -1;
  #cell: Readonly<Record<string, string>> = {};
  #value: string | undefined;
  #inline = '';
  #hasFormula = false;
  #isReading = false;

  constructor(
    private readonly workbook: Workbook,
    private readonly columns: number,
    private readonly take: (row: SheetRow) => void,
  ) {}

  keepsText(element: string): boolean {
    return element === 'v' || element === 't';
  }

  open(element: string, attributes: Readonly<Record<string, string>>): void {
    switch (element) {
      case 'row':
        this.#row = attributes.r === undefined ? this.#row + 1 : Number(attributes.r);
        this.#cells = [];
        this.#column = -1;
        return;
      case 'c':
        this.#column = attributes.r === undefined ? this.#column + 1 : columnOf(attributes.r);
        if (this.#column >= lastColumn) throw unreadable(`Row ${this.#row}: there is a cell beyond the last column, XFD.`);
        this.#cell = attributes;
        this.#value = undefined;
        this.#inline = '';
        this.#hasFormula = false;
        return;
      case 'f':
        this.#hasFormula = true;
        return;
      case 'rPh':
        this.#isReading = true;
    }
  }

  close(element: string, text: string): void {
    if (element === 'v') this.#value = text;
    else if (element === 't' && !this.#isReading) this.#inline += text;
    else if (element === 'rPh') this.#isReading = false;
    else if (element === 'c') this.#takeCell();
    else if (element === 'row' && this.#cells.some((cell) => cell !== undefined && cell.trim() !== ''))
      this.take({ number: this.#row, cells: this.#cells });
  }

  #takeCell(): void {
    const text = this.#text();
    if (text === undefined || text === '') return;
    if (text.length > longestCell) throw tooLarge(`${this.#place} has more than ${longestCell} characters.`);
    if (text.includes('\0')) throw unreadable(`${this.#place} holds a NUL character.`);
    // A long way out is an accident (or an attack); blanks out there are nothing.
    if (this.#column >= this.columns && text.trim() !== '')
      throw unreadable(`${this.#place} lies beyond the ${this.columns} columns allowed (limit columns).`);
    this.#cells[this.#column] = text;
  }

  #text(): string | undefined {
    const { t: type, s: style } = this.#cell;
    if (type === 'inlineStr') return unescapeText(this.#inline);
    const value = this.#value;
    if (value === undefined || value === '') {
      if (this.#hasFormula && type !== 'str')
        throw unreadable(`${this.#place} has a formula without its value: open and save the workbook in Excel, so that values are stored.`);
      return undefined;
    }
    if (type === 's') return this.#shared(value);
    if (type === 'str') return unescapeText(value);
    if (type === 'b') return isTrue(value) ? 'TRUE' : 'FALSE';
    if (type === 'e') return '#N/A';
    if (type === 'd') return value;
    return this.workbook.dateStyles[Number(style ?? 0)] ? (dateOfSerial(Number(value), this.workbook.is1904) ?? value) : value;
  }

  #shared(index: string): string {
    const text = this.workbook.sharedStrings[Number(index)];
    if (text === undefined) throw unreadable(`${this.#place} names a text that the workbook lacks; it is damaged.`);
    return text;
  }

  get #place(): string {
    return `Cell ${columnName(this.#column)}${this.#row}`;
  }
}

/** A1 → 0, XFD9 → 16383. */
function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length && at < 8; at++) {
    const letter = reference.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}

export function columnName(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? columnName(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}
