import { AtelierError, type ColumnSchema, type RegisterView } from '@atelier/contracts';
import { columnMissing } from '@atelier/learning';
import { Expression, type FeatureType, type KeyType, type TypedName } from '@atelier/online-features';
import type { Dataset } from '../datasets/dataset.entity.js';
import type { MLFeatureStore } from './feature-view.entity.js';
import { historySchema } from './history-schema.js';

type Fields =
  | 'kind'
  | 'datasetId'
  | 'entity'
  | 'entityColumn'
  | 'joinKeys'
  | 'schema'
  | 'timestampColumn'
  | 'knownAtColumn'
  | 'computation'
  | 'temporal';
/** What a registration says of a view, checked. */
export type NewView = Pick<MLFeatureStore, Fields>;

export interface NamedKeys {
  readonly name: string;
  readonly join_keys: readonly TypedName<KeyType>[];
}

const typeOf: Readonly<Record<ColumnSchema['type'], FeatureType>> = {
  integer: 'integer',
  float: 'float',
  boolean: 'boolean',
  datetime: 'datetime',
  category: 'text',
  text: 'text',
  identifier: 'text',
};

/** Names of pushed rows' times where the view gives none. */
export const pushedTimes = { event: 'event_timestamp', known: 'known_at' } as const;

/** Columns of a dataset as features. `dataset.column_not_found`, `feature.view_invalid`. */
export function batchView(request: RegisterView, dataset: Dataset, entity: NamedKeys | null): NewView {
  const { columns } = dataset;
  const keys = entity ? entity.join_keys : [{ name: request.entity_column as string, type: keyTypeOf(columns, request.entity_column) }];
  const keyPath = entity ? 'entity' : 'entity_column';
  for (const { name, type } of keys) {
    const column = requireColumn(columns, name, keyPath);
    if (type === 'integer' && column.type !== 'integer')
      throw invalidView(keyPath, `The column "${name}" holds ${column.type} values, not the whole numbers of the join key.`);
  }
  const times = ['timestamp_column', 'known_at_column'] as const;
  for (const path of times) requireTime(columns, request[path], path);
  const taken = [...keys.map(({ name }) => name), ...times.flatMap((path) => request[path] ?? [])];
  const features = request.features ?? columns.map(({ name }) => name).filter((name) => !taken.includes(name));
  for (const [at, name] of features.entries()) requireColumn(columns, name, `features.${at}`);
  requireFeatures(
    features,
    keys.map(({ name }) => name),
    'features',
  );
  return {
    kind: 'batch',
    datasetId: dataset.datasetId,
    entity: entity?.name ?? null,
    entityColumn: keys[0].name,
    joinKeys: keys,
    schema: features.map((name) => ({ name, type: typeOf[requireColumn(columns, name, 'features').type] })),
    timestampColumn: request.timestamp_column ?? null,
    knownAtColumn: request.known_at_column ?? null,
    computation: null,
    temporal: null,
  };
}

/** Features whose rows are pushed. `feature.view_invalid`. */
export function streamView(request: RegisterView, entity: NamedKeys): NewView {
  const schema = request.schema ?? [];
  const times = [request.timestamp_column ?? pushedTimes.event, request.known_at_column ?? pushedTimes.known];
  requireFeatures(
    schema.map(({ name }) => name),
    [...entity.join_keys.map(({ name }) => name), ...times],
    'schema',
  );
  return {
    kind: 'stream',
    datasetId: null,
    entity: entity.name,
    entityColumn: entity.join_keys[0].name,
    joinKeys: entity.join_keys,
    schema,
    timestampColumn: times[0],
    knownAtColumn: request.known_at_column ?? null,
    computation: null,
    temporal: null,
  };
}

/** Features that are computed from those of other views and from the request. `feature.view_invalid`, `feature.expression_invalid`. */
export function onDemandView(request: RegisterView, inputs: readonly MLFeatureStore[]): NewView {
  const expressions = request.expressions ?? {};
  const names = Object.keys(expressions);
  const given = request.request ?? [];
  requireFeatures(
    names,
    given.map(({ name }) => name),
    'expressions',
  );
  if (new Set(given.map(({ name }) => name)).size < given.length) throw invalidView('request', 'A column is named twice.');
  const columns = Object.fromEntries(inputNames(inputs, given).map(([name, { type }]) => [name, type]));
  return {
    kind: 'on_demand',
    datasetId: null,
    entity: null,
    entityColumn: null,
    joinKeys: unitedKeys(inputs, (message) => invalidView('inputs', message)),
    schema: names.map((name) => ({ name, type: typedExpression(name, expressions[name], columns) })),
    timestampColumn: null,
    knownAtColumn: null,
    computation: { inputs: inputs.map(({ viewId, name, version }) => ({ viewId, view: name, version })), request: given, expressions },
    temporal: null,
  };
}

