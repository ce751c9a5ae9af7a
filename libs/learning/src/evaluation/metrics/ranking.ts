import type { ClassOutcome, Codes } from './outcome.js';

/** The rows of one class's scores from the highest; sorted once, so that resampling with weights costs one pass. */
export interface Ranking {
  readonly order: Int32Array;
  readonly scores: Float64Array;
}

/** Called once per group of equal scores, from the highest, with the weight of positives and negatives at or above it. */
export type Step = (positives: number, negatives: number, score: number) => void;

export function rankingOf(scores: Float64Array): Ranking {
  const order = Int32Array.from(scores, (_, row) => row).sort((a, b) => scores[b] - scores[a]);
  return { order, scores };
}

/** One column of row-major [rows × classes] probabilities. */
export function classProba({ classes, truth }: ClassOutcome, proba: Float64Array, code: number): Float64Array {
  return Float64Array.from({ length: truth.length }, (_, row) => proba[row * classes + code]);
}

/** Walks the ranking over groups of equal scores. */
export function walk(
  { order, scores }: Ranking,
  isPositive: (row: number) => boolean,
  weights: Float64Array | undefined,
  step: Step,
): void {
  let positives = 0;
  let negatives = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at];
    const weight = weights ? weights[row] : 1;
    if (isPositive(row)) positives += weight;
    else negatives += weight;
    if (at + 1 === order.length || scores[order[at + 1]] !== scores[row]) step(positives, negatives, scores[row]);
  }
}

/** Area under the ROC curve, ties counting half (Fawcett 2006, algorithm 2). NaN when there are only positives or only negatives. */
export function rocAuc(ranking: Ranking, isPositive: (row: number) => boolean, weights?: Float64Array): number {
  let area = 0;
  let lastPositives = 0;
  let lastNegatives = 0;
  walk(ranking, isPositive, weights, (positives, negatives) => {
    area += ((negatives - lastNegatives) * (positives + lastPositives)) / 2;
    lastPositives = positives;
    lastNegatives = negatives;
  });
  return area / (lastPositives * lastNegatives);
}

/** Average precision: Σ (Rₙ − Rₙ₋₁) Pₙ without interpolation. NaN without positives. */
export function averagePrecision(ranking: Ranking, isPositive: (row: number) => boolean, weights?: Float64Array): number {
  let sum = 0;
  let last = 0;
  walk(ranking, isPositive, weights, (positives, negatives) => {
    if (positives > last) sum += ((positives - last) * positives) / (positives + negatives);
    last = positives;
  });
  return sum / last;
}

export type RankingMetric = typeof rocAuc;

/** The ranking by each class's probability; none without probabilities. */
export function classRankings(outcome: ClassOutcome): Ranking[] {
  const { proba, classes } = outcome;
  if (!proba) return [];
  return Array.from({ length: classes }, (_, code) => rankingOf(classProba(outcome, proba, code)));
}

/** Each class against the rest; NaN where it is undefined. */
export function oneVsRest(metric: RankingMetric, rankings: readonly Ranking[], truth: Codes, weights?: Float64Array): number[] {
  return rankings.map((ranking, code) => metric(ranking, (row) => truth[row] === code, weights));
}

/**
 * Of the last of two classes; macro-averaged beyond two. A class that has no row, or all rows, is left out of the average;
 * NaN when that leaves none, or without probabilities.
 */
export function mainRanking(scores: readonly number[]): number {
  const counted = (scores.length === 2 ? scores.slice(1) : scores).filter((score) => !Number.isNaN(score));
  return counted.reduce((sum, score) => sum + score, 0) / counted.length;
}
