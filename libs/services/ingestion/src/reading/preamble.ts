import { parseSample } from './csv-sample.js';
import { usualDelimiters } from './dialect.js';
import { hasNames } from './header.js';

/** How a file begins. */
export interface Beginning {
  /** The first rows, without the lines before them that are passed over. */
  readonly text: string;
  readonly whole: boolean;
  /** How many lines that is. */
  readonly skip: number;
}

/** Lines of a title, at most. */
const mostLines = 20;
/** What Excel writes to say how it separates. */
const separatorLine = /^"?sep=.?"?[ \t]*(\r\n|\n|\r)/i;

/**
 * Passes over what stands above a table: Excel's `sep=;`, and lines without a separator (a title, a date) above rows that have one and begin
 * with certain names. Without those names such a line is a row that is too short.
 */
export function withoutPreamble(start: Beginning): Beginning {
  const marked = separatorLine.exec(start.text);
  return marked ? skipped(start, 1) : skipped(start, titleLines(start));
}

function titleLines({ text, whole }: Beginning): number {
  const lines = text.split(/\r\n|\n|\r/, mostLines + 2);
  for (const delimiter of usualDelimiters) {
    const first = lines.findIndex((line) => line.includes(delimiter));
    if (first < 1 || first > mostLines) continue;
    // A name within quotes may go over several lines.
    if (lines.slice(0, first).some((line) => line.includes('"'))) continue;
    const { rows } = parseSample(afterLines(text, first), { delimiter, quote: '"', escape: '"' }, whole);
    if (rows.every(({ length }) => length === rows[0].length) && hasNames(rows)) return first;
  }
  return 0;
}

function skipped({ text, whole, skip }: Beginning, lines: number): Beginning {
  if (lines === 0) return { text, whole, skip };
  const rest = afterLines(text, lines);
  const blank = /^(?: *(?:\r\n|\n|\r))*/.exec(rest)?.[0] ?? '';
  return { text: rest.slice(blank.length), whole, skip: skip + lines + blank.split(/\r\n|\n|\r/).length - 1 };
}

function afterLines(text: string, lines: number): string {
  let at = 0;
  for (let line = 0; line < lines; line++) {
    const end = /\r\n|\n|\r/g;
    end.lastIndex = at;
    if (!end.test(text)) return '';
    at = end.lastIndex;
  }
  return text.slice(at);
}
