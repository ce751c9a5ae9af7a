import type { Matrix } from '../../estimators/estimator.js';
import { adjustedRand } from '../../evaluation/adjusted-rand.js';
import { calinskiHarabasz, daviesBouldin, silhouetteScore } from '../../evaluation/clusters.js';
import { evaluate } from '../../evaluation/metrics/evaluate.js';
import type { Label } from '../../frame/signature.js';
import { createRandom, shuffle } from '../../random/random.js';
import type { PipelinePredictions } from '../pipeline.js';

/** Metrics by name; null where one is not defined. */
export type UnsupervisedMetrics = Readonly<Record<string, number | null>>;

/** What is known to be true of the rows: codes, −1 where nothing is known. */
export interface KnownLabels {
  readonly codes: Int32Array;
  readonly labels: readonly Label[];
}

export interface EvaluatedRows {
  /** The prepared rows. */
  readonly x: Matrix;
  readonly predictions: PipelinePredictions;
  readonly known?: KnownLabels;
  readonly seed: number;
}

/** Silhouettes take every pair of rows: of more than so many rows, a sample. */
const silhouetteRows = 2000;

/** Silhouette (on up to 2,000 rows), Davies–Bouldin, Caliński–Harabasz, clusters that occur; with labels the adjusted Rand index. */
export function clusterMetrics({ x, predictions, known, seed }: EvaluatedRows): UnsupervisedMetrics {
  const codes = predictions.codes as Float64Array;
  const sample = sampleRows(x.rows, seed);
  return {
    silhouette: compared(takeRows(x, sample), pick(codes, sample), silhouetteScore),
    davies_bouldin: compared(x, codes, daviesBouldin),
    calinski_harabasz: compared(x, codes, calinskiHarabasz),
    clusters: new Set(codes).size,
    ...(known ? agreement(codes, known) : {}),
  };
}

/** Share of anomalies and quantiles of the score; with labels how well the score tells them. */
export function anomalyMetrics({ predictions, known }: EvaluatedRows): UnsupervisedMetrics {
  const { codes = new Float64Array(), scores = new Float64Array() } = predictions;
  const sorted = scores.toSorted();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
  return {
    anomaly_share: codes.length > 0 ? codes.reduce((sum, code) => sum + code, 0) / codes.length : null,
    score_min: at(0),
    score_median: at(0.5),
    score_p90: at(0.9),
    score_p95: at(0.95),
    score_p99: at(0.99),
    score_max: at(1),
    ...(known ? detection(codes, scores, known) : {}),
  };
}

/** The label that means "anomaly": true, 1, or of two texts the rarer. Undefined unless there are two. */
export function anomalyLabel({ codes, labels }: KnownLabels): number | undefined {
  if (labels.length !== 2) return undefined;
  if (labels.every((label) => typeof label !== 'string')) return 1;
  const second = codes.reduce((sum, code) => sum + Number(code === 1), 0);
  const first = codes.reduce((sum, code) => sum + Number(code === 0), 0);
  return second <= first ? 1 : 0;
}

function agreement(codes: Float64Array, known: KnownLabels): UnsupervisedMetrics {
  const rows = knownRows(known);
  return { adjusted_rand: rows.length > 0 ? adjustedRand(pick(codes, rows), pick(known.codes, rows)) : null, labelled_rows: rows.length };
}

function detection(codes: Float64Array, scores: Float64Array, known: KnownLabels): UnsupervisedMetrics {
  const rows = knownRows(known);
  const anomaly = anomalyLabel(known);
  const truth = Int32Array.from(rows, (row) => Number(known.codes[row] === anomaly));
  const none = { roc_auc: null, pr_auc: null, precision: null, recall: null, f1: null, labelled_rows: rows.length };
  if (anomaly === undefined || new Set(truth).size < 2) return none;
  const proba = Float64Array.from(rows.flatMap((row) => [1 - scores[row], scores[row]]));
  const { roc_auc, pr_auc, precision, recall, f1 } = evaluate({
    task: 'classification',
    classes: 2,
    truth,
    prediction: pick(codes, rows),
    proba,
  });
  return { roc_auc: roc_auc ?? null, pr_auc: pr_auc ?? null, precision, recall, f1, labelled_rows: rows.length };
}

function knownRows({ codes }: KnownLabels): number[] {
  return Array.from(codes.keys()).filter((row) => codes[row] >= 0);
}

/** Where there is one cluster, or each row is one, nothing is compared. */
function compared(x: Matrix, codes: Float64Array, metric: (x: Matrix, codes: Float64Array) => number): number | null {
  const found = new Set(codes).size;
  return found >= 2 && found < x.rows ? metric(x, codes) : null;
}

function sampleRows(rows: number, seed: number): number[] {
  const all = Array.from({ length: rows }, (_, row) => row);
  return rows <= silhouetteRows
    ? all
    : Array.from(shuffle(Int32Array.from(all), createRandom(seed).fork('silhouette')).slice(0, silhouetteRows));
}

function takeRows(x: Matrix, rows: readonly number[]): Matrix {
  const data = new Float32Array(rows.length * x.columns);
  rows.forEach((row, i) => data.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), i * x.columns));
  return { ...x, rows: rows.length, data };
}

function pick(values: Float64Array | Int32Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}
