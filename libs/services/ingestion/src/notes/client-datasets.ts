import { ArtifactStore } from '@atelier/artifacts';
import { AtelierError, type ClientsMade, type MakeClients, type Principal } from '@atelier/contracts';
import { programPath } from '@atelier/sandbox';
import { Injectable } from '@nestjs/common';
import type { MLDataset } from '../datasets/dataset.entity.js';
import { columnSchema } from '../datasets/dataset-answers.js';
import { Datasets } from '../datasets/datasets.js';
import { DerivedDatasets } from '../derived/derived-datasets.js';
import { clientColumns } from './client-table.js';
import type { ClientsAnswer, ClientsInput } from './clients.program.js';
import type { GivenLabels } from './labels.js';
import type { NoteColumnNames } from './note-source.js';

const program = programPath(import.meta.url, './clients.program.ts');

/** Datasets of clients, made of their notes: a row a client. */
@Injectable()
export class ClientDatasets {
  constructor(
    private readonly datasets: Datasets,
    private readonly derived: DerivedDatasets,
    private readonly artifacts: ArtifactStore,
  ) {}

  /** `dataset.not_found`, `dataset.column_not_found`, `notes.column_conflict`, `notes.too_few`, and what `DerivedDatasets.derive` refuses. */
  async make(caller: Principal, { notes_dataset_id: notesId, ...asked }: MakeClients): Promise<ClientsMade> {
    const notes = await this.datasets.find(caller.project, notesId, false);
    const columns = noteColumns(notes, asked.columns);
    const labels =
      asked.labels_dataset_id === undefined ? null : await this.#labels(caller.project, asked.labels_dataset_id, columns.client_id);
    const { datasets, answer } = await this.derived.derive<ClientsInput, ClientsAnswer>(caller, notesId, {
      program,
      request: { columns, labels, labelsDatasetId: asked.labels_dataset_id ?? null, generate: asked.generate_labels ?? null },
      names: ({ name }) => [asked.name ?? `${name.slice(0, 190)} clients`],
    });
    const [{ datasetId, name, rows }] = datasets;
    return { status: 'success', dataset_id: datasetId, name, clients: rows, ...answer };
  }

  async #labels(project: string, datasetId: string, clientColumn: string): Promise<GivenLabels> {
    const labels = await this.datasets.find(project, datasetId, false);
    const client = has(labels, clientColumn) ? clientColumn : 'client_id';
    requireColumn(labels, client, 'labels_dataset_id');
    const columns = labels.columns.filter(({ name }) => name !== client).map(columnSchema);
    requireFree(columns.map(({ name }) => name));
    if (columns.length === 0)
      throw refused('notes.labels_missing', 'labels_dataset_id', `The dataset "${labels.name}" has no column beside "${client}".`);
    return { file: await this.artifacts.file(labels.parquetDigest), client, columns };
  }
}

/** Date and language may be absent; a name that was given must be there. */
export function noteColumns(notes: MLDataset, given: MakeClients['columns'] = {}): NoteColumnNames {
  for (const [part, name] of Object.entries(given)) requireColumn(notes, name, `columns.${part}`);
  const { client_id = 'client_id', text = 'text' } = given;
  requireColumn(notes, client_id, 'columns.client_id');
  requireColumn(notes, text, 'columns.text');
  const optional = (name: string) => (has(notes, name) ? name : null);
  return { client_id, date: given.date ?? optional('date'), language: given.language ?? optional('language'), text };
}

function has({ columns }: MLDataset, name: string): boolean {
  return columns.some((column) => column.name === name);
}

/** `dataset.column_not_found`, telling which there are. */
export function requireColumn(dataset: MLDataset, name: string, path: string): void {
  if (has(dataset, name)) return;
  const names = dataset.columns.slice(0, 20).map((column) => column.name);
  const message = `The dataset "${dataset.name}" has no column "${name.slice(0, 100)}"; it has ${names.join(', ')}. Say in "columns" which is which.`;
  throw refused('dataset.column_not_found', path, message);
}

/** DuckDB takes no heed of case. */
function requireFree(labels: readonly string[]): void {
  const own = new Set<string>(clientColumns);
  const taken = labels.find((name) => own.has(name.toLowerCase()));
  if (taken !== undefined) throw refused('notes.column_conflict', 'labels_dataset_id', `Clients have a column "${taken}" of their own.`);
}

function refused(code: 'dataset.column_not_found' | 'notes.column_conflict' | 'notes.labels_missing', path: string, message: string) {
  return new AtelierError(code, message, [{ path, message }]);
}
