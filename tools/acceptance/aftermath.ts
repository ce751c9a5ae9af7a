import type { AtelierClient } from '@atelier/sdk';
import { expect } from '@jest/globals';
import { eventually } from './eventually.js';
import { churnTable, featuresOf } from './example-table.js';
import type { Load, LoadedModels } from './load.js';
import { untilLogged } from './until-logged.js';

/** Trains on a small table and deploys two versions; the first one is in production. */
export async function deployTwoVersions(client: AtelierClient, name: string): Promise<LoadedModels> {
  const content = new Blob([churnTable(300).csv]);
  const { dataset_id } = await client.datasets.upload({ content, fileName: 'clients.csv', targetColumn: 'churned' });
  const modelIds: string[] = [];
  for (const algorithm of ['logistic', 'decision_tree']) {
    const { job_id } = await client.training.start({ dataset_id, target_column: 'churned', task_type: 'classification', algorithm });
    const job = await client.training.finished(job_id);
    expect(job).toMatchObject({ status: 'completed' });
    modelIds.push((await client.models.deploy({ training_job_id: job_id, model_name: name })).model_id);
  }
  await client.models.promote(modelIds[0]);
  // The outcomes of the load are made up; a retraining that they ask for would make a third version.
  await client.monitoring.setPolicy(name, { retrain_on: [] });
  return { name, modelIds, trainingDataset: dataset_id, judged: new Set() };
}

/** Everything that was acknowledged is there and was done once; the platform answers as if nothing had been. */
export async function expectNothingLost(client: AtelierClient, load: Load, models: LoadedModels): Promise<void> {
  expect([...load.refusals]).toEqual([]);
  await expectDatasets(client, load);
  await expectJobsToEnd(client, load);
  await expectPredictions(client, load);
  await expectOutcomesOnce(client, load, models);
  await expectOneInProduction(client, models);
}

/** All are listed; of some the rows are read, each by a process of its own. */
async function expectDatasets(client: AtelierClient, { acknowledged }: Load): Promise<void> {
  const datasets = [...acknowledged.datasets];
  for (const [id, { rows }] of datasets) expect(await client.datasets.get(id)).toMatchObject({ dataset_id: id, rows });
  for (const [id, { rows }] of datasets.slice(-4)) expect((await client.datasets.rows(id, { limit: 1000 })).rows).toHaveLength(rows);
}

async function expectPredictions(client: AtelierClient, { acknowledged }: Load): Promise<void> {
  const predictions = [...acknowledged.predictions];
  const askers = Array.from({ length: 8 }, async () => {
    for (let next = predictions.pop(); next; next = predictions.pop()) {
      const [id, { modelId, prediction }] = next;
      expect(await untilLogged(client, id)).toMatchObject({ model_id: modelId, prediction });
    }
  });
  await Promise.all(askers);
}

/** Each job ends by itself; its key still means that job. */
async function expectJobsToEnd(client: AtelierClient, { acknowledged }: Load): Promise<void> {
  for (const [key, id] of acknowledged.jobs) {
    const job = await eventually(
      () => client.training.job(id),
      ({ status }) => status !== 'pending' && status !== 'running',
      120,
    );
    expect({ key, status: job.status, error: job.error }).toEqual({ key, status: 'completed', error: undefined });
  }
  expect(new Set(acknowledged.jobs.values()).size).toBe(acknowledged.jobs.size);
}

/** The versions' counts add up to the predictions with an outcome: none lost, none counted twice. */
async function expectOutcomesOnce(client: AtelierClient, { acknowledged }: Load, { modelIds, judged }: LoadedModels): Promise<void> {
  const told = [...acknowledged.predictions.keys()];
  for (let from = 0; from < told.length; from += 5000) {
    const batch = told.slice(from, from + 5000).map((prediction_id) => ({ prediction_id, actual: 'yes' }));
    await client.monitoring.recordOutcomes(batch);
  }
  for (const id of told) judged.add(id);
  const counted = await eventually(
    async () => {
      const healths = await Promise.all(modelIds.map((id) => client.monitoring.health(id)));
      return healths.reduce((sum, { outcomes }) => sum + outcomes, 0);
    },
    (count) => count >= judged.size,
  );
  expect(counted).toBe(judged.size);
}

async function expectOneInProduction(client: AtelierClient, { name, modelIds }: LoadedModels): Promise<void> {
  const versions = await client.models.deployed({ name });
  expect(versions.map(({ model_id }) => model_id).toSorted()).toEqual([...modelIds].toSorted());
  const serving = versions.filter(({ status }) => status === 'production');
  expect(serving).toHaveLength(1);
  const [row] = churnTable(1).rows;
  const answer = await eventually(
    () => client.models.predict({ model_name: name, features: featuresOf(row) }),
    ({ model_id }) => model_id === serving[0].model_id,
    30,
  );
  expect(['yes', 'no']).toContain(answer.prediction[0]);
  await untilLogged(client, answer.prediction_id[0]);
}
