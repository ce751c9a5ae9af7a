import type { Matrix } from '../estimators/estimator.js';
import type { TextColumn } from '../frame/column.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import type { Categories } from './categories.js';
import { categoryText } from './clean-text.js';

/** Codes that a column can have: its categories, then one for all others where training had any. */
export function categoryCount({ categories, other }: Categories): number {
  return categories.length + (other ? 1 : 0);
}

/** Writes a column's codes into the rows of a matrix, in the column `at`: NaN for missing, and for unseen where there is no code for others. */
export function writeCodes(fitted: Categories, column: TextColumn, matrix: Matrix, at: number): void {
  const known = new Map(fitted.categories.map((category, code) => [category, code]));
  const unseen = codeOfUnseen(fitted);
  const codes = Float32Array.from(column.dictionary, (dictionaryText) => {
    const text = categoryText(dictionaryText);
    return text === '' ? Number.NaN : (known.get(text) ?? unseen);
  });
  for (let row = 0; row < matrix.rows; row++) {
    const code = column.codes[row];
    matrix.data[row * matrix.columns + at] = code < 0 ? Number.NaN : codes[code];
  }
}

function codeOfUnseen({ categories, other }: Categories): number {
  return other ? categories.length : Number.NaN;
}

/** One LabelEncoder per column from text to float32 code. `inputs` are string [n, 1] tensors; returns float32 [n, columns]. */
export function codesToOnnx(graph: GraphBuilder, columns: readonly Categories[], inputs: readonly string[]): string {
  const codes = columns.map((column, i) =>
    graph.node(
      'LabelEncoder',
      [inputs[i]],
      {
        keys_strings: { strings: [...column.categories, ''] },
        values_floats: { floats: Float32Array.of(...column.categories.keys(), Number.NaN) },
        default_float: { float: codeOfUnseen(column) },
      },
      'ai.onnx.ml',
    ),
  );
  return codes.length === 1 ? codes[0] : graph.node('Concat', codes, { axis: { int: 1 } });
}
