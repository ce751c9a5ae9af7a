import { expect } from '@jest/globals';
import { type ServiceName, serviceNames } from '@atelier/contracts';
import kafkajs, { type Admin } from 'kafkajs';
import { eventually } from './eventually.js';
import type { Mesh } from './mesh-programs.js';

const { AssignerProtocol } = kafkajs;
const schemas = serviceNames.map((name) => name.replace('-', '_'));

/** Those that hear of others; ingestion hears of nobody. */
const listeners = serviceNames.filter((name) => name !== 'ingestion');

/** Every event has left its outbox and has been handled by every group that wants it. */
export async function expectDrained(mesh: Mesh, seconds = 120): Promise<void> {
  await eventually(
    () => waiting(mesh),
    ({ outbox, lag }) => outbox === 0 && lag === 0,
    seconds,
  );
}

async function waiting(mesh: Mesh): Promise<{ outbox: number; lag: number | string }> {
  const counts = schemas.map((schema) => `(SELECT count(*) FROM ${schema}.outbox WHERE published_at IS NULL)`);
  const [{ outbox }] = await mesh.stores.query<{ outbox: string }>(`SELECT ${counts.join(' + ')} AS outbox`);
  // A broker that has just started does not know its groups yet.
  return { outbox: Number(outbox), lag: await lagOf(mesh).catch((error: unknown) => String(error)) };
}

/** Messages that the mesh's consumer groups have not handled. */
export function lagOf(mesh: Mesh): Promise<number> {
  return mesh.stores.withAdmin(async (admin) => {
    let lag = 0;
    for (const service of listeners) {
      const groupId = groupOf(mesh, service);
      const offsets = await admin.fetchOffsets({ groupId });
      if (offsets.length === 0) lag += await unhandled(admin, groupId);
      for (const { topic, partitions } of offsets) {
        const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)]));
        for (const { partition, offset } of partitions) lag += Math.max(0, (ends.get(partition) ?? 0) - Math.max(0, Number(offset)));
      }
    }
    return lag;
  });
}

/** All messages of the topics that a group is assigned: one that was never sent anything has committed no offsets. */
async function unhandled(admin: Admin, groupId: string): Promise<number> {
  const { groups } = await admin.describeGroups([groupId]);
  const assigned = groups
    .flatMap(({ members }) => members)
    .map(({ memberAssignment }) => AssignerProtocol.MemberAssignment.decode(memberAssignment));
  const topics = new Set(assigned.flatMap((member) => Object.keys(member?.assignment ?? {})));
  if (topics.size === 0) throw new Error(`${groupId} is not there yet.`);
  const ends = await Promise.all([...topics].map((topic) => admin.fetchTopicOffsets(topic)));
  return ends.flat().reduce((sum, { high }) => sum + Number(high), 0);
}

/** Every group's offsets to the earliest, while nobody of the groups is there; returns how many messages will come again. */
export function backToTheBeginning(mesh: Mesh): Promise<number> {
  return mesh.stores.withAdmin(async (admin) => {
    for (const service of listeners) {
      const groupId = groupOf(mesh, service);
      for (const { topic } of await admin.fetchOffsets({ groupId })) await admin.resetOffsets({ groupId, topic, earliest: true });
    }
    return lagOf(mesh);
  });
}

function groupOf(mesh: Mesh, service: ServiceName): string {
  return `${mesh.stores.prefix}atelier.${service}`;
}

