import { join } from 'node:path';
import { ArtifactStore } from '@atelier/artifacts';
import type { Principal } from '@atelier/contracts';
import { runInSandbox, Turnstile } from '@atelier/sandbox';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { MLDataset } from '../datasets/dataset.entity.js';
import { columnSchema } from '../datasets/dataset-answers.js';
import { Datasets } from '../datasets/datasets.js';
import { Registrar } from '../datasets/registrar.js';
import { IngestionOptions } from '../options.js';
import { datasetName } from '../uploads/names.js';
import { WorkFolders } from '../uploads/work-folders.js';
import type { DerivationInput, ProfiledDerivation } from './derivation.js';

export interface DerivationRequest<Request> {
  /** The compiled program, one that calls `serveDerivation`: `programPath(import.meta.url, './clean.program.ts')`. */
  readonly program: string;
  /** What it is asked: plain data. */
  readonly request: Request;
  /** Names of the tables that it writes, usually one; made from the parent's. */
  readonly names: (parent: MLDataset) => readonly string[];
  /** Ids of the new datasets, where somebody else has chosen them; else they are made here. */
  readonly ids?: readonly string[];
  /** Ends the work at once. */
  readonly signal?: AbortSignal;
}

/**
 * Makes new datasets out of one: a program in a child process reads the parent's Parquet and writes tables (see `derivation.ts`); they are profiled
 * there, kept, and registered with the parent's id, the steps that were taken and the raw bytes' digest of the root, all in one transaction with
 * their `dataset.registered`. The parent never changes, and what fails leaves nothing behind.
 *
 * @example
 * const { datasets: [cleaned], answer } = await derived.derive<CleanRequest, CleanAnswer>(caller, datasetId, {
 *   program, request, names: ({ name }) => [`${name} cleaned`],
 * });
 */
@Injectable()
export class DerivedDatasets {
  constructor(
    private readonly options: IngestionOptions,
    private readonly folders: WorkFolders,
    private readonly turnstile: Turnstile,
    private readonly artifacts: ArtifactStore,
    private readonly datasets: Datasets,
    private readonly registrar: Registrar,
  ) {}

  /** Errors: `dataset.not_found`, `dataset.name_invalid`, `dataset.empty` (nothing is left), the program's own, `sandbox.*`, `artifact.*`. */
  async derive<Request, Answer = undefined>(
    caller: Principal,
    parentId: string,
    { program, request, names, ids = [], signal }: DerivationRequest<Request>,
  ): Promise<{ datasets: readonly MLDataset[]; answer: Answer }> {
    const parent = await this.datasets.find(caller.project, parentId, false);
    const named = names(parent).map(datasetName);
    return await this.folders.with(async (directory) => {
      const parquets = named.map((_, at) => join(directory, `table-${at}.parquet`));
      const { seconds, memoryMiB } = this.options;
      const run = async () => {
        const input = await this.inputOf(parent, { directory, parquets, memoryMiB, request });
        return await runInSandbox<ProfiledDerivation<Answer>>({ program, input, limits: { seconds, memoryMiB }, signal });
      };
      const { tables, answer } = await this.turnstile.pass(run);
      const datasets: MLDataset[] = [];
      for (const [at, table] of tables.entries()) {
        const stored = await this.artifacts.put({ file: parquets[at] });
        datasets.push(child(parent, caller, { id: ids[at] ?? uuidv7(), name: named[at] }, table, stored));
      }
      await this.registrar.register(datasets);
      return { datasets, answer };
    });
  }

  private async inputOf<Request>(
    { parquetDigest, rows, columns, targetColumn }: MLDataset,
    rest: Pick<DerivationInput<Request>, 'directory' | 'parquets' | 'memoryMiB' | 'request'>,
  ): Promise<DerivationInput<Request>> {
    return { file: await this.artifacts.file(parquetDigest), rows, columns: columns.map(columnSchema), targetColumn, ...rest };
  }
}

function child(
  parent: MLDataset,
  caller: Principal,
  { id: datasetId, name }: { readonly id: string; readonly name: string },
  { steps, rows, columns }: ProfiledDerivation<unknown>['tables'][number],
  stored: { readonly digest: string; readonly size: number },
): MLDataset {
  const { project, rawDigest, rawBytes, format, gzipped, sheet } = parent;
  return Object.assign(new MLDataset(), {
    datasetId,
    project,
    name,
    rows,
    columns: columns.map((column) => ({ ...columnSchema(column), missing: column.missing })),
    profile: columns,
    targetColumn: columns.find(({ role }) => role === 'target')?.name ?? null,
    format,
    gzipped,
    sheet,
    rawDigest,
    rawBytes,
    parquetDigest: stored.digest,
    parquetBytes: stored.size,
    parentDatasetId: parent.datasetId,
    steps,
    createdBy: caller.keyId,
    createdAt: new Date(),
  } satisfies MLDataset);
}
