/** Milliseconds in a day. */
export const dayLength = 86_400_000;

/** Year, month, day, as matched by a pattern of texts. */
type Order = readonly ('year' | 'month' | 'day')[];

interface DateForm {
  /** As ingestion calls it: `dd-mm-yyyy`. */
  readonly format: string;
  readonly pattern: RegExp;
  readonly order: Order;
}

const clock = String.raw`(?:[ T](\d{1,2}):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(?: ?([AaPp])[Mm])?)?`;
const zone = String.raw`(?: ?(?:(Z|UTC)|([+-])(\d\d)(?::?(\d\d))?))?`;

function form(format: string, order: Order, separators: readonly [string, string] | string): DateForm {
  const [first, second] = typeof separators === 'string' ? [separators, separators] : separators;
  const year = /yyyy/.test(format) ? String.raw`(\d{4})` : String.raw`(\d{2})`;
  const month = format.includes('Mon') ? '([A-Za-z]{3,9})' : String.raw`(\d{1,2})`;
  const [a, b, c] = order.map((part) => (part === 'year' ? year : part === 'month' ? month : String.raw`(\d{1,2})`));
  return { format, order, pattern: new RegExp(`^${a}${first}${b}${second}${c}${clock}${zone}$`) };
}

/** ISO first; where day and month can't be told apart, slashes are taken as American, dashes and dots not: ingestion's order. */
const forms: readonly DateForm[] = [
  form('yyyy-mm-dd', ['year', 'month', 'day'], '-'),
  form('yyyy/mm/dd', ['year', 'month', 'day'], '/'),
  form('yyyy.mm.dd', ['year', 'month', 'day'], String.raw`\.`),
  ...['-', '/', '.'].flatMap((separator) => {
    const written = separator === '.' ? String.raw`\.` : separator;
    const named = (order: string) => order.replaceAll(' ', separator);
    const dayFirst = ['yyyy', 'yy'].map((year) => form(named(`dd mm ${year}`), ['day', 'month', 'year'], written));
    const monthFirst = ['yyyy', 'yy'].map((year) => form(named(`mm dd ${year}`), ['month', 'day', 'year'], written));
    return separator === '/' ? [...monthFirst, ...dayFirst] : [...dayFirst, ...monthFirst];
  }),
  form('dd Mon yyyy', ['day', 'month', 'year'], [' ', ',? ']),
  form('dd-Mon-yyyy', ['day', 'month', 'year'], '-'),
  form('dd-Mon-yy', ['day', 'month', 'year'], '-'),
  form('Mon dd, yyyy', ['month', 'day', 'year'], [' ', ',? ']),
];

/**
 * Days since 1970-01-01 UTC of a date as the source wrote it (`format`), or as ISO 8601; without a format whatever fits first.
 * A text without an offset is UTC. Undefined for no date, or one that no calendar has.
 */
export function dateReader(format?: string): (text: string) => number | undefined {
  const own = forms.filter((each) => each.format === format);
  const tried = own.length > 0 ? [...own, forms[0]] : forms;
  return (text) => {
    for (const each of tried) {
      const days = readDate(text, each);
      if (days !== undefined) return days;
    }
    return undefined;
  };
}

function readDate(text: string, { pattern, order }: DateForm): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const part = (name: Order[number]) => match[1 + order.indexOf(name)];
  const day = readDay(fullYear(part('year')), monthNumber(part('month')), Number(part('day')));
  const time = readTime(match.slice(4, 9));
  return day === undefined || time === undefined ? undefined : day + (time - readOffset(match.slice(10, 13))) / dayLength;
}

/** Two digits are of 1969 … 2068, as POSIX strptime has it. */
function fullYear(text: string): number {
  const year = Number(text);
  return text.length > 2 ? year : year + (year < 69 ? 2000 : 1900);
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const longMonths = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

function monthNumber(text: string): number {
  if (/^\d/.test(text)) return Number(text);
  const name = text.toLowerCase();
  return 1 + Math.max(months.indexOf(name), longMonths.indexOf(name));
}

/** Whole days; undefined for a 30th of February. */
function readDay(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / dayLength : undefined;
}

/** Milliseconds since midnight. */
function readTime([hours = '0', minutes = '0', seconds = '0', fraction = '0', half]: (string | undefined)[]): number | undefined {
  let hour = Number(hours);
  if (half && (hour < 1 || hour > 12)) return undefined;
  if (half) hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return ((hour * 60 + Number(minutes)) * 60 + Number(seconds) + Number(fraction)) * 1000;
}

/** Milliseconds by which local time is ahead of UTC. */
function readOffset([sign, hours = '0', minutes = '0']: (string | undefined)[]): number {
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
