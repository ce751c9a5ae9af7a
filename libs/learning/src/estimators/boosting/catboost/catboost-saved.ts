import { LearningError } from '../../../errors.js';
import { packArray, type PackedArray, unpackArray } from '../../trees/packed-array.js';
import { type Link, links } from '../objectives.js';
import { type CatboostModel, widthOf } from './catboost-model.js';
import { type CategoryTable, type KeyElement, radixOf } from './category-table.js';
import type { ObliviousTree } from './oblivious-tree.js';

interface SavedTree {
  readonly feature: PackedArray;
  readonly threshold: PackedArray;
  readonly missing_left: PackedArray;
  readonly values: PackedArray;
  readonly weights: PackedArray;
}

interface SavedTable {
  readonly elements: readonly KeyElement[];
  readonly keys: PackedArray | null;
  readonly values: PackedArray;
  readonly width: number;
}

interface SavedModel {
  readonly columns: number;
  readonly outputs: number;
  readonly link: Link;
  readonly bias: PackedArray;
  readonly tables: readonly SavedTable[];
  readonly trees: readonly SavedTree[];
}

export function modelToJSON({ columns, outputs, link, bias, tables, trees }: CatboostModel): SavedModel {
  return {
    columns,
    outputs,
    link,
    bias: packArray(bias),
    tables: tables.map(({ elements, keys, values, width }) => ({
      elements,
      keys: keys ? packArray(keys) : null,
      values: packArray(values),
      width,
    })),
    trees: trees.map(({ feature, threshold, missingLeft, values, weights }) => ({
      feature: packArray(feature),
      threshold: packArray(threshold),
      missing_left: packArray(missingLeft),
      values: packArray(values),
      weights: packArray(weights),
    })),
  };
}

/** Throws `learning.model_invalid` when arrays are missing, of other lengths, or name a column that is not there. */
export function modelFromJSON(json: unknown): CatboostModel {
  const saved = json as SavedModel;
  requireThat(links.includes(saved.link), 'link', `a link of ${links.join(', ')}`);
  requireThat(isCount(saved.columns) && isCount(saved.outputs) && saved.outputs > 0, 'columns', 'numbers of columns and outputs');
  requireThat(Array.isArray(saved.trees) && Array.isArray(saved.tables), 'trees', 'lists of trees and tables');
  const model: CatboostModel = {
    columns: saved.columns,
    outputs: saved.outputs,
    link: saved.link,
    bias: unpackArray('f64', saved.bias, 'bias'),
    tables: saved.tables.map((table, i) => tableFromJSON(table, saved.columns, `tables[${i}]`)),
    trees: saved.trees.map((tree, i) => treeFromJSON(tree, `trees[${i}]`)),
  };
  requireThat(model.bias.length === model.outputs, 'bias', 'one base value per output');
  const width = widthOf(model);
  model.trees.forEach((tree, i) => requireThat(isSound(tree, width, model.outputs), `trees[${i}]`, 'a symmetric tree'));
  return model;
}

function tableFromJSON(saved: SavedTable, columns: number, where: string): CategoryTable {
  const { elements, width } = saved;
  requireThat(isCount(width) && Array.isArray(elements) && elements.length > 0, where, 'a table');
  for (const element of elements) requireThat(isElement(element, columns), where, 'a table whose key is made of its columns');
  const values = unpackArray('f32', saved.values, `${where}.values`);
  const keys = saved.keys === null ? undefined : unpackArray('f64', saved.keys, `${where}.keys`);
  const entries = keys ? keys.length : elements.reduce((product, element) => product * radixOf(element), 1) - 1;
  requireThat(values.length === (entries + 1) * width, where, 'a table with a row of values for every entry');
  return { elements, width, values, ...(keys && { keys }) };
}

function isElement(element: KeyElement, columns: number): boolean {
  if (!(isCount(element?.column) && element.column < columns)) return false;
  switch (element.kind) {
    case 'category':
      return isCount(element.size);
    case 'above':
      return typeof element.threshold === 'number' && typeof element.missingAbove === 'boolean';
    default:
      return element.kind === 'equals' && isCount(element.code);
  }
}

function treeFromJSON(saved: SavedTree, where: string): ObliviousTree {
  return {
    feature: unpackArray('i32', saved?.feature, `${where}.feature`),
    threshold: unpackArray('f32', saved.threshold, `${where}.threshold`),
    missingLeft: unpackArray('u8', saved.missing_left, `${where}.missing_left`),
    values: unpackArray('f64', saved.values, `${where}.values`),
    weights: unpackArray('f64', saved.weights, `${where}.weights`),
  };
}

function isSound({ feature, threshold, missingLeft, values, weights }: ObliviousTree, width: number, outputs: number): boolean {
  const leaves = 2 ** feature.length;
  const perLevel = threshold.length === feature.length && missingLeft.length === feature.length;
  return perLevel && weights.length === leaves && values.length === leaves * outputs && feature.every((each) => each >= 0 && each < width);
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

function requireThat(holds: boolean, where: string, what: string): void {
  if (!holds) throw new LearningError('learning.model_invalid', `The saved model has not ${what} where "${where}" should be.`, where);
}
