import { Turnstile } from '@atelier/sandbox';
import { MultipartBodies } from '@atelier/program';
import { type DynamicModule, Module } from '@nestjs/common';
import { Amendments } from './amending/amendments.js';
import { AmendmentsController } from './amending/amendments.controller.js';
import { Datasets } from './datasets/datasets.js';
import { DatasetsController } from './datasets/datasets.controller.js';
import { Registrar } from './datasets/registrar.js';
import { DerivedDatasets } from './derived/derived-datasets.js';
import { IngestionOptions } from './options.js';
import { ClientFeatures } from './notes/client-features.js';
import { ClientDatasets } from './notes/client-datasets.js';
import { ClientGroups } from './notes/client-groups.js';
import { ClientGroupsController } from './notes/client-groups.controller.js';
import { NotesController } from './notes/notes.controller.js';
import { TrainingSetListener } from './training-sets/training-set.listener.js';
import { PreparedDatasets } from './preparing/prepared-datasets.js';
import { PreparingController } from './preparing/preparing.controller.js';
import { TemporalController } from './temporal/temporal.controller.js';
import { NextFeatures } from './temporal/next-features.js';
import { TemporalFeatures } from './temporal/temporal-features.js';
import { Quality } from './quality/quality.js';
import { QualityController } from './quality/quality.controller.js';
import { Uploads } from './uploads/uploads.js';
import { WorkFolders } from './uploads/work-folders.js';

/** Ingestion: files in, datasets out. Needs the program's `DataSource`, bus and `ArtifactStore`. */
@Module({})
export class IngestionModule {
  static forRoot(options: Partial<IngestionOptions> = {}): DynamicModule {
    return {
      module: IngestionModule,
      controllers: [
        DatasetsController,
        PreparingController,
        QualityController,
        AmendmentsController,
        TemporalController,
        NotesController,
        ClientGroupsController,
        TrainingSetListener,
      ],
      providers: [
        { provide: IngestionOptions, useValue: new IngestionOptions(options) },
        { provide: Turnstile, useFactory: ({ concurrency }: IngestionOptions) => new Turnstile(concurrency), inject: [IngestionOptions] },
        MultipartBodies,
        WorkFolders,
        Registrar,
        Uploads,
        Datasets,
        DerivedDatasets,
        PreparedDatasets,
        NextFeatures,
        TemporalFeatures,
        ClientDatasets,
        ClientFeatures,
        ClientGroups,
        Quality,
        Amendments,
      ],
    };
  }
}
