import { createHash } from 'node:crypto';
import type { ArtifactStore } from '@atelier/artifacts';
import type { EventData } from '@atelier/contracts';
import {
  certify,
  createManifest,
  createRandom,
  Frame,
  frameFromRows,
  goldenRows,
  type Label,
  type PipelineManifest,
  type RawRow,
  rowsFromFrame,
  type RunGraph,
  type TrainedPipeline,
  trainPipeline,
} from '@atelier/learning';
import { InferenceSession, Tensor } from 'onnxruntime-node';

export interface ModelFixture {
  readonly onnx: Uint8Array;
  readonly manifest: PipelineManifest;
  /** Rows that the model was trained on, as a caller would send them. */
  readonly rows: readonly RawRow[];
  /** What the trainer's own code says of rows. */
  answers(rows: readonly RawRow[]): { predictions: Label[]; probabilities: number[][] | null };
}

export interface FixtureOptions {
  readonly task?: 'classification' | 'regression';
  readonly algorithm?: string;
  readonly seed?: number;
}

const cities = ['Paris', 'Lima', 'Oslo', 'Quito'];

/** A small table of people: numbers with gaps, a truth value, a category; and what they bought. */
function people(seed: number): Frame {
  const random = createRandom(seed);
  const rows = 300;
  const age = Float64Array.from({ length: rows }, (_, i) => (i % 17 === 0 ? Number.NaN : Math.floor(18 + 60 * random.next())));
  const income = Float64Array.from({ length: rows }, () => Math.round(20_000 + 80_000 * random.next()));
  const member = Float64Array.from({ length: rows }, () => (random.next() < 0.5 ? 0 : 1));
  const city = Int32Array.from({ length: rows }, (_, i) => (i % 23 === 0 ? -1 : Math.floor(random.next() * cities.length)));
  const score = Array.from({ length: rows }, (_, i) => (age[i] || 40) / 20 + income[i] / 30_000 + member[i] + city[i] / 3 + random.next());
  const bought = Int32Array.from(score, (value) => (value > 5 ? 1 : 0));
  return new Frame([
    { kind: 'number', name: 'age', values: age },
    { kind: 'number', name: 'income', values: income },
    { kind: 'number', name: 'member', values: member },
    { kind: 'text', name: 'city', codes: city, dictionary: cities },
    { kind: 'text', name: 'bought', codes: bought, dictionary: ['no', 'yes'] },
    { kind: 'number', name: 'spent', values: Float64Array.from(score, (value) => value * 100) },
  ]);
}

/** A model that was really trained, exported and certified; each seed gives another one. */
export async function trainFixture({ task = 'classification', algorithm, seed = 1 }: FixtureOptions = {}): Promise<ModelFixture> {
  const [target, other] = task === 'classification' ? ['bought', 'spent'] : ['spent', 'bought'];
  const frame = people(seed).without([other]);
  const trained = await trainPipeline(frame, {
    target,
    task,
    algorithm: algorithm ?? (task === 'classification' ? 'logistic' : 'ridge'),
    hyperparameters: {},
    scaling: 'standard',
    testSize: 0.2,
    validationSize: 0.1,
    earlyStopping: false,
    patience: 10,
    seed,
    columns: [
      { name: 'age', type: 'integer' },
      { name: 'income', type: 'float' },
      { name: 'member', type: 'boolean' },
      { name: 'city', type: 'category' },
      { name: target, type: task === 'classification' ? 'category' : 'float' },
    ],
  });
  return fixtureOf(trained, frame, seed);
}

/** A model of what clients' notes say: who wants a gift buys. */
export async function trainNotesFixture({ task = 'classification', seed = 1 }: FixtureOptions = {}): Promise<ModelFixture> {
  const texts = Array.from(
    { length: 120 },
    (_, i) => `${i % 2 ? 'Looking for a gift, no budget limit' : 'Only browsing, prices too high'} ${i}.`,
  );
  const target = task === 'classification' ? 'purchased' : 'lifetime_value';
  const frame = new Frame([
    { kind: 'text', name: 'notes', codes: Int32Array.from(texts.keys()), dictionary: texts },
    { kind: 'number', name: target, values: Float64Array.from(texts, (_, i) => (task === 'classification' ? i % 2 : 1000 * (i % 2) + i)) },
  ]);
  const trained = await trainPipeline(frame, {
    target,
    task,
    algorithm: task === 'classification' ? 'logistic' : 'ridge',
    hyperparameters: {},
    scaling: 'standard',
    testSize: 0.2,
    validationSize: 0,
    earlyStopping: false,
    patience: 10,
    seed,
    text: { encoding: 'client_fast' },
    columns: [
      { name: 'notes', type: 'text' },
      { name: target, type: task === 'classification' ? 'boolean' : 'float' },
    ],
  });
  return fixtureOf(trained, frame, seed);
}

async function fixtureOf(trained: TrainedPipeline, frame: Frame, seed: number): Promise<ModelFixture> {
  const onnx = trained.toOnnx();
  const golden = goldenRows(trained.signature, frame, seed);
  const certificate = await certify(trained, golden, onOnnxruntime);
  const manifest = createManifest(trained, {
    dataHash: `sha256:${'0'.repeat(64)}`,
    libraryVersion: '0.1.0',
    goldenRows: golden,
    certificate,
  });
  return {
    onnx,
    manifest,
    rows: rowsFromFrame(
      trained.signature,
      frame,
      Int32Array.from({ length: frame.rows }, (_, i) => i),
    ),
    answers: (rows) => answersOf(trained, rows),
  };
}

function answersOf(trained: TrainedPipeline, rows: readonly RawRow[]) {
  const { labels, probabilities } = trained.predict(frameFromRows(trained.signature, rows));
  const width = trained.signature.classes?.length ?? 0;
  const row = (i: number) => Array.from((probabilities as Float64Array).subarray(i * width, (i + 1) * width));
  return { predictions: [...labels], probabilities: width === 0 ? null : rows.map((_, i) => row(i)) };
}

const onOnnxruntime: RunGraph = async (bytes, { rows, feeds }) => {
  const session = await InferenceSession.create(bytes);
  const inputs = feeds.map(({ name, data }) => [
    name,
    Array.isArray(data) ? new Tensor('string', data, [rows, 1]) : new Tensor('float32', data, [rows, data.length / rows]),
  ]);
  const outputs = await session.run(Object.fromEntries(inputs));
  await session.release();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data]));
};

/** Stores a fixture's files and gives the event of its training. */
export async function storedFixture(
  artifacts: ArtifactStore,
  job: string,
  { onnx, manifest }: { onnx: Uint8Array; manifest: unknown },
): Promise<EventData<'training.completed'>> {
  const [graph, description] = await Promise.all([artifacts.put(onnx), artifacts.put(Buffer.from(JSON.stringify(manifest)))]);
  const { signature, algorithm } = manifest as PipelineManifest;
  return {
    job_id: job,
    dataset_id: 'dataset-1',
    data_digest: `sha256:${'0'.repeat(64)}`,
    target_column: signature.target.name,
    task_type: signature.task,
    algorithm,
    hyperparameters: {},
    onnx_digest: graph.digest,
    manifest_digest: description.digest,
    classes: signature.classes ? [...signature.classes] : null,
    signature_digest: `sha256:${createHash('sha256').update(JSON.stringify(signature)).digest('hex')}`,
    metrics: {},
    certificate: { rows: 20, largest_error: 0, labels_equal: true },
    retraining: null,
  };
}
