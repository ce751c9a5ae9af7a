import { LearningError } from '../errors.js';
import type { ParameterValues } from '../estimators/parameters.js';
import { columnTypes } from '../frame/column.js';
import { isUnsupervised, type Label, type Signature, tasks, unsupervisedTasks } from '../frame/signature.js';
import { categoryEncodings } from '../preparation/category-encoding.js';
import type { PreparationDescription } from '../preparation/preparation.js';
import { type ExpectedOutputs, expectedOutputs, type ParityCertificate } from './certificate.js';
import { frameFromRows, type RawRow } from './encode.js';
import type { Importance } from './importance.js';
import type { ReferenceSketches } from './reference.js';
import type { TrainedPipeline, TrainingSummary } from './train.js';

export const manifestFormat = 1;
export const mostGoldenRows = 20;

/** Everything about a model that isn't in its ONNX file; plain JSON, kept beside it. */
export interface PipelineManifest {
  readonly format: typeof manifestFormat;
  /** Version of @atelier/learning that trained it. */
  readonly library_version: string;
  readonly signature: Signature;
  /** In the order of the probabilities; absent for regression. */
  readonly classes?: readonly Label[];
  readonly steps: PreparationDescription;
  readonly algorithm: string;
  readonly hyperparameters: ParameterValues;
  readonly seed: number;
  /** Of the dataset's bytes, as the caller names it. */
  readonly data_hash: string;
  /** null for a model of another library, which came without its training data. */
  readonly sketches: ReferenceSketches | null;
  /** Set for a model of another library. */
  readonly imported?: { readonly format: string };
  readonly golden: { readonly rows: readonly RawRow[]; readonly expected: ExpectedOutputs };
  readonly certificate: ParityCertificate;
  /** Without a target, none. */
  readonly importance: Partial<Importance>;
  /** An `Evaluation`; without a target, metrics by name. */
  readonly metrics: object;
  readonly summary: object;
  /** Where its features come from, of a model that was trained from a feature service. */
  readonly feature_service?: FeatureServiceReference;
}

/** A version of a feature service, and the training set that was built from it. */
export interface FeatureServiceReference {
  readonly name: string;
  readonly version: number;
  /** Of all that went into the training set. */
  readonly hash: string;
  /** Columns of the set that tell the entity and the time; the model does not learn from them. */
  readonly join_keys: readonly string[];
  readonly timestamp_column: string;
}

export interface ManifestInputs {
  readonly dataHash: string;
  readonly libraryVersion: string;
  /** At most 20 are kept. */
  readonly goldenRows: readonly RawRow[];
  readonly certificate: ParityCertificate;
  readonly featureService?: FeatureServiceReference | null;
}

/** What a training found out and a manifest keeps: the same with and without a target. */
export interface ManifestPipeline extends Pick<TrainedPipeline, 'signature' | 'preparation' | 'algorithm' | 'predict'> {
  readonly results: {
    readonly summary: Pick<TrainingSummary, 'hyperparameters' | 'seed'>;
    readonly sketches: ReferenceSketches;
    readonly importance: Partial<Importance>;
    readonly evaluation: object;
  };
}

export function createManifest(
  pipeline: ManifestPipeline,
  { dataHash, libraryVersion, goldenRows, certificate, featureService }: ManifestInputs,
): PipelineManifest {
  const { signature, preparation, algorithm, results } = pipeline;
  const rows = goldenRows.slice(0, mostGoldenRows);
  return {
    format: manifestFormat,
    library_version: libraryVersion,
    signature,
    ...(signature.classes ? { classes: signature.classes } : {}),
    steps: preparation.toJSON(),
    algorithm,
    hyperparameters: results.summary.hyperparameters,
    seed: results.summary.seed,
    data_hash: dataHash,
    sketches: results.sketches,
    golden: { rows, expected: expectedOutputs(pipeline.predict(frameFromRows(signature, rows))) },
    certificate,
    importance: results.importance,
    metrics: results.evaluation,
    summary: results.summary,
    ...(featureService ? { feature_service: featureService } : {}),
  };
}

/** Reads a manifest back. Throws `learning.model_invalid`, saying what is wrong, before anything relies on it. */
export function parseManifest(json: unknown): PipelineManifest {
  const manifest = record(json, 'The manifest');
  if (manifest.format !== manifestFormat)
    throw invalid(`its format is ${JSON.stringify(manifest.format)}; this version reads ${manifestFormat}`);
  for (const field of ['library_version', 'algorithm', 'data_hash'])
    if (typeof manifest[field] !== 'string') throw invalid(`"${field}" is not a text`);
  if (!Number.isInteger(manifest.seed)) throw invalid('"seed" is not a whole number');
  for (const field of ['hyperparameters', 'importance', 'metrics', 'summary']) record(manifest[field], `"${field}"`);
  const signature = parseSignature(manifest.signature);
  requireSteps(record(manifest.steps, '"steps"'));
  requireCertificate(record(manifest.certificate, '"certificate"'));
  requireGolden(record(manifest.golden, '"golden"'), signature);
  if (manifest.imported !== undefined) requireImported(record(manifest.imported, '"imported"'));
  if (manifest.imported === undefined || manifest.sketches !== null) requireSketches(record(manifest.sketches, '"sketches"'));
  if (manifest.feature_service !== undefined) requireFeatureService(record(manifest.feature_service, '"feature_service"'));
  return json as PipelineManifest;
}

