import { LearningError } from '../../errors.js';
import type { FittedUnsupervised } from '../../estimators/unsupervised.js';
import { findUnsupervised } from '../../estimators/unsupervised-registry.js';
import type { Frame } from '../../frame/frame.js';
import { isUnsupervised, type Label, type Signature, type SignatureColumn, type UnsupervisedTask } from '../../frame/signature.js';
import { createGraph } from '../../onnx/graph-writer.js';
import { Preparation, type PreparationDescription } from '../../preparation/preparation.js';
import { outputNames } from '../encode.js';
import { graphInputs } from '../graph-inputs.js';
import { parseSignature, requireSteps } from '../manifest.js';
import type { PipelinePredictions } from '../pipeline.js';

export interface UnsupervisedParts {
  readonly signature: Signature;
  readonly preparation: Preparation;
  readonly algorithm: string;
  readonly model: FittedUnsupervised;
}

/** Fitted preparation and an algorithm without a target under one signature: raw columns in; cluster numbers, or anomaly yes and no, and scores out. */
export class UnsupervisedPipeline implements UnsupervisedParts {
  readonly signature: Signature;
  readonly preparation: Preparation;
  readonly algorithm: string;
  readonly model: FittedUnsupervised;

  constructor(parts: UnsupervisedParts) {
    this.signature = parts.signature;
    this.preparation = parts.preparation;
    this.algorithm = parts.algorithm;
    this.model = parts.model;
  }

  /** Needs the signature's columns; others are ignored. Throws `learning.column_missing` and `learning.value_invalid`. */
  predict(frame: Frame): PipelinePredictions {
    const x = this.preparation.transform(frame);
    const codes = this.model.predict(x);
    const classes = this.signature.classes as readonly Label[];
    return { labels: Array.from(codes, (code) => classes[code]), codes, scores: this.model.scores(x) };
  }

  /** One graph from raw columns, as `Pipeline.toOnnx`, to `label` (code, int64 [n]) and `scores` (float32 [n, scores]). */
  toOnnx(): Uint8Array {
    const { signature, preparation, model } = this;
    const graph = createGraph(this.algorithm);
    const { codes, scores } = model.toOnnx(graph, preparation.toOnnx(graph, graphInputs(graph, signature)));
    const flat = graph.node('Reshape', [codes, graph.constant('int64', [1], [-1])]);
    graph.output(outputNames.label, graph.node('Cast', [flat], { to: { int: 7 } }), 'int64', ['n']);
    graph.output(outputNames.scores, scores, 'float', ['n', model.width]);
    return graph.toBytes({ signature: JSON.stringify(signature) });
  }
}

/** The signature of a model without a target: clusters by number, or anomalies by yes and no. */
export function unsupervisedSignature(task: UnsupervisedTask, inputs: readonly SignatureColumn[], model: FittedUnsupervised): Signature {
  const isClusters = task === 'clustering';
  return {
    inputs,
    target: isClusters ? { name: 'cluster', type: 'integer' } : { name: 'anomaly', type: 'boolean' },
    task,
    classes: isClusters ? Array.from({ length: model.codes }, (_, code) => code) : [false, true],
    scores: model.width,
  };
}

const format = 1;

/** As plain JSON, for going on in TypeScript. */
export function saveUnsupervisedPipeline({ signature, preparation, algorithm, model }: UnsupervisedPipeline): unknown {
  const estimator = { loaded_by: algorithm, model: model.toJSON() };
  return { format, signature, steps: preparation.toJSON(), algorithm, estimator };
}

/** Throws `learning.model_invalid`, saying what is wrong, and `learning.algorithm_unknown`. */
export function loadUnsupervisedPipeline(json: unknown): UnsupervisedPipeline {
  const saved = record(json);
  const { algorithm } = saved;
  if (saved.format !== format || typeof algorithm !== 'string') throw invalid(`it is of another format than ${format}`);
  const signature = parseSignature(saved.signature);
  if (!isUnsupervised(signature.task)) throw invalid('it has a target');
  const steps = record(saved.steps);
  requireSteps(steps);
  const preparation = Preparation.load(steps as unknown as PreparationDescription);
  const model = findUnsupervised(algorithm).load(record(saved.estimator).model);
  return new UnsupervisedPipeline({ signature, preparation, algorithm, model });
}

function record(json: unknown): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid('a part of it is not an object');
  return json as Record<string, unknown>;
}

function invalid(what: string): LearningError {
  return new LearningError('learning.model_invalid', `The saved pipeline can't be read: ${what}.`, 'pipeline');
}
