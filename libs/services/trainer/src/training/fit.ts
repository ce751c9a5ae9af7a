import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Label, ModelMetrics, TrainingJob } from '@atelier/contracts';
import {
  certify,
  createManifest,
  type FeatureServiceReference,
  Frame,
  type GraphOutputs,
  goldenRows,
  LearningError,
  type ParityCertificate,
  type Progress,
  rowsFromFrame,
  savePipeline,
  saveUnsupervisedPipeline,
  type TrainedPipeline,
  type TrainedUnsupervised,
  type TrainingPlan,
  trainPipeline,
  trainUnsupervised,
  type UnsupervisedPlan,
} from '@atelier/learning';
import { readFrame } from '@atelier/tables';
import { generatedOrigin, originSummary } from '../model/labels-origin.js';
import { metricsOf } from '../model/metrics.js';
import { chooseColumns } from '../model/needed-columns.js';
import { runGraph } from '../model/run-graph.js';
import { signatureDigest } from '../model/signature-digest.js';
import { judge, type Judgement } from '../retraining/judge.js';
import { readRecentRows } from '../retraining/recent-rows.js';
import { isWithoutTarget } from './plan.js';

/** What the child process is given; files are paths, so that nothing large crosses the boundary. */
export interface FitInput {
  readonly parquetFile: string;
  readonly dataDigest: string;
  readonly plan: TrainingPlan | UnsupervisedPlan;
  readonly threads: number;
  readonly libraryVersion: string;
  /** Where the rows come from; the manifest names it. */
  readonly featureService?: FeatureServiceReference | null;
  /** An empty folder for the model's files. */
  readonly workFolder: string;
  readonly retraining: { readonly onnxFile: string; readonly manifestFile: string; readonly recentRowsFile: string | null } | null;
}

