export { MLExperiment } from './comparison/experiment.entity.js';
export { TrainerOptions } from './options.js';
export { TrainerModule } from './trainer.module.js';
export { trainerSchema } from './trainer.schema.js';
export { trainingQueue } from './training/training-intake.js';
export { MLTrainingJob } from './training/training-job.entity.js';
