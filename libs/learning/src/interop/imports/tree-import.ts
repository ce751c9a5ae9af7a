import type { FittedEstimator } from '../../estimators/estimator.js';
import { LearningError } from '../../errors.js';
import type { Label, Signature } from '../../frame/signature.js';
import { Pipeline } from '../../pipeline/pipeline.js';
import { Preparation } from '../../preparation/preparation.js';
import { readCatboostJson } from '../catboost-json.js';
import { readLightgbmText } from '../lightgbm-text.js';
import { invalidModel } from '../located.js';
import { readXgboostJson } from '../xgboost-json.js';
import { catboostColumns, catboostThresholds, type FileColumn, lightgbmColumns, xgboostColumns } from './file-columns.js';
import { type GivenColumn, type GivenSignature, isText, signatureColumn } from './given-signature.js';
import { reorderColumns } from './reorder-columns.js';

export const treeFormats = ['xgboost', 'lightgbm', 'catboost'] as const;
export type TreeFormat = (typeof treeFormats)[number];

/** All that can be taken in: also the output of deploy/spark, and ONNX files of others. */
export const modelFormats = [...treeFormats, 'spark', 'onnx'] as const;
export type ModelFormat = (typeof modelFormats)[number];

/** A model of another library as a pipeline of ours. */
export interface ImportedTrees {
  readonly pipeline: Pipeline;
  /** By column, the values next to which its trees decide: where both must be compared. */
  readonly thresholds: ReadonlyMap<string, readonly number[]>;
  readonly categories: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads trees that XGBoost saved as JSON, LightGBM as text or CatBoost as JSON. Columns are named, and codes of categories turned into texts, by the
 * file where it says so, else by `given`. Throws `learning.model_invalid`, naming the place in the file or in the signature.
 */
export function readTreeModel(format: TreeFormat, text: string, given: GivenSignature = {}): ImportedTrees {
  const read = readers[format];
  const early = format === 'catboost' ? columnsOf(catboostColumns(text), given) : undefined;
  const estimator = read(text, early);
  const columns = early ?? columnsOf(fileColumns(format, text, estimator), given);
  const names = columns.map(({ name }) => name);
  const texts = columns.filter(({ type, categories }) => isText(type, categories));
  const numbers = columns.filter(({ type, categories }) => !isText(type, categories));
  const placed = [...numbers, ...texts].map(({ name }) => name);
  const preparation = Preparation.load({
    numbers: numbers.map(({ name }) => name),
    steps: [],
    texts: texts.map(({ name, categories = [] }) => ({ name, categories, other: false, missing: true })),
    encoding: 'codes',
  });
  const pipeline = new Pipeline({
    signature: signatureOf(columns, estimator, given),
    preparation,
    algorithm: format,
    estimator: reorderColumns(
      estimator,
      names.map((name) => placed.indexOf(name)),
    ),
  });
  const thresholds = format === 'catboost' ? catboostThresholds(text) : treeThresholds(estimator, names.length);
  return {
    pipeline,
    thresholds: new Map(names.map((name, i) => [name, thresholds[i] ?? []])),
    categories: new Map(texts.map(({ name, categories = [] }) => [name, categories])),
  };
}

const readers: Readonly<Record<TreeFormat, (text: string, columns?: readonly GivenColumn[]) => FittedEstimator>> = {
  xgboost: readXgboostJson,
  lightgbm: readLightgbmText,
  catboost: (text, columns = []) =>
    readCatboostJson(text, { categories: new Map(columns.flatMap(({ categories }, i) => (categories ? [[i, categories]] : []))) }),
};

function fileColumns(format: TreeFormat, text: string, { trees }: FittedEstimator): FileColumn[] {
  const count = trees?.columns ?? 0;
  return format === 'xgboost' ? xgboostColumns(text, count) : lightgbmColumns(text, count);
}

/** The file's columns in their order, as far as it describes them, with what is given of each. */
function columnsOf(file: readonly FileColumn[], { inputs }: GivenSignature): GivenColumn[] {
  if (inputs && inputs.length !== file.length)
    throw invalidModel('signature.inputs', `there are ${inputs.length} for the ${file.length} columns of the model.`);
  const named = inputs && inTheOrderOf(file, inputs);
  const columns = file.map((column, i): GivenColumn => {
    const own = named?.[i];
    const categories = own?.categories ?? column.categories;
    const name = own?.name ?? column.name ?? `column_${i}`;
    if (own && isText(own.type) && !categories)
      throw invalidModel(`signature.inputs[${i}]`, `"${name}" holds texts: list them as "categories", in the order of the model's codes.`);
    return {
      missingTokens: [],
      type: column.isCategory ? 'integer' : 'float',
      ...own,
      name,
      ...(categories && { categories, type: 'category' }),
    };
  });
  if (new Set(columns.map(({ name }) => name)).size < columns.length)
    throw invalidModel('the columns', 'two have one name; name them in the signature.');
  return columns;
}

/** By name where these are the file's own names, else one after the other. */
function inTheOrderOf(file: readonly FileColumn[], inputs: readonly GivenColumn[]): readonly GivenColumn[] {
  const byName = new Map(inputs.map((input) => [input.name, input]));
  const found = file.map(({ name }) => (name === undefined ? undefined : byName.get(name)));
  return found.every((input) => input !== undefined) ? found : inputs;
}

function signatureOf(columns: readonly GivenColumn[], { trees, predictProba }: FittedEstimator, given: GivenSignature): Signature {
  const task = predictProba ? 'classification' : 'regression';
  if (given.task !== undefined && given.task !== task) throw invalidModel('signature.task', `the file holds a model for ${task}.`);
  if (given.output !== undefined) throw invalidModel('signature.output', 'only ONNX files have outputs to choose from.');
  const target = { name: given.target?.name ?? 'target' };
  const inputs = columns.map(signatureColumn);
  if (inputs.some(({ name }) => name === target.name)) throw invalidModel('signature.target', `"${target.name}" is a column of the model.`);
  if (task === 'regression') {
    if (given.classes) throw invalidModel('signature.classes', 'the file holds a model for regression, which has none.');
    return { inputs, target: { ...target, type: given.target?.type ?? 'float' }, task };
  }
  const count = predictProba ? classCount(predictProba, columns.length) : Math.max(2, trees?.outputs ?? 2);
  const classes: readonly Label[] = given.classes ?? Array.from({ length: count }, (_, code) => code);
  if (classes.length !== count) throw invalidModel('signature.classes', `there are ${classes.length} for the ${count} of the model.`);
  return { inputs, target: { ...target, type: given.target?.type ?? 'category' }, task, classes };
}

/** As many as a row has probabilities. */
function classCount(predictProba: NonNullable<FittedEstimator['predictProba']>, columns: number): number {
  const names = Array.from({ length: columns }, (_, i) => `c${i}`);
  return predictProba({ rows: 1, columns, data: new Float32Array(columns).fill(Number.NaN), names }).length;
}

function treeThresholds({ trees }: FittedEstimator, columns: number): number[][] {
  if (!trees) throw new LearningError('learning.model_invalid', 'The file holds no trees.');
  const thresholds = Array.from({ length: columns }, () => new Set<number>());
  for (const { feature, threshold } of trees.trees)
    feature.forEach((column, node) => {
      if (column >= 0 && Number.isFinite(threshold[node])) thresholds[column].add(threshold[node]);
    });
  return thresholds.map((values) => [...values]);
}
