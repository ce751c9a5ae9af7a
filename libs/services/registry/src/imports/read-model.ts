import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  certify,
  certifySparkModel,
  expectedOutputs,
  frameFromRows,
  type GivenSignature,
  importedManifest,
  type ImportedManifestParts,
  type Label,
  LearningError,
  type ModelFormat,
  parseGivenSignature,
  probeRows,
  readSparkModel,
  readTreeModel,
  type Signature,
  signatureText,
  sparkModelFiles,
  type TreeFormat,
} from '@atelier/learning';
import type { ReceivedFile } from '@atelier/program';
import { detectFormat } from './detect-format.js';
import { runGraph } from './graph-runs.js';
import { importOnnx } from './onnx-import.js';

/** What the child process is given: files are paths. */
export interface ReadModelInput {
  readonly files: readonly ReceivedFile[];
  /** Found from the bytes when not given. */
  readonly format: ModelFormat | null;
  /** JSON as the caller sent it. */
  readonly signature: string | null;
  readonly libraryVersion: string;
  /** Of the files. */
  readonly digest: string;
  readonly workFolder: string;
}

export interface ReadModel {
  readonly format: ModelFormat;
  readonly algorithm: string;
  readonly onnxFile: string;
  readonly manifestFile: string;
  readonly signatureDigest: string;
  readonly task: Signature['task'];
  readonly target: string | null;
  readonly classes: readonly Label[] | null;
  readonly metrics: object;
  readonly certificate: { readonly rows: number; readonly largest_error: number; readonly labels_equal: boolean };
}

type Read = Omit<ImportedManifestParts, 'format' | 'libraryVersion' | 'fileDigest'> & { readonly onnx: Uint8Array };

const probes = 300;

/** Reads a model of another library and proves its graph. Throws `learning.model_invalid`, naming the place, and `learning.parity_failed`. */
export async function readModel(input: ReadModelInput): Promise<ReadModel> {
  const format = input.format ?? (await detectFormat(input.files));
  const read = await readFormat(format, input);
  const { onnx, ...parts } = read;
  const manifest = importedManifest({ ...parts, format, libraryVersion: input.libraryVersion, fileDigest: input.digest });
  const onnxFile = join(input.workFolder, 'model.onnx');
  const manifestFile = join(input.workFolder, 'manifest.json');
  await writeFile(onnxFile, onnx);
  await writeFile(manifestFile, JSON.stringify(manifest));
  const { signature, certificate, algorithm, metrics = {} } = parts;
  const { rows, largest_error, labels_equal } = certificate;
  return {
    format,
    algorithm,
    onnxFile,
    manifestFile,
    signatureDigest: `sha256:${createHash('sha256').update(signatureText(signature)).digest('hex')}`,
    task: signature.task,
    target: signature.scores === undefined ? signature.target.name : null,
    classes: signature.classes ?? null,
    metrics,
    certificate: { rows, largest_error, labels_equal },
  };
}

async function readFormat(format: ModelFormat, { files, signature }: ReadModelInput): Promise<Read> {
  if (format === 'spark') return await readSpark(files, signature);
  if (files.length !== 1) throw invalid(`${files.length} files were sent; a model of the format ${format} is one.`);
  const given = parseGivenSignature(signature === null ? {} : jsonOf(signature, 'signature'));
  if (format === 'onnx') return { algorithm: 'onnx', ...(await importOnnx(await readFile(files[0].path), given)) };
  return await readTrees(format, await readFile(files[0].path, 'utf8'), given);
}

async function readTrees(format: TreeFormat, text: string, given: GivenSignature): Promise<Read> {
  const { pipeline, ...values } = readTreeModel(format, text, given);
  const rows = probeRows(pipeline.signature, values, probes);
  const predictions = pipeline.predict(frameFromRows(pipeline.signature, rows));
  const scale = spread(predictions.values);
  const certified = {
    signature: pipeline.signature,
    predict: () => predictions,
    toOnnx: () => pipeline.toOnnx(),
    results: { targetScale: scale },
  };
  return {
    algorithm: format,
    signature: pipeline.signature,
    steps: pipeline.preparation.toJSON(),
    onnx: pipeline.toOnnx(),
    rows,
    expected: expectedOutputs(predictions),
    certificate: await certify(certified, rows, runGraph),
  };
}

/** The job's own check rows and what XGBoost said of them prove it. */
async function readSpark(files: readonly ReceivedFile[], signature: string | null): Promise<Read> {
  if (signature !== null) throw invalid('a model of the Spark job has its signature with it; send none.');
  const texts: Record<string, string> = {};
  for (const { name, path } of files) {
    if (!sparkModelFiles.some((known) => known === name))
      throw invalid(`"${name}" is no file of the Spark job; it writes ${sparkModelFiles.join(', ')}.`);
    texts[name] = await readFile(path, 'utf8');
  }
  const model = readSparkModel(texts);
  const { pipeline, check, evaluation, summary } = model;
  return {
    algorithm: 'xgboost',
    signature: pipeline.signature,
    steps: pipeline.preparation.toJSON(),
    onnx: pipeline.toOnnx(),
    rows: check.rows,
    expected: check.expected,
    certificate: await certifySparkModel(model, runGraph),
    metrics: evaluation,
    summary,
  };
}

/** The unit in which errors of a regression are measured: how far its answers to the made-up rows are apart. */
function spread(values: Float64Array | undefined): number | undefined {
  if (!values) return undefined;
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
}

function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LearningError('learning.model_invalid', `${what}: it is not JSON (${(error as Error).message}).`, what);
  }
}

function invalid(message: string): LearningError {
  return new LearningError('learning.model_invalid', `The files: ${message}`, 'file');
}
