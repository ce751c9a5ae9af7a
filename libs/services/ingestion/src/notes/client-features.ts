import { AtelierError, type ClientFeaturesMade, type MakeClientFeatures, presetOf, type Principal } from '@atelier/contracts';
import type { TextEncodingDescription } from '@atelier/learning';
import { programPath } from '@atelier/sandbox';
import { Injectable } from '@nestjs/common';
import type { MLDataset } from '../datasets/dataset.entity.js';
import { Datasets } from '../datasets/datasets.js';
import { DerivedDatasets } from '../derived/derived-datasets.js';
import type { ClientFeaturesAnswer, ClientFeaturesInput } from './client-features.program.js';
import { clientFeaturesStep } from './client-features-step.js';

const program = programPath(import.meta.url, './client-features.program.ts');

/** Columns of clients by a preset, as datasets: for feature views, and for whoever learns elsewhere. */
@Injectable()
export class ClientFeatures {
  constructor(
    private readonly datasets: Datasets,
    private readonly derived: DerivedDatasets,
  ) {}

  /** `dataset.not_found`, `notes.not_clients`, and what `DerivedDatasets.derive` refuses. */
  async make(caller: Principal, request: MakeClientFeatures): Promise<ClientFeaturesMade> {
    const { clients_dataset_id: clientsId, encoding_of: earlier } = request;
    const preset = presetOf(request.preset);
    requireClients(await this.datasets.find(caller.project, clientsId, false));
    const encoding = earlier === undefined ? null : encodingOf(await this.datasets.find(caller.project, earlier, false), preset);
    const { datasets, answer } = await this.derived.derive<ClientFeaturesInput, ClientFeaturesAnswer>(caller, clientsId, {
      program,
      request: { preset, encoding },
      names: ({ name }) => [request.name ?? `${name.slice(0, 180)} features ${preset}`],
    });
    const [{ datasetId, name, rows }] = datasets;
    return { status: 'success', dataset_id: datasetId, name, preset, clients: rows, columns: answer.columns };
  }
}

/** `notes.not_clients` */
export function requireClients({ name, columns }: MLDataset): void {
  const names = new Set(columns.map((column) => column.name));
  if (names.has('client_id') && names.has('notes')) return;
  throw refused('clients_dataset_id', `The dataset "${name}" has no columns "client_id" and "notes".`);
}

function encodingOf({ name, steps }: MLDataset, preset: string): TextEncodingDescription {
  const step = steps.findLast((each) => each.name === clientFeaturesStep && each.parameters.preset === preset);
  const encoding = step?.fitted?.encoding as TextEncodingDescription | undefined;
  if (encoding) return encoding;
  throw refused('encoding_of', `The dataset "${name}" was not made as columns of the preset ${preset}.`);
}

function refused(path: string, message: string): AtelierError {
  return new AtelierError('notes.not_clients', message, [{ path, message }]);
}
