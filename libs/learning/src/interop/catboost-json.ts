import { fittedCatboost } from '../estimators/boosting/catboost/fitted-catboost.js';
import { type CatboostModel, sourcesOf } from '../estimators/boosting/catboost/catboost-model.js';
import type { CategoryTable } from '../estimators/boosting/catboost/category-table.js';
import { type ObliviousTree, predictionValuesChange } from '../estimators/boosting/catboost/oblivious-tree.js';
import type { Link } from '../estimators/boosting/objectives.js';
import type { FittedEstimator } from '../estimators/estimator.js';
import { normalised } from '../estimators/trees/learning-rows.js';
import {
  codeOf,
  elementsOf,
  type FileColumns,
  type FileStatistic,
  numberOf,
  sharesElements,
  statisticTable,
  valueOf,
} from './catboost-json-statistics.js';
import { invalidModel, Located } from './located.js';

export interface CatboostJsonOptions {
  /** For each column of categories, by its place in the matrix, the categories as CatBoost saw them, in the order of their codes. */
  readonly categories?: ReadonlyMap<number, readonly string[]>;
}

/** CatBoost's losses by what turns their scores into predictions. */
const linkByLoss: Readonly<Record<string, Link>> = {
  Logloss: 'logistic',
  CrossEntropy: 'logistic',
  Focal: 'logistic',
  MultiClass: 'softmax',
  Poisson: 'exponential',
  Tweedie: 'exponential',
  RMSE: 'identity',
  MAE: 'identity',
  MAPE: 'identity',
  Quantile: 'identity',
  Expectile: 'identity',
  Huber: 'identity',
  LogCosh: 'identity',
  Lq: 'identity',
  QueryRMSE: 'identity',
  QuerySoftMax: 'identity',
  PairLogit: 'identity',
  YetiRank: 'identity',
};

/**
 * Reads a model that CatBoost saved with `save_model(file, format='json')`: symmetric trees over numbers and categories (single ones, target
 * statistics and combinations). The matrix has the pool's columns in their order; columns of categories hold codes, named by `categories`.
 * Throws `learning.model_invalid`, naming the place, for what is malformed and for what can't be read.
 */
export function readCatboostJson(text: string, { categories = new Map() }: CatboostJsonOptions = {}): FittedEstimator {
  const file = new Located(parse(text), '');
  const link = linkOf(file);
  const columns = columnsOf(file.field('features_info'), categories);
  const bias = biasOf(file);
  const features = new FileFeatures(file, columns);
  const model: CatboostModel = {
    columns: columns.count,
    tables: features.tables,
    trees: treesOf(file).map((tree) => treeOf(tree, features, bias.scale, bias.values.length)),
    outputs: bias.values.length,
    bias: bias.values,
    link,
  };
  if (link !== 'softmax' && model.outputs > 1) throw invalidModel('scale_and_bias', `models of ${model.outputs} outputs can't be read.`);
  const change = predictionValuesChange(model.trees, model.outputs, model.columns, (feature) => sourcesOf(model, feature));
  return fittedCatboost({ model, importance: normalised(change), history: [] });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidModel('the file', `it is not JSON (${(error as Error).message}).`);
  }
}

function linkOf(file: Located): Link {
  const type = file.field('model_info').field('params').field('loss_function').field('type');
  const link = linkByLoss[type.text()];
  if (link) return link;
  throw invalidModel(type.where, `models of the loss "${type.text()}" can't be read; those of ${Object.keys(linkByLoss).join(', ')} can.`);
}

function biasOf(file: Located): { scale: number; values: Float64Array } {
  const [scale, bias] = file.field('scale_and_bias').items();
  if (!scale || !bias) throw invalidModel('scale_and_bias', 'a scale and a bias are expected.');
  return { scale: numberOf(scale), values: Float64Array.from(typeof bias.value === 'number' ? [bias.value] : bias.numbers()) };
}

function treesOf(file: Located): Located[] {
  if (file.optional('trees')) throw invalidModel('trees', 'trees that are not symmetric (grow_policy Depthwise, Lossguide) can’t be read.');
  return file.field('oblivious_trees').items();
}