export interface FitProgress {
  readonly phase: 'reading' | 'training' | 'certifying' | 'comparing';
  readonly iteration: number;
  readonly total: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface FitResult {
  readonly onnxFile: string;
  readonly manifestFile: string;
  /** The pipeline as JSON, for explanations. */
  readonly pipelineFile: string;
  readonly reportFile: string;
  readonly results: NonNullable<TrainingJob['results']>;
  readonly metrics: ModelMetrics;
  readonly hyperparameters: Record<string, unknown>;
  readonly signatureDigest: string;
  /** In the order of the probabilities; null for regression. */
  readonly classes: readonly Label[] | null;
  readonly certificate: Pick<ParityCertificate, 'rows' | 'largest_error' | 'labels_equal'>;
  readonly judgement: Judgement | null;
  /** How the labels were generated; null where they were observed. */
  readonly labelsOrigin: string | null;
}

/** Rows on which the graph is compared with the trainer, beside the golden ones. */
const certifiedRows = 500;

/**
 * The whole training: reads the columns it needs, fits, evaluates, writes the ONNX file and its manifest, and proves that both say the same.
 * Throws the errors of `trainPipeline`, and `learning.parity_failed`.
 */
export async function fit(input: FitInput, send: (progress: FitProgress) => void, signal?: AbortSignal): Promise<FitResult> {
  const tell = (phase: FitProgress['phase'], { iteration, total, metrics }: Progress) => send({ phase, iteration, total, metrics });
  const step = (phase: FitProgress['phase']) => tell(phase, { iteration: 0, total: 1, metrics: {} });
  step('reading');
  const { plan, names, leftOut } = chooseColumns(input.plan);
  const table = await readFrame(input.parquetFile, names);
  const options = { threads: input.threads, signal, onProgress: (progress: Progress) => tell('training', progress) };
  if (isWithoutTarget(plan)) {
    step('training');
    const pipeline = await trainUnsupervised(table, plan, options);
    step('certifying');
    const files = await kept(pipeline, saveUnsupervisedPipeline(pipeline), table, input, null);
    return { ...files, ...foundOf(pipeline, leftOut), judgement: null };
  }
  const recent = await readRecentRows(input.retraining?.recentRowsFile ?? null, plan, table);
  const frame = recent.learned.rows > 0 ? Frame.concat([table, recent.learned]) : table;
  step('training');
  const pipeline = await trainPipeline(frame, plan, options);
  step('certifying');
  const labelsOrigin = await generatedOrigin(input.parquetFile, input.plan.columns);
  const files = await kept(pipeline, savePipeline(pipeline, pipeline.results.background), frame, input, labelsOrigin);
  if (input.retraining) step('comparing');
  const heldOut = recent.heldOut.rows > 0 ? recent.heldOut : frame.take(pipeline.results.splits.test);
  const judgement = input.retraining && (await judge(pipeline, heldOut, await readIncumbent(input.retraining), plan.seed));
  return { ...files, results: resultsOf(pipeline, leftOut, labelsOrigin), metrics: metricsOf(pipeline.evaluation), judgement };
}

type Kept = Omit<FitResult, 'results' | 'metrics' | 'judgement'>;

/** Certifies the model, writes its files, and says what identifies it. */
async function kept(
  pipeline: TrainedPipeline | TrainedUnsupervised,
  saved: unknown,
  frame: Frame,
  input: FitInput,
  labelsOrigin: string | null,
): Promise<Kept> {
  const { signature, results } = pipeline;
  return {
    ...(await save(pipeline, saved, frame, { ...input, labelsOrigin })),
    labelsOrigin,
    hyperparameters: { ...results.summary.hyperparameters },
    signatureDigest: signatureDigest(signature),
    classes: signature.classes ?? null,
  };
}

type SaveInput = FitInput & Pick<FitResult, 'labelsOrigin'>;

async function save(pipeline: TrainedPipeline | TrainedUnsupervised, saved: unknown, frame: Frame, input: SaveInput) {
  const { signature, results } = pipeline;
  const test = frame.take(results.splits.test);
  const golden = goldenRows(signature, test, input.plan.seed);
  const more = rowsFromFrame(
    signature,
    test,
    Int32Array.from({ length: Math.min(certifiedRows, test.rows) }, (_, row) => row),
  );
  const onnxFile = join(input.workFolder, 'model.onnx');
  const manifestFile = join(input.workFolder, 'manifest.json');
  const certificate = await certify(pipeline, [...golden, ...more], async (bytes, rows): Promise<GraphOutputs> => {
    await writeFile(onnxFile, bytes);
    return runGraph(bytes, rows);
  });
  const { dataDigest: dataHash, libraryVersion, featureService, labelsOrigin } = input;
  const manifest = createManifest(pipeline, { dataHash, libraryVersion, goldenRows: golden, certificate, featureService, labelsOrigin });
  await writeFile(manifestFile, JSON.stringify(manifest));
  const pipelineFile = join(input.workFolder, 'pipeline.json');
  await writeFile(pipelineFile, JSON.stringify(saved));
  const reportFile = join(input.workFolder, 'report.json');
  await writeFile(reportFile, JSON.stringify(results.report));
  return { certificate, onnxFile, manifestFile, pipelineFile, reportFile };
}

/** What a training without a target found. */
function foundOf({ results }: TrainedUnsupervised, leftOut: readonly unknown[]): Pick<FitResult, 'results' | 'metrics'> {
  const { evaluation, history, summary } = results;
  const training_summary = { ...summary, columns_left_out: [...summary.columns_left_out, ...leftOut] };
  return { results: { evaluation, training_history: history, training_summary }, metrics: { ...evaluation } };
}

function resultsOf(
  { results, evaluation, summary }: TrainedPipeline,
  leftOut: readonly unknown[],
  labelsOrigin: string | null,
): NonNullable<TrainingJob['results']> {
  const { importance, validationEvaluation, history } = results;
  const ranked = importance.gain ?? importance.permutation.columns.map(({ name, mean }) => ({ name, importance: mean }));
  return {
    evaluation: metricsOf(evaluation),
    training_history: history,
    training_summary: {
      ...summary,
      columns_left_out: [...summary.columns_left_out, ...leftOut],
      ...(evaluation.task === 'classification' ? { classes: evaluation.classes, per_class: evaluation.per_class } : {}),
      ...(validationEvaluation ? { validation: metricsOf(validationEvaluation) } : {}),
      permutation_importance: importance.permutation,
      ...(importance.terms && { important_terms: importance.terms }),
      ...originSummary(labelsOrigin),
    },
    feature_importance: ranked.map(({ name, importance: share }) => ({ feature: name, importance: share })),
  };
}

async function readIncumbent({ onnxFile, manifestFile }: NonNullable<FitInput['retraining']>) {
  const [bytes, manifest] = await Promise.all([readFile(onnxFile), readFile(manifestFile, 'utf8')]);
  return { bytes: new Uint8Array(bytes), manifest: parsed(manifest) };
}

function parsed(manifest: string): unknown {
  try {
    return JSON.parse(manifest);
  } catch {
    throw new LearningError('learning.model_invalid', "The incumbent's manifest is not JSON; train a model anew instead of again.");
  }
}
