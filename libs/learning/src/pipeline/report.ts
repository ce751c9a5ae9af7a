import { evaluationReport, type EvaluationReport } from '../evaluation/report.js';
import type { PartialDependenceCurve } from '../evaluation/report-curves.js';
import type { Frame } from '../frame/frame.js';
import type { Split } from '../frame/splits.js';
import type { Target } from '../frame/target.js';
import type { Importance } from './importance.js';
import { outcomeOf } from './outcome.js';
import type { Pipeline, PipelinePredictions } from './pipeline.js';
import type { TrainingPlan } from './plan.js';
import { rawPartialDependence } from './raw-partial-dependence.js';
import { watchedFrame } from './watched-columns.js';

/** Resamples × rows for the intervals: about two seconds. */
const intervalWork = 2_000_000;
const fewestRepeats = 100;
const mostRepeats = 500;
/** Columns with a curve of partial dependence: those that matter most. */
const curvedColumns = 4;

export interface ReportParts {
  readonly pipeline: Pipeline;
  /** The rows that have a target, which `target` and `split` number. */
  readonly frame: Frame;
  readonly target: Target;
  readonly split: Split;
  /** On the test rows, and on the validation rows if there are any. */
  readonly test: PipelinePredictions;
  readonly validation?: PipelinePredictions;
  readonly importance: Importance;
  readonly plan: TrainingPlan;
}

/** Everything that is known of a trained pipeline on its test rows, numbered as in the dataset, from 0. */
export async function reportOf(parts: ReportParts, signal?: AbortSignal): Promise<EvaluationReport> {
  const { pipeline, frame, target, split, test, validation, importance, plan } = parts;
  const partialDependence = await curvesOf(parts, signal);
  const rows = split.test.length;
  return evaluationReport({
    outcome: outcomeOf(test, target, split.test),
    labels: target.task === 'classification' ? target.classes : undefined,
    validation: validation && outcomeOf(validation, target, split.validation),
    frame: asLearned(watchedFrame(pipeline.signature, frame.take(split.test))),
    types: Object.fromEntries(plan.columns.map(({ name, type }) => [name, type])),
    rowNumbers: split.test.map((row) => target.kept[row]),
    repeats: Math.min(mostRepeats, Math.max(fewestRepeats, Math.floor(intervalWork / rows))),
    seed: plan.seed,
    importance: importance.gain ?? importance.permutation.columns.map(({ name, mean, std }) => ({ name, importance: mean, std })),
    history: pipeline.estimator.history,
    ...(partialDependence.length > 0 && { partialDependence }),
  });
}

/** Infinite numbers are missing ones, as they are to the preparation. */
function asLearned(frame: Frame): Frame {
  return frame.columns.reduce((made, column) => {
    if (column.kind === 'text' || column.values.every((value) => Number.isFinite(value) || Number.isNaN(value))) return made;
    return made.with({ ...column, values: column.values.map((value) => (Number.isFinite(value) ? value : Number.NaN)) });
  }, frame);
}

/** By permutation, which every algorithm has and which chance columns don't lead. */
async function curvesOf({ pipeline, frame, split, importance }: ReportParts, signal?: AbortSignal): Promise<PartialDependenceCurve[]> {
  const test = frame.take(split.test);
  const curves: PartialDependenceCurve[] = [];
  // What one and the same text in all rows would mean says nothing.
  const texts = new Set(pipeline.preparation.encodings.keys());
  const curved = importance.permutation.columns.filter(({ name }) => !texts.has(name));
  for (const { name, mean } of curved.slice(0, curvedColumns))
    if (mean > 0) curves.push(...(await rawPartialDependence(pipeline, test, name, { signal })));
  return curves;
}
