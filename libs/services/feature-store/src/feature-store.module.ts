import { OnlineFeatures } from '@atelier/online-features';
import { type DynamicModule, Module } from '@nestjs/common';
import { DatasetListener } from './datasets/dataset.listener.js';
import { Datasets } from './datasets/datasets.js';
import { Entities } from './entities/entities.js';
import { FeastController } from './feast/feast.controller.js';
import { FeastFeatures } from './feast/feast-features.js';
import { FeaturesController } from './features.controller.js';
import { History } from './history/history.js';
import { Materializations } from './materialization/materializations.js';
import { Materializer } from './materialization/materializer.js';
import { StateMaterializer } from './materialization/state-materializer.js';
import { OnlineStore } from './online/online-store.js';
import { FeatureStoreOptions } from './options.js';
import { PushListener } from './pushes/push.listener.js';
import { Pushes } from './pushes/pushes.js';
import { Removals } from './removal/removals.js';
import { FeatureServices } from './services/feature-services.js';
import { FeatureStatistics } from './statistics/feature-statistics.js';
import { TrainingSetBuilder } from './training-sets/builder.js';
import { TrainingSetListener } from './training-sets/training-set.listener.js';
import { TrainingSetsController } from './training-sets/training-sets.controller.js';
import { TrainingSets } from './training-sets/training-sets.js';
import { Views } from './views/views.js';

/** The feature store: features with their history, for training as they were known, for serving as they are. Needs the program's `DataSource`, bus, `ArtifactStore` and `JobsModule`. */
@Module({})
export class FeatureStoreModule {
  static forRoot(options: Partial<FeatureStoreOptions> = {}): DynamicModule {
    return {
      module: FeatureStoreModule,
      controllers: [DatasetListener, PushListener, TrainingSetListener, FeaturesController, FeastController, TrainingSetsController],
      providers: [
        { provide: FeatureStoreOptions, useValue: new FeatureStoreOptions(options) },
        Datasets,
        Entities,
        Views,
        OnlineFeatures,
        OnlineStore,
        FeatureServices,
        FeastFeatures,
        History,
        Pushes,
        Materializations,
        Materializer,
        StateMaterializer,
        TrainingSets,
        FeatureStatistics,
        TrainingSetBuilder,
        Removals,
      ],
    };
  }
}
