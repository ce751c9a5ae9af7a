import { LearningError } from '../../../errors.js';
import type { GraphBuilder } from '../../../onnx/graph-builder.js';
import type { Matrix } from '../../estimator.js';
import type { TreeEnsemble } from '../../trees/tree-ensemble.js';
import { ensembleToOnnx } from '../../trees/tree-onnx.js';
import type { Link } from '../objectives.js';
import { type CategoryTable, tableReader, tableToOnnx } from './category-table.js';
import { ObliviousScores } from './oblivious-scores.js';
import { type ObliviousTree, toBinaryTree } from './oblivious-tree.js';

/**
 * Symmetric trees over the columns of a matrix and, after them, the numbers that the tables give for its categories. Scores are the sums of leaf
 * values plus `bias`, one per output.
 */
export interface CatboostModel {
  readonly columns: number;
  readonly tables: readonly CategoryTable[];
  readonly trees: readonly ObliviousTree[];
  readonly outputs: number;
  readonly bias: Float64Array;
  readonly link: Link;
}

/** Makes what scores rows: row-major [rows × outputs]. Throws `learning.value_invalid` for a matrix of other columns. */
export function scorerOf(model: CatboostModel): (x: Matrix) => Float64Array {
  const { columns, outputs, bias } = model;
  const trees = new ObliviousScores(model.trees, outputs);
  const withTables = tableColumnsOf(model);
  return (x) => {
    if (x.columns !== columns)
      throw new LearningError('learning.value_invalid', `The model was trained on ${columns} columns; the matrix has ${x.columns}.`);
    const scores = new Float64Array(x.rows * outputs);
    trees.addTo(scores, widthOf(model), (first, last) => withTables(x.data.subarray(first * columns, last * columns)));
    for (let i = 0; i < scores.length; i++) scores[i] += bias[i % outputs];
    return scores;
  };
}

export function widthOf({ columns, tables }: CatboostModel): number {
  return tables.reduce((sum, { width }) => sum + width, columns);
}

/** The columns that a feature of the trees stands for: itself, or those of its table's key. */
export function sourcesOf({ columns, tables }: CatboostModel, feature: number): number[] {
  let first = columns;
  if (feature < first) return [feature];
  for (const { width, elements } of tables) {
    if (feature < first + width) return [...new Set(elements.map(({ column }) => column))];
    first += width;
  }
  throw new RangeError(`The model has no feature ${feature}.`);
}

/** Makes what puts the tables' numbers after each row's columns. */
function tableColumnsOf(model: CatboostModel): (data: Float32Array) => Float32Array {
  const { columns, tables } = model;
  if (tables.length === 0) return (data) => data;
  const width = widthOf(model);
  const readers = tables.map(tableReader);
  return (data) => {
    const rows = data.length / columns;
    const wide = new Float32Array(rows * width);
    for (let row = 0; row < rows; row++) wide.set(data.subarray(row * columns, (row + 1) * columns), row * width);
    let at = columns;
    tables.forEach((table, i) => {
      readers[i](data, columns, wide, width, at);
      at += table.width;
    });
    return wide;
  };
}

/** The trees node by node, over the columns and the tables' numbers. */
export function ensembleOf(model: CatboostModel): TreeEnsemble {
  const { trees, outputs, bias } = model;
  const leaf: ObliviousTree = {
    feature: new Int32Array(),
    threshold: new Float32Array(),
    missingLeft: new Uint8Array(),
    values: new Float64Array(outputs),
    weights: Float64Array.of(0),
  };
  return {
    // onnxruntime wants a tree, be it a single leaf.
    trees: (trees.length > 0 ? trees : [leaf]).map((tree) => toBinaryTree(tree, outputs)),
    columns: widthOf(model),
    outputs,
    valuesPerLeaf: outputs,
    aggregate: 'sum',
    base: bias,
  };
}

/** Scores in ONNX: float [n, columns] → float [n, outputs]. */
export function modelToOnnx(model: CatboostModel, graph: GraphBuilder, input: string): string {
  const columns = [input, ...model.tables.map((table) => tableToOnnx(table, graph, input))];
  const wide = columns.length === 1 ? input : graph.node('Concat', columns, { axis: { int: 1 } });
  return ensembleToOnnx(ensembleOf(model), graph, wide);
}