/** What a name in an expression may mean: a request's column, a feature that one input has, or VIEW__FEATURE of any. */
export function inputNames(
  inputs: readonly MLFeatureStore[],
  given: readonly TypedName[],
): [string, { readonly type: FeatureType; readonly view: MLFeatureStore | null; readonly feature: string }][] {
  const all = inputs.flatMap((view) => view.schema.map(({ name, type }) => ({ view, feature: name, type })));
  const unique = all.filter(({ feature }) => all.filter((other) => other.feature === feature).length === 1);
  return [
    ...all.map((each) => [`${each.view.name}__${each.feature}`, each] as const),
    ...unique.map((each) => [each.feature, each] as const),
    ...given.map(({ name, type }) => [name, { type, view: null, feature: name }] as const),
  ].map(([name, meant]) => [name, meant]);
}

/** The join keys of several views together, each once; one name has one type. */
export function unitedKeys(
  views: readonly Pick<MLFeatureStore, 'joinKeys'>[],
  fault: (message: string) => AtelierError,
): TypedName<KeyType>[] {
  const keys = new Map<string, TypedName<KeyType>>();
  for (const key of views.flatMap((view) => view.joinKeys)) {
    const known = keys.get(key.name);
    if (known && known.type !== key.type)
      throw fault(`The join key "${key.name}" is ${known.type} in one view and ${key.type} in another.`);
    keys.set(key.name, known ?? key);
  }
  return [...keys.values()];
}

/** That a dataset has all that a view reads, in the same types: `dataset.column_not_found`, `feature.view_invalid`. */
export function requireSameSchema(view: MLFeatureStore, { columns }: Dataset): void {
  for (const { name, type } of historySchema(view)) {
    const found = typeOf[requireColumn(columns, name, 'dataset_id').type];
    const fits = found === type || (type === 'float' && found === 'integer');
    if (!fits) throw invalidView('dataset_id', `The column "${name}" is ${found}, and ${type} in the view: register a new version of it.`);
  }
  for (const { name, type } of view.joinKeys) {
    if (requireColumn(columns, name, 'dataset_id').type !== 'integer' && type === 'integer')
      throw invalidView('dataset_id', `The join key "${name}" is not a whole number there.`);
  }
  for (const name of [view.timestampColumn, view.knownAtColumn]) requireTime(columns, name ?? undefined, 'dataset_id');
}

export function invalidView(path: string, message: string): AtelierError {
  return new AtelierError('feature.view_invalid', message, [{ path, message }]);
}

function typedExpression(name: string, source: string, columns: Readonly<Record<string, FeatureType>>): FeatureType {
  try {
    return Expression.of(source, columns).type;
  } catch (error) {
    if (!(error instanceof AtelierError)) throw error;
    throw new AtelierError('feature.expression_invalid', `${name}: ${error.detail}`, [
      { path: `expressions.${name}`, message: error.detail },
    ]);
  }
}

export function keyTypeOf(columns: Dataset['columns'], name: string | undefined): KeyType {
  return columns.find((column) => column.name === name)?.type === 'integer' ? 'integer' : 'text';
}

export function requireFeatures(features: readonly string[], others: readonly string[], path: string): void {
  const other = features.find((name) => others.includes(name));
  if (other !== undefined) throw invalidView(path, `"${other}" is a key, a time or a request's column and cannot be a feature as well.`);
  if (new Set(features).size < features.length) throw invalidView(path, 'A feature is named twice.');
  if (features.length === 0) throw invalidView(path, 'The view has no feature.');
}

export function requireColumn(columns: Dataset['columns'], name: string, path: string): ColumnSchema {
  const found = columns.find((column) => column.name === name);
  if (found) return found;
  const { message } = columnMissing(
    name,
    columns.map((column) => column.name),
  );
  throw new AtelierError('dataset.column_not_found', message, [{ path, message }]);
}

export function requireTime(columns: Dataset['columns'], name: string | undefined, path: string): void {
  if (name === undefined) return;
  const { type } = requireColumn(columns, name, path);
  if (type !== 'datetime') throw invalidView(path, `The column "${name}" holds ${type} values, not dates.`);
}
