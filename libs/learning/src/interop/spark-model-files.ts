import { parseSignature, requireSteps } from '../pipeline/manifest.js';
import type { ExpectedOutputs } from '../pipeline/certificate.js';
import type { RawRow } from '../pipeline/encode.js';
import type { Signature } from '../frame/signature.js';
import type { Categories } from '../preparation/categories.js';
import type { PreparationDescription } from '../preparation/preparation.js';
import { invalidModel, Located } from './located.js';

/** What the Spark job writes (deploy/spark); `summary.json` is the last, so a folder without it is of a job that did not finish. */
export const sparkModelFiles = ['model.json', 'preparation.json', 'signature.json', 'check.json', 'metrics.json', 'summary.json'] as const;
export type SparkModelFile = (typeof sparkModelFiles)[number];

/** Raw rows, and what XGBoost itself said of them when it was trained. */
export interface CheckRows {
  readonly rows: readonly RawRow[];
  readonly expected: ExpectedOutputs;
}

/** The texts of the files by name. */
export type SparkModelTexts = Readonly<Partial<Record<SparkModelFile, string>>>;

/** Throws `learning.model_invalid` where the file is missing. */
export function textOf(files: SparkModelTexts, name: SparkModelFile): string {
  const text = files[name];
  if (text === undefined) throw invalidModel(name, 'it is missing: the Spark job did not finish, or the folder is another one.');
  return text;
}

/** Parses one of the files. Throws `learning.model_invalid` where it is missing or no JSON. */
export function parseFile(files: SparkModelTexts, name: SparkModelFile): Located {
  const text = textOf(files, name);
  try {
    return new Located(JSON.parse(text), name);
  } catch (error) {
    throw invalidModel(name, `it is not JSON (${(error as Error).message}).`);
  }
}

export function readSignature(file: Located): Signature {
  return parseSignature(file.value);
}

/** The preparation's numbers and texts are the signature's, in its order. */
export function readPreparation(file: Located, { inputs }: Signature): PreparationDescription {
  const numbers = file
    .field('numbers')
    .items()
    .map((name) => name.text());
  const texts = file.field('texts').items().map(readCategories);
  const named = (kind: 'number' | 'text') => inputs.filter((input) => input.kind === kind).map(({ name }) => name);
  requireEqual(file.field('numbers'), named('number'));
  requireEqual(
    file.field('texts'),
    named('text'),
    texts.map(({ name }) => name),
  );
  requireSteps(file.value as Record<string, unknown>);
  // Trees need no other; one would not have been seen by XGBoost.
  requireEqual(file.field('steps'), []);
  requireEqual(file.field('encoding'), 'codes');
  return { numbers, steps: [], texts, encoding: 'codes' };
}

function readCategories(text: Located): Categories {
  const flag = (name: 'other' | 'missing') => {
    const given = text.field(name);
    if (typeof given.value !== 'boolean') throw invalidModel(given.where, 'true or false is expected.');
    return given.value;
  };
  const listed = text.field('categories');
  const categories = listed.items().map((category) => category.text());
  if (new Set(categories).size !== categories.length || categories.includes(''))
    throw invalidModel(listed.where, 'a category is listed twice or empty.');
  return { name: text.field('name').text(), categories, other: flag('other'), missing: flag('missing') };
}

export function readCheck(file: Located, { classes }: Signature): CheckRows {
  const rows = file.field('rows').items();
  if (rows.length === 0) throw invalidModel(`${file.where}.rows`, 'there is no row to check with.');
  const raw = rows.map(({ value, where }) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidModel(where, 'an object is expected.');
    return value as RawRow;
  });
  if (!classes) return { rows: raw, expected: { values: file.field('values').numbers(rows.length) } };
  const answers = file.field('probabilities').items();
  if (answers.length !== rows.length)
    throw invalidModel(`${file.where}.probabilities`, `there are ${answers.length} for ${rows.length} rows.`);
  const probabilities = answers.map((answer) => answer.numbers(classes.length));
  return { rows: raw, expected: { codes: probabilities.map(codeOfLargest), probabilities: probabilities.flat() } };
}

/** Compared as float32, of equal ones the first, as pipelines do. */
function codeOfLargest(probabilities: readonly number[]): number {
  return probabilities.reduce((best, value, code) => (Math.fround(value) > Math.fround(probabilities[best]) ? code : best), 0);
}

export function requireEqual(at: Located, expected: unknown, actual = at.value): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)].map((text) => (text ?? 'nothing').slice(0, 200));
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw invalidModel(at.where, `${found} does not go with the other files, which say ${wanted}; they are of different jobs.`);
}
