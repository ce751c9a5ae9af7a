import {
  AtelierError,
  type Cleaned,
  type CleanRequest,
  type FeaturesSelected,
  type Principal,
  type SelectFeaturesRequest,
  type SplitAnswer,
  type SplitRequest,
} from '@atelier/contracts';
import { programPath } from '@atelier/sandbox';
import { Injectable } from '@nestjs/common';
import type { MLDataset } from '../datasets/dataset.entity.js';
import { Datasets } from '../datasets/datasets.js';
import { DerivedDatasets } from '../derived/derived-datasets.js';
import type { CleanAnswer, CleanInput } from './clean.program.js';
import type { SplitInput } from './parts.js';
import type { SelectAnswer, SelectInput } from './select-features.program.js';
import type { SplitProgramAnswer } from './split.program.js';

const cleanProgram = programPath(import.meta.url, './clean.program.ts');
const selectProgram = programPath(import.meta.url, './select-features.program.ts');
const splitProgram = programPath(import.meta.url, './split.program.ts');

/** Tables cleaned, measured and divided, each in a child process. Nothing is kept of what is refused. */
@Injectable()
export class PreparedDatasets {
  constructor(
    private readonly datasets: Datasets,
    private readonly derived: DerivedDatasets,
  ) {}

  /** Errors: `dataset.not_found`, `dataset.empty` (no row is left), `learning.parameter_invalid`. */
  async clean(caller: Principal, { dataset_id: datasetId, name, ...request }: CleanRequest): Promise<Cleaned> {
    const parent = await this.datasets.find(caller.project, datasetId, false);
    const { datasets, answer } = await this.derived.derive<CleanInput, CleanAnswer>(caller, datasetId, {
      program: cleanProgram,
      request,
      names: () => [name ?? named(parent, 'cleaned')],
    });
    const [cleaned] = datasets;
    return {
      status: 'success',
      cleaned_dataset_id: cleaned.datasetId,
      original_rows: parent.rows,
      cleaned_rows: cleaned.rows,
      filled: answer.filled,
      still_missing: answer.left,
      outliers: answer.outliers,
      message:
        'Means, bounds and the like were learned from all rows of the table. To judge a model fairly, train on the uncleaned table with "cleaning": it then learns them from the training rows alone.',
    };
  }

  /** Errors: `dataset.column_not_found`, `learning.target_*`, `learning.no_features`. */
  async select(caller: Principal, { dataset_id: datasetId, ...request }: SelectFeaturesRequest): Promise<FeaturesSelected> {
    requireColumns(await this.datasets.find(caller.project, datasetId, false), { target_column: request.target_column });
    const { answer } = await this.derived.derive<SelectInput, SelectAnswer>(caller, datasetId, {
      program: selectProgram,
      request,
      names: () => [],
    });
    return {
      status: 'success',
      ...answer,
      message:
        'Measured on all rows of the table. To judge a model fairly, train on all columns with "feature_selection": it then selects by the training rows alone.',
    };
  }

  /** Errors: `dataset.column_not_found`, `learning.parameter_invalid`, `learning.too_few_rows`, `learning.class_too_small`. */
  async split(caller: Principal, { dataset_id: datasetId, name, ...request }: SplitRequest): Promise<SplitAnswer> {
    const parent = await this.datasets.find(caller.project, datasetId, false);
    requireColumns(parent, { target_column: request.target_column, groups: request.groups, time: request.time });
    const parts = partNames(request);
    const { datasets, answer } = await this.derived.derive<SplitInput, SplitProgramAnswer>(caller, datasetId, {
      program: splitProgram,
      request,
      names: () => parts.map((part) => named({ name: name ?? parent.name }, part)),
    });
    return splitAnswer(request, datasets, answer);
  }
}

/** The names of all parts that get rows. */
function partNames({ method, folds, test_size: test, validation_size: validation }: SplitInput): string[] {
  if (method === 'holdout') return ['train', ...(validation > 0 ? ['validation'] : []), ...(test > 0 ? ['test'] : [])];
  return Array.from({ length: folds }, (_, fold) => [`fold ${fold + 1} train`, `fold ${fold + 1} test`]).flat();
}

function splitAnswer(request: SplitInput, datasets: readonly MLDataset[], { samples, stratified }: SplitProgramAnswer): SplitAnswer {
  const ids = datasets.map(({ datasetId }) => datasetId);
  const message = 'Every part is a table of its own; rows keep the order of the table. The same seed gives the same rows.';
  if (request.method !== 'holdout') {
    const folds = Array.from({ length: request.folds }, (_, fold) => ({
      fold: fold + 1,
      train_samples: samples[2 * fold],
      test_samples: samples[2 * fold + 1],
      train_dataset_id: ids[2 * fold],
      test_dataset_id: ids[2 * fold + 1],
    }));
    const { train_samples, test_samples, train_dataset_id, test_dataset_id } = folds[0];
    const first = { train_samples, validation_samples: 0, test_samples, train_dataset_id, validation_dataset_id: null, test_dataset_id };
    return { status: 'success', ...first, stratified, folds, message };
  }
  const [train, validation, test] = samples;
  const next = [...ids];
  return {
    status: 'success',
    train_samples: train,
    validation_samples: validation,
    test_samples: test,
    train_dataset_id: next.shift() as string,
    validation_dataset_id: validation > 0 ? (next.shift() as string) : null,
    test_dataset_id: test > 0 ? (next.shift() as string) : null,
    stratified,
    folds: [],
    message,
  };
}

const longestName = 200;

function named({ name }: Pick<MLDataset, 'name'>, suffix: string): string {
  return `${name.slice(0, longestName - suffix.length - 1).trim()} ${suffix}`;
}

function requireColumns({ columns }: MLDataset, asked: Readonly<Record<string, string | undefined>>): void {
  for (const [path, name] of Object.entries(asked)) {
    if (name === undefined || columns.some((column) => column.name === name)) continue;
    const message = `There is no column ${JSON.stringify(name.slice(0, 100))} in this table.`;
    throw new AtelierError('dataset.column_not_found', message, [{ path, message }]);
  }
}
