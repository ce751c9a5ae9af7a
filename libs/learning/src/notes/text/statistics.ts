import type { Matrix } from '../../estimators/estimator.js';
import type { TextColumn } from '../../frame/column.js';

export const textStatisticNames = ['length', 'words', 'punctuation', 'capitals', 'digits', 'emoji'] as const;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const patterns = {
  words: /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*(?:['\u2019-][\p{L}\p{M}\p{N}_]+)*/gu,
  punctuation: /\p{P}/gu,
  capitals: /\p{Lu}/gu,
  digits: /\p{Nd}/gu,
};
/** Shown as pictures: in themselves, by the variation selector or as a flag. Digits and © alone are none. */
const emoji = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Regional_Indicator}{2}/u;

/** Of one text: characters as a reader counts them, words, punctuation marks, capital letters, digits, emoji (a family is one). */
export function textStatistics(text: string): readonly number[] {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const { length, pictures } = countGraphemes(text);
  return [length, count(patterns.words), count(patterns.punctuation), count(patterns.capitals), count(patterns.digits), pictures];
}

function countGraphemes(text: string): { length: number; pictures: number } {
  // Where all is ASCII, only CR LF is one character of two, and nothing is a picture.
  if (/^[\0-\x7F]*$/u.test(text)) return { length: text.length - (text.match(/\r\n/gu)?.length ?? 0), pictures: 0 };
  let length = 0;
  let pictures = 0;
  for (const { segment } of graphemes.segment(text)) {
    length++;
    if (emoji.test(segment)) pictures++;
  }
  return { length, pictures };
}

/** Six number columns for a text column, named after it; 0 where the text is missing. Nothing is learned. */
export function textStatisticsOf(column: TextColumn): Matrix {
  const columns = textStatisticNames.length;
  const data = new Float32Array(column.codes.length * columns);
  const byCode = column.dictionary.map(textStatistics);
  for (const [row, code] of column.codes.entries()) if (code >= 0) data.set(byCode[code], row * columns);
  return { rows: column.codes.length, columns, data, names: textStatisticNames.map((name) => `${column.name}: ${name}`) };
}
