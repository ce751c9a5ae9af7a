import type { Column } from '../frame/column.js';
import { Frame } from '../frame/frame.js';
import type { Signature } from '../frame/signature.js';
import { type FrameSketch, sketchFrame } from '../statistics/column-sketch.js';
import type { PipelinePredictions } from './pipeline.js';
import { watchedFrame } from './watched-columns.js';

/** What live data is compared with. */
export interface ReferenceSketches {
  /** The features' raw columns, on the training rows; of free texts, their statistics. */
  readonly columns: FrameSketch;
  /** `predictionFrame` of the test rows. */
  readonly predictions: FrameSketch;
}

export function referenceSketches(train: Frame, signature: Signature, predictions: PipelinePredictions): ReferenceSketches {
  return {
    columns: sketchFrame(watchedFrame(signature, train)),
    predictions: sketchFrame(predictionFrame(signature, predictions)),
  };
}

/**
 * Predictions as columns, so that they are sketched like any others: `prediction`, and for classification `probability of …`. Scores without a target
 * are not logged, so they are not watched either.
 */
export function predictionFrame(signature: Signature, predictions: Omit<PipelinePredictions, 'labels'>): Frame {
  const { codes, probabilities, values } = predictions;
  const { classes } = signature;
  if (!classes || !codes) return new Frame([{ kind: 'number', name: 'prediction', values: values ?? new Float64Array() }]);
  const columns: Column[] = [{ kind: 'text', name: 'prediction', codes: Int32Array.from(codes), dictionary: classes.map(String) }];
  if (signature.scores !== undefined) return new Frame(columns);
  for (const [code, label] of classes.entries()) {
    const shares = Float64Array.from({ length: codes.length }, (_, row) => probabilities?.[row * classes.length + code] ?? Number.NaN);
    columns.push({ kind: 'number', name: `probability of ${label}`, values: shares });
  }
  return new Frame(columns);
}
