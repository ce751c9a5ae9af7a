import { LearningError } from '../errors.js';
import type { Matrix } from '../estimators/estimator.js';
import { findEstimator } from '../estimators/registry.js';
import { SparseTable } from '../estimators/sparse-table.js';
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
  /** Prepared training rows, row-major or without their zeros, which answers are explained against; a model of another library comes without. */
  readonly background?: PackedArray | PackedRows;
}

interface PackedRows {
  readonly starts: PackedArray;
  readonly indices: PackedArray;
  readonly values: PackedArray;
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
    ...(background && { background: packRows(background) }),
  };
}

function packRows(rows: Matrix): PackedArray | PackedRows {
  const { sparse } = rows;
  if (!sparse) return packArray(rows.data);
  return { starts: packArray(sparse.starts), indices: packArray(sparse.indices), values: packArray(sparse.values) };
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
  return { pipeline, background: unpackRows(saved.background, preparation) };
}

function unpackRows(packed: unknown, preparation: Preparation): Matrix {
  if (typeof packed === 'string') return matrixOf(unpackArray('f32', packed, 'background'), preparation);
  const rows = record(packed, '"background"');
  const starts = unpackArray('i32', rows.starts, 'background.starts');
  const indices = unpackArray('i32', rows.indices, 'background.indices');
  const values = unpackArray('f32', rows.values, 'background.values');
  const { names, categories } = preparation;
  const ascends = starts.every((start, i) => (i === 0 ? start === 0 : start >= starts[i - 1]));
  const fits = starts.length > 1 && ascends && starts[starts.length - 1] === values.length && indices.length === values.length;
  if (!fits || !indices.every((column) => column >= 0 && column < names.length)) throw invalid('"background" holds no rows');
  return new SparseTable({ rows: starts.length - 1, columns: names.length, starts, indices, values, names }, categories);
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
