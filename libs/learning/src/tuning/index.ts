export { type RandomSearchOptions, randomSearch } from './random-search.js';
export { sampleCandidates } from './random-sampler.js';
export { type Objective, runStudy, type RunStudyOptions, type StudyProgress } from './run-study.js';
export { type Candidate, type Dimension, requireSpace, type SearchSpace, spaceSize } from './space.js';
export { bestTrial, createStudy, parseStudy, type Study, studyFormat, type StudyOptions, type Trial, type TrialState } from './study.js';
