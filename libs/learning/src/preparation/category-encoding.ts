import type { Matrix } from '../estimators/estimator.js';
import type { TextColumn } from '../frame/column.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import type { Categories } from './categories.js';
import { categoryCount, codesToOnnx, writeCodes } from './category-codes.js';
import { oneHotNames, oneHotToOnnx, writeOneHot } from './one-hot.js';

/** How text columns become matrix columns, the same in TypeScript and in the graph. */
interface Encoder {
  /** Names of the matrix columns that one text column becomes. */
  names(column: Categories): readonly string[];
  /** Number of categories of each of those columns, 0 for a number. */
  categories(column: Categories): readonly number[];
  /** Fills the rows of a matrix of zeros from the column `at` on. */
  write(fitted: Categories, column: TextColumn, matrix: Matrix, at: number): void;
  /** `inputs` are string [n, 1] tensors in the order of `columns`; returns float32 [n, total width]. */
  toOnnx(graph: GraphBuilder, columns: readonly Categories[], inputs: readonly string[]): string;
}

export const categoryEncodings = ['one_hot', 'codes'] as const;
/** `one_hot`: a column of 0 and 1 per category. `codes`: one column of codes, for estimators that handle categories themselves. */
export type CategoryEncoding = (typeof categoryEncodings)[number];

export const encoders: Readonly<Record<CategoryEncoding, Encoder>> = {
  one_hot: {
    names: oneHotNames,
    categories: (column) => oneHotNames(column).map(() => 0),
    write: writeOneHot,
    toOnnx: oneHotToOnnx,
  },
  codes: {
    names: ({ name }) => [name],
    categories: (column) => [categoryCount(column)],
    write: writeCodes,
    toOnnx: codesToOnnx,
  },
};
