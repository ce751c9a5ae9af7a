import type { TextColumn } from '../frame/column.js';
import { categoryText } from './clean-text.js';

export interface CategoryOptions {
  /** A category needs so many training rows to count as one. */
  readonly minFrequency: number;
  /** At most so many categories of a column: the most frequent. */
  readonly maxCategories: number;
}

/**
 * What training knows of one text column. The codes are: 0 … categories−1 the categories, then "other", then "missing".
 * `other` takes the rarer ones of training and all that training never saw; without it (training had no rarer ones) an unseen
 * text has no code. `missing` likewise says that training had missing values.
 */
export interface Categories {
  readonly name: string;
  readonly categories: readonly string[];
  readonly other: boolean;
  readonly missing: boolean;
}

/** Learns the categories of one column from its training rows. */
export function fitCategories(column: TextColumn, options: CategoryOptions): Categories {
  const counts = countTexts(column);
  const missing = counts.delete('');
  // Most frequent first, equally frequent ones by code unit: no locale, no order of rows.
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const frequent = ranked.filter(([, count]) => count >= options.minFrequency).slice(0, options.maxCategories);
  const categories = frequent.map(([text]) => text).sort();
  return { name: column.name, categories, other: categories.length < ranked.length, missing };
}

/** Rows per text; missing is the empty text. */
function countTexts(column: TextColumn): Map<string, number> {
  const byCode = new Int32Array(column.dictionary.length);
  let missing = 0;
  for (const code of column.codes) {
    if (code < 0) missing++;
    else byCode[code]++;
  }
  const counts = new Map<string, number>();
  if (missing > 0) counts.set('', missing);
  for (const [code, count] of byCode.entries()) {
    const text = categoryText(column.dictionary[code]);
    if (count > 0) counts.set(text, (counts.get(text) ?? 0) + count);
  }
  return counts;
}
