import type { Matrix } from '../estimators/estimator.js';
import type { TextColumn } from '../frame/column.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import type { Categories } from './categories.js';
import { categoryCount, codesToOnnx, writeCodes } from './category-codes.js';
import { valuesOf, valuesToOnnx, writeValues } from './valued-categories.js';
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

export const categoryEncodings = ['one_hot', 'codes', 'ordinal', 'frequency', 'target'] as const;
/**
 * `one_hot`: a column of 0 and 1 per category. `codes`: one column of codes, for estimators that handle categories themselves. `ordinal`: the same as plain
 * numbers. `frequency`: the category's share of the training rows. `target`: its smoothed mean target, learned out of fold for the training rows.
 */
export type CategoryEncoding = (typeof categoryEncodings)[number];

/** One number for each category, or one per class. */
const valued: Encoder = {
  names: (column) => valuesOf(column).names,
  categories: (column) => valuesOf(column).names.map(() => 0),
  write: writeValues,
  toOnnx: valuesToOnnx,
};

/** Encodings that a training may ask for: `codes` are the estimator's own affair. */
export const askedEncodings = ['one_hot', 'ordinal', 'frequency', 'target'] as const satisfies readonly CategoryEncoding[];
export type AskedEncoding = (typeof askedEncodings)[number];

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
  ordinal: valued,
  frequency: valued,
  target: valued,
};
