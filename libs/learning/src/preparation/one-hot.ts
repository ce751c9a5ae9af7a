import type { Matrix } from '../estimators/estimator.js';
import type { TextColumn } from '../frame/column.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import { categoryText } from './clean-text.js';

export interface OneHotOptions {
  /** A category needs so many training rows to get a column of its own. */
  readonly minFrequency: number;
  /** At most so many categories of a column get one: the most frequent. */
  readonly maxCategories: number;
}

/**
 * How one text column becomes columns of 0 and 1. The codes are: 0 … categories−1 the categories, then "other", then "missing".
 * `other` takes the rarer ones of training and all that training never saw; without it (training had no rarer ones) an unseen
 * text is 0 in every column. `missing` likewise exists only where training had missing values.
 */
export interface OneHotColumn {
  readonly name: string;
  readonly categories: readonly string[];
  readonly other: boolean;
  readonly missing: boolean;
}

/** Learns the categories of one column from its training rows. */
export function fitOneHot(column: TextColumn, options: OneHotOptions): OneHotColumn {
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

export function oneHotWidth(column: OneHotColumn): number {
  return column.categories.length + (column.other ? 1 : 0) + (column.missing ? 1 : 0);
}

export function oneHotNames(column: OneHotColumn): string[] {
  const names = column.categories.map((category) => `${column.name} = ${category}`);
  if (column.other) names.push(`${column.name} is another value`);
  if (column.missing) names.push(`${column.name} is missing`);
  return names;
}

/** Writes a column's 0s and 1s into the rows of a matrix, from the column `at` on. The matrix holds 0 there. */
export function writeOneHot(fitted: OneHotColumn, column: TextColumn, matrix: Matrix, at: number): void {
  const code = oneHotCoder(fitted);
  const codes = Int32Array.from(column.dictionary, (text) => code(categoryText(text)));
  const missing = code('');
  for (let row = 0; row < matrix.rows; row++) {
    const place = column.codes[row] < 0 ? missing : codes[column.codes[row]];
    if (place >= 0) matrix.data[row * matrix.columns + at + place] = 1;
  }
}

/** From a text to its code, −1 for none. */
function oneHotCoder({ categories, other, missing }: OneHotColumn): (text: string) => number {
  const codes = new Map(categories.map((category, code) => [category, code]));
  codes.set('', missing ? categories.length + (other ? 1 : 0) : -1);
  const unknown = other ? categories.length : -1;
  return (text) => codes.get(text) ?? unknown;
}

/**
 * All text columns at once: one LabelEncoder each, then every output column compares its source's code with its own.
 * `inputs` are string [n, 1] tensors in the order of `columns`; returns float32 [n, total width].
 */
export function oneHotToOnnx(graph: GraphBuilder, columns: readonly OneHotColumn[], inputs: readonly string[]): string {
  const codes = columns.map((column, i) => labelEncoder(graph, column, inputs[i]));
  const joined = codes.length === 1 ? codes[0] : graph.node('Concat', codes, { axis: { int: 1 } });
  const sources = columns.flatMap((column, i) => Array.from({ length: oneHotWidth(column) }, () => i));
  const expected = columns.flatMap((column) => Array.from({ length: oneHotWidth(column) }, (_, code) => code));
  const width = sources.length;
  const spread = graph.node('Gather', [joined, graph.constant('int64', [width], sources)], { axis: { int: 1 } });
  return graph.node('Cast', [graph.node('Equal', [spread, graph.constant('int64', [1, width], expected)])], { to: { int: 1 } });
}

function labelEncoder(graph: GraphBuilder, column: OneHotColumn, input: string): string {
  const code = oneHotCoder(column);
  const keys = [...column.categories, ''];
  const attributes = {
    keys_strings: { strings: keys },
    values_int64s: { ints: keys.map(code) },
    default_int64: { int: column.other ? column.categories.length : -1 },
  };
  return graph.node('LabelEncoder', [input], attributes, 'ai.onnx.ml');
}
