import { basename } from 'node:path';
import type { DatasetDetail, ModelChanged, ModelHealth, Retraining, TaskType } from '@atelier/contracts';
import type { AtelierClient } from '@atelier/sdk';
import { healthText } from '../commands/monitoring.js';
import { fileContent } from '../terminal/files.js';
import { barsVisible, ProgressBar } from '../terminal/progress.js';
import { metricsTable } from '../terminal/metrics.js';
import { table } from '../terminal/table.js';
import { algorithmsFor, chooseTask } from './choose-task.js';
import type { Narrator } from './narrator.js';
import { inAnotherUnit, only, replay, type Row, sampleRows } from './traffic.js';

export interface StoryOptions {
  readonly file: string;
  readonly target: string;
  readonly modelName: string;
}

/** What the tour leaves behind, for the commands printed at its end. */
export interface StoryEnd {
  readonly dataset: DatasetDetail;
  readonly modelId: string;
  readonly exampleRow: Row;
}

/** The main job on one table: in, compared, trained, served, watched, retrained, rolled back; every step by the public API. */
export async function tellStory(atelier: AtelierClient, options: StoryOptions, narrator: Narrator): Promise<StoryEnd> {
  const { target } = options;
  const dataset = await upload(atelier, options, narrator);
  const rows = await sampleRows(atelier, dataset);
  const task = chooseTask(dataset, target, rows);
  const best = await compare(atelier, dataset, target, task, narrator);
  const { first, features } = await train(atelier, dataset, options, task, best, narrator);
  await predict(atelier, options, only(rows[0], features), rows[0][target], narrator);
  const suspect = await watch(atelier, first.model_id, options, rows, narrator);
  if (suspect) await driftAndRetrain(atelier, first, options, rows, suspect, narrator);
  return { dataset, modelId: first.model_id, exampleRow: only(rows[0], features) };
}

async function upload(atelier: AtelierClient, { file, target }: StoryOptions, narrator: Narrator): Promise<DatasetDetail> {
  narrator.heading(`Upload ${basename(file)} and look at it`);
  const { dataset_id } = await atelier.datasets.upload({
    content: await fileContent(file),
    fileName: basename(file),
    targetColumn: target,
  });
  const dataset = await atelier.datasets.get(dataset_id);
  const columns = dataset.schema.map(({ name, type, role }) => [name, type, role, dataset.missing_values[name] ?? 0]);
  narrator.tell(table(['column', 'type', 'role', 'missing'], columns));
  narrator.done(`${dataset.rows.toLocaleString('en-US')} rows kept as dataset ${dataset_id}`);
  return dataset;
}

async function compare(
  atelier: AtelierClient,
  dataset: DatasetDetail,
  target: string,
  task: TaskType,
  narrator: Narrator,
): Promise<string> {
  const models = algorithmsFor(task, dataset.rows);
  narrator.heading(`Compare ${models.join(', ')} by 5-fold cross-validation (${task})`);
  const { comparison, metric } = await atelier.training.compare({
    dataset_id: dataset.dataset_id,
    target_column: target,
    task_type: task,
    models,
    cv: 5,
  });
  narrator.tell(
    table(
      ['model', metric, '±'],
      comparison.map((row) => [row.model, row.mean_score, row.std_score]),
    ),
  );
  narrator.done(`${comparison[0].model} is best`);
  return comparison[0].model;
}

async function train(
  atelier: AtelierClient,
  dataset: DatasetDetail,
  { target, modelName }: StoryOptions,
  task: TaskType,
  algorithm: string,
  narrator: Narrator,
): Promise<{ first: ModelChanged; features: readonly string[] }> {
  narrator.heading(`Train ${algorithm} and put it into production as "${modelName}"`);
  const request = { dataset_id: dataset.dataset_id, target_column: target, task_type: task, algorithm };
  const { job_id } = await atelier.training.start(request);
  const bar = new ProgressBar(barsVisible(false));
  const job = await atelier.training.finished(job_id, (progress) => bar.show(progress));
  bar.end();
  if (job.status !== 'completed' || !job.results)
    throw new Error(`The training ${job.status}: ${job.error?.detail ?? 'no reason was given'}`);
  narrator.tell(metricsTable(job.results.evaluation));
  const deployed = await atelier.models.deploy({ training_job_id: job_id, model_name: modelName, promote_to_production: true });
  narrator.done(deployed.message);
  return { first: deployed, features: job.results.training_summary.features_used as string[] };
}

async function predict(
  atelier: AtelierClient,
  { modelName }: StoryOptions,
  features: Row,
  truth: Row[string],
  narrator: Narrator,
): Promise<void> {
  narrator.heading('Predict one row, by the REST API and by Open Inference Protocol v2');
  const answer = await atelier.models.predict({ model_name: modelName, features });
  const v2 = await atelier.models.infer(modelName, [features]);
  narrator.tell(
    `   ${JSON.stringify(features)}\n   REST: ${JSON.stringify(answer.prediction[0])} ${sharesText(answer.prediction_proba?.[0])}\n   v2:   ${JSON.stringify(v2.outputs[0].data[0])}; the table says ${JSON.stringify(truth)}`,
  );
  narrator.done(`logged as prediction ${answer.prediction_id[0]}`);
}

