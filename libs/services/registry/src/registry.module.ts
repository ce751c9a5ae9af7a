import { MultipartBodies } from '@atelier/program';
import { type DynamicModule, Module } from '@nestjs/common';
import { TrainingListener } from './candidates/training.listener.js';
import { ImportController } from './imports/import.controller.js';
import { ModelImports } from './imports/model-imports.js';
import { Catalogue } from './models/catalogue.js';
import { ChangeAnswers } from './models/change-answers.js';
import { Deployment } from './models/deployment.js';
import { ModelsController } from './models/models.controller.js';
import { Promotion } from './models/promotion.js';
import { RegistryOptions } from './options.js';
import { ServingListener } from './rollouts/serving.listener.js';
import { ServingWatch } from './rollouts/serving-watch.js';
import { Stages } from './rollouts/stages.js';
import { Registration } from './versions/registration.js';

/** The registry: candidates, versions, stages and rollouts. Needs the program's `DataSource` and bus. */
@Module({})
export class RegistryModule {
  static forRoot(options: Partial<RegistryOptions> = {}): DynamicModule {
    return {
      module: RegistryModule,
      controllers: [TrainingListener, ServingListener, ImportController, ModelsController],
      providers: [
        { provide: RegistryOptions, useValue: new RegistryOptions(options) },
        Stages,
        Registration,
        ServingWatch,
        ChangeAnswers,
        Deployment,
        Promotion,
        Catalogue,
        ModelImports,
        MultipartBodies,
      ],
    };
  }
}
