import {
  adoptOnnx,
  comparedModel,
  compareOutputs,
  compileEncoder,
  type ExpectedOutputs,
  type GivenSignature,
  type GraphOutputs,
  LearningError,
  outputsOf,
  type ParityCertificate,
  probeRows,
  type RawRow,
  type Signature,
} from '@atelier/learning';
import { type RunRows, withGraph } from './graph-runs.js';

export interface OnnxImport {
  readonly onnx: Uint8Array;
  readonly signature: Signature;
  readonly rows: readonly RawRow[];
  readonly expected: ExpectedOutputs;
  readonly certificate: ParityCertificate;
}

const probes = 100;

/**
 * Takes an ONNX file in. There is no trainer to compare it with: what is proved is that it answers each of the made-up rows alone as it does all of
 * them together, and that its probabilities are some. Throws `learning.model_invalid` and `learning.parity_failed`.
 */
export async function importOnnx(bytes: Uint8Array, given: GivenSignature): Promise<OnnxImport> {
  const { bytes: onnx, signature } = adoptOnnx(bytes, given);
  const proof = await withGraph(onnx, (run) => prove(signature, run));
  return { onnx, signature, ...proof };
}

async function prove(signature: Signature, run: RunRows): Promise<Pick<OnnxImport, 'rows' | 'expected' | 'certificate'>> {
  const encode = compileEncoder(signature);
  const asked = probeRows(signature, {}, probes);
  const all = answersOf(signature, await run(encode(asked)), asked.length);
  // Many models know no missing values; what they make of one is their own affair.
  const rows = asked.filter((_, row) => all[row].every(Number.isFinite));
  if (rows.length === 0)
    throw new LearningError('learning.model_invalid', `The model answers none of ${probes} made-up rows with finite numbers.`);
  const together = await run(encode(rows));
  const expected = expectedOf(signature, together, rows.length);
  requireProbabilities(signature, expected);
  const alone: GraphOutputs[] = [];
  for (const row of rows) alone.push(await run(encode([row])));
  const certificate = compareOutputs(expected, joinedOutputs(signature, alone), comparedModel(signature, rows.length, 1));
  return { rows, expected, certificate };
}

/** The numbers of each row. */
function answersOf(signature: Signature, outputs: GraphOutputs, rows: number): number[][] {
  const values = outputs.probabilities ?? outputs.scores ?? outputs.value;
  const width = signature.scores ?? signature.classes?.length ?? 1;
  if (!values || values.length !== rows * width)
    throw new LearningError(
      'learning.model_invalid',
      `The model gives ${values?.length ?? 0} numbers for ${rows} rows where ${rows * width} are expected.`,
    );
  return Array.from({ length: rows }, (_, row) => Array.from({ length: width }, (__, i) => Number(values[row * width + i])));
}

function expectedOf(signature: Signature, outputs: GraphOutputs, rows: number): ExpectedOutputs {
  const numbers = answersOf(signature, outputs, rows).flat();
  if (signature.task === 'regression') return { values: numbers };
  const codes = Array.from(outputs.label ?? [], Number);
  return signature.scores === undefined ? { codes, probabilities: numbers } : { codes, scores: numbers };
}

function requireProbabilities({ classes, scores }: Signature, { probabilities }: ExpectedOutputs): void {
  if (!classes || scores !== undefined || !probabilities) return;
  for (let row = 0; row < probabilities.length / classes.length; row++) {
    const own = probabilities.slice(row * classes.length, (row + 1) * classes.length);
    const sum = own.reduce((a, b) => a + b, 0);
    if (own.every((value) => value > -1e-4) && Math.abs(sum - 1) < 1e-3) continue;
    throw new LearningError(
      'learning.model_invalid',
      `The model's answers are no probabilities: they sum to ${sum.toPrecision(4)} in row ${row + 1}. Export it with a final softmax or sigmoid, or name the right "output".`,
    );
  }
}

function joinedOutputs(signature: Signature, parts: readonly GraphOutputs[]): GraphOutputs {
  const names = outputsOf(signature) as readonly (keyof GraphOutputs)[];
  return Object.fromEntries(names.map((name) => [name, parts.flatMap((part) => Array.from<number | bigint>(part[name] ?? []))]));
}
