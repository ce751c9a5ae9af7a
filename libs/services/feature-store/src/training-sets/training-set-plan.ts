import { createHash } from 'node:crypto';
import type { ServiceDefinition } from '@atelier/online-features';
import type { StoredSource } from '../history/history.js';
import { historySchema } from '../views/history-schema.js';
import type { ComputedColumn, JoinedView, JoinInput } from '../point-in-time/join-input.js';

/** Raised when the same plan would give other bytes. */
const format = 1;

export interface PlannedView extends Omit<JoinedView, 'sources'> {
  readonly sources: readonly StoredSource[];
}

/** Everything that a training set is made of. */
export interface TrainingSetPlan {
  readonly format: typeof format;
  readonly service: { readonly name: string; readonly version: number };
  readonly labels: { readonly digest: string; readonly timeColumn: string; readonly targetColumn: string | null };
  readonly views: readonly PlannedView[];
  readonly computed: readonly ComputedColumn[];
  readonly dropped: readonly string[];
  readonly asOf: string;
}

/** The plan of a service's set; `sourcesOf` gives the files of each view's history. */
export function planSet(
  service: ServiceDefinition,
  labels: TrainingSetPlan['labels'],
  asOf: Date,
  sourcesOf: ReadonlyMap<string, readonly StoredSource[]>,
): TrainingSetPlan {
  const asked = new Set(service.features.map(({ name }) => name));
  return {
    format,
    service: { name: service.name, version: service.version },
    labels,
    views: service.views.map((view) => ({
      view: view.view,
      version: view.version,
      keys: view.join_keys.map((key) => ({ ...key, labelColumn: key.name })),
      sources: sourcesOf.get(view.view_id) ?? [],
      features: view.temporal ? historySchema({ schema: view.features, temporal: view.temporal }) : view.features,
      wanted: view.wanted,
      ttlSeconds: view.ttl_seconds,
      ...(view.temporal ? { temporal: view.temporal } : {}),
    })),
    computed: service.computed,
    dropped: service.views.flatMap((view) => view.wanted.map(({ as }) => as)).filter((name) => !asked.has(name)),
    asOf: asOf.toISOString(),
  };
}

/** sha-256 of the plan, whatever order its fields were stored in. */
export function hashOf(plan: TrainingSetPlan): string {
  return `sha256:${createHash('sha256').update(canonical(plan)).digest('hex')}`;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
}

/** The plan with files in the places of digests. */
export async function joinInputOf(
  plan: TrainingSetPlan,
  file: (digest: string) => Promise<string>,
  rest: Pick<JoinInput, 'output' | 'workFolder' | 'memoryMiB' | 'threads'>,
): Promise<JoinInput> {
  const { digest, ...labels } = plan.labels;
  const views = await Promise.all(
    plan.views.map(async (view) => ({
      ...view,
      sources: await Promise.all(view.sources.map(async ({ digest: source, ...columns }) => ({ ...columns, file: await file(source) }))),
    })),
  );
  const { computed, dropped, asOf } = plan;
  return { labels: { ...labels, file: await file(digest) }, views, computed, dropped, asOf, ...rest };
}
