export { InferenceModule } from './inference.module.js';
export { InferenceOptions } from './options.js';
export { inferenceSchema } from './inference.schema.js';
export { MLPredictionLog } from './spool/prediction-log.entity.js';
