import { createManifest } from '../../pipeline/manifest.js';
import { certify, type RunGraph } from '../../pipeline/certificate.js';
import type { Pipeline } from '../../pipeline/pipeline.js';
import { predictionFrame } from '../../pipeline/reference.js';
import { goldenRows, rowsFromFrame } from '../../pipeline/rows.js';
import { savePipeline } from '../../pipeline/saved-pipeline.js';
import { watchedFrame } from '../../pipeline/watched-columns.js';
import { type FrameSketch, sketchFrame } from '../../statistics/column-sketch.js';
import { generatedLabelsWarning, type LabelsOrigin } from '../clients/labels/labels-origin.js';
import { type LabelledClients, notesFrame } from './labelled-clients.js';
import type { ClientModel, ClientModels, TargetModels } from './train-client-models.js';

export const clientModelsFormat = 'atelier.client-models.1';

/** A file of the output folder; `path` has slashes. */
export interface ClientModelFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

export interface ClientModelContext {
  readonly clients: LabelledClients;
  readonly seed: number;
  readonly testSize: number;
  /** Where the labels come from. */
  readonly origin: LabelsOrigin;
  /** Whether the clients are made up. */
  readonly synthetic: boolean;
  /** SHA-256 of the inputs by name, as hexadecimal text. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly libraryVersion: string;
  readonly run: RunGraph;
  /** SHA-256 as hexadecimal text. */
  readonly digest: (content: string | Uint8Array) => string;
}