function columnsOf(
  info: Located,
  given: ReadonlyMap<number, readonly string[]>,
): FileColumns & { readonly count: number; readonly numberFeatures: readonly Located[] } {
  for (const kind of ['text_features', 'embedding_features']) {
    const found = info.optional(kind)?.items()[0];
    if (found) throw invalidModel(found.where, `${kind.replace('_', ' ')} can't be read.`);
  }
  const list = (name: string) => info.optional(name)?.items() ?? [];
  const numberFeatures = list('float_features');
  const placeOf = (feature: Located) => feature.field('flat_feature_index').count();
  const categories = list('categorical_features').map((feature) => ({ column: placeOf(feature), feature }));
  const numbers = numberFeatures.map((feature) => ({
    column: placeOf(feature),
    missingAbove: feature.optional('nan_value_treatment')?.value === 'AsTrue',
  }));
  return {
    numbers,
    numberFeatures,
    categories,
    count: [...numbers, ...categories].reduce((most, { column }) => Math.max(most, column + 1), 0),
    namesOf(category) {
      const { column, feature } = categories[category] ?? {};
      const names = column === undefined ? undefined : given.get(column);
      if (names) return names;
      const name = feature?.optional('feature_id')?.value ?? category;
      throw invalidModel(
        feature?.where ?? info.where,
        `column ${column} ("${name}") holds categories; name them in the order of their codes.`,
      );
    },
  };
}

interface FileSplit {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
}

/** What the splits of a file ask, by the number that they have in it: borders of numbers, then single categories, then borders of statistics. */
class FileFeatures {
  readonly tables: CategoryTable[] = [];
  private readonly splits: FileSplit[] = [];
  private width: number;

  constructor(file: Located, columns: ReturnType<typeof columnsOf>) {
    this.width = columns.count;
    this.addNumbers(columns);
    this.addSingleCategories(columns);
    this.addStatistics(file, columns);
  }

  splitAt({ value, where }: Located): FileSplit {
    const split = this.splits[value as number];
    if (split) return split;
    throw invalidModel(where, `there is no split ${JSON.stringify(value)}.`);
  }

  private addNumbers({ numbers, numberFeatures }: ReturnType<typeof columnsOf>): void {
    numberFeatures.forEach((feature, i) => {
      const { column, missingAbove } = numbers[i];
      for (const border of feature.optional('borders')?.numbers() ?? [])
        this.splits.push({ feature: column, threshold: Math.fround(border), missingLeft: !missingAbove });
    });
  }

  private addSingleCategories(columns: FileColumns): void {
    columns.categories.forEach(({ column, feature }, category) => {
      const hashes = feature.optional('values')?.numbers() ?? [];
      if (hashes.length === 0) return;
      const names = columns.namesOf(category);
      const values = new Float32Array((names.length + 1) * hashes.length);
      hashes.forEach((hash, i) => {
        const code = codeOf(names, hash);
        if (code < names.length) values[code * hashes.length + i] = 1;
        this.splits.push({ feature: this.width + i, threshold: 0.5, missingLeft: true });
      });
      this.addTable({ elements: [{ kind: 'category', column, size: names.length }], values, width: hashes.length });
    });
  }

  private addStatistics(file: Located, columns: FileColumns): void {
    const saved = file.field('features_info').optional('ctrs')?.items() ?? [];
    if (saved.length === 0) return;
    const data = file.field('ctr_data');
    const statistics = saved.map(
      (statistic): FileStatistic => ({
        where: statistic.where,
        borders: statistic.field('borders').numbers(),
        identifier: statistic.field('identifier').text(),
        elements: elementsOf(statistic, columns),
        valueOf: valueOf(statistic, data),
      }),
    );
    // Statistics of the same elements follow one another and share a table.
    for (let first = 0; first < statistics.length; ) {
      let end = first + 1;
      while (end < statistics.length && sharesElements(statistics[first], statistics[end])) end++;
      const group = statistics.slice(first, end);
      group.forEach(({ borders }, i) => {
        for (const border of borders) this.splits.push({ feature: this.width + i, threshold: Math.fround(border), missingLeft: true });
      });
      this.addTable(statisticTable(group, data));
      first = end;
    }
  }

  private addTable(table: CategoryTable): void {
    this.tables.push(table);
    this.width += table.width;
  }
}

function treeOf(tree: Located, features: FileFeatures, scale: number, outputs: number): ObliviousTree {
  const saved = tree.optional('splits');
  const splits = saved && saved.value !== null ? saved.items().map((split) => features.splitAt(split.field('split_index'))) : [];
  const leaves = 2 ** splits.length;
  return {
    feature: Int32Array.from(splits, ({ feature }) => feature),
    threshold: Float32Array.from(splits, ({ threshold }) => threshold),
    missingLeft: Uint8Array.from(splits, ({ missingLeft }) => Number(missingLeft)),
    values: Float64Array.from(tree.field('leaf_values').numbers(leaves * outputs), (value) => value * scale),
    weights: Float64Array.from(tree.optional('leaf_weights')?.numbers(leaves) ?? Array.from({ length: leaves }, () => 0)),
  };
}
