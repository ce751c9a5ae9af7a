import { LearningError } from '../errors.js';
import type { Matrix } from '../estimators/estimator.js';
import { findEstimator } from '../estimators/registry.js';
import { type PackedArray, packArray, unpackArray } from '../estimators/trees/packed-array.js';
import { isUnsupervised, type Signature } from '../frame/signature.js';
import { Preparation, type PreparationDescription } from '../preparation/preparation.js';
import { parseSignature, requireSteps } from './manifest.js';
import { Pipeline } from './pipeline.js';

export const savedPipelineFormat = 1;

/** A pipeline as plain JSON: what the ONNX file says only by its answers, for explanations and for going on in TypeScript. */
export interface SavedPipeline {
  readonly format: typeof savedPipelineFormat;
  readonly signature: Signature;
  readonly steps: PreparationDescription;
  readonly algorithm: string;
  /** The estimator's JSON, and the algorithm whose `load` reads it. */
  readonly estimator: { readonly loaded_by: string; readonly model: unknown };
  /** Prepared training rows, row-major, which answers are explained against; a model of another library comes without. */
  readonly background?: PackedArray;
}

export interface LoadedPipeline {
  readonly pipeline: Pipeline;
  readonly background?: Matrix;
}

export function savePipeline({ signature, preparation, algorithm, estimator, loadedBy }: Pipeline, background?: Matrix): SavedPipeline {
  const saved = { loaded_by: loadedBy, model: estimator.toJSON() };
  return {
    format: savedPipelineFormat,
    signature,
    steps: preparation.toJSON(),
    algorithm,
    estimator: saved,
    ...(background && { background: packArray(background.data) }),
  };
}

/** Throws `learning.model_invalid`, saying what is wrong, and `learning.algorithm_unknown` for one that this version doesn't have. */
export function loadPipeline(json: unknown): LoadedPipeline {
  const saved = record(json, 'The saved pipeline');
  if (saved.format !== savedPipelineFormat)
    throw invalid(`its format is ${JSON.stringify(saved.format)}; this version reads ${savedPipelineFormat}`);
  if (typeof saved.algorithm !== 'string') throw invalid('"algorithm" is not a text');
  const signature = parseSignature(saved.signature);
  const steps = record(saved.steps, '"steps"');
  requireSteps(steps);
  if (isUnsupervised(signature.task))
    throw new LearningError(
      'learning.task_unsupported',
      'A model without a target is neither explained by column nor written in another format; in TypeScript, loadUnsupervisedPipeline reads it.',
      'pipeline',
    );
  const { loaded_by: loadedBy, model } = record(saved.estimator, '"estimator"');
  if (typeof loadedBy !== 'string') throw invalid('"estimator.loaded_by" is not a text');
  const preparation = Preparation.load(steps as unknown as PreparationDescription);
  const estimator = findEstimator(loadedBy, signature.task).load(model);
  const pipeline = new Pipeline({ signature, preparation, algorithm: saved.algorithm, estimator, loadedBy });
  if (saved.background === undefined) return { pipeline };
  return { pipeline, background: matrixOf(unpackArray('f32', saved.background, 'background'), preparation) };
}

function matrixOf(data: Float32Array, { names, categories }: Preparation): Matrix {
  if (data.length === 0 || data.length % names.length !== 0) throw invalid(`"background" is no row of ${names.length} columns`);
  return { rows: data.length / names.length, columns: names.length, data, names, ...(categories && { categories }) };
}

function record(json: unknown, what: string): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid(`${what} is not an object`);
  return json as Record<string, unknown>;
}

function invalid(what: string): LearningError {
  return new LearningError('learning.model_invalid', `The saved pipeline can't be read: ${what}.`, 'pipeline');
}
