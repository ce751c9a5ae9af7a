import { type Dialect, parseSample, type Sample } from './csv-sample.js';

/** In order of preference when two divide the rows equally well: a decimal comma is commoner than a semicolon within values. */
export const usualDelimiters = ['\t', ';', '|', ','];
/** Taken only where no usual one divides the rows, and then only if all rows agree. */
const unusual = ['^', '~', ':', ' '];

/** Finds the separator, the quote and the escape from the beginning of a file. One column (no separator) is read as comma-separated. */
export function sniffDialect(text: string, whole: boolean): Dialect {
  const firstLine = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = sniffDelimiter(text, firstLine, whole);
  const quoting = sniffQuoting(text, delimiter, whole);
  return { delimiter, ...quoting, padded: isPadded(parseSample(text, { delimiter, ...quoting }, whole)) };
}

function sniffDelimiter(text: string, firstLine: string, whole: boolean): string {
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of usualDelimiters.filter((candidate) => firstLine.includes(candidate))) {
    const score = agreement(text, delimiter, whole);
    if (score > best.score) best = { delimiter, score };
  }
  if (best.score > 0) return best.delimiter;
  return unusual.find((candidate) => firstLine.includes(candidate) && agreement(text, candidate, whole) === 1) ?? ',';
}

/** Share of the rows that have as many fields as most have, if those are two or more; halved when the first row isn't among them. */
function agreement(text: string, delimiter: string, whole: boolean): number {
  const { rows } = parseSample(text, { delimiter, quote: '"', escape: '"' }, whole);
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  const [width, times] = [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most), [0, 0]);
  if (width < 2) return 0;
  return (times / rows.length) * (rows[0].length === width ? 1 : 0.5);
}

function sniffQuoting(text: string, delimiter: string, whole: boolean): Pick<Dialect, 'quote' | 'escape'> {
  const double = parseSample(text, { delimiter, quote: '"', escape: '"' }, whole);
  if (double.faults === 0 && double.quoted > 0) return { quote: '"', escape: '"' };
  if (double.faults > 0) {
    const slashed = parseSample(text, { delimiter, quote: '"', escape: '\\' }, whole);
    if (slashed.faults === 0) return { quote: '"', escape: '\\' };
    // Tab-separated files are often written without quoting; elsewhere a stray quote is a fault to be told.
    return delimiter === '\t' ? { quote: '', escape: '' } : { quote: '"', escape: '"' };
  }
  return quotesSingly(text, delimiter, whole) ? { quote: "'", escape: "'" } : { quote: '"', escape: '"' };
}

/** Apostrophes are common in texts: only if some column has every value in single quotes are they quotes. */
function quotesSingly(text: string, delimiter: string, whole: boolean): boolean {
  const plain = parseSample(text, { delimiter, quote: '', escape: '' }, whole);
  const single = parseSample(text, { delimiter, quote: "'", escape: "'" }, whole);
  if (single.faults > 0 || single.quoted < 2) return false;
  const body = plain.rows.slice(1);
  return body.length > 0 && body[0].some((_, column) => body.every((row) => /^\s*'.*'\s*$/s.test(row[column] ?? '')));
}

function isPadded({ rows }: Sample): boolean {
  const later = rows.flatMap((row) => row.slice(1)).filter((field) => field !== '');
  return later.length > 0 && later.every((field) => field.startsWith(' '));
}
