import { AtelierError, type RegisterService } from '@atelier/contracts';
import { columnMissing } from '@atelier/learning';
import { Expression, type ComputedFeature, type ServedFeature, type ServedView, type ServiceDefinition } from '@atelier/online-features';
import type { MLFeatureStore } from '../views/feature-view.entity.js';
import { inputNames, unitedKeys } from '../views/new-view.js';

/** A view in a service, and the features that are taken of it. */
export interface Selection {
  readonly view: MLFeatureStore;
  readonly features: readonly string[];
}

export type Resolved = Omit<ServiceDefinition, 'name' | 'version'>;

/** What a view's features are called in a service. */
const nameIn = (view: MLFeatureStore, feature: string, full: boolean): string => (full ? `${view.name}__${feature}` : feature);

/** The features asked for of a view, or all. `feature.name_unknown` with the nearest name. */
export function select(view: MLFeatureStore, features: RegisterService['features'][number]['features'], path: string): Selection {
  const unknown = features?.find((name) => !view.features.includes(name));
  if (unknown === undefined) return { view, features: features ?? view.features };
  const { message } = columnMissing(unknown, view.features);
  throw new AtelierError('feature.name_unknown', `The feature view "${view.name}" ${view.version}: ${message}`, [{ path, message }]);
}

/**
 * Everything that reading these features takes: the views' rows, also those that on-demand ones read, and the expressions. `views` has the inputs of
 * on-demand views by id. Throws `feature.service_invalid` when two features have one name.
 */
export function resolveService(selections: readonly Selection[], views: ReadonlyMap<string, MLFeatureStore>, full: boolean): Resolved {
  const features = selections.flatMap((selection) => served(selection, full));
  requireNames(features);
  const stored = new Map<string, ServedView & { wanted: { feature: string; as: string }[] }>();
  for (const { view, features: wanted } of selections) {
    if (view.kind === 'on_demand') continue;
    for (const feature of wanted) addWanted(stored, view, feature, nameIn(view, feature, full));
  }
  const onDemand = selections.filter(({ view }) => view.kind === 'on_demand');
  const computed = onDemand.flatMap(({ view, features: wanted }) => computedOf(view, wanted, views, stored, full));
  const request = new Map(onDemand.flatMap(({ view }) => view.computation?.request ?? []).map((field) => [field.name, field] as const));
  const joinKeys = unitedKeys(
    selections.map(({ view }) => view),
    invalid,
  );
  const given = [...joinKeys, ...request.values()].find(({ name }) => features.some((feature) => feature.name === name));
  if (given)
    throw invalid(`"${given.name}" is a join key or comes with the request, and is a feature, too; full_feature_names tells them apart.`);
  return { views: [...stored.values()], computed, request: [...request.values()], join_keys: joinKeys, features };
}

function served({ view, features }: Selection, full: boolean): ServedFeature[] {
  return features.map((feature) => ({
    name: nameIn(view, feature, full),
    type: view.schema.find(({ name }) => name === feature)?.type ?? 'text',
    view: view.name,
    version: view.version,
    feature,
  }));
}

function requireNames(features: readonly ServedFeature[]): void {
  const seen = new Map<string, ServedFeature>();
  for (const feature of features) {
    const other = seen.get(feature.name);
    if (other)
      throw invalid(
        `Both ${other.view} and ${feature.view} give "${feature.name}"; choose one of them, or set full_feature_names to have VIEW__FEATURE.`,
      );
    seen.set(feature.name, feature);
  }
}

function invalid(message: string): AtelierError {
  return new AtelierError('feature.service_invalid', message, [{ path: 'features', message }]);
}

/** The name under which a view's feature is in a row; one that is there already under a name keeps it. */
function addWanted(
  stored: Map<string, ServedView & { wanted: { feature: string; as: string }[] }>,
  view: MLFeatureStore,
  feature: string,
  as: string,
): string {
  const served = stored.get(view.viewId) ?? {
    view_id: view.viewId,
    view: view.name,
    version: view.version,
    join_keys: view.joinKeys,
    features: view.schema,
    ttl_seconds: view.ttlSeconds,
    wanted: [],
    ...(view.temporal === null ? {} : { temporal: view.temporal }),
  };
  stored.set(view.viewId, served);
  const known = served.wanted.find((each) => each.feature === feature);
  if (known) return known.as;
  served.wanted.push({ feature, as });
  return as;
}

function computedOf(
  view: MLFeatureStore,
  wanted: readonly string[],
  views: ReadonlyMap<string, MLFeatureStore>,
  stored: Map<string, ServedView & { wanted: { feature: string; as: string }[] }>,
  full: boolean,
): ComputedFeature[] {
  const { inputs, request, expressions } = view.computation ?? { inputs: [], request: [], expressions: {} };
  const names = new Map(
    inputNames(
      inputs.flatMap(({ viewId }) => views.get(viewId) ?? []),
      request,
    ),
  );
  const types = Object.fromEntries([...names].map(([name, { type }]) => [name, type]));
  return wanted.map((feature) => {
    const used = Expression.of(expressions[feature], types).inputs.map((name) => {
      const meant = names.get(name) as {
        readonly type: ServedFeature['type'];
        readonly view: MLFeatureStore | null;
        readonly feature: string;
      };
      // What nobody asked for is read under a name that no column can have by chance.
      const column = meant.view
        ? addWanted(stored, meant.view, meant.feature, `${meant.view.name} ${meant.view.version}: ${meant.feature}`)
        : meant.feature;
      return [name, { column, type: meant.type }] as const;
    });
    return { as: nameIn(view, feature, full), expression: expressions[feature], inputs: Object.fromEntries(used) };
  });
}