/** What metadata.json says of all models. */
export interface ClientModelsMetadata {
  readonly format: typeof clientModelsFormat;
  readonly preset: string;
  readonly platform_preset: string;
  readonly synthetic: boolean;
  readonly labels: LabelsOrigin;
  readonly warning?: string;
  readonly features: { readonly encoding: string; readonly columns: number };
  readonly seed: number;
  readonly split: { readonly test_size: number; readonly train: readonly string[]; readonly test: readonly string[] };
  /** By target the folder of the model to be used. */
  readonly best: Readonly<Record<string, string>>;
  readonly left_out: ClientModels['leftOut'];
  readonly inputs: Readonly<Record<string, string>>;
  /** SHA-256 by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly library_version: string;
}

/** Test clients on which a graph is compared with its trainer, beside the golden ones. */
const certifiedClients = 200;
/** Columns of a model that metadata names. */
const namedFeatures = 20;

/**
 * The files of trained models, one after the other: of each model `model.onnx`, `manifest.json` (with the TF-IDF and all else that features need in its
 * steps) and `pipeline.json`, of each target `metadata.json`, and at last a `metadata.json` of all. Throws `learning.parity_failed`.
 */
export async function* clientModelFiles(models: ClientModels, context: ClientModelContext): AsyncGenerator<ClientModelFile> {
  const files: Record<string, string> = {};
  const told = (path: string, content: ClientModelFile['content']): ClientModelFile => {
    files[path] = context.digest(content);
    return { path, content };
  };
  const frame = notesFrame(context.clients.texts);
  const { signature } = models.targets[0].models[0].pipeline;
  const columns = sketchFrame(watchedFrame(signature, frame.take(models.split.train)));
  for (const target of models.targets) {
    const test = frame.take(target.rows.test);
    for (const model of target.models) {
      const folder = `${target.target}/${model.name}`;
      const { onnx, manifest } = await certified(model, { target, test, columns }, context);
      yield told(`${folder}/model.onnx`, onnx);
      yield told(`${folder}/manifest.json`, JSON.stringify(manifest));
      yield told(`${folder}/pipeline.json`, JSON.stringify(savePipeline(model.pipeline)));
    }
    yield told(`${target.target}/metadata.json`, `${JSON.stringify(targetMetadata(target, models, context), null, 2)}\n`);
  }
  yield { path: 'metadata.json', content: `${JSON.stringify(metadataOf(models, context, files), null, 2)}\n` };
}

interface Judged {
  readonly target: TargetModels;
  readonly test: ReturnType<typeof notesFrame>;
  readonly columns: FrameSketch;
}

async function certified(model: ClientModel, { target, test, columns }: Judged, context: ClientModelContext) {
  const { pipeline, hyperparameters, evaluation } = model;
  const { seed, run, libraryVersion, digest, inputs } = context;
  const golden = goldenRows(pipeline.signature, test, seed);
  const some = Int32Array.from({ length: Math.min(certifiedClients, test.rows) }, (_, row) => row);
  let onnx: Uint8Array = new Uint8Array();
  const certificate = await certify(
    withScale(pipeline, target, context),
    [...golden, ...rowsFromFrame(pipeline.signature, test, some)],
    (bytes, rows) => run((onnx = bytes), rows),
  );
  const sketches = { columns, predictions: sketchFrame(predictionFrame(pipeline.signature, pipeline.predict(test))) };
  const summary = {
    hyperparameters,
    seed,
    algorithm: pipeline.algorithm,
    training_rows: target.rows.train.length,
    test_rows: target.rows.test.length,
    matrix_columns: pipeline.preparation.names.length,
    labels: context.origin,
    synthetic: context.synthetic,
    ...(context.origin.source === 'generated' && { warning: generatedLabelsWarning }),
  };
  const parts = {
    signature: pipeline.signature,
    preparation: pipeline.preparation,
    algorithm: pipeline.algorithm,
    predict: pipeline.predict.bind(pipeline),
    results: { summary, sketches, importance: {}, evaluation },
  };
  const dataHash = digest(JSON.stringify(inputs));
  return { onnx, manifest: createManifest(parts, { dataHash, libraryVersion, goldenRows: golden, certificate }) };
}

/** Values are compared in units of their standard deviation among the training clients. */
function withScale(pipeline: Pipeline, { target, rows }: TargetModels, { clients }: ClientModelContext) {
  const { signature, preparation } = pipeline;
  const own = { signature, preparation, predict: pipeline.predict.bind(pipeline), toOnnx: pipeline.toOnnx.bind(pipeline) };
  if (signature.task !== 'regression') return own;
  const values = rows.train.length > 0 ? Array.from(rows.train, (row) => clients.labels[target][row]) : [0];
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const targetScale = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
  return { ...own, results: { targetScale } };
}

function targetMetadata({ target, best, models, rows }: TargetModels, { preset, encoding }: ClientModels, context: ClientModelContext) {
  const { seed, testSize, origin, synthetic, inputs, libraryVersion } = context;
  return {
    format: clientModelsFormat,
    target,
    task: models[0].pipeline.signature.task,
    preset: preset.name,
    platform_preset: preset.alias,
    synthetic,
    labels: origin,
    ...(origin.source === 'generated' && { warning: generatedLabelsWarning }),
    best,
    // Terms and shares are of one order of magnitude already; standardising them made linear models worse (docs/guide/notes.md).
    scaler: { method: 'none' },
    features: { encoding: encoding.description.kind, columns: encoding.names.length, tfidf: 'manifest.json: steps.encodings' },
    seed,
    split: { test_size: testSize, train: rows.train.length, test: rows.test.length },
    models: Object.fromEntries(
      models.map(({ name, pipeline, hyperparameters, evaluation, study }) => [
        name,
        {
          algorithm: pipeline.algorithm,
          hyperparameters,
          metrics: evaluation,
          features: mostTelling(pipeline),
          ...(study && { search: study }),
        },
      ]),
    ),
    inputs,
    library_version: libraryVersion,
  };
}

/** The columns that mattered most to the algorithm, as shares of 1. */
function mostTelling({ estimator: { importance }, preparation: { names } }: Pipeline) {
  if (!importance) return [];
  const ranked = names.map((name, column) => ({ name, importance: importance[column] })).sort((a, b) => b.importance - a.importance);
  return ranked.slice(0, namedFeatures).filter((each) => each.importance > 0);
}

function metadataOf(models: ClientModels, context: ClientModelContext, files: ClientModelsMetadata['files']): ClientModelsMetadata {
  const { preset, encoding, split, targets, leftOut } = models;
  const { clients, seed, testSize, origin, synthetic, inputs, libraryVersion } = context;
  const ids = (rows: Int32Array) => Array.from(rows, (row) => clients.ids[row]);
  return {
    format: clientModelsFormat,
    preset: preset.name,
    platform_preset: preset.alias,
    synthetic,
    labels: origin,
    ...(origin.source === 'generated' && { warning: generatedLabelsWarning }),
    features: { encoding: encoding.description.kind, columns: encoding.names.length },
    seed,
    split: { test_size: testSize, train: ids(split.train), test: ids(split.test) },
    best: Object.fromEntries(targets.map(({ target, best }) => [target, `${target}/${best}`])),
    left_out: leftOut,
    inputs,
    files,
    library_version: libraryVersion,
  };
}
