import { literal } from '@atelier/tables';
import type { Dialect } from './csv-sample.js';
import type { ReadingLimits } from './reading.js';
import { columnAt } from './table-source.js';

/** DuckDB's buffer; it must hold a line, and several are alive at once. */
const smallestBuffer = 8 * 2 ** 20;

/** What stands after FROM to read a CSV under a known dialect: columns c0, c1 … of texts. */
export function csvRelation(
  file: string,
  columns: number,
  { delimiter, quote, escape }: Omit<Dialect, 'padded'>,
  { header, skip }: { readonly header: boolean; readonly skip: number },
  { lineBytes }: Pick<ReadingLimits, 'lineBytes'>,
): string {
  const types = Array.from({ length: columns }, (_, at) => `${columnAt(at)}: 'VARCHAR'`);
  const options = [
    'auto_detect = false',
    `delim = ${literal(delimiter)}`,
    `quote = ${literal(quote)}`,
    `escape = ${literal(escape)}`,
    `header = ${header}`,
    `skip = ${skip}`,
    'strict_mode = true',
    `max_line_size = ${lineBytes}`,
    `buffer_size = ${Math.max(smallestBuffer, lineBytes * 2)}`,
    `columns = {${types.join(', ')}}`,
  ];
  return `read_csv(${literal(file)}, ${options.join(', ')})`;
}
