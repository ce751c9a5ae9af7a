/** Registry and inference as the embedded program runs them: embedded PostgreSQL, in-process bus, folder of artifacts, keys. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiKeys, accessSchema } from '@atelier/access';
import { ArtifactStore } from '@atelier/artifacts';
import { busMigration, outboxToken } from '@atelier/bus';
import { InferenceModule, inferenceSchema } from '@atelier/inference';
import { startProgram } from '@atelier/program';
import { RegistryModule, registrySchema } from '@atelier/registry';
import { DataSource } from 'typeorm';
import { servingModel } from './model.mjs';

const home = mkdtempSync(join(tmpdir(), 'atelier-serving-bench-'));
const { onnx, manifest, features, signatureDigest } = await servingModel();
const program = await startProgram({
  name: 'bench',
  version: '0',
  listen: { host: '127.0.0.1', port: 0 },
  logLevel: 'warn',
  logFormat: 'line',
  database: { connection: { home } },
  bus: { kind: 'in-process' },
  artifacts: { driver: { kind: 'folder', folder: join(home, 'artifacts') }, cacheFolder: join(home, 'cache'), cacheBytes: 1e8 },
  access: {},
  services: ['registry', 'trainer', 'inference'],
  schemas: [accessSchema, registrySchema, { service: 'trainer', entities: [], migrations: [busMigration('trainer')] }, inferenceSchema],
  modules: [RegistryModule.forRoot(), InferenceModule.forRoot({ spoolFolder: join(home, 'spool') })],
});
const { application, url } = program;
const [graph, description] = await Promise.all(
  [onnx, Buffer.from(JSON.stringify(manifest))].map((bytes) => application.get(ArtifactStore).put(bytes)),
);
const outbox = application.get(outboxToken('trainer'), { strict: false });
await application.get(DataSource).transaction(async (manager) => {
  await outbox.publish(manager, 'default', 'training.completed', {
    job_id: 'bench',
    dataset_id: 'bench',
    data_digest: graph.digest,
    target_column: 'churn',
    task_type: 'classification',
    algorithm: 'lightgbm',
    hyperparameters: {},
    onnx_digest: graph.digest,
    manifest_digest: description.digest,
    signature_digest: signatureDigest,
    metrics: {},
    certificate: manifest.certificate,
    retraining: null,
  });
});
const { key } = await application.get(ApiKeys).create({ project: 'default', role: 'deployer', name: 'bench' });
const deployed = await fetch(`${url}/api/ml/models/deploy`, {
  method: 'POST',
  headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  body: JSON.stringify({ training_job_id: 'bench', model_name: 'bench', promote_to_production: true }),
});
if (deployed.status !== 201) throw new Error(await deployed.text());
process.send({ port: Number(new URL(url).port), key, body: JSON.stringify({ model_name: 'bench', features }) });
process.on('message', async (message) => {
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send(user + system);
    return;
  }
  await program.stop();
  rmSync(home, { recursive: true, force: true });
  process.exit(0);
});
