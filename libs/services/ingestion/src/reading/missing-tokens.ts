import { literal } from '@atelier/tables';

/** Texts that stand for a missing value in any column, beside blanks. */
export const missingTokens: readonly string[] = [
  'NA',
  'N/A',
  'n/a',
  '#N/A',
  '#NA',
  '<NA>',
  'NaN',
  'nan',
  '-NaN',
  '-nan',
  'NULL',
  'null',
  'None',
  '?',
];

/** More of them, where all else in the column is numbers, dates or truth values. An infinite number is no value to learn from. */
export const typedMissingTokens: readonly string[] = [
  ...missingTokens,
  'na',
  'none',
  'NONE',
  'Null',
  'NAN',
  'Nan',
  'nil',
  'n.a.',
  'N.A.',
  'k.A.',
  'k. A.',
  'n/d',
  'N/D',
  '(null)',
  '\\N',
  '–',
  '—',
  '-',
  '--',
  '.',
  '..',
  '??',
  'unknown',
  'Unknown',
  'UNKNOWN',
  'missing',
  'Missing',
  '#VALUE!',
  '#DIV/0!',
  '#REF!',
  '#NAME?',
  '#NUM!',
  '#NULL!',
  'inf',
  '-inf',
  'Inf',
  '-Inf',
  'Infinity',
  '-Infinity',
];

const everywhere = new Set(['', ...missingTokens]);

/** Of a trimmed text: blank, or a token that means missing in any column. */
export function isMissingText(text: string): boolean {
  return everywhere.has(text);
}

/**
 * "None" names a category in some tables ("None, Partial, Full"): in a column of texts where it is the only kind of missing value,
 * stands in at least 5 % of the rows and in 20 of them, it is a value.
 */
export function isNoneACategory(found: ReadonlyMap<string, number>, nulls: number, rows: number): boolean {
  const count = found.get('None') ?? 0;
  return found.size === 1 && nulls === 0 && count >= 20 && count >= rows / 20;
}

/** SQL: whether the trimmed text is one of the tokens. Longer texts, which most are, are cleared at once. */
export function isToken(text: string, tokens: readonly string[]): string {
  const longest = Math.max(...tokens.map((token) => token.length));
  const list = `[${['', ...tokens].map(literal).join(', ')}]`;
  // Not IN: DuckDB makes a join of it, which is done for every row, whatever CASE says.
  return `CASE WHEN strlen(${text}) > ${longest} AND NOT starts_with(${text}, ' ') THEN false ELSE list_contains(${list}, trim(${text})) END`;
}
