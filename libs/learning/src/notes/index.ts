export { normaliseText, stripAccents } from './text/normalise.js';
export { type Analyzer, analyzers } from './text/ngrams.js';
export { denseOf, type SparseMatrix, type SparseRow } from './text/sparse-matrix.js';
export { textStatisticNames, textStatistics, textStatisticsOf } from './text/statistics.js';
export { countOptions, defaultTfidf, fitTfidf, Tfidf, type TfidfDescription, type TfidfOptions } from './text/tfidf.js';
export { defaultTokens, noteWords, type StripAccents, type Word } from './text/tokens.js';
export { bundledLexicon } from './lexicon/bundled.js';
export { type Concept, isLanguage, type Language, languages, type Lexicon } from './lexicon/lexicon.js';
export { type Fault, LexiconError, placeOf, readLexicon, requireLexicon } from './lexicon/read-lexicon.js';
export { ConceptDetector, type Mention, type NoteConcepts } from './detection/detect-concepts.js';
export { type DetectedLanguage, detectLanguage } from './language/detect-language.js';
export { type KeywordCandidate, keywordCandidates, type KeywordNote, type KeywordOptions } from './keywords.js';
export {
  generateWorld,
  type SyntheticClient,
  type SyntheticNote,
  type SyntheticStage,
  type SyntheticWorld,
  type WorldOptions,
} from './generator/generate-world.js';
export type { Attainable } from './generator/labels.js';
export { csvText } from './csv-text.js';
export { type WorldFile, worldFiles } from './generator/world-files.js';
export type {
  AnyEncoder,
  DescribedEncoder,
  EncoderDescription,
  SentenceEncoder,
  SubwordDescription,
  UntrainedDescription,
} from './concept-model/sentence-encoder.js';
export { readEncoder } from './concept-model/read-encoder.js';
export { SubwordEncoder } from './concept-model/subword-encoder.js';
export { untrainedEncoder } from './concept-model/untrained-encoder.js';
export * from './clients/index.js';
export { clientHistories, type ClientHistory, dateOf, dayOf, type HeardNote } from './histories.js';
export * from './segments/index.js';
export * from './journeys/index.js';
export * from './models/index.js';
export { ConceptModel, type ConceptMatch } from './concept-model/concept-model.js';
export {
  conceptModelSizes,
  type ConceptModelSize,
  type ConceptTrainingOptions,
  defaultConceptTraining,
  type EpochMetrics,
  fewestNotes,
  trainConceptModel,
  type TrainedConceptModel,
  type TrainingWork,
} from './concept-model/train-concept-model.js';
export type { ContextNote } from './concept-model/note-contexts.js';
export type { PairMetrics } from './concept-model/pair-metrics.js';
export {
  type ConceptModelFileName,
  conceptModelFileNames,
  conceptModelFiles,
  type ConceptModelMetadata,
  type ConceptTrainingData,
  readConceptModel,
  type SavedConceptModel,
} from './concept-model/model-files.js';
export { encoderOnnx, readEncoderOnnx } from './concept-model/encoder-onnx.js';
export {
  type DetectionGain,
  evaluateDetection,
  type FoundScores,
  type Gain,
  type KeywordGain,
} from './concept-model/evaluate-detection.js';
export { evaluateVectors, type VectorGain } from './concept-model/evaluate-vectors.js';
export { phraseSet } from './concept-model/lexicon-pairs.js';
