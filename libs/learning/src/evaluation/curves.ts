import { LearningError } from '../errors.js';
import { rankingOf, walk } from './metrics/ranking.js';

/** One class against the rest: its score (higher is likelier) and whether each row is of it. */
export interface BinaryScores {
  readonly scores: Float64Array;
  readonly isPositive: (row: number) => boolean;
  readonly weights?: Float64Array;
}

/** Points from (0, 0) to (1, 1); `thresholds[i]` is the score from which rows count as positive, `null` where none does. */
export interface RocCurve {
  readonly fpr: readonly number[];
  readonly tpr: readonly number[];
  readonly thresholds: readonly (number | null)[];
}

/** Points by falling threshold; `precision` where nothing is called positive is 1 and its threshold `null`. */
export interface PrecisionRecallCurve {
  readonly precision: readonly number[];
  readonly recall: readonly number[];
  readonly thresholds: readonly (number | null)[];
}

interface Point {
  readonly positives: number;
  readonly negatives: number;
  readonly threshold: number | null;
}

/** The ROC curve in at most `maxPoints` points; points on a straight line are left out. `null` with positives or negatives alone. */
export function rocCurve(given: BinaryScores, maxPoints = 200): RocCurve | null {
  const points = pointsOf(given);
  const { positives, negatives } = points[points.length - 1];
  if (positives === 0 || negatives === 0) return null;
  const kept = thinned(withoutCollinear(points), maxPoints);
  return {
    fpr: kept.map((point) => point.negatives / negatives),
    tpr: kept.map((point) => point.positives / positives),
    thresholds: kept.map((point) => point.threshold),
  };
}

/** The precision-recall curve in at most `maxPoints` points. `null` without positives. */
export function precisionRecallCurve(given: BinaryScores, maxPoints = 200): PrecisionRecallCurve | null {
  const points = pointsOf(given);
  const { positives } = points[points.length - 1];
  if (positives === 0) return null;
  const kept = thinned(points, maxPoints);
  return {
    precision: kept.map((point) => (point.threshold === null ? 1 : point.positives / (point.positives + point.negatives))),
    recall: kept.map((point) => point.positives / positives),
    thresholds: kept.map((point) => point.threshold),
  };
}

function pointsOf({ scores, isPositive, weights }: BinaryScores): Point[] {
  const points: Point[] = [{ positives: 0, negatives: 0, threshold: null }];
  walk(rankingOf(scores), isPositive, weights, (positives, negatives, threshold) => {
    if (positives + negatives > 0) points.push({ positives, negatives, threshold });
  });
  return points;
}

function withoutCollinear(points: readonly Point[]): Point[] {
  return points.filter((point, i) => {
    if (i === 0 || i === points.length - 1) return true;
    const before = points[i - 1];
    const after = points[i + 1];
    return (
      (point.positives - before.positives) * (after.negatives - point.negatives) !==
      (after.positives - point.positives) * (point.negatives - before.negatives)
    );
  });
}

/** Evenly spaced points, the first and last among them. */
function thinned(points: readonly Point[], maxPoints: number): readonly Point[] {
  if (points.length <= maxPoints) return points;
  return Array.from({ length: maxPoints }, (_, i) => points[Math.round((i * (points.length - 1)) / (maxPoints - 1))]);
}

export interface CalibrationPoint {
  /** Mean predicted probability of the bin's rows. */
  readonly predicted: number;
  /** Share of them that truly are positive. */
  readonly observed: number;
  /** Rows (or weight) of the bin. */
  readonly count: number;
}

export interface Calibration {
  readonly points: readonly CalibrationPoint[];
  /** Expected calibration error: mean of |predicted − observed| over rows (Naeini et al. 2015). */
  readonly error: number;
}

/**
 * Reliability of probabilities in `bins` bins of equal width (`uniform`) or equal count (`quantile`, scikit-learn's edges); empty bins are left out.
 * Throws `learning.value_invalid` for a score outside of 0…1.
 */
export function calibration(given: BinaryScores, bins = 10, strategy: 'uniform' | 'quantile' = 'uniform'): Calibration {
  const { scores, isPositive, weights } = given;
  const outside = scores.findIndex((score) => !(score >= 0 && score <= 1));
  if (outside >= 0) throw new LearningError('learning.value_invalid', `${scores[outside]} in row ${outside} is no probability.`, 'scores');
  const edges = strategy === 'uniform' ? uniformEdges(bins) : quantileEdges(scores, bins);
  const sums = Array.from({ length: bins }, () => ({ predicted: 0, observed: 0, count: 0 }));
  for (let row = 0; row < scores.length; row++) {
    const weight = weights ? weights[row] : 1;
    let at = 0;
    while (at < edges.length && scores[row] > edges[at]) at++;
    const bin = sums[at];
    bin.count += weight;
    bin.predicted += weight * scores[row];
    if (isPositive(row)) bin.observed += weight;
  }
  const filled = sums.filter((bin) => bin.count > 0);
  const total = filled.reduce((sum, bin) => sum + bin.count, 0);
  return {
    points: filled.map(({ predicted, observed, count }) => ({ predicted: predicted / count, observed: observed / count, count })),
    error: filled.reduce((sum, bin) => sum + Math.abs(bin.predicted - bin.observed), 0) / total,
  };
}

function uniformEdges(bins: number): number[] {
  return Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins);
}

function quantileEdges(scores: Float64Array, bins: number): number[] {
  const sorted = scores.toSorted();
  return Array.from({ length: bins - 1 }, (_, i) => {
    const at = ((i + 1) / bins) * (sorted.length - 1);
    const low = Math.floor(at);
    return sorted[low] + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]);
  });
}
