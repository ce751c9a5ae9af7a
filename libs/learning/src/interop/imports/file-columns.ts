import { nextBelow } from '../../estimators/boosting/xgboost-bins.js';
import { Located } from '../located.js';

/** What a file of trees says of its own columns. */
export interface FileColumn {
  /** Absent where the file has only numbers for its columns. */
  readonly name?: string;
  /** The column holds codes of categories. */
  readonly isCategory: boolean;
  /** In the order of the codes, where the file keeps them. */
  readonly categories?: readonly string[];
}

/** XGBoost's JSON: `feature_names` and `feature_types` are empty where it was trained on plain arrays. */
export function xgboostColumns(text: string, columns: number): FileColumn[] {
  const learner = new Located(parsed(text), '').optional('learner');
  const list = (name: string) => (learner?.optional(name)?.value ?? []) as unknown[];
  const [names, types] = [list('feature_names'), list('feature_types')];
  return Array.from({ length: columns }, (_, i) => ({ ...named(names[i]), isCategory: types[i] === 'c' || types[i] === 'categorical' }));
}

/** LightGBM's text: colons divide codes in `feature_infos`; `pandas_categorical` lists the categories of each such column in turn. */
export function lightgbmColumns(text: string, columns: number): FileColumn[] {
  const line = (key: string) => new RegExp(`^${key}[=:](.*)$`, 'm').exec(text)?.[1].trim() ?? '';
  const names = line('feature_names').split(/\s+/);
  const infos = line('feature_infos').split(/\s+/);
  const lists = categoryLists(line('pandas_categorical'));
  let category = 0;
  return Array.from({ length: columns }, (_, i) => {
    const isCategory = /^-?\d+(:-?\d+)+$/.test(infos[i] ?? '');
    const categories = isCategory ? lists[category++] : undefined;
    return { ...(/^Column_\d+$/.test(names[i] ?? '') ? {} : named(names[i])), isCategory, ...(categories && { categories }) };
  });
}

/** CatBoost's JSON: of categories it keeps hashes alone. */
export function catboostColumns(text: string): FileColumn[] {
  const info = new Located(parsed(text), '').field('features_info');
  const columns: FileColumn[] = [];
  for (const kind of ['float_features', 'categorical_features'])
    for (const feature of info.optional(kind)?.items() ?? []) {
      const place = feature.field('flat_feature_index').count();
      columns[place] = { ...named(feature.optional('feature_id')?.value), isCategory: kind === 'categorical_features' };
    }
  return Array.from({ length: columns.length }, (_, i) => columns[i] ?? { isCategory: false });
}

/** Thresholds of CatBoost's number columns, by their place. */
export function catboostThresholds(text: string): number[][] {
  const thresholds: number[][] = [];
  for (const feature of new Located(parsed(text), '').field('features_info').optional('float_features')?.items() ?? [])
    thresholds[feature.field('flat_feature_index').count()] = feature.optional('borders')?.numbers() ?? [];
  return Array.from(thresholds, (values) => (values ?? []).flatMap((value) => [value, nextBelow(value)]));
}

function categoryLists(json: string): string[][] {
  if (json === '' || json === 'null') return [];
  const lists = parsed(json);
  return Array.isArray(lists) ? lists.map((list) => (Array.isArray(list) ? list.map(String) : [])) : [];
}

function named(name: unknown): { readonly name?: string } {
  return typeof name === 'string' && name.trim() !== '' ? { name } : {};
}

/** The readers have been here before: what is no JSON was refused, but for XGBoost's NaN. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/(?<=[[,:]\s*)-?(?:Infinity|NaN)(?=\s*[\],}])/g, '0'));
  } catch {
    return {};
  }
}
