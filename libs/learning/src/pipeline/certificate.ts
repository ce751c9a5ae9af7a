import { LearningError } from '../errors.js';
import { compileEncoder, type EncodedRows, frameFromRows, type RawRow } from './encode.js';
import type { Pipeline, PipelinePredictions } from './pipeline.js';

/** What running a model's graph gives; integers may come as bigint. */
export interface GraphOutputs {
  readonly label?: ArrayLike<number | bigint>;
  readonly probabilities?: ArrayLike<number>;
  readonly value?: ArrayLike<number>;
}

/** Runs a model's bytes on encoded rows: onnxruntime in training, in tests and in serving. Learning itself does no I/O. */
export type RunGraph = (bytes: Uint8Array, rows: EncodedRows) => Promise<GraphOutputs>;

/** Proof that the graph says what the trainer says. Without one that passed a model can't be deployed. */
export interface ParityCertificate {
  readonly rows: number;
  /** Of probabilities; of values in units of max(|value|, `scale`). */
  readonly largest_error: number;
  /** Two classes whose probabilities differ by less than the tolerance may change places. */
  readonly labels_equal: boolean;
  readonly tolerance: number;
  /** Standard deviation of the training target, for regression. */
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
}

export const parityTolerance = 1e-5;

/**
 * Runs the pipeline's graph and its TypeScript on the same rows. Throws `learning.parity_failed`, naming the row that is
 * furthest off, beyond the tolerance of 10⁻⁵ or where a label differs.
 */
export async function certify(
  pipeline: Pipeline & { readonly results?: { readonly targetScale?: number } },
  rows: readonly RawRow[],
  run: RunGraph,
): Promise<ParityCertificate> {
  const { signature } = pipeline;
  const outputs = await run(pipeline.toOnnx(), compileEncoder(signature)(rows));
  const expected = expectedOutputs(pipeline.predict(frameFromRows(signature, rows)));
  return compareOutputs(expected, outputs, { rows: rows.length, classes: signature.classes?.length, scale: pipeline.results?.targetScale });
}

export function expectedOutputs({ codes, probabilities, values }: PipelinePredictions): ExpectedOutputs {
  if (!codes || !probabilities) return { values: Array.from(values ?? []) };
  return { codes: Array.from(codes), probabilities: Array.from(probabilities) };
}

export interface ComparedModel {
  readonly rows: number;
  /** Absent for regression. */
  readonly classes?: number;
  readonly scale?: number;
}

/** The comparison alone, for serving, which has the expected outputs from the manifest. Throws `learning.parity_failed`. */
export function compareOutputs(
  expected: ExpectedOutputs,
  outputs: GraphOutputs,
  { rows, classes, scale }: ComparedModel,
): ParityCertificate {
  const errors = classes ? probabilityErrors(expected, outputs) : valueErrors(expected, outputs, scale ?? 0);
  const width = classes ?? 1;
  if (errors.length !== rows * width) throw failed(`it gave ${errors.length} numbers where ${rows * width} were expected`);
  const worst = errors.reduce((at, error, i) => (error > errors[at] ? i : at), 0);
  if (errors[worst] > parityTolerance) throw failed(`row ${Math.floor(worst / width) + 1} is off by ${errors[worst]}`);
  const moved = classes ? differingLabel(expected, outputs, classes) : -1;
  if (moved >= 0) throw failed(`row ${moved + 1} has another label`);
  return {
    rows,
    largest_error: errors[worst] ?? 0,
    labels_equal: true,
    tolerance: parityTolerance,
    ...(classes ? {} : { scale: scale ?? 0 }),
    outcome: 'passed',
  };
}

function probabilityErrors({ probabilities = [] }: ExpectedOutputs, outputs: GraphOutputs): number[] {
  return Array.from(outputs.probabilities ?? [], (actual, i) => distance(actual, probabilities[i], 1));
}

function valueErrors({ values = [] }: ExpectedOutputs, outputs: GraphOutputs, scale: number): number[] {
  return Array.from(outputs.value ?? [], (actual, i) => distance(actual, values[i], Math.max(Math.abs(values[i]), scale)));
}

function distance(actual: number, expected: number, unit: number): number {
  const error = Math.abs(actual - expected);
  // An answer that is no number is as far off as can be.
  if (Number.isNaN(error)) return Number.POSITIVE_INFINITY;
  return error === 0 ? 0 : error / (unit || 1);
}

function differingLabel({ codes = [], probabilities = [] }: ExpectedOutputs, { label }: GraphOutputs, classes: number): number {
  return codes.findIndex((code, row) => {
    const other = Number(label?.[row]);
    if (other === code) return false;
    return !(Math.abs(probabilities[row * classes + code] - probabilities[row * classes + other]) < parityTolerance);
  });
}

function failed(why: string): LearningError {
  return new LearningError(
    'learning.parity_failed',
    `The ONNX model does not say what the trained pipeline says: ${why} (tolerance ${parityTolerance}).`,
  );
}
