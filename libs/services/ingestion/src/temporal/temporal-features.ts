import type {
  MakeTemporalFeatures,
  NextTemporalFeatures,
  PlanTemporalFeatures,
  Principal,
  TemporalFeaturesMade,
  TemporalFeaturesOfRows,
  TemporalFeaturesPlanned,
} from '@atelier/contracts';
import { type CompleteTemporalPlan, type PreparedTemporalPlan, prepareTemporalPlan } from '@atelier/learning';
import { programPath } from '@atelier/sandbox';
import { requireTemporalColumns, type StoredColumn } from '@atelier/tables';
import { Injectable } from '@nestjs/common';
import type { MLDataset } from '../datasets/dataset.entity.js';
import { Datasets } from '../datasets/datasets.js';
import { DerivedDatasets } from '../derived/derived-datasets.js';
import { NextFeatures } from './next-features.js';

const program = programPath(import.meta.url, './temporal.program.ts');

/** Datasets with temporal features. */
@Injectable()
export class TemporalFeatures {
  constructor(
    private readonly datasets: Datasets,
    private readonly derived: DerivedDatasets,
    private readonly nextFeatures: NextFeatures,
  ) {}

  /** `dataset.not_found`, `learning.temporal_plan_invalid`, `learning.column_missing`, `learning.value_invalid`. */
  async plan(project: string, request: PlanTemporalFeatures): Promise<TemporalFeaturesPlanned> {
    const { plan, features } = await this.#checked(project, request);
    return { status: 'success', features, plan: { ...plan } };
  }

  /** The same, and what `DerivedDatasets.derive` refuses. */
  async make(caller: Principal, request: MakeTemporalFeatures, signal?: AbortSignal): Promise<TemporalFeaturesMade> {
    const { plan, features } = await this.#checked(caller.project, request);
    const { datasets } = await this.derived.derive<CompleteTemporalPlan>(caller, request.dataset_id, {
      program,
      request: plan,
      names: ({ name }) => [request.name ?? `${name} with temporal features`],
      signal,
    });
    const [made] = datasets;
    return { status: 'success', dataset_id: made.datasetId, name: made.name, rows: made.rows, columns: made.columns.length, features };
  }

  /** Of rows to come: what their history tells before their dates. The same refusals as `plan`, but that the table may have the features already. */
  async next(project: string, request: NextTemporalFeatures): Promise<TemporalFeaturesOfRows> {
    const prepared = await this.#checked(project, request, false);
    return await this.nextFeatures.of(project, request.dataset_id, prepared, request.rows);
  }

  async #checked(project: string, { dataset_id, plan }: PlanTemporalFeatures, areNew = true): Promise<PreparedTemporalPlan> {
    const dataset = await this.datasets.find(project, dataset_id, true);
    const prepared = await prepareTemporalPlan(plan);
    await requireTemporalColumns(areNew ? prepared : { ...prepared, features: [] }, storedColumns(dataset));
    return prepared;
  }
}

/** The columns as their Parquet has them, told from the profile. */
function storedColumns({ profile }: MLDataset): StoredColumn[] {
  return profile.map(({ name, type, numeric }) => ({ name, queryName: name, storedType: storedTypeOf(type, numeric !== undefined) }));
}

function storedTypeOf(type: string, isNumber: boolean): string {
  if (type === 'datetime') return 'TIMESTAMP';
  if (type === 'boolean') return 'BOOLEAN';
  return isNumber ? 'DOUBLE' : 'VARCHAR';
}
