import { type CategoryTable, type KeyElement, radixOf } from '../estimators/boosting/catboost/category-table.js';
import { categoryHash, combinedHash } from './catboost-json-hash.js';
import { invalidModel, type Located } from './located.js';

/** The columns of a file's features in the matrix, and how missing numbers are taken. */
export interface FileColumns {
  readonly numbers: readonly { readonly column: number; readonly missingAbove: boolean }[];
  readonly categories: readonly { readonly column: number; readonly feature: Located }[];
  /** The categories of a column in the order of their codes; throws when they weren't given. */
  namesOf(category: number): readonly string[];
}

/** A statistic of categories: what it is of, and the value that its counts give. */
export interface FileStatistic {
  readonly where: string;
  readonly borders: readonly number[];
  readonly identifier: string;
  readonly elements: readonly HashedElement[];
  readonly valueOf: (counts: readonly number[] | undefined) => number;
}

/** An element of a key with what CatBoost hashes for each of its digits; a digit without a hash is not in the file's tables. */
export interface HashedElement {
  readonly element: KeyElement;
  readonly digits: number;
  readonly hashesOf: () => readonly number[];
}

/** Keys are tried out, since a file has their hashes only; so many at most. */
const mostKeys = 1_000_000;

/** The table of statistics that share their elements; `data` is the file's "ctr_data". Throws `learning.model_invalid` for too many combinations. */
export function statisticTable(statistics: readonly FileStatistic[], data: Located): CategoryTable {
  const [{ elements, where }] = statistics;
  const keys = elements.reduce((product, { digits }) => product * digits, 1);
  if (keys > mostKeys) throw invalidModel(where, `its ${keys} combinations of categories are more than the ${mostKeys} that can be read.`);
  const countsByHash = statistics.map(({ identifier }) => countsOf(data.field(identifier)));
  const found: { key: number; values: number[] }[] = [];
  eachKey(elements, (key, hash) => {
    if (countsByHash.some((counts) => counts.has(hash)))
      found.push({ key, values: statistics.map(({ valueOf }, i) => valueOf(countsByHash[i].get(hash))) });
  });
  found.sort((a, b) => a.key - b.key);
  const unknown = statistics.map(({ valueOf }) => valueOf(undefined));
  const width = statistics.length;
  const plain = elements.map(({ element }) => element);
  if (plain.length > 1 || plain[0].kind !== 'category') {
    const values = Float32Array.from([...found.flatMap((entry) => entry.values), ...unknown]);
    return { elements: plain, keys: Float64Array.from(found, ({ key }) => key), values, width };
  }
  const values = new Float32Array((plain[0].size + 1) * width);
  for (let entry = 0; entry <= plain[0].size; entry++) values.set(unknown, entry * width);
  for (const entry of found) values.set(entry.values, entry.key * width);
  return { elements: plain, values, width };
}

function eachKey(elements: readonly HashedElement[], visit: (key: number, hash: string) => void): void {
  const hashes = elements.map(({ hashesOf }) => hashesOf());
  const descend = (at: number, key: number, unit: number, hash: bigint): void => {
    if (at === elements.length) {
      visit(key, String(hash));
      return;
    }
    const next = unit * radixOf(elements[at].element);
    hashes[at].forEach((each, digit) => descend(at + 1, key + unit * digit, next, combinedHash(hash, each)));
  };
  descend(0, 0, 1, 0n);
}

/** Counts by hash: "hash_map" is a row of a hash and its counts after the other. */
function countsOf(table: Located): ReadonlyMap<string, number[]> {
  const stride = table.field('hash_stride').count(2);
  const rows = table.field('hash_map').items();
  const result = new Map<string, number[]>();
  for (let at = 0; at + stride <= rows.length; at += stride) {
    const counts = rows.slice(at + 1, at + stride).map(({ value, where }) => {
      if (typeof value === 'number') return value;
      throw invalidModel(where, 'a count is expected.');
    });
    result.set(String(rows[at].value), counts);
  }
  return result;
}

