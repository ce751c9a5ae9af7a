import { type DynamicModule, Module } from '@nestjs/common';
import { Datasets } from './datasets/datasets.js';
import { DatasetsController } from './datasets/datasets.controller.js';
import { IngestionOptions } from './options.js';
import { MultipartBodies } from './uploads/multipart-bodies.js';
import { Uploads } from './uploads/uploads.js';
import { WorkFolders } from './uploads/work-folders.js';

/** Ingestion: files in, datasets out. Needs the program's `DataSource`, bus and `ArtifactStore`. */
@Module({})
export class IngestionModule {
  static forRoot(options: Partial<IngestionOptions> = {}): DynamicModule {
    return {
      module: IngestionModule,
      controllers: [DatasetsController],
      providers: [{ provide: IngestionOptions, useValue: new IngestionOptions(options) }, MultipartBodies, WorkFolders, Uploads, Datasets],
    };
  }
}
