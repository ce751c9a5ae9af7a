export {
  type ClientModelContext,
  type ClientModelFile,
  clientModelFiles,
  clientModelsFormat,
  type ClientModelsMetadata,
} from './client-model-files.js';
export { ClientScorer, type ClientScores } from './client-scorer.js';
export { type ClientLabels, clientsOfWorld, type LabelledClients, notesColumn, notesFrame, readClientTarget } from './labelled-clients.js';
export { type ClientPreset, clientPreset, clientPresetAliases, clientPresetNames, memberSpace } from './presets.js';
export { type ClientTarget, clientTargets, targetTasks } from './targets.js';
export {
  type ClientModel,
  type ClientModels,
  type ClientTrainingOptions,
  type ClientTrainingProgress,
  type TargetModels,
  trainClientModels,
} from './train-client-models.js';