/** The elements of a statistic, in the order in which CatBoost hashes them: categories, then numbers above a border, then single categories. */
export function elementsOf(statistic: Located, columns: FileColumns): HashedElement[] {
  const elements = statistic.field('elements').items();
  const order = ['cat_feature_value', 'float_feature', 'cat_feature_exact_value'];
  const kindOf = (element: Located) => {
    const kind = element.field('combination_element').text();
    if (order.includes(kind)) return order.indexOf(kind);
    throw invalidModel(element.where, `combinations of "${kind}" can't be read.`);
  };
  return elements
    .map((element) => ({ element, kind: kindOf(element) }))
    .sort((a, b) => a.kind - b.kind)
    .map(({ element, kind }) => [categoryElement, borderElement, exactElement][kind](element, columns));
}

function categoryElement(element: Located, columns: FileColumns): HashedElement {
  const feature = element.field('cat_feature_index').count();
  const names = columns.namesOf(feature);
  const { column } = columns.categories[feature];
  return { element: { kind: 'category', column, size: names.length }, digits: names.length, hashesOf: () => names.map(categoryHash) };
}

function borderElement(element: Located, columns: FileColumns): HashedElement {
  const { column, missingAbove } = columns.numbers[element.field('float_feature_index').count()];
  const threshold = Math.fround(numberOf(element.field('border')));
  return { element: { kind: 'above', column, threshold, missingAbove }, digits: 2, hashesOf: () => [0, 1] };
}

function exactElement(element: Located, columns: FileColumns): HashedElement {
  const feature = element.field('cat_feature_index').count();
  const code = codeOf(columns.namesOf(feature), numberOf(element.field('value')));
  return { element: { kind: 'equals', column: columns.categories[feature].column, code }, digits: 2, hashesOf: () => [0, 1] };
}

/** The code of the category with this hash; one that no row has where there is none. */
export function codeOf(names: readonly string[], hash: number): number {
  const code = names.findIndex((name) => categoryHash(name) === hash);
  return code >= 0 ? code : names.length;
}

export function numberOf({ value, where }: Located): number {
  if (typeof value === 'number') return value;
  throw invalidModel(where, 'a number is expected.');
}

/** How the counts of a key become the statistic's value: (hits + prior) / (rows + prior's weight), shifted and scaled, in float32. */
export function valueOf(statistic: Located, data: Located): FileStatistic['valueOf'] {
  const type = statistic.field('ctr_type').text();
  const number = (name: string) => numberOf(statistic.field(name));
  const [prior, priorWeight, shift, scale] = ['prior_numerator', 'prior_denomerator', 'shift', 'scale'].map(number);
  const border = number('target_border_idx');
  const value = (hits: number, rows: number) =>
    Math.fround(Math.fround(Math.fround((hits + prior) / (rows + priorWeight)) + shift) * scale);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  switch (type) {
    case 'Borders':
      return (counts = []) => value(sum(counts.slice(border + 1)), sum(counts));
    case 'Buckets':
      return (counts = []) => value(counts[border] ?? 0, sum(counts));
    case 'BinarizedTargetMeanValue':
    case 'FloatTargetMeanValue':
      return (counts = [0, 0]) => value(counts[0], counts[1]);
    case 'Counter':
    case 'FeatureFreq': {
      const rows = numberOf(data.field(statistic.field('identifier').text()).field('counter_denominator'));
      return (counts = [0]) => value(counts[0], rows);
    }
    default:
      throw invalidModel(statistic.where, `statistics of the type "${type}" can't be read.`);
  }
}

/** Whether two statistics are of the same elements. */
export function sharesElements(a: FileStatistic, b: FileStatistic): boolean {
  return JSON.stringify(a.elements.map(({ element }) => element)) === JSON.stringify(b.elements.map(({ element }) => element));
}
