import { LearningError } from '../errors.js';
import { findEstimator } from '../estimators/registry.js';
import type { Signature } from '../frame/signature.js';
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
}

export function savePipeline({ signature, preparation, algorithm, estimator, loadedBy }: Pipeline): SavedPipeline {
  const saved = { loaded_by: loadedBy, model: estimator.toJSON() };
  return { format: savedPipelineFormat, signature, steps: preparation.toJSON(), algorithm, estimator: saved };
}

/** Throws `learning.model_invalid`, saying what is wrong, and `learning.algorithm_unknown` for one that this version doesn't have. */
export function loadPipeline(json: unknown): Pipeline {
  const saved = record(json, 'The saved pipeline');
  if (saved.format !== savedPipelineFormat)
    throw invalid(`its format is ${JSON.stringify(saved.format)}; this version reads ${savedPipelineFormat}`);
  if (typeof saved.algorithm !== 'string') throw invalid('"algorithm" is not a text');
  const signature = parseSignature(saved.signature);
  const steps = record(saved.steps, '"steps"');
  requireSteps(steps);
  const { loaded_by: loadedBy, model } = record(saved.estimator, '"estimator"');
  if (typeof loadedBy !== 'string') throw invalid('"estimator.loaded_by" is not a text');
  return new Pipeline({
    signature,
    preparation: Preparation.load(steps as unknown as PreparationDescription),
    algorithm: saved.algorithm,
    estimator: findEstimator(loadedBy, signature.task).load(model),
    loadedBy,
  });
}

function record(json: unknown, what: string): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid(`${what} is not an object`);
  return json as Record<string, unknown>;
}

function invalid(what: string): LearningError {
  return new LearningError('learning.model_invalid', `The saved pipeline can't be read: ${what}.`, 'pipeline');
}
