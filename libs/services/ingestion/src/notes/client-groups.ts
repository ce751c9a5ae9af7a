import { ArtifactStore } from '@atelier/artifacts';
import {
  AtelierError,
  type JourneysMade,
  type MakeJourneys,
  type MakeSegments,
  type Principal,
  type SegmentsMade,
} from '@atelier/contracts';
import { programPath } from '@atelier/sandbox';
import { Injectable } from '@nestjs/common';
import type { MLDataset } from '../datasets/dataset.entity.js';
import { Datasets } from '../datasets/datasets.js';
import { DerivedDatasets } from '../derived/derived-datasets.js';
import { noteColumns, requireColumn } from './client-datasets.js';
import { requireClients } from './client-features.js';
import type { JourneysAnswer, JourneysInput } from './journeys.program.js';
import type { SegmentsAnswer } from './segments-answer.js';
import type { SegmentsInput } from './segments.program.js';
import { segmentsStep } from './segments-step.js';

const segmentsProgram = programPath(import.meta.url, './segments.program.ts');
const journeysProgram = programPath(import.meta.url, './journeys.program.ts');

/** Clients by what their notes have in common, and by where they stand, as datasets. */
@Injectable()
export class ClientGroups {
  constructor(
    private readonly datasets: Datasets,
    private readonly derived: DerivedDatasets,
    private readonly artifacts: ArtifactStore,
  ) {}

  /** `dataset.not_found`, `notes.not_clients`, `learning.too_few_rows`, `learning.parameter_invalid`, and what `DerivedDatasets.derive` refuses. */
  async segment(caller: Principal, request: MakeSegments): Promise<SegmentsMade> {
    const { clients_dataset_id: clientsId, segments_of: earlier, segments, seed } = request;
    requireClients(await this.datasets.find(caller.project, clientsId, false));
    const saved = earlier === undefined ? null : segmentationOf(await this.datasets.find(caller.project, earlier, false));
    const { datasets, answer } = await this.derived.derive<SegmentsInput, SegmentsAnswer>(caller, clientsId, {
      program: segmentsProgram,
      request: { segments, saved, seed },
      names: ({ name }) => [request.name ?? `${name.slice(0, 190)} segments`],
    });
    const [{ datasetId, name, rows }] = datasets;
    return { status: 'success', dataset_id: datasetId, name, clients: rows, ...answer };
  }

  /** `dataset.not_found`, `dataset.column_not_found`, `notes.too_few`, `learning.…`, and what `DerivedDatasets.derive` refuses. */
  async tellJourneys(caller: Principal, request: MakeJourneys): Promise<JourneysMade> {
    const { notes_dataset_id: notesId, stages_dataset_id: stagesId, as_of: asOf = null, seed } = request;
    const columns = noteColumns(await this.datasets.find(caller.project, notesId, false), request.columns);
    const stages = stagesId === undefined ? null : await this.#stagesFile(caller.project, stagesId);
    const { datasets, answer } = await this.derived.derive<JourneysInput, JourneysAnswer>(caller, notesId, {
      program: journeysProgram,
      request: { columns, stages, asOf, seed },
      names: (parent) => {
        const name = request.name ?? `${parent.name.slice(0, 180)} journeys`;
        return [name, `${name.slice(0, 180)} stays`];
      },
    });
    const [{ datasetId, name }, { datasetId: historyId }] = datasets;
    return { status: 'success', dataset_id: datasetId, history_dataset_id: historyId, name, ...answer };
  }

  async #stagesFile(project: string, datasetId: string): Promise<string> {
    const stages = await this.datasets.find(project, datasetId, false);
    for (const name of ['client_id', 'date', 'stage']) requireColumn(stages, name, 'stages_dataset_id');
    return await this.artifacts.file(stages.parquetDigest);
  }
}

function segmentationOf({ name, steps }: MLDataset): unknown {
  const segmentation = steps.findLast((step) => step.name === segmentsStep)?.fitted?.segmentation;
  if (segmentation !== undefined) return segmentation;
  const message = `The dataset "${name}" was not made by POST /api/ml/notes/segments.`;
  throw new AtelierError('notes.not_clients', message, [{ path: 'segments_of', message }]);
}
