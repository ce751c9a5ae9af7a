import { LearningError } from '../errors.js';
import type { Frame } from '../frame/frame.js';
import type { Signature } from '../frame/signature.js';
import { compileEncoder, type EncodedRows, frameFromRows, type RawRow } from './encode.js';
import type { TextEncodings } from '../preparation/preparation.js';
import type { PipelinePredictions } from './pipeline.js';

/** What running a model's graph gives; integers may come as bigint. */
export interface GraphOutputs {
  readonly label?: ArrayLike<number | bigint>;
  readonly probabilities?: ArrayLike<number>;
  readonly value?: ArrayLike<number>;
  readonly scores?: ArrayLike<number>;
}

/** Runs a model's bytes on encoded rows: onnxruntime in training, in tests and in serving. Learning itself does no I/O. */
export type RunGraph = (bytes: Uint8Array, rows: EncodedRows) => Promise<GraphOutputs>;

/** Proof that the graph says what the trainer says. Without one that passed a model can't be deployed. */
export interface ParityCertificate {
  readonly rows: number;
  /** Of probabilities; of values and scores in units of max(|value|, `scale`). */
  readonly largest_error: number;
  /** Two classes whose probabilities (or clusters whose distances) differ by less than the tolerance may change places. */
  readonly labels_equal: boolean;
  readonly tolerance: number;
  /** Standard deviation of the training target, for regression; of the training rows' scores without a target. */
  readonly scale?: number;
  readonly outcome: 'passed';
}

/** What the trainer says of golden rows; kept beside them, so that serving can check again without the trainer. */
export interface ExpectedOutputs {
  /** Class codes. */
  readonly codes?: readonly number[];
  /** Row-major [rows × classes]. */
  readonly probabilities?: readonly number[];
  readonly values?: readonly number[];
  /** Row-major [rows × scores], without a target. */
  readonly scores?: readonly number[];
}

/** What is compared with its graph: a pipeline with or without a target. */
export interface Certifiable {
  readonly signature: Signature;
  /** Absent where the signature has no free texts. */
  readonly preparation?: { readonly encodings: TextEncodings };
  predict(frame: Frame): PipelinePredictions;
  toOnnx(): Uint8Array;
  readonly results?: { readonly targetScale?: number };
}

export const parityTolerance = 1e-5;

/**
 * Runs the pipeline's graph and its TypeScript on the same rows. Throws `learning.parity_failed`, naming the row that is
 * furthest off, beyond the tolerance of 10⁻⁵ or where a label differs.
 */
export async function certify(pipeline: Certifiable, rows: readonly RawRow[], run: RunGraph): Promise<ParityCertificate> {
  const { signature, preparation, results } = pipeline;
  const outputs = await run(pipeline.toOnnx(), compileEncoder(signature, preparation?.encodings)(rows));
  const expected = expectedOutputs(pipeline.predict(frameFromRows(signature, rows)));
  return compareOutputs(expected, outputs, comparedModel(signature, rows.length, results?.targetScale));
}

export function expectedOutputs({ codes, probabilities, values, scores }: PipelinePredictions): ExpectedOutputs {
  if (codes && scores) return { codes: Array.from(codes), scores: Array.from(scores) };
  if (!codes || !probabilities) return { values: Array.from(values ?? []) };
  return { codes: Array.from(codes), probabilities: Array.from(probabilities) };
}

export interface ComparedModel {
  readonly rows: number;
  /** Absent for regression and without a target. */
  readonly classes?: number;
  /** Scores of a row, without a target. */
  readonly scores?: number;
  readonly scale?: number;
}

/** What `compareOutputs` has to know of a model that answered so many rows. */
export function comparedModel({ classes, scores }: Signature, rows: number, scale?: number): ComparedModel {
  return scores === undefined ? { rows, classes: classes?.length, scale } : { rows, scores, scale };
}

/** The comparison alone, for serving, which has the expected outputs from the manifest. Throws `learning.parity_failed`. */
export function compareOutputs(expected: ExpectedOutputs, outputs: GraphOutputs, model: ComparedModel): ParityCertificate {
  const { rows, classes, scale = 0 } = model;
  const { errors, width, moved } = faultsOf(expected, outputs, model);
  if (errors.length !== rows * width) throw failed(`it gave ${errors.length} numbers where ${rows * width} were expected`);
  const worst = errors.reduce((at, error, i) => (error > errors[at] ? i : at), 0);
  if (errors[worst] > parityTolerance) throw failed(`row ${Math.floor(worst / width) + 1} is off by ${errors[worst]}`);
  if (moved >= 0) throw failed(`row ${moved + 1} has another label`);
  return {
    rows,
    largest_error: errors[worst] ?? 0,
    labels_equal: true,
    tolerance: parityTolerance,
    ...(classes ? {} : { scale }),
    outcome: 'passed',
  };
}

/** Errors, row-major, how many of them a row has, and the first row with another label (or −1). */
function faultsOf(expected: ExpectedOutputs, outputs: GraphOutputs, { classes, scores, scale = 0 }: ComparedModel) {
  if (scores !== undefined) {
    const errors = distances(outputs.scores, expected.scores, scale);
    const isTie = tieOf(expected.scores, scores, scale);
    return { errors, width: scores, moved: differingLabel(expected, outputs, isTie) };
  }
  if (!classes) return { errors: distances(outputs.value, expected.values, scale), width: 1, moved: -1 };
  const isTie = tieOf(expected.probabilities, classes, 1);
  return { errors: probabilityErrors(expected, outputs), width: classes, moved: differingLabel(expected, outputs, isTie) };
}

function probabilityErrors({ probabilities = [] }: ExpectedOutputs, outputs: GraphOutputs): number[] {
  return Array.from(outputs.probabilities ?? [], (actual, i) => distance(actual, probabilities[i], 1));
}

/** In units of max(|value|, scale). */
function distances(actual: ArrayLike<number> = [], expected: readonly number[] = [], scale: number): number[] {
  return Array.from(actual, (value, i) => distance(value, expected[i], Math.max(Math.abs(expected[i]), scale)));
}

function distance(actual: number, expected: number, unit: number): number {
  const error = Math.abs(actual - expected);
  // An answer that is no number is as far off as can be.
  if (Number.isNaN(error)) return Number.POSITIVE_INFINITY;
  return error === 0 ? 0 : error / (unit || 1);
}

/** Whether two codes of a row are as good as equal by their probabilities or distances; one score alone ties nothing. */
function tieOf(values: readonly number[] = [], width: number, unit: number): (row: number, one: number, other: number) => boolean {
  return (row, one, other) => {
    if (width < 2) return false;
    const [a, b] = [values[row * width + one], values[row * width + other]];
    return Math.abs(a - b) < parityTolerance * Math.max(unit, Math.abs(a));
  };
}

function differingLabel(
  { codes = [] }: ExpectedOutputs,
  { label }: GraphOutputs,
  isTie: (row: number, one: number, other: number) => boolean,
): number {
  return codes.findIndex((code, row) => {
    const other = Number(label?.[row]);
    return other !== code && !isTie(row, code, other);
  });
}

function failed(why: string): LearningError {
  return new LearningError(
    'learning.parity_failed',
    `The ONNX model does not say what the trained pipeline says: ${why} (tolerance ${parityTolerance}).`,
  );
}
