import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyEncoder, LearningError } from '@atelier/learning';
import { type Encoding, Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Texts that go through the model together. */
const batch = 32;
/** Tokens of a text that are read, where the tokenizer's own limit is not lower. */
const mostTokens = 512;
const inputs = ['input_ids', 'attention_mask', 'token_type_ids'] as const;

/**
 * A sentence encoder of others: `model.onnx` and `tokenizer.json` (WordPiece, BPE or Unigram; `tokenizer_config.json` if there is one) in a folder. Its
 * vectors are the output `sentence_embedding`, or else the mean of the first output's tokens by the attention mask; length 1. Throws
 * `learning.model_invalid` naming the file and what is wrong with it.
 */
export async function openEncoder(folder: string): Promise<AnyEncoder> {
  const tokenizer = openTokenizer(folder);
  const path = fileIn(folder, 'model.onnx');
  const session = await InferenceSession.create(path).catch((cause: Error) => {
    throw invalid(path, `onnxruntime can't open it: ${cause.message}`);
  });
  const unknown = session.inputNames.filter((name) => !inputs.some((known) => known === name));
  if (unknown.length > 0) throw invalid(path, `it wants the input ${unknown.join(', ')}; a sentence encoder has ${inputs.join(', ')}.`);
  const encoder = new OnnxEncoder(session, tokenizer, path);
  const { length: dimensions } = await encoder.encode(['a']);
  return { dimensions, encode: (texts) => encoder.encode(texts) };
}

interface TextTokenizer {
  readonly encode: (text: string) => Encoding;
  readonly most: number;
}

function openTokenizer(folder: string): TextTokenizer {
  const path = fileIn(folder, 'tokenizer.json');
  const config = join(folder, 'tokenizer_config.json');
  const settings = statSync(config, { throwIfNoEntry: false }) ? json(config) : {};
  try {
    const tokenizer = new Tokenizer(json(path), settings);
    const limit = Number((settings as { model_max_length?: unknown }).model_max_length ?? mostTokens);
    return { encode: (text) => tokenizer.encode(text), most: Math.max(1, Math.min(mostTokens, limit)) };
  } catch (cause) {
    if (cause instanceof LearningError) throw cause;
    throw invalid(path, `it is no tokenizer of a known kind: ${(cause as Error).message}`);
  }
}

class OnnxEncoder {
  constructor(
    private readonly session: InferenceSession,
    private readonly tokenizer: TextTokenizer,
    private readonly path: string,
  ) {}

  async encode(texts: readonly string[]): Promise<Float32Array> {
    const rows: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += batch) rows.push(await this.encodeBatch(texts.slice(from, from + batch)));
    const all = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0));
    for (let i = 0, at = 0; i < rows.length; at += rows[i++].length) all.set(rows[i], at);
    return all;
  }

  private async encodeBatch(texts: readonly string[]): Promise<Float32Array> {
    const encoded = texts.map((text) => this.tokenizer.encode(text));
    const width = Math.min(this.tokenizer.most, Math.max(1, ...encoded.map(({ ids }) => ids.length)));
    const padded = (of: (encoding: Encoding) => readonly number[] | undefined) =>
      encoded.flatMap((encoding) => Array.from({ length: width }, (_, at) => of(encoding)?.[at] ?? 0));
    const mask = padded(({ attention_mask: attention }) => attention);
    const values = [padded(({ ids }) => ids), mask, padded(({ token_type_ids: types }) => types)];
    const feeds = inputs
      .map((name, i) => [name, new Tensor('int64', BigInt64Array.from(values[i], BigInt), [texts.length, width])] as const)
      .filter(([name]) => this.session.inputNames.includes(name));
    const outputs = await this.session.run(Object.fromEntries(feeds));
    const name = this.session.outputNames.find((output) => output === 'sentence_embedding') ?? this.session.outputNames[0];
    return unitRows(this.pooled(name, outputs[name], mask), texts.length);
  }

  private pooled(name: string, { dims, data }: Tensor, mask: readonly number[]): Float32Array {
    if (!(data instanceof Float32Array) || dims.length < 2 || dims.length > 3)
      throw invalid(this.path, `its output "${name}" is no float [n, d] or [n, tokens, d], but of shape [${dims.join(', ')}].`);
    if (dims.length === 2) return data.slice();
    const [rows, width, dimensions] = dims;
    const sums = new Float32Array(rows * dimensions);
    for (let token = 0; token < rows * width; token++)
      for (let i = 0; i < dimensions; i++) sums[Math.floor(token / width) * dimensions + i] += mask[token] * data[token * dimensions + i];
    return sums;
  }
}

function unitRows(rows: Float32Array, count: number): Float32Array {
  const dimensions = rows.length / count;
  for (let from = 0; from < rows.length; from += dimensions) {
    const row = rows.subarray(from, from + dimensions);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) for (let i = 0; i < dimensions; i++) row[i] /= length;
  }
  return rows;
}

function fileIn(folder: string, name: string): string {
  const path = join(folder, name);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  throw invalid(path, 'there is no such file; a sentence encoder is a folder with model.onnx and tokenizer.json.');
}

function json(path: string): object {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as object;
  } catch (cause) {
    throw invalid(path, `it is no JSON: ${(cause as Error).message}`);
  }
}

function invalid(path: string, message: string): LearningError {
  return new LearningError('learning.model_invalid', `${path}: ${message}`, path);
}