function sharesText(shares: readonly number[] | undefined): string {
  return shares ? `[${shares.map((share) => share.toFixed(3)).join(', ')}]` : '';
}

/** Replays the table's own rows; returns the number feature that weighs most, or nothing when there is none. */
async function watch(
  atelier: AtelierClient,
  modelId: string,
  { target, modelName }: StoryOptions,
  rows: readonly Row[],
  narrator: Narrator,
): Promise<string | undefined> {
  narrator.heading("Serve traffic, send the outcomes back, look at the model's health");
  const windows = Math.max(50, Math.floor(rows.length / 2));
  await atelier.monitoring.setPolicy(modelName, { window_predictions: windows, window_outcomes: windows, retrain_on: ['performance'] });
  const { asked } = await replay(atelier, modelName, target, rows);
  const health = await eventually(
    () => atelier.monitoring.health(modelId),
    ({ outcomes }) => outcomes >= asked,
  );
  narrator.tell(healthText(health));
  narrator.done(`${asked} rows of the table replayed`);
  return heaviestNumber(health, rows);
}

function heaviestNumber(health: ModelHealth, rows: readonly Row[]): string | undefined {
  const numbers = health.features.filter(({ feature }) => rows.filter((row) => typeof row[feature] === 'number').length > rows.length / 2);
  const ranked = [...numbers].sort((a, b) => (b.importance ?? 0) - (a.importance ?? 0));
  return ranked[0]?.feature;
}

async function driftAndRetrain(
  atelier: AtelierClient,
  first: ModelChanged,
  { target, modelName }: StoryOptions,
  rows: readonly Row[],
  column: string,
  narrator: Narrator,
): Promise<void> {
  narrator.heading(`A source changes without a word: "${column}" arrives in another unit (÷ 10)`);
  const drifted = inAnotherUnit(rows, column, 0.1);
  await replay(atelier, modelName, target, drifted);
  await eventually(
    () => atelier.monitoring.alerts({ model_name: modelName }),
    (list) => list.some(({ kind, message }) => kind === 'data_drift' && message.includes(column)),
  );
  const queued = await retrainingByPolicy(atelier, modelName);
  const alerts = await atelier.monitoring.alerts({ model_name: modelName });
  narrator.tell(
    table(
      ['severity', 'kind', 'message'],
      alerts.map(({ severity, kind, message }) => [severity, kind, message]),
    ),
  );
  narrator.done(
    healthText(await atelier.monitoring.health(first.model_id))
      .split('\n')
      .slice(0, 3)
      .join('\n'),
  );

  narrator.heading('Retrain on the table and the new outcomes; the better one serves');
  const { retraining_id } = queued ?? (await atelier.monitoring.retrain(modelName, { reason: 'the tour' }));
  const retraining = await eventually(() => atelier.monitoring.retraining(retraining_id), ended, 600);
  narrator.tell(`   ${retraining.reason}\n   ${comparisonText(retraining)}`);
  narrator.tell(await versionsText(atelier, modelName));
  narrator.done(`retraining ${retraining.status}`);

  if (retraining.status !== 'promoted') return;
  narrator.heading('Roll back to the version that served before');
  const back = await atelier.models.rollback(modelName);
  narrator.tell(await versionsText(atelier, modelName));
  narrator.done(back.message);
}

/** Monitoring asks for it by itself once outcomes show that the model is worse; on a table where this column hardly matters it has no reason to. */
async function retrainingByPolicy(atelier: AtelierClient, modelName: string): Promise<Retraining | undefined> {
  for (let tries = 0; tries < 20; tries++) {
    const [latest] = await atelier.monitoring.retrainings({ model_name: modelName });
    if (latest) return latest;
    await new Promise((done) => setTimeout(done, 150));
  }
  return undefined;
}

const ended = ({ status }: Retraining) => status === 'promoted' || status === 'rejected' || status === 'failed';

function comparisonText({ comparison, status }: Retraining): string {
  if (!comparison) return `no comparison: the retraining ${status}`;
  return `${comparison.metric} on ${comparison.rows} held-out rows: candidate ${number(comparison.candidate)}, incumbent ${number(comparison.incumbent)}`;
}

function number(value: unknown): string {
  return typeof value === 'number' ? value.toFixed(3) : '–';
}

async function versionsText(atelier: AtelierClient, name: string): Promise<string> {
  const versions = await atelier.models.deployed({ name });
  return table(
    ['version', 'stage', 'model_id'],
    versions.map((model) => [model.version, model.status, model.model_id]),
  );
}

/** Asks again until the answer is there: events take a moment to arrive. */
async function eventually<T>(ask: () => Promise<T>, enough: (answer: T) => boolean, seconds = 60): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (enough(answer)) return answer;
    if (performance.now() > end)
      throw new Error(`This took longer than ${seconds} s; the last answer was ${JSON.stringify(answer).slice(0, 500)}`);
    await new Promise((done) => setTimeout(done, 150));
  }
}
