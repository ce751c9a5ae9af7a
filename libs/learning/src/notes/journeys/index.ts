export type { ClientJourney, ClientStage, JourneyEvaluation, StageSpan } from './journey-model.js';
export { JourneyModel } from './journey-model.js';
export { type JourneyMoment, journeyFeatureNames, journeyFeatures } from './journey-features.js';
export { type JourneyReport, journeyReport, type StageReport, type Transition } from './journey-report.js';
export { generatedStagesWarning, generateStages, stageByRules, stageRules, type StagesOrigin } from './stage-rules.js';
export { type JourneyStage, journeyStages, type ObservedStage } from './stages.js';
export { type JourneyOptions, lastDayOf, type TrainedJourneys, trainJourneys } from './train-journeys.js';
export { StagesReader, type StagesRead } from './stages-reader.js';
