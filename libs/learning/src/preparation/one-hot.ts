import type { Matrix } from '../estimators/estimator.js';
import type { TextColumn } from '../frame/column.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import type { Categories } from './categories.js';
import { categoryText } from './clean-text.js';

export function oneHotWidth(column: Categories): number {
  return column.categories.length + (column.other ? 1 : 0) + (column.missing ? 1 : 0);
}

export function oneHotNames(column: Categories): string[] {
  const names = column.categories.map((category) => `${column.name} = ${category}`);
  if (column.other) names.push(`${column.name} is another value`);
  if (column.missing) names.push(`${column.name} is missing`);
  return names;
}

/** Writes a column's 0s and 1s into the rows of a matrix, from the column `at` on. The matrix holds 0 there. */
export function writeOneHot(fitted: Categories, column: TextColumn, matrix: Matrix, at: number): void {
  const code = oneHotCoder(fitted);
  const codes = Int32Array.from(column.dictionary, (text) => code(categoryText(text)));
  const missing = code('');
  for (let row = 0; row < matrix.rows; row++) {
    const place = column.codes[row] < 0 ? missing : codes[column.codes[row]];
    if (place >= 0) matrix.data[row * matrix.columns + at + place] = 1;
  }
}

/** From a text to its code, −1 for none. */
function oneHotCoder({ categories, other, missing }: Categories): (text: string) => number {
  const codes = new Map(categories.map((category, code) => [category, code]));
  codes.set('', missing ? categories.length + (other ? 1 : 0) : -1);
  const unknown = other ? categories.length : -1;
  return (text) => codes.get(text) ?? unknown;
}

/**
 * All text columns at once: one LabelEncoder each, then every output column compares its source's code with its own.
 * `inputs` are string [n, 1] tensors in the order of `columns`; returns float32 [n, total width].
 */
export function oneHotToOnnx(graph: GraphBuilder, columns: readonly Categories[], inputs: readonly string[]): string {
  const codes = columns.map((column, i) => labelEncoder(graph, column, inputs[i]));
  const joined = codes.length === 1 ? codes[0] : graph.node('Concat', codes, { axis: { int: 1 } });
  const sources = columns.flatMap((column, i) => Array.from({ length: oneHotWidth(column) }, () => i));
  const expected = columns.flatMap((column) => Array.from({ length: oneHotWidth(column) }, (_, code) => code));
  const width = sources.length;
  const spread = graph.node('Gather', [joined, graph.constant('int64', [width], sources)], { axis: { int: 1 } });
  return graph.node('Cast', [graph.node('Equal', [spread, graph.constant('int64', [1, width], expected)])], { to: { int: 1 } });
}

function labelEncoder(graph: GraphBuilder, column: Categories, input: string): string {
  const code = oneHotCoder(column);
  const keys = [...column.categories, ''];
  const attributes = {
    keys_strings: { strings: keys },
    values_int64s: { ints: keys.map(code) },
    default_int64: { int: column.other ? column.categories.length : -1 },
  };
  return graph.node('LabelEncoder', [input], attributes, 'ai.onnx.ml');
}
