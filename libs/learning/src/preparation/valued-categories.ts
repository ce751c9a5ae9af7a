import type { Matrix } from '../estimators/estimator.js';
import type { TextColumn } from '../frame/column.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import type { Categories } from './categories.js';
import { categoryText } from './clean-text.js';

/** Numbers that stand for a column's categories: `table` has a row per code (the categories, "other", "missing"), a number per name. */
export interface CategoryValues {
  readonly names: readonly string[];
  readonly table: readonly (readonly number[])[];
  /** For a text without a code. */
  readonly unseen: readonly number[];
}

/** Categories with the numbers that stand for them. */
export interface ValuedCategories extends Categories {
  readonly values: CategoryValues;
}

/** Number of codes of a column: its categories, then "other" and "missing" where training had them. */
export function codeCount({ categories, other, missing }: Categories): number {
  return categories.length + Number(other) + Number(missing);
}

/** From a text to its code; `codeCount` for one without. */
export function categoryCoder(column: Categories): (text: string) => number {
  const codes = new Map(column.categories.map((category, code) => [category, code]));
  const none = codeCount(column);
  codes.set('', column.missing ? column.categories.length + Number(column.other) : none);
  const unknown = column.other ? column.categories.length : none;
  return (text) => codes.get(text) ?? unknown;
}

/** The code of every row. */
export function codesOf(fitted: Categories, column: TextColumn): Int32Array {
  const code = categoryCoder(fitted);
  const byEntry = Int32Array.from(column.dictionary, (text) => code(categoryText(text)));
  const missing = code('');
  return column.codes.map((entry) => (entry < 0 ? missing : byEntry[entry]));
}

export function writeValues(fitted: Categories, column: TextColumn, matrix: Matrix, at: number): void {
  const { table, unseen } = valuesOf(fitted);
  const rows = [...table, unseen];
  const codes = codesOf(fitted, column);
  for (let row = 0; row < matrix.rows; row++) matrix.data.set(rows[codes[row]], row * matrix.columns + at);
}

/** Per column one LabelEncoder from text to code, then the code's row of the table. `inputs` are string [n, 1]; returns float32 [n, width]. */
export function valuesToOnnx(graph: GraphBuilder, columns: readonly Categories[], inputs: readonly string[]): string {
  const parts = columns.map((column, i) => {
    const { names, table, unseen } = valuesOf(column);
    const code = categoryCoder(column);
    const keys = [...column.categories, ''];
    const codes = graph.node(
      'LabelEncoder',
      [inputs[i]],
      {
        keys_strings: { strings: keys },
        values_int64s: { ints: keys.map(code) },
        default_int64: { int: column.other ? column.categories.length : table.length },
      },
      'ai.onnx.ml',
    );
    const rows = graph.constant('float', [table.length + 1, names.length], [...table, unseen].flat());
    const gathered = graph.node('Gather', [rows, codes], { axis: { int: 0 } });
    return graph.node('Squeeze', [gathered, graph.constant('int64', [1], [1])]);
  });
  return parts.length === 1 ? parts[0] : graph.node('Concat', parts, { axis: { int: 1 } });
}

export function valuesOf(column: Categories): CategoryValues {
  return (column as ValuedCategories).values;
}

/** The codes themselves, in the order of the texts; −1 for an unseen text that no "other" takes. */
export function fitOrdinal(column: Categories): ValuedCategories {
  return {
    ...column,
    values: { names: [column.name], table: Array.from({ length: codeCount(column) }, (_, code) => [code]), unseen: [-1] },
  };
}

/** Each code's share of the training rows; 0 for an unseen text. */
export function fitFrequency(column: Categories, texts: TextColumn): ValuedCategories {
  const counts = new Float64Array(codeCount(column) + 1);
  for (const code of codesOf(column, texts)) counts[code]++;
  const table = Array.from(counts.subarray(0, -1), (count) => [Math.fround(count / texts.codes.length)]);
  return { ...column, values: { names: [`${column.name} frequency`], table, unseen: [0] } };
}
