import { type DynamicModule, Module } from '@nestjs/common';
import { AlgorithmsController } from './algorithms/algorithms.controller.js';
import { ComparisonController } from './comparison/comparison.controller.js';
import { Comparisons } from './comparison/comparisons.js';
import { DatasetListener } from './datasets/dataset.listener.js';
import { Datasets } from './datasets/datasets.js';
import { Reports } from './explanation/reports.js';
import { ReportsController } from './explanation/reports.controller.js';
import { ModelFiles } from './export/model-files.js';
import { ModelFilesController } from './export/model-files.controller.js';
import { ClientTrainings } from './notes/client-trainings.js';
import { NotesController } from './notes/notes.controller.js';
import { TrainerOptions } from './options.js';
import { RetrainingListener } from './retraining/retraining.listener.js';
import { ProgressStream } from './training/progress-stream.js';
import { TrainingController } from './training/training.controller.js';
import { TrainingIntake } from './training/training-intake.js';
import { TrainingJobs } from './training/training-jobs.js';
import { TrainingMetrics } from './training/training-metrics.js';
import { TrainingSetListener } from './training/training-set.listener.js';
import { TrainingWorker } from './training/training-worker.js';

/** The trainer: training jobs, comparisons, retrainings. Needs the program's `DataSource`, bus, `ArtifactStore` and `JobsModule`. */
@Module({})
export class TrainerModule {
  static forRoot(options: Partial<TrainerOptions> = {}): DynamicModule {
    return {
      module: TrainerModule,
      controllers: [
        DatasetListener,
        RetrainingListener,
        TrainingSetListener,
        TrainingController,
        NotesController,
        ComparisonController,
        ReportsController,
        ModelFilesController,
        AlgorithmsController,
      ],
      providers: [
        { provide: TrainerOptions, useValue: new TrainerOptions(options) },
        Datasets,
        TrainingIntake,
        ClientTrainings,
        TrainingJobs,
        TrainingWorker,
        TrainingMetrics,
        ProgressStream,
        Comparisons,
        Reports,
        ModelFiles,
      ],
    };
  }
}
