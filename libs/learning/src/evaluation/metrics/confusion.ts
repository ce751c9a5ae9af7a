import type { ClassOutcome } from './outcome.js';

/** Rows (or their weights) by true and predicted class: `cells[truth * classes + prediction]`. */
export interface Confusion {
  readonly classes: number;
  readonly cells: Float64Array;
}

export interface ClassScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Rows (or weight) that truly are of the class. */
  readonly support: number;
}

export type Averages = Omit<ClassScores, 'support'>;

export function confusionOf({ classes, truth, prediction }: ClassOutcome, weights?: Float64Array): Confusion {
  const cells = new Float64Array(classes * classes);
  for (let row = 0; row < truth.length; row++) cells[truth[row] * classes + prediction[row]] += weights ? weights[row] : 1;
  return { classes, cells };
}

/** One row per true class, one column per predicted class. */
export function confusionRows({ classes, cells }: Confusion): number[][] {
  return Array.from({ length: classes }, (_, truth) => [...cells.subarray(truth * classes, (truth + 1) * classes)]);
}

interface Margins {
  readonly total: number;
  readonly correct: number;
  readonly truths: Float64Array;
  readonly predictions: Float64Array;
}

function marginsOf({ classes, cells }: Confusion): Margins {
  const truths = new Float64Array(classes);
  const predictions = new Float64Array(classes);
  let total = 0;
  let correct = 0;
  for (let truth = 0; truth < classes; truth++) {
    for (let prediction = 0; prediction < classes; prediction++) {
      const count = cells[truth * classes + prediction];
      truths[truth] += count;
      predictions[prediction] += count;
      total += count;
      if (truth === prediction) correct += count;
    }
  }
  return { total, correct, truths, predictions };
}

export function accuracy(confusion: Confusion): number {
  const { correct, total } = marginsOf(confusion);
  return correct / total;
}

/** Mean recall over the classes that occur in truth. */
export function balancedAccuracy(confusion: Confusion): number {
  const present = classScores(confusion).filter((scores) => scores.support > 0);
  return mean(present.map((scores) => scores.recall));
}

/** Matthews' correlation for any number of classes (Gorodkin 2004); 0 where it is undefined. */
export function matthews(confusion: Confusion): number {
  const { total, correct, truths, predictions } = marginsOf(confusion);
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const spread = (total * total - dot(predictions, predictions)) * (total * total - dot(truths, truths));
  return spread <= 0 ? 0 : (correct * total - dot(truths, predictions)) / Math.sqrt(spread);
}

/** Per class; a ratio without denominator is 0, as scikit-learn's default. */
export function classScores(confusion: Confusion): ClassScores[] {
  const { truths, predictions } = marginsOf(confusion);
  return Array.from(truths, (support, code) => {
    const hits = confusion.cells[code * confusion.classes + code];
    return {
      precision: ratio(hits, predictions[code]),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, support + predictions[code]),
      support,
    };
  });
}

/** Unweighted over the classes that occur in truth or prediction. */
export function macroAverages(confusion: Confusion): Averages {
  const { truths, predictions } = marginsOf(confusion);
  const occurring = classScores(confusion).filter((_, code) => truths[code] + predictions[code] > 0);
  return averages((key) => mean(occurring.map((scores) => scores[key])));
}

/** Weighted by support. */
export function weightedAverages(confusion: Confusion): Averages {
  const scores = classScores(confusion);
  const total = scores.reduce((sum, each) => sum + each.support, 0);
  return averages((key) => scores.reduce((sum, each) => sum + each[key] * each.support, 0) / total);
}

/** What "precision", "recall" and "f1" mean without a qualifier: of the last (positive) of two classes, macro-averaged beyond two. */
export function mainAverages(confusion: Confusion): Averages {
  if (confusion.classes > 2) return macroAverages(confusion);
  const scores = classScores(confusion);
  return averages((key) => scores[scores.length - 1][key]);
}

function averages(of: (key: keyof Averages) => number): Averages {
  return { precision: of('precision'), recall: of('recall'), f1: of('f1') };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
