export { LearningError, learningErrorCodes, type LearningErrorCode, throwIfAborted } from './errors.js';
export * from './frame/column.js';
export * from './frame/signature.js';
export { textColumn } from './frame/text-column.js';
export * from './random/random.js';
export * from './estimators/estimator.js';
export * from './estimators/parameters.js';
export type * from './estimators/unsupervised.js';
export { findUnsupervised, unsupervised } from './estimators/unsupervised-registry.js';
export type * from './onnx/graph-builder.js';
export { createGraph, onnxVersions } from './onnx/graph-writer.js';
export { Frame, columnLength, columnMissing, isMissing } from './frame/frame.js';
export * from './frame/target.js';
export { trainTestSplit, type Split, type SplitOptions } from './frame/splits.js';
export * from './frame/folds.js';
export { strataOf, quantileBins, type Strata } from './frame/strata.js';
export { cleanText } from './preparation/clean-text.js';
export {
  defaultPreparation,
  fitPreparation,
  Preparation,
  type PreparationDescription,
  type PreparationOptions,
  type TextEncodings,
  textEncodingsOf,
  type TextPlan,
  toFloat32,
} from './preparation/preparation.js';
export {
  type FittedStep,
  type ImputeStrategy,
  imputeStrategies,
  type PowerMethod,
  powerMethods,
  type Scaling,
  scalings,
} from './preparation/step.js';
export { type AskedEncoding, askedEncodings } from './preparation/category-encoding.js';
export { type CleaningPlan, type MissingStrategy, missingStrategies } from './preparation/cleaning.js';
export {
  findOutliers,
  type OutlierAction,
  outlierActions,
  type OutlierMethod,
  outlierMethods,
  type OutlierOptions,
  type Outliers,
} from './preparation/outliers.js';
export {
  type CleanedTable,
  cleanTable,
  type CleaningStep,
  type ColumnRule,
  type TableCleaning,
  type TableColumn,
} from './preparation/table-cleaning.js';
export { type FillStrategy, fillStrategies } from './preparation/fill-gaps.js';
export { fitKnnImpute, type NeighbourImputeOptions } from './preparation/knn-impute.js';
export { type ChainedImputeOptions, fitIterativeImpute } from './preparation/iterative-impute.js';
export { dateReader, dayLength } from './pipeline/date-text.js';
export type { PolynomialOptions } from './preparation/polynomial.js';
export type { Labels } from './preparation/target-encoding.js';
export { selectFeatures } from './preparation/selection/select-features.js';
export * from './preparation/selection/selection.js';
export * from './preparation/temporal/index.js';
export type * from './preparation/text/text-encoding.js';
export { textEncodingKinds } from './preparation/text/text-encodings.js';
export { defaultTextOptions, mostEmbeddings, mostFeatures, type TextOptions } from './preparation/text/text-options.js';
export {
  evaluate,
  type ClassEvaluation,
  type EvaluateOptions,
  type Evaluation,
  type PerClass,
  type ValueEvaluation,
} from './evaluation/metrics/evaluate.js';
export { type ClassOutcome, type Codes, type Outcome, requireOutcome, type ValueOutcome } from './evaluation/metrics/outcome.js';
export {
  defaultMetric,
  metricDirection,
  metricNames,
  type MetricName,
  prepareMetric,
  scoreOf,
  type Scorer,
} from './evaluation/metrics/catalogue.js';
export { pinballLoss } from './evaluation/metrics/regression.js';
export * from './evaluation/curves.js';
export * from './evaluation/bootstrap.js';
export * from './evaluation/permutation-importance.js';
export * from './evaluation/truth.js';
export { errorSlices, errorsOf, type ErrorSlice, type SliceOptions } from './evaluation/slices.js';
export { type Condition, inWords } from './evaluation/conditions.js';
export { type ClassExample, predictionExamples, type PredictionExamples, type ValueExample } from './evaluation/examples.js';
export * from './evaluation/threshold.js';
export * from './evaluation/report.js';
export type * from './evaluation/report-curves.js';
export { type Chart } from './charts/chart.js';
export { chartsOf, drawCharts, type DrawnChart } from './charts/draw.js';
export { renderSvg } from './charts/render.js';
export { createPngRenderer, type PngAssets, pngAssets, type RenderPng } from './charts/png.js';
export { type Theme, type ThemeName, themes } from './charts/theme.js';
export { confusionMatrixChart } from './charts/confusion-matrix.js';
export { calibrationChart, precisionRecallChart, rocChart, thresholdChart } from './charts/class-curves.js';
export { importanceChart } from './charts/importance.js';
export { silhouetteChart } from './charts/silhouette.js';
export { predictedActualChart, residualsChart, type ValuePoint } from './charts/regression.js';
export { learningCurveChart, lossChart, partialDependenceChart } from './charts/course.js';
export { type CalibrationMethod, calibrationMethods, type CalibrationOptions, withCalibration } from './estimators/ensembles/index.js';
export * from './explanation/index.js';
export { estimators, findEstimator } from './estimators/registry.js';
export { requireLearningSet } from './estimators/learning-set.js';
export {
  type ChooseClustersOptions,
  type ChosenClusters,
  chooseClusters,
  type ClusterCount,
} from './estimators/clusters/choose-clusters.js';
export type { FittedClusters } from './estimators/clusters/fitted-clusters.js';
export { adjustedRand } from './evaluation/adjusted-rand.js';
export { calinskiHarabasz, daviesBouldin, silhouetteScore, silhouettes } from './evaluation/clusters.js';
export {
  compileEncoder,
  encodeRows,
  type EncodedRows,
  type Feed,
  frameFromRows,
  inputNames,
  outputNames,
  outputsOf,
  type RawRow,
  type RowEncoder,
} from './pipeline/encode.js';
export { type ChangePointOptions, changePoints } from './statistics/change-points.js';
export { type MonotoneTrend, monotoneTrend } from './statistics/monotone-trend.js';
export { type SeasonalTrend, seasonalTrend, type SeasonalTrendOptions } from './statistics/seasonal-trend.js';
export * from './statistics/column-sketch.js';
export { quantileAt, distributionOf, shareUpTo, type Distribution } from './statistics/distribution.js';
export { mergeQuantiles, quantilesOf, rankError, type QuantileSketch } from './statistics/quantile-sketch.js';
export { kolmogorovSmirnov, kolmogorovSmirnovOf, type TestResult, wasserstein, wassersteinOf } from './statistics/two-samples.js';
export {
  type BinnedPair,
  chiSquare,
  type ChiSquareResult,
  fisherExact,
  jensenShannon,
  populationStability,
  sameRate,
} from './statistics/counts.js';
export { benjaminiHochberg } from './statistics/false-discovery.js';
export { type ColumnDrift, type DriftOptions, driftOf } from './statistics/drift.js';
export * from './statistics/frame-drift.js';
export {
  certify,
  type Certifiable,
  comparedModel,
  compareOutputs,
  type ComparedModel,
  type ExpectedOutputs,
  expectedOutputs,
  type GraphOutputs,
  type ParityCertificate,
  parityTolerance,
  type RunGraph,
} from './pipeline/certificate.js';
export { crossValidate, type CrossValidateOptions, type CrossValidation } from './pipeline/cross-validate.js';
export { chooseFeatures, type Features, type LeftOut, type LeftOutReason, reasonByPlan } from './pipeline/features.js';
export type { FitPipelineOptions } from './pipeline/fit-pipeline.js';
export type { Importance } from './pipeline/importance.js';
export { learningCurve, type LearningCurveOptions } from './pipeline/learning-curve.js';
export {
  createManifest,
  type FeatureServiceReference,
  type ManifestInputs,
  parseManifest,
  parseSignature,
  type PipelineManifest,
} from './pipeline/manifest.js';
export { Pipeline, type PipelineParts, type PipelinePredictions } from './pipeline/pipeline.js';
export { type PlanColumn, resolvePlan, type TrainingPlan } from './pipeline/plan.js';
export { predictionFrame, type ReferenceSketches } from './pipeline/reference.js';
export { goldenRows, rowsFromFrame } from './pipeline/rows.js';
export { watchedFrame } from './pipeline/watched-columns.js';
export { explainRows, type Contribution, type RowExplanation, type RowsExplained } from './pipeline/explain-rows.js';
export { loadPipeline, type LoadedPipeline, savePipeline, type SavedPipeline } from './pipeline/saved-pipeline.js';
export type { ColumnProfile, GroupProfile } from './pipeline/unsupervised/group-profiles.js';
export {
  TrainedUnsupervised,
  trainUnsupervised,
  type UnsupervisedReport,
  type UnsupervisedResults,
  type UnsupervisedSummary,
} from './pipeline/unsupervised/train-unsupervised.js';
export type { UnsupervisedMetrics } from './pipeline/unsupervised/unsupervised-metrics.js';
export {
  loadUnsupervisedPipeline,
  saveUnsupervisedPipeline,
  UnsupervisedPipeline,
} from './pipeline/unsupervised/unsupervised-pipeline.js';
export { resolveUnsupervisedPlan, taskOfUnsupervised, type UnsupervisedPlan } from './pipeline/unsupervised/unsupervised-plan.js';
export { TrainedPipeline, trainPipeline, type TrainingResults, type TrainingSummary } from './pipeline/train.js';
export { type CatboostJsonOptions, readCatboostJson } from './interop/catboost-json.js';
export { type LightgbmTextOptions, writeLightgbmText } from './interop/lightgbm-text-write.js';
export { readLightgbmText } from './interop/lightgbm-text.js';
export { certifySparkModel, readSparkModel, type SparkModel, type SparkSummary } from './interop/spark-model.js';
export { type CheckRows, type SparkModelFile, sparkModelFiles, type SparkModelTexts } from './interop/spark-model-files.js';
export { writeXgboostJson, type XgboostJsonOptions } from './interop/xgboost-json-write.js';
export { readXgboostJson } from './interop/xgboost-json.js';
export * from './tuning/index.js';
export * from './notes/index.js';
export { judgeQuality, type QualityJudgement, type QualityScores, scoresOf } from './quality/report.js';
export {
  type Finding,
  type FindingKind,
  findingKinds,
  type QualityDimension,
  type Recommendation as QualityRecommendation,
  type Severity as FindingSeverity,
} from './quality/finding.js';
export type * from './quality/measurements.js';
export { type LevelChange, levelChanges } from './quality/level-changes.js';
export { patternOf, type SeriesPattern } from './quality/series.js';
export { type AdoptedOnnx, adoptOnnx } from './interop/imports/adopt-onnx.js';
export { type GivenColumn, type GivenSignature, parseGivenSignature } from './interop/imports/given-signature.js';
export { importedManifest, type ImportedManifestParts } from './interop/imports/imported-manifest.js';
export { probeRows, type ProbeValues } from './interop/imports/probe-rows.js';
export {
  type ImportedTrees,
  type ModelFormat,
  modelFormats,
  readTreeModel,
  type TreeFormat,
  treeFormats,
} from './interop/imports/tree-import.js';
export { hasExternalData } from './onnx/external-data.js';
