import { columnTypes, type ColumnType } from '../../frame/column.js';
import { type Label, type SignatureColumn, type Task, tasks } from '../../frame/signature.js';
import { invalidModel, Located } from '../located.js';

/** A column of a model that is taken in, as its owner describes it. */
export interface GivenColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Of a column of categories, in the order of the model's own codes. */
  readonly categories?: readonly string[];
  readonly missingTokens: readonly string[];
}

/** What the owner of a model says of it, as far as its file doesn't: plain JSON, each part optional. */
export interface GivenSignature {
  /** In the order of the model's columns, or under the names that its file has. */
  readonly inputs?: readonly GivenColumn[];
  readonly target?: { readonly name: string; readonly type?: ColumnType };
  readonly task?: Task;
  /** In the order of the model's own codes. */
  readonly classes?: readonly Label[];
  /** Of an ONNX file with several outputs, the one that answers: probabilities or values. */
  readonly output?: string;
}

const known = ['inputs', 'target', 'task', 'classes', 'output', 'scores'] as const;
const knownOfColumn = ['name', 'type', 'kind', 'categories', 'missingTokens', 'format'] as const;
const mostColumns = 100_000;

/** Reads a given signature. Throws `learning.model_invalid`, naming the place in it. */
export function parseGivenSignature(json: unknown): GivenSignature {
  const given = new Located(json, 'signature');
  requireKnown(given, known);
  const [inputs, target, task, classes, output] = (['inputs', 'target', 'task', 'classes', 'output'] as const).map((name) =>
    given.optional(name),
  );
  return {
    ...(inputs && { inputs: readColumns(inputs) }),
    ...(target && { target: readTarget(target) }),
    ...(task && { task: readTask(task) }),
    ...(classes && { classes: readClasses(classes) }),
    ...(output && { output: output.text() }),
  };
}

/** The signature's column of a given one. */
export function signatureColumn({ name, type, categories, missingTokens }: GivenColumn): SignatureColumn {
  return { name, type, kind: isText(type, categories) ? 'text' : 'number', missingTokens };
}

export function isText(type: ColumnType, categories?: readonly string[]): boolean {
  return categories !== undefined || type === 'category' || type === 'text' || type === 'identifier';
}

function readColumns(inputs: Located): GivenColumn[] {
  const columns = inputs.items().map(readColumn);
  if (columns.length === 0 || columns.length > mostColumns) throw invalidModel(inputs.where, `1 to ${mostColumns} columns are expected.`);
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name)) throw invalidModel(inputs.where, `two columns are named ${JSON.stringify(name)}.`);
    names.add(name);
  }
  return columns;
}

function readColumn(column: Located): GivenColumn {
  requireKnown(column, knownOfColumn);
  const [type, categories, tokens] = [column.optional('type'), column.optional('categories'), column.optional('missingTokens')];
  return {
    name: nameOf(column.field('name')),
    type: type ? readType(type) : categories ? 'category' : 'float',
    ...(categories && { categories: readCategories(categories) }),
    missingTokens: tokens?.items().map((token) => token.text()) ?? [],
  };
}

function readType(given: Located): ColumnType {
  const type = columnTypes.find((one) => one === given.value);
  // A date would have to become the number that the model learned from, which only its owner knows.
  if (type && type !== 'datetime') return type;
  throw invalidModel(
    given.where,
    `one of ${columnTypes.filter((one) => one !== 'datetime').join(', ')} is expected; give dates as numbers.`,
  );
}

function readCategories(given: Located): string[] {
  const categories = given.items().map((category) => (typeof category.value === 'number' ? String(category.value) : category.text()));
  if (new Set(categories).size !== categories.length || categories.includes(''))
    throw invalidModel(given.where, 'a category is listed twice or empty.');
  return categories;
}

function readTarget(target: Located): NonNullable<GivenSignature['target']> {
  requireKnown(target, ['name', 'type']);
  const type = target.optional('type');
  return { name: nameOf(target.field('name')), ...(type && { type: readType(type) }) };
}

function readTask(given: Located): Task {
  const task = tasks.find((one) => one === given.value);
  if (task) return task;
  throw invalidModel(given.where, `one of ${tasks.join(', ')} is expected.`);
}

function readClasses(given: Located): Label[] {
  const classes = given.items().map(({ value, where }) => {
    if (typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
    throw invalidModel(where, 'a text, a number, true or false is expected.');
  });
  if (classes.length < 2 || new Set(classes.map(String)).size !== classes.length)
    throw invalidModel(given.where, 'at least two different classes are expected.');
  return classes;
}

function nameOf(given: Located): string {
  const name = given.text();
  if (name.trim() === '' || name.length > 1000) throw invalidModel(given.where, 'a name of 1 to 1000 characters is expected.');
  return name;
}

function requireKnown({ value, where }: Located, names: readonly string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidModel(where, 'an object is expected.');
  const unknown = Object.keys(value).find((key) => !names.includes(key));
  if (unknown !== undefined)
    throw invalidModel(where, `there is no field ${JSON.stringify(unknown.slice(0, 60))}; there are ${names.join(', ')}.`);
}
