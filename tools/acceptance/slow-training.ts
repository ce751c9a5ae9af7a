import type { TrainOptions } from '@atelier/sdk';
import type { AtelierClient } from '@atelier/sdk';
import { eventually } from './eventually.js';
import { churnTable } from './example-table.js';

/** A training that takes long enough (about ten seconds of one core) for something to happen to its trainer. */
export async function slowTraining(client: AtelierClient): Promise<TrainOptions> {
  const content = new Blob([churnTable(20_000).csv]);
  const { dataset_id } = await client.datasets.upload({ content, fileName: 'many-clients.csv', targetColumn: 'churned' });
  return {
    dataset_id,
    target_column: 'churned',
    task_type: 'classification',
    algorithm: 'random_forest',
    hyperparameters: { n_estimators: 400 },
  };
}

/** Waits until the job's iterations are under way. */
export async function underWay(client: AtelierClient, jobId: string): Promise<void> {
  await eventually(
    () => client.training.job(jobId),
    ({ status }) => status === 'running',
  );
  for await (const { phase, iteration } of client.training.progress(jobId)) if (phase === 'training' && iteration > 0) return;
  throw new Error('The training ended before anything could happen to it; make it slower.');
}
