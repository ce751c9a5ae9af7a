import { dataPreparationOperations } from './data-preparation.js';
import { datasetOperations } from './datasets.js';
import { featureOperations } from './features.js';
import { modelOperations } from './models.js';
import { monitoringOperations } from './monitoring.js';
import { noteGroupOperations } from './note-groups.js';
import { noteOperations } from './notes.js';
import { openInferenceOperations } from './open-inference.js';
import type { Operation } from './operation.js';
import { platformOperations } from './platform.js';
import { predictionOperations } from './predictions.js';
import { temporalOperations } from './temporal.js';
import { trainingOperations } from './training.js';

/** The whole public API, in the order in which one uses it. */
export const operations: readonly Operation[] = [
  ...datasetOperations,
  ...dataPreparationOperations,
  ...temporalOperations,
  ...trainingOperations,
  ...modelOperations,
  ...predictionOperations,
  ...openInferenceOperations,
  ...monitoringOperations,
  ...featureOperations,
  ...noteOperations,
  ...noteGroupOperations,
  ...platformOperations,
];
