import {
  type EncodedRows,
  type Feed,
  type GraphOutputs,
  hasExternalData,
  inputNames,
  type Label,
  LearningError,
  outputNames,
  outputsOf,
  type Signature,
} from '@atelier/learning';
import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { inputTensor, OneRowInputs } from './one-row-inputs.js';

/**
 * Answers for some rows: the target's own labels (or values), for a classification the probabilities in the order of the classes, and without a
 * target the scores.
 */
export interface Answers {
  readonly predictions: readonly Label[];
  readonly probabilities: readonly (readonly number[])[] | null;
  readonly scores: readonly (readonly number[])[] | null;
}

/** One ONNX graph in onnxruntime, with the inputs and outputs that its signature promises. One thread: many requests share the machine, not one. */
export class GraphSession {
  private readonly oneRow: OneRowInputs;

  private constructor(
    private readonly session: InferenceSession,
    private readonly signature: Signature,
  ) {
    this.oneRow = new OneRowInputs(signature);
  }

  /** `learning.model_invalid` when the bytes are no graph of this signature, or point to data outside of the file. */
  static async open(bytes: Uint8Array, signature: Signature): Promise<GraphSession> {
    if (hasExternalData(bytes))
      throw new LearningError('learning.model_invalid', 'The ONNX file keeps data outside of itself; that is never read.');
    const session = await createSession(bytes);
    const fault = graphFault(session, signature);
    if (!fault) return new GraphSession(session, signature);
    await session.release();
    throw new LearningError('learning.model_invalid', fault);
  }

  /** `feeds` hold `rows` values each, in the order of the signature. */
  async run(rows: number, feeds: readonly Feed[]): Promise<Answers> {
    const outputs = await this.outputs(rows, feeds);
    if (this.signature.task === 'regression') return valued(outputs);
    return this.signature.scores === undefined ? this.labelled(outputs) : this.scored(outputs, this.signature.scores);
  }

  /** What the graph itself gives, for the parity check. */
  async raw({ rows, feeds }: EncodedRows): Promise<GraphOutputs> {
    const outputs = await this.outputs(rows, feeds);
    return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data]));
  }

  async close(): Promise<void> {
    await this.session.release();
  }

  private outputs(rows: number, feeds: readonly Feed[]): Promise<InferenceSession.ReturnType> {
    const alone = rows === 1 ? this.oneRow.run(feeds, (inputs) => this.session.run(inputs)) : null;
    if (alone) return alone;
    const inputs: Record<string, Tensor> = {};
    for (const { name, data } of feeds) inputs[name] = inputTensor(data, rows);
    return this.session.run(inputs);
  }

  private labelled(outputs: InferenceSession.ReturnType): Answers {
    const codes = outputs[outputNames.label].data as BigInt64Array;
    const flat = outputs[outputNames.probabilities].data as Float32Array;
    const classes = this.signature.classes as readonly Label[];
    return { predictions: labelsOf(codes, classes), probabilities: rowsOf(flat, classes.length), scores: null };
  }

  private scored(outputs: InferenceSession.ReturnType, width: number): Answers {
    const codes = outputs[outputNames.label].data as BigInt64Array;
    const flat = outputs[outputNames.scores].data as Float32Array;
    const classes = this.signature.classes as readonly Label[];
    return { predictions: labelsOf(codes, classes), probabilities: null, scores: rowsOf(flat, width) };
  }
}

/** Loops rather than `Array.from`: of a linear model's batch these lists took a fifth of the time. */
function labelsOf(codes: BigInt64Array, classes: readonly Label[]): Label[] {
  const labels: Label[] = [];
  // The low words, where typed arrays are little-endian: a code is small, and making a BigInt of each costs more than all else here.
  const words = new Int32Array(codes.buffer, codes.byteOffset, 2 * codes.length);
  for (let i = 0; i < codes.length; i++) labels.push(classes[words[2 * i]]);
  return labels;
}

function rowsOf(flat: Float32Array, width: number): number[][] {
  const rows: number[][] = [];
  for (let start = 0; start < flat.length; start += width) {
    const own: number[] = [];
    for (let at = start; at < start + width; at++) own.push(flat[at]);
    rows.push(own);
  }
  return rows;
}

function valued(outputs: InferenceSession.ReturnType): Answers {
  return { predictions: Array.from(outputs[outputNames.value].data as Float32Array), probabilities: null, scores: null };
}

async function createSession(bytes: Uint8Array): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw new LearningError('learning.model_invalid', `onnxruntime does not take the file: ${(error as Error).message.slice(0, 300)}`);
  }
}

/** What is wrong with the graph, seen from its signature; null when all fits. */
function graphFault(session: InferenceSession, signature: Signature): string | null {
  const expected = inputNames(signature);
  if (expected.length !== session.inputNames.length)
    return `The graph has ${session.inputNames.length} inputs, the signature ${expected.length} columns.`;
  for (const [i, column] of signature.inputs.entries()) {
    const { width = 1 } = column;
    const type = column.kind === 'number' || column.width !== undefined ? 'float32' : 'string';
    const input = session.inputMetadata.find(({ name }) => name === expected[i]);
    if (!input?.isTensor || input.type !== type || input.shape.length !== 2 || input.shape[1] !== width)
      return `The graph has no input "${expected[i]}" of ${type} and shape [n, ${width}].`;
  }
  const missing = outputsOf(signature).find((name) => !session.outputNames.includes(name));
  return missing ? `The graph has no output "${missing}".` : null;
}
