import type { ColumnSchema, RegisterView } from '@atelier/contracts';
import { prepareTemporalPlan } from '@atelier/learning';
import type { Dataset } from '../datasets/dataset.entity.js';
import { invalidView, keyTypeOf, type NamedKeys, type NewView, requireColumn, requireFeatures, requireTime } from './new-view.js';

const numbers: readonly ColumnSchema['type'][] = ['integer', 'float'];

/**
 * Features of the past of each id, by a plan over a dataset. The plan's id column is the join key, its date column the event time.
 * `dataset.column_not_found`, `feature.view_invalid`, `learning.temporal_plan_invalid`.
 */
export async function temporalView(request: RegisterView, dataset: Dataset, entity: NamedKeys | null): Promise<NewView> {
  const key = keyOf(request, entity);
  const { plan, features } = await prepareTemporalPlan({ ...(request.plan as NonNullable<RegisterView['plan']>), id_column: key });
  const { columns } = dataset;
  const { type } = requireColumn(columns, key, 'plan.id_column');
  const joinKey = entity?.join_keys[0] ?? { name: key, type: keyTypeOf(columns, key) };
  if (joinKey.type === 'integer' && type !== 'integer')
    throw invalidView('plan.id_column', `The column "${key}" holds ${type} values, not the whole numbers of the join key.`);
  requireTime(columns, plan.date_column, 'plan.date_column');
  for (const name of plan.value_columns) requireNumbers(columns, name);
  const schema = features.map(({ name, type: made }) => ({ name, type: made }));
  const taken = [key, plan.date_column, ...plan.value_columns];
  requireFeatures(
    schema.map(({ name }) => name),
    taken,
    'plan',
  );
  return {
    kind: 'temporal',
    datasetId: dataset.datasetId,
    entity: entity?.name ?? null,
    entityColumn: key,
    joinKeys: [joinKey],
    schema,
    timestampColumn: plan.date_column,
    knownAtColumn: null,
    computation: null,
    temporal: plan,
  };
}

function keyOf({ plan }: RegisterView, entity: NamedKeys | null): string {
  const named = plan?.id_column ?? null;
  if (entity === null) {
    if (named === null) throw invalidView('plan.id_column', 'Give an entity, or the plan an id_column, which is the join key then.');
    return named;
  }
  const [key, another] = entity.join_keys;
  if (another) throw invalidView('entity', `A temporal view has one join key; "${entity.name}" has ${entity.join_keys.length}.`);
  if (named !== null && named !== key.name)
    throw invalidView('plan.id_column', `The id column "${named}" is not the join key "${key.name}" of the entity.`);
  return key.name;
}

function requireNumbers(columns: Dataset['columns'], name: string): void {
  const { type } = requireColumn(columns, name, 'plan.value_columns');
  if (!numbers.includes(type)) throw invalidView('plan.value_columns', `The column "${name}" holds ${type} values, not numbers.`);
}
