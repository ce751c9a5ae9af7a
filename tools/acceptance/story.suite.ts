import type { TrainingProgress } from '@atelier/contracts';
import type { AtelierClient } from '@atelier/sdk';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';
import { churnTable } from './example-table.js';

/** The main job, end to end, by the public API alone: run on the embedded platform and on the mesh. */
export function describeStory(platform: () => AtelierClient): void {
  describe('the main job', () => {
    const table = churnTable(1500);
    const modelName = `churn-${Date.now()}`;
    const answers = table.rows.slice(0, 400);
    let client: AtelierClient;
    let datasetId: string;
    let jobId: string;
    let firstModel: string;
    let secondModel: string;

    beforeAll(() => {
      client = platform();
    });

    it('keeps a table and shows its columns', async () => {
      const uploaded = await client.datasets.upload({ content: new Blob([table.csv]), fileName: 'clients.csv', targetColumn: 'churned' });
      datasetId = uploaded.dataset_id;
      expect(uploaded).toMatchObject({
        rows: 1500,
        columns: 7,
        column_names: ['client_id', 'age', 'visits', 'basket', 'city', 'tier', 'churned'],
      });
      expect(uploaded.missing_values.age).toBe(table.rows.filter(({ age }) => age === null).length);
      const detail = await client.datasets.get(datasetId);
      expect(detail.schema.map(({ name, type, role }) => [name, type, role])).toEqual([
        ['client_id', 'identifier', 'identifier'],
        ['age', 'integer', 'feature'],
        ['visits', 'integer', 'feature'],
        ['basket', 'float', 'feature'],
        ['city', 'category', 'feature'],
        ['tier', 'category', 'feature'],
        ['churned', 'category', 'target'],
      ]);
      const { rows } = await client.datasets.rows(datasetId, { limit: 3 });
      expect(rows).toEqual(table.rows.slice(0, 3));
    });

    it('cleans, divides and measures the table, each part a table that can be trained on', async () => {
      const { cleaned_dataset_id: cleaned, filled } = await client.data.clean({
        dataset_id: datasetId,
        missing_strategy: 'knn',
        outlier_method: 'iqr',
      });
      expect(filled.age).toBe(table.rows.filter(({ age }) => age === null).length);
      expect((await client.datasets.get(cleaned)).parent_dataset_id).toBe(datasetId);
      const target_column = 'churned';
      const parts = await client.data.split({ dataset_id: cleaned, target_column, stratify: true, seed: 3 });
      expect(parts).toMatchObject({ train_samples: 1050, validation_samples: 150, test_samples: 300, stratified: true });
      const task_type = 'classification';
      const { selected_features } = await client.data.selectFeatures({
        dataset_id: parts.train_dataset_id,
        target_column,
        task_type,
        n_features: 2,
      });
      expect(selected_features).toContain('visits');
      const request = { dataset_id: parts.train_dataset_id, target_column, task_type, algorithm: 'logistic' } as const;
      const prepared = {
        cleaning: { missing_strategy: 'iterative' },
        encoding: 'target',
        feature_selection: { method: 'statistical', n_features: 3 },
      } as const;
      const job = await client.training.finished((await client.training.start({ ...request, ...prepared })).job_id);
      expect(job.results?.training_summary).toMatchObject({ encoding: 'target', features_used: expect.arrayContaining(['visits']) });
    });

    it('compares three algorithms by cross-validation, best first', async () => {
      const { comparison } = await client.training.compare({
        dataset_id: datasetId,
        target_column: 'churned',
        task_type: 'classification',
        models: ['logistic', 'random_forest', 'lightgbm'],
        cv: 5,
      });
      const scores = comparison.map(({ mean_score }) => mean_score);
      expect(comparison.map(({ model }) => model).toSorted()).toEqual(['lightgbm', 'logistic', 'random_forest']);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      expect(scores[0]).toBeGreaterThan(0.7);
    });

    it('trains with live progress, once for one idempotency key', async () => {
      const request = { dataset_id: datasetId, target_column: 'churned', task_type: 'classification', algorithm: 'lightgbm' } as const;
      const first = await client.training.start(request, { idempotencyKey: modelName });
      const again = await client.training.start(request, { idempotencyKey: modelName });
      expect(again.job_id).toBe(first.job_id);
      jobId = first.job_id;
      const seen: TrainingProgress[] = [];
      const job = await client.training.finished(jobId, (progress) => seen.push(progress));
      expect(job.status).toBe('completed');
      expect(job.results?.evaluation.roc_auc).toBeGreaterThan(0.7);
      expect(seen.length).toBeGreaterThan(0);
    });

    it('deploys, promotes and predicts at once, by both protocols alike', async () => {
      const deployed = await client.models.deploy({ training_job_id: jobId, model_name: modelName });
      firstModel = deployed.model_id;
      await client.models.promote(firstModel);
      const [model] = await client.models.deployed({ name: modelName, status: 'production' });
      expect(model).toMatchObject({ model_id: firstModel, version: '1.0.0', algorithm: 'lightgbm' });
      const { churned: _churned, ...features } = table.rows[0];
      const answer = await client.models.predict({ model_name: modelName, features });
      expect(answer).toMatchObject({ model_id: firstModel, version: '1.0.0' });
      expect(['yes', 'no']).toContain(answer.prediction[0]);
      expect(answer.prediction_proba?.[0].reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      const { client_id: _identifier, ...inputs } = features;
      const v2 = await client.models.infer(modelName, [inputs]);
      expect(v2.model_version).toBe('1.0.0');
      expect(v2.outputs.flatMap(({ data }) => data)).toContain(answer.prediction[0]);
    });

    it('joins outcomes and reports good health on undrifted traffic', async () => {
      await client.monitoring.setPolicy(modelName, { window_predictions: 400, window_outcomes: 200, retrain_on: ['performance'] });
      const rows = answers.map(({ churned: _churned, ...features }) => features);
      const { prediction_id } = await client.models.predict({ model_name: modelName, rows });
      const outcomes = prediction_id.map((id, i) => ({ prediction_id: id, actual: answers[i].churned as string }));
      expect(await client.monitoring.recordOutcomes(outcomes)).toMatchObject({ recorded: 400 });
      const health = await eventually(
        () => client.monitoring.health(firstModel),
        ({ outcomes: joined }) => joined >= 400,
      );
      expect(health.features.filter(({ drifted }) => drifted)).toEqual([]);
      expect(health.health_score).toBeGreaterThan(80);
    });

    it('finds drift, raises alerts and retrains into a new version', async () => {
      // Other values than those learned from, and those who come often are now those who leave.
      const drifted = answers.map(({ churned: _churned, visits, ...features }) => ({ ...features, visits: 60 - 2 * Number(visits) }));
      const { prediction_id } = await client.models.predict({ model_name: modelName, rows: drifted });
      await client.monitoring.recordOutcomes(prediction_id.map((id, i) => ({ prediction_id: id, actual: answers[i].churned as string })));
      const alerts = await eventually(
        () => client.monitoring.alerts({ model_name: modelName }),
        (list) => list.some(({ kind }) => kind === 'data_drift') && list.some(({ kind }) => kind === 'performance_drift'),
      );
      expect(alerts.find(({ kind }) => kind === 'data_drift')?.message).toContain('visits');
      const [retraining] = await eventually(
        () => client.monitoring.retrainings({ model_name: modelName }),
        (list) => list.length > 0 && ['promoted', 'rejected', 'failed'].includes(list[0].status),
        120,
      );
      expect(retraining).toMatchObject({ status: 'promoted', trigger: 'performance', incumbent_model_id: firstModel });
      const [serving] = await client.models.deployed({ name: modelName, status: 'production' });
      secondModel = serving.model_id;
      expect(secondModel).toBe(retraining.candidate_model_id);
      expect(secondModel).not.toBe(firstModel);
      const { churned: _churned, ...features } = table.rows[1];
      expect((await client.models.predict({ model_name: modelName, features })).model_id).toBe(secondModel);
    });

    it('rolls back to the version that served before', async () => {
      const answer = await client.models.rollback(modelName);
      expect(answer.model_id).toBe(firstModel);
      const { churned: _churned, ...features } = table.rows[1];
      expect((await client.models.predict({ model_name: modelName, features })).model_id).toBe(firstModel);
      const stages = Object.fromEntries(
        (await client.models.deployed({ name: modelName })).map(({ model_id, status }) => [model_id, status]),
      );
      expect(stages[firstModel]).toBe('production');
      expect(stages[secondModel]).not.toBe('production');
    });
  });
}
