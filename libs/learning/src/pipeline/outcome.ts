import type { Outcome } from '../evaluation/metrics/outcome.js';
import type { Target } from '../frame/target.js';
import { targetOf } from './fit-pipeline.js';
import type { PipelinePredictions } from './pipeline.js';

/** Predictions of these rows of the target beside the truth. */
export function outcomeOf(predictions: PipelinePredictions, target: Target, rows: Int32Array): Outcome {
  const truth = targetOf(target, rows);
  if (target.task === 'regression') return { task: 'regression', truth, prediction: predictions.values as Float64Array };
  const { codes, probabilities } = predictions;
  return { task: 'classification', classes: target.classes.length, truth, prediction: codes as Float64Array, proba: probabilities };
}
