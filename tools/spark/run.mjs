// `npm run test:spark`: deploy/spark for real, on a local Spark that reads Parquet from MinIO, and its models back as ONNX.
// usage: npm run test:spark [-- --only binary,multiclass,regression,job] [--write-fixture]
//   --write-fixture   keeps the models for libs/learning's own test of the import
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'minio';
import { startMinio } from '../servers/minio.mjs';
import { Bucket } from './bucket.mjs';
import { cases } from './cases.mjs';
import { checkDeterminism, checkParameters, checkRefusals, compareCase } from './checks.mjs';
import { writeFixture } from './fixture.mjs';
import { installJars, installPython, job, sparkSubmit } from './install.mjs';
import { SparkJobs } from './submit.mjs';

const counts = { passed: 0, failed: 0 };
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1]?.split(',') : undefined;
const isWanted = (name) => only === undefined || only.includes(name);

/** One assertion: a message when it fails, and all others still run. */
async function check(name, assertion) {
  try {
    const said = await assertion();
    counts.passed++;
    console.log(`  ok    ${name}${said ? ` (${said})` : ''}`);
  } catch (error) {
    counts.failed++;
    console.log(
      `  FAIL  ${name}\n        ${String(error.stack ?? error)
        .split('\n')
        .slice(0, 12)
        .join('\n        ')}`,
    );
  }
}

async function main() {
  const python = await installPython();
  const [submit, jars] = [await sparkSubmit(python), await installJars()];
  const servers = join(import.meta.dirname, '..', '..', '.cache', 'servers');
  const folder = mkdtempSync(join(tmpdir(), 'atelier-spark-'));
  mkdirSync(servers, { recursive: true });
  mkdirSync(join(folder, 'minio'));
  const minio = await startMinio({ cache: servers, folder: join(folder, 'minio') });
  try {
    const { endPoint, port, accessKey, secretKey } = minio;
    const bucket = new Bucket(new Client({ endPoint, port, accessKey, secretKey, useSSL: false }), minio.bucket);
    const environment = {
      ATELIER_S3_ENDPOINT: endPoint,
      ATELIER_S3_PORT: String(port),
      ATELIER_S3_ACCESS_KEY: accessKey,
      ATELIER_S3_SECRET_KEY: secretKey,
    };
    const jobs = new SparkJobs({ submit, python, jars, folder, environment });
    await checkAll({ jobs, bucket, folder, python });
  } finally {
    await minio.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkAll(places) {
  const printed = execFileSync(places.python, [join(job, 'train_xgboost.py'), '--parameters'], { encoding: 'utf8' });
  await check('the job takes the hyper-parameters of the platform’s xgboost', () => checkParameters(JSON.parse(printed)));
  const models = {};
  for (const given of cases.filter(({ name }) => isWanted(name))) {
    console.log(`${given.name}: ${given.plan.target}`);
    await check('is compared', async () => {
      models[given.name] = await compareCase(given, places, check);
    });
  }
  if (isWanted('job')) {
    console.log('the job itself');
    await checkDeterminism(places, check);
    await checkRefusals(places, check);
  }
  if (process.argv.includes('--write-fixture')) await writeFixture(models);
}

try {
  await main();
} catch (error) {
  counts.failed++;
  console.error(error.message);
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;
