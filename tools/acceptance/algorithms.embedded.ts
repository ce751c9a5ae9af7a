import type { TaskType } from '@atelier/contracts';
import { estimators, taskOfUnsupervised, unsupervised } from '@atelier/learning';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedProgram } from './embedded-program.js';
import { churnTable, featuresOf } from './example-table.js';

const { rows, csv } = churnTable(600);
/** A number that follows from the others, so that every regression can be told from a guess. */
const worth = rows.map(({ visits, basket }) => 8 * Number(visits) + Number(basket));
const content = new Blob([
  csv
    .trimEnd()
    .split('\n')
    .map((line, i) => `${line},${i === 0 ? 'worth' : worth[i - 1]}\n`)
    .join(''),
]);
const targets: Readonly<Record<TaskType, string>> = { classification: 'churned', regression: 'worth' };
/** Twenty rows without what is to be predicted. */
const asked = (task: TaskType) =>
  rows.slice(0, 20).map((row, i) => (task === 'regression' ? row : { ...featuresOf(row), worth: worth[i] }));
/** Every algorithm with each of its tasks; a new one comes by itself. */
const cases = [...estimators.values()].flatMap(({ name, tasks }) => tasks.map((task) => [name, task] as const));

describe('every algorithm, by the public API', () => {
  const program = new EmbeddedProgram();
  let datasetId: string;

  beforeAll(async () => {
    await program.start();
    const uploaded = await program.client.datasets.upload({ content, fileName: 'clients.csv' });
    datasetId = uploaded.dataset_id;
  });
  afterAll(() => program.remove());

  it.each(cases)('%s for %s is trained with its defaults, certified, deployed and answers', async (algorithm, task) => {
    const { client } = program;
    const { job_id } = await client.training.start({ dataset_id: datasetId, target_column: targets[task], task_type: task, algorithm });
    const job = await client.training.finished(job_id);
    expect(job).toMatchObject({ status: 'completed', results: { training_summary: { algorithm } } });
    const { accuracy = 0, r2 = 0 } = job.results?.evaluation ?? {};
    expect(task === 'classification' ? accuracy : r2).toBeGreaterThan(task === 'classification' ? 0.65 : 0.35);
    const { model_id } = await client.models.deploy({
      training_job_id: job_id,
      model_name: `${algorithm}-${task}`,
      promote_to_production: true,
    });
    const answer = await client.models.predict({ model_id, rows: asked(task) });
    expect(answer.prediction).toHaveLength(20);
    if (task === 'classification')
      for (const probabilities of answer.prediction_proba ?? []) expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 4);
  });

  const withoutTarget = [...unsupervised.values()].map((algorithm) => [algorithm.name, taskOfUnsupervised(algorithm)] as const);

  it.each(withoutTarget)('%s for %s is trained without a target, certified, deployed and answers', async (algorithm, task) => {
    const { client } = program;
    const { job_id } = await client.training.start({ dataset_id: datasetId, task_type: task, algorithm, label_column: 'churned' });
    const job = await client.training.finished(job_id);
    expect(job).toMatchObject({ status: 'completed', results: { training_summary: { algorithm, label_column: 'churned' } } });
    const measure = task === 'clustering' ? 'adjusted_rand' : 'roc_auc';
    expect(job.results?.evaluation).toMatchObject({ [measure]: expect.any(Number) });
    const report = await client.training.report(job_id);
    expect(report).toMatchObject({ task, groups: expect.any(Array) });
    const { model_id } = await client.models.deploy({ training_job_id: job_id, model_name: algorithm, promote_to_production: true });
    const rowsOf20 = rows.slice(0, 20).map((row, i) => ({ ...featuresOf(row), worth: worth[i] }));
    const answer = await client.models.predict({ model_name: algorithm, rows: rowsOf20 });
    expect(answer.model_id).toBe(model_id);
    expect(answer.prediction_score).toHaveLength(20);
    expect(answer).not.toHaveProperty('prediction_proba');
    for (const [i, label] of answer.prediction.entries()) {
      const scores = answer.prediction_score?.[i] ?? [];
      if (task === 'clustering') expect(label).toBe(scores.indexOf(Math.min(...scores)));
      else expect(label).toBe(scores[0] > 0.5);
    }
    const { outputs } = await client.models.infer(
      algorithm,
      rowsOf20.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'client_id'))),
    );
    expect(outputs.map(({ name }) => name)).toEqual(['label', 'scores', 'prediction_id']);
    expect(await client.monitoring.health(model_id)).toMatchObject({ model_id, performance: { baseline: null } });
  });
});
