import { unreadable } from './reading.js';
import { isMissingText } from './missing-tokens.js';

/** A longer name is a sign of a missing line end. */
const longestName = 1000;

/**
 * Whether the first row names the columns: a name stands where the rows below have numbers or dates; or all is text and the first row's
 * values do not come again below. A first row of numbers above numbers is data, unless they count years.
 */
export function hasHeader(rows: readonly (readonly string[])[]): boolean {
  const [first] = rows;
  if (!first) return false;
  const columns = judged(rows);
  if (columns.includes('name') || countsYears(first)) return true;
  return !columns.includes('value');
}

/** Whether the first row certainly names columns: a name stands where the rows below have numbers or dates. */
export function hasNames(rows: readonly (readonly string[])[]): boolean {
  return rows.length > 1 && judged(rows).includes('name');
}

function judged([first, ...body]: readonly (readonly string[])[]): ('name' | 'value' | 'unknown')[] {
  return first.map((cell, at) =>
    judge(
      cell.trim(),
      body.map((row) => row[at]?.trim() ?? '').filter((value) => !isMissingText(value)),
    ),
  );
}

const mostLevels = 4;

/**
 * How many of the first rows name the columns: more than one where names of groups stand above those of columns, as merged cells leave them,
 * with blanks where the row of names has none.
 */
export function headerRows(rows: readonly (readonly string[])[]): number {
  for (let level = 1; level < Math.min(mostLevels, rows.length - 1); level++) {
    const [above, names] = [rows[level - 1], rows[level]];
    if (!isOfTexts(above) || !above.some((cell, at) => cell.trim() === '' && (names[at] ?? '').trim() !== '')) break;
    if (isOfTexts(names) && hasNames(rows.slice(level))) return level + 1;
  }
  return hasHeader(rows) ? 1 : 0;
}

function isOfTexts(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '' || shapeOf(cell.trim()) === 'text');
}

/** One name for each column: its own, behind those of the groups above it where its own stands more than once. */
export function leveledNames(levels: readonly (readonly string[])[]): string[] {
  const names = levels[levels.length - 1];
  const groups = levels.slice(0, -1).map((row) => forward(row));
  const above = (at: number, name: string) =>
    name === '' ? levels.slice(0, -1).map((row) => row[at] ?? '') : groups.map((row) => row[at]);
  const isDistinct = new Set(names).size === names.length && !names.includes('');
  return names.map((name, at) => (isDistinct ? name : [...above(at, name), name].filter((part) => part.trim() !== '').join(' ')));
}

/** Each blank cell has the one before it. */
function forward(row: readonly string[]): string[] {
  let last = '';
  return row.map((cell) => (last = cell.trim() === '' ? last : cell.trim()));
}

/** A wide table's years in a row (`country, 2019, 2020`) are names. */
function countsYears(cells: readonly string[]): boolean {
  const years = cells
    .map((cell) => cell.trim())
    .filter((cell) => /^(19|20)\d\d$/.test(cell))
    .map(Number);
  return years.length > 1 && years.every((year, at) => at === 0 || year === years[at - 1] + 1);
}

/** What a first cell is, seen from the values below it. */
function judge(cell: string, values: readonly string[]): 'name' | 'value' | 'unknown' {
  if (isMissingText(cell)) return 'unknown';
  const shape = shapeOf(cell);
  if (shape !== 'text') return values.length === 0 || values.some((value) => shapeOf(value) === shape) ? 'value' : 'unknown';
  if (values.length > 0 && values.every((value) => shapeOf(value) !== 'text')) return 'name';
  return values.includes(cell) ? 'value' : 'unknown';
}

function shapeOf(value: string): 'number' | 'date' | 'text' {
  if (/^[+-]?([$€£¥₹] ?)?(\d+([.,]\d*)*|\.\d+)([eE][+-]?\d+)?( ?[%$€£¥₹])?$/.test(value)) return 'number';
  return /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?$/.test(value) ? 'date' : 'text';
}

/**
 * Names as they will be kept: trimmed, `column_N` (N from 0) where there is none. Errors (`dataset.unreadable`): two alike, too long,
 * more than `limit`, or a name that is `__proto__`, or a path
 * through it, which no JSON object can carry safely.
 */
export function columnNames(raw: readonly string[], limit: number, row = 1): string[] {
  if (raw.length > limit) throw unreadable(`Row ${row}: there are ${raw.length} columns, more than the ${limit} allowed (limit columns).`);
  const given = raw.map((name) => name.trim());
  const taken = new Map<string, number>();
  for (const [at, name] of given.entries()) {
    if (name === '') continue;
    const earlier = taken.get(name);
    if (earlier !== undefined)
      throw unreadable(`Row ${row}: columns ${earlier + 1} and ${at + 1} are both named ${JSON.stringify(shorten(name))}.`);
    if (name.split('.').includes('__proto__'))
      throw unreadable(`Row ${row}: column ${at + 1} is named ${JSON.stringify(shorten(name))}; "__proto__" is not allowed, rename it.`);
    if (name.includes('\0')) throw unreadable(`Row ${row}: the name of column ${at + 1} holds a NUL character.`);
    if (name.length > longestName) throw unreadable(`Row ${row}: the name of column ${at + 1} is longer than ${longestName} characters.`);
    taken.set(name, at);
  }
  return given.map((name, at) => (name === '' ? freeName(at, taken) : name));
}

function freeName(at: number, taken: Map<string, number>): string {
  let name = `column_${at}`;
  while (taken.has(name)) name += '_';
  taken.set(name, at);
  return name;
}

function shorten(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
