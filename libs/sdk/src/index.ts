export * from './client.js';
export * from './problem-error.js';
export { readServerSentEvents, type ServerSentEvent } from './server-sent-events.js';
export type { CompareOptions, TrainOptions } from './resources/training.js';
export type { DeployOptions } from './resources/models.js';
export type { CleanOptions, SelectFeaturesOptions, SplitOptions } from './resources/data.js';
export type { Upload } from './resources/datasets.js';
export type { ConnectionOptions } from './transport.js';