/** What the services know, of everything that an event changes: equal before and after means that nothing was applied again. */
export async function knowledge(mesh: Mesh): Promise<Record<string, unknown>> {
  const queries = {
    datasets: 'SELECT dataset_id, rows FROM ingestion.ml_dataset ORDER BY 1',
    trainerDatasets: 'SELECT dataset_id, rows FROM trainer.dataset ORDER BY 1',
    jobs: 'SELECT job_id, status, onnx_digest FROM trainer.ml_training_job ORDER BY 1',
    candidates: 'SELECT job_id, status FROM registry.candidate ORDER BY 1',
    versions: 'SELECT model_id, version, stage, serving_outcome FROM registry.ml_model_version ORDER BY 1',
    rollouts: 'SELECT name, sequence, production_model_id, outcome FROM registry.rollout ORDER BY 1, 2',
    served: 'SELECT name, sequence, production_model_id FROM inference.rollout ORDER BY 1',
    watched: 'SELECT model_id, stage, sequence, predictions, failures, outcomes FROM monitoring.model ORDER BY 1',
    predictions: 'SELECT count(*), count(actual) AS actual FROM monitoring.prediction',
    windows: 'SELECT model_id, number, predictions, failures, columns FROM monitoring.prediction_window ORDER BY 1, 2',
    alerts: 'SELECT alert_id, repeats FROM monitoring.alert ORDER BY 1',
    retrainings: 'SELECT retraining_id, status FROM monitoring.retraining ORDER BY 1',
  };
  const found = Object.entries(queries).map(async ([name, sql]) => [name, await mesh.stores.query(sql)] as const);
  return Object.fromEntries(await Promise.all(found));
}

/** State and events agree over all services: nothing is lost between them, nothing is counted twice. */
export async function expectConsistent(mesh: Mesh): Promise<void> {
  await expectDrained(mesh);
  const differences = {
    datasets: 'SELECT dataset_id FROM ingestion.ml_dataset EXCEPT SELECT dataset_id::uuid FROM trainer.dataset',
    strangers: 'SELECT dataset_id FROM trainer.dataset EXCEPT SELECT dataset_id::text FROM ingestion.ml_dataset',
    completions: `SELECT j.job_id FROM trainer.ml_training_job j LEFT JOIN trainer.outbox o ON o.type = 'training.completed' AND o.key = j.job_id::text
      WHERE j.status = 'completed' GROUP BY 1 HAVING count(o.sequence) <> 1`,
    candidates: `SELECT job_id::text FROM trainer.ml_training_job WHERE status = 'completed' EXCEPT SELECT job_id FROM registry.candidate WHERE status = 'completed'`,
    versions: 'SELECT model_id::text, stage FROM registry.ml_model_version EXCEPT SELECT model_id, stage FROM monitoring.model',
    served: `SELECT name, production_model_id FROM inference.rollout
      EXCEPT SELECT name, model_id FROM registry.ml_model_version WHERE stage = 'production'`,
    predictions: 'SELECT prediction_id::text FROM inference.ml_prediction_log EXCEPT SELECT prediction_id FROM monitoring.prediction',
    counts: `SELECT m.model_id, m.predictions FROM monitoring.model m WHERE m.predictions <> (SELECT count(*) FROM inference.ml_prediction_log l WHERE l.model_id::text = m.model_id)`,
    outcomes: `SELECT m.model_id, m.outcomes FROM monitoring.model m
      WHERE m.outcomes <> (SELECT count(*) FROM monitoring.prediction p WHERE p.model_id = m.model_id AND p.actual IS NOT NULL)`,
    production: `SELECT name FROM registry.ml_model_version WHERE stage = 'production' GROUP BY project, name HAVING count(*) <> 1`,
    deadLetters: schemas.map((schema) => `SELECT topic, reason, detail FROM ${schema}.dead_letter`).join(' UNION ALL '),
  };
  const none = Object.fromEntries(Object.keys(differences).map((name) => [name, []]));
  const find = async () =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(differences).map(async ([name, sql]) => [name, (await mesh.stores.query(sql)).slice(0, 5)] as const),
      ),
    );
  // The last answers are on their way to the log for half a second.
  const found = await eventually(find, (last) => Object.values(last).every(({ length }) => length === 0), 20).catch(find);
  expect(found).toEqual(none);
}

/** Each digest that the registry and ingestion name is an object of the store. */
export async function expectObjects(mesh: Mesh): Promise<void> {
  const digests = await mesh.stores.query<{ digest: string }>(
    `SELECT raw_digest AS digest FROM ingestion.ml_dataset UNION SELECT parquet_digest FROM ingestion.ml_dataset
     UNION SELECT onnx_digest FROM registry.ml_model_version UNION SELECT manifest_digest FROM registry.ml_model_version`,
  );
  const objects = (await mesh.stores.objects()).join('\n').replaceAll('/', '');
  const missing = digests.map(({ digest }) => digest.replace('sha256:', '')).filter((digest) => !objects.includes(digest));
  expect(missing).toEqual([]);
}
