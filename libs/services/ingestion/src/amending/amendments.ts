import { ArtifactStore } from '@atelier/artifacts';
import { AtelierError, type ColumnSchema, type DatasetDetail, type Principal } from '@atelier/contracts';
import { programPath } from '@atelier/sandbox';
import { Injectable } from '@nestjs/common';
import { MLDataset } from '../datasets/dataset.entity.js';
import { detail } from '../datasets/dataset-answers.js';
import { Datasets } from '../datasets/datasets.js';
import { DerivedDatasets } from '../derived/derived-datasets.js';
import { IngestionOptions } from '../options.js';
import type { AmendRequest } from './amend.js';
import { type Amendment, changesRows } from './amendment.js';

const program = programPath(import.meta.url, './amend.program.ts');

/** Changes of datasets, which are new versions: the parent stays as it is. */
@Injectable()
export class Amendments {
  constructor(
    private readonly options: IngestionOptions,
    private readonly artifacts: ArtifactStore,
    private readonly datasets: Datasets,
    private readonly derived: DerivedDatasets,
  ) {}

  /**
   * The new version. Errors: `dataset.not_found`, `dataset.column_not_found`, `dataset.conversion_failed` (with row and column), `dataset.empty`,
   * `dataset.name_invalid`, `request.invalid` for two targets, `sandbox.*`.
   */
  async amend(caller: Principal, datasetId: string, amendment: Amendment): Promise<DatasetDetail> {
    const parent = await this.datasets.find(caller.project, datasetId, false);
    await requireColumns(parent, amendment);
    const request: AmendRequest = {
      amendment,
      roles: rolesAfter(parent, amendment),
      raw: await this.rawOf(parent, caller.project),
      today: new Date().toISOString().slice(0, 10),
    };
    const names = () => [amendment.name ?? parent.name];
    const { datasets } = await this.derived.derive<AmendRequest, { dropped: number }>(caller, datasetId, { program, request, names });
    return detail(datasets[0], null);
  }

  /** The uploaded file, unless the table's rows are no longer its rows. */
  private async rawOf(parent: MLDataset, project: string): Promise<AmendRequest['raw']> {
    for (
      let dataset = parent;
      dataset.parentDatasetId !== null;
      dataset = await this.datasets.find(project, dataset.parentDatasetId, false)
    ) {
      if (
        dataset.steps.length === 0 ||
        dataset.steps.some(({ name, parameters }) => name !== 'amend' || changesRows(parameters as Amendment))
      )
        return null;
    }
    const { inflatedBytes, rows, columns, lineBytes, memoryMiB } = this.options;
    return {
      file: await this.artifacts.file(parent.rawDigest),
      sheet: parent.sheet,
      limits: { inflatedBytes, rows, columns, lineBytes, memoryMiB },
    };
  }
}

async function requireColumns({ columns }: MLDataset, amendment: Amendment): Promise<void> {
  const { drop_duplicates, drop_missing = [], sort_by, target_column } = amendment;
  const repeated = Array.isArray(drop_duplicates) ? drop_duplicates : [];
  const asked = [
    ...Object.keys(amendment.columns ?? {}),
    ...repeated,
    ...drop_missing,
    ...[sort_by, target_column].filter((name) => name !== undefined && name !== null),
  ];
  const names = columns.map(({ name }) => name);
  const missing = asked.find((name) => !names.includes(name));
  if (missing === undefined) return;
  const { columnMissing } = await import('@atelier/learning/frame');
  throw new AtelierError('dataset.column_not_found', columnMissing(missing, names).message);
}

/** One target at most: a new one makes a feature of the old one. */
function rolesAfter({ columns, targetColumn }: MLDataset, amendment: Amendment): Record<string, ColumnSchema['role']> {
  const changes = Object.entries(amendment.columns ?? {});
  const named = changes.filter(([, { role }]) => role === 'target').map(([name]) => name);
  const targets = [...new Set([...named, ...(amendment.target_column ? [amendment.target_column] : [])])];
  if (targets.length > 1) {
    const message = `A dataset has one target, not ${targets.map((name) => JSON.stringify(name)).join(' and ')}.`;
    throw new AtelierError('request.invalid', message, [{ path: 'target_column', message }]);
  }
  const target = targets[0] ?? (amendment.target_column === null ? null : targetColumn);
  return Object.fromEntries(
    columns.map(({ name, role }) => {
      const change = amendment.columns?.[name];
      const isId = change?.type === 'identifier' ? 'identifier' : undefined;
      const other = change?.role ?? isId ?? (role === 'target' || (role === 'identifier' && change?.type !== undefined) ? 'feature' : role);
      return [name, name === target && (change?.role ?? 'target') === 'target' ? 'target' : other];
    }),
  );
}
