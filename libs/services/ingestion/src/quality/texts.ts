import type { TextMeasurements, ValueCount } from '@atelier/learning';
import { type MeasuredColumn, type MeasuredTable, numberOf, type Row } from './table.js';

/** UTF-8 that was read as Latin 1 (RE2 and JavaScript read it alike), and the sign for a character that was lost. */
export const garbledPattern = '\u00C3[\u0080-\u00BF]|\u00C2[\u0080-\u00BF]|\u00E2\u20AC|\uFFFD';
const garbled = new RegExp(garbledPattern);

/** Texts that often mean missing, in small letters; where they are sure to, reading has taken them for missing. */
const disguises = new Set(
  (
    'unknown|unk|missing|not available|not specified|unspecified|not applicable|not known|no data|no answer|' +
    'na|n.a.|n.a|nil|tbd|tba|-|--|---|.|..|...|??|???|xxx|undefined|(blank)|(empty)|(null)'
  ).split('|'),
);

const shownOdd = 25;
/** Nearly all look like dates: then those that are none are faults. */
const mostlyDates = 0.8;
const mostGroups = 1000;

/** Looks through the different texts of a column, or, where they are too many, at what the scan counted of them. */
export async function textMeasurements(
  table: MeasuredTable,
  column: MeasuredColumn,
  values: readonly ValueCount[] | undefined,
  row: Row,
): Promise<TextMeasurements> {
  if (!values) return fromScan(table, column, row);
  const of = (test: (value: string) => boolean) => values.filter(({ value }) => test(value));
  const numbers = of(isNumber);
  const dateLike = of(looksLikeDate);
  const numeric = total(numbers);
  return {
    padded: total(of((value) => value !== value.trim())),
    numeric,
    dateLike: total(dateLike),
    impossibleDates: impossibleDates(dateLike, values),
    garbled: total(of((value) => garbled.test(value))),
    disguised: of((value) => disguises.has(value.trim().toLowerCase())).slice(0, shownOdd),
    spellings: spellingsOf(values),
    notNumeric: numbers.length === 0 || numeric * 2 < total(values) ? [] : of((value) => !isNumber(value)).slice(0, shownOdd),
  };
}

async function fromScan(table: MeasuredTable, column: MeasuredColumn, row: Row): Promise<TextMeasurements> {
  const { sql } = column;
  const count = (name: string) => numberOf(row[`${sql}_${name}`]) ?? 0;
  const numeric = count('numeric');
  return {
    padded: count('padded'),
    numeric,
    dateLike: 0,
    impossibleDates: [],
    garbled: count('garbled'),
    disguised: [],
    spellings: [],
    notNumeric: numeric * 2 > table.rows - column.profile.missing ? await notNumbers(table, column) : [],
  };
}

async function notNumbers(table: MeasuredTable, column: MeasuredColumn): Promise<ValueCount[]> {
  const { sql } = column;
  const odd = `SELECT ${sql} AS value, count(*) AS count FROM ${table.relation([column])} WHERE ${sql} IS NOT NULL AND try_cast(${sql} AS DOUBLE) IS NULL`;
  const rows = await table.database.rows<{ value: string; count: string }>(
    `${odd} GROUP BY ${sql} ORDER BY count DESC, value LIMIT ${shownOdd}`,
  );
  return rows.map(({ value, count }) => ({ value, count: Number(count) }));
}

function looksLikeDate(value: string): boolean {
  return /^\s*\d{1,4}([-/.])\d{1,2}\1\d{1,4}([ T].*)?$/.test(value);
}

function isNumber(value: string): boolean {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*$/.test(value);
}

/** Texts that look like the dates which the others are, and are none: a 31 February. */
function impossibleDates(dateLike: readonly ValueCount[], values: readonly ValueCount[]): ValueCount[] {
  if (dateLike.length === 0 || total(dateLike) < mostlyDates * total(values)) return [];
  // Taken apart with a calendar of our own: in one order of day and month all but a few must be days.
  const orders = ['ymd', 'dmy', 'mdy'] as const;
  const faults = orders.map((order) => dateLike.filter(({ value }) => !isDay(value, order)));
  const [best] = faults.sort((a, b) => total(a) - total(b));
  return total(best) * 5 < total(dateLike) ? best.slice(0, shownOdd) : [];
}

function isDay(text: string, order: 'ymd' | 'dmy' | 'mdy'): boolean {
  const parts = /^\s*(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})/.exec(text)?.slice(1).map(Number) ?? [];
  const [year, month, day] = order === 'ymd' ? parts : order === 'dmy' ? [parts[2], parts[1], parts[0]] : [parts[2], parts[0], parts[1]];
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year < 100 ? 2000 + year : year, month - 1, day);
  return month >= 1 && month <= 12 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Groups of texts that are one but for case, accents, blanks, hyphens and a full stop at the end; the most frequent writing first. */
function spellingsOf(values: readonly ValueCount[]): ValueCount[][] {
  const groups = new Map<string, ValueCount[]>();
  for (const value of values) {
    const key = spellingKey(value.value);
    if (key === '') continue;
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .sort((a, b) => total(b) - total(a))
    .slice(0, mostGroups);
}

function spellingKey(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const even = plain
    .replace(/[\s_-]+/g, ' ')
    .trim()
    .replace(/\.$/, '');
  // Numbers are not spelled: "1 2" and "1-2" are two things.
  return /\p{L}/u.test(even) ? even : '';
}

function total(values: readonly ValueCount[]): number {
  return values.reduce((sum, { count }) => sum + count, 0);
}
