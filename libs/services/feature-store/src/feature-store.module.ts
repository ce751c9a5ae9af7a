import { type DynamicModule, Module } from '@nestjs/common';
import { DatasetListener } from './datasets/dataset.listener.js';
import { Datasets } from './datasets/datasets.js';
import { FeaturesController } from './features.controller.js';
import { Loader } from './loading/loader.js';
import { OnlineStore } from './online/online-store.js';
import { FeatureStoreOptions } from './options.js';
import { Views } from './views/views.js';

/** The feature store: columns of datasets, served by the key of an entity. Needs the program's `DataSource`, bus and `ArtifactStore`. */
@Module({})
export class FeatureStoreModule {
  static forRoot(options: Partial<FeatureStoreOptions> = {}): DynamicModule {
    return {
      module: FeatureStoreModule,
      controllers: [DatasetListener, FeaturesController],
      providers: [{ provide: FeatureStoreOptions, useValue: new FeatureStoreOptions(options) }, Datasets, Views, Loader, OnlineStore],
    };
  }
}