function requireImported({ format }: Record<string, unknown>): void {
  if (typeof format !== 'string') throw invalid('"imported.format" is not a text');
}

function requireSketches(sketches: Record<string, unknown>): void {
  for (const field of ['columns', 'predictions'])
    list(record(sketches[field], `"sketches.${field}"`).columns, `"sketches.${field}.columns"`);
}

/** Reads a signature back, e.g. from a model's metadata. Throws `learning.model_invalid`. */
export function parseSignature(json: unknown): Signature {
  const signature = record(json, 'The signature');
  const { task } = signature;
  if (![...tasks, ...unsupervisedTasks].some((known) => known === task))
    throw invalid("the signature's task is neither of those there are");
  requireColumn(record(signature.target, "The signature's target"));
  const names = list(signature.inputs, "The signature's inputs").map((input) => requireInput(record(input, 'An input')));
  if (names.length === 0) throw invalid('the signature has no input');
  if (new Set(names).size !== names.length) throw invalid('two inputs have one name');
  if (task !== 'regression') requireClasses(list(signature.classes, "The signature's classes"), task === 'clustering' ? 1 : 2);
  if (isUnsupervised(String(task))) requireScores(signature.scores);
  return json as Signature;
}

function requireFeatureService({ name, version, join_keys: keys }: Record<string, unknown>): void {
  const isVersion = Number.isInteger(version) && Number(version) > 0;
  if (typeof name !== 'string' || !isVersion) throw invalid('the feature service has no name or version');
  if (!list(keys, 'Its join keys').every((key) => typeof key === 'string')) throw invalid('a join key is not a text');
}

function requireColumn(column: Record<string, unknown>): string {
  if (typeof column.name !== 'string') throw invalid('a column has no name');
  if (!columnTypes.some((type) => type === column.type)) throw invalid(`column "${column.name}" has no known type`);
  return column.name;
}

function requireInput(input: Record<string, unknown>): string {
  const name = requireColumn(input);
  if (input.kind !== 'number' && input.kind !== 'text') throw invalid(`input "${name}" is neither number nor text`);
  const tokens = list(input.missingTokens, `The missing tokens of "${name}"`);
  if (!tokens.every((token) => typeof token === 'string')) throw invalid(`a missing token of "${name}" is not a text`);
  if (input.width !== undefined && !(Number.isInteger(input.width) && Number(input.width) > 0))
    throw invalid(`the width of "${name}" is no whole number from 1`);
  if (input.format !== undefined && typeof input.format !== 'string') throw invalid(`the format of "${name}" is not a text`);
  return name;
}

function requireScores(scores: unknown): void {
  if (!Number.isInteger(scores) || (scores as number) < 1) throw invalid('"scores" is not how many scores a row gets');
}

function requireClasses(classes: readonly unknown[], fewest = 2): void {
  if (classes.length < fewest) throw invalid('a classifier needs two classes');
  if (!classes.every((label) => ['string', 'number', 'boolean'].includes(typeof label)))
    throw invalid('a class is neither text nor number nor boolean');
}

export function requireSteps(steps: Record<string, unknown>): void {
  for (const field of ['numbers', 'steps', 'texts']) list(steps[field], `"steps.${field}"`);
  if (steps.encoding !== undefined && !categoryEncodings.some((encoding) => encoding === steps.encoding))
    throw invalid('"steps.encoding" is not known');
  for (const each of list(steps.encodings ?? [], '"steps.encodings"')) {
    const { name, encoding } = record(each, 'An encoding of texts');
    if (typeof name !== 'string') throw invalid('an encoding of texts names no column');
    if (typeof record(encoding, `The encoding of "${name}"`).kind !== 'string') throw invalid(`the encoding of "${name}" has no kind`);
  }
}

function requireCertificate(certificate: Record<string, unknown>): void {
  const { rows, largest_error, tolerance, labels_equal, outcome } = certificate;
  const passed =
    Number.isInteger(rows) && outcome === 'passed' && labels_equal === true && (largest_error as number) <= (tolerance as number);
  if (!passed) throw invalid('it has no parity certificate that passed');
}

function requireGolden(golden: Record<string, unknown>, signature: Signature): void {
  const rows = list(golden.rows, '"golden.rows"');
  if (rows.length > mostGoldenRows) throw invalid(`it has more than ${mostGoldenRows} golden rows`);
  rows.forEach((row) => record(row, 'A golden row'));
  const expected = record(golden.expected, '"golden.expected"');
  for (const [field, length] of Object.entries(expectedLengths(signature, rows.length))) {
    const values = list(expected[field], `"golden.expected.${field}"`);
    if (values.length !== length || !values.every(Number.isFinite)) throw invalid(`"golden.expected.${field}" must be ${length} numbers`);
  }
}

function expectedLengths({ classes, scores }: Signature, rows: number): Record<string, number> {
  if (scores !== undefined) return { codes: rows, scores: rows * scores };
  return classes ? { codes: rows, probabilities: rows * classes.length } : { values: rows };
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${what} is not an object`);
  return value as Record<string, unknown>;
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(`${what} is not a list`);
  return value;
}

function invalid(why: string): LearningError {
  return new LearningError('learning.model_invalid', `The model's manifest can't be used: ${why}.`);
}
