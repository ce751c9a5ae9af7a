// The feature store alone on a PostgreSQL server, as a child of run.mjs: FOLDER URL. Sends its address and key, and ends when its parent goes.
import 'reflect-metadata';
import { join } from 'node:path';
import { ApiKeys, accessSchema } from '@atelier/access';
import { busMigration } from '@atelier/bus';
import { FeatureStoreModule, featureStoreSchema } from '@atelier/feature-store';
import { JobsModule, jobsSchema } from '@atelier/jobs';
import { onlineFeaturesSchema } from '@atelier/online-features';
import { startProgram } from '@atelier/program';

const [folder, url] = process.argv.slice(2);
const program = await startProgram({
  name: 'feature-store',
  version: '0',
  listen: { host: '127.0.0.1', port: 0 },
  logLevel: 'info',
  logFormat: 'json',
  database: { connection: { url } },
  bus: { kind: 'in-process' },
  artifacts: { driver: { kind: 'folder', folder: join(folder, 'artifacts') }, cacheFolder: join(folder, 'cache'), cacheBytes: 1e9 },
  services: ['ingestion', 'feature-store'],
  schemas: [
    accessSchema,
    jobsSchema,
    onlineFeaturesSchema,
    { service: 'ingestion', entities: [], migrations: [busMigration('ingestion')] },
    featureStoreSchema,
  ],
  modules: [JobsModule.forProgram({ workers: true }), FeatureStoreModule.forRoot({ workFolder: join(folder, 'work') })],
  access: {},
});
const { key } = await program.application.get(ApiKeys).create({ project: 'bench', role: 'trainer', name: 'bench' });
process.send({ url: program.url, key });
process.on('disconnect', () => process.exit(0));
