// The real servers that the mesh's tests run on: addresses from the environment first, then Docker, then programs of this machine.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dockerAnswers, startContainers } from './docker.mjs';
import { startKafka } from './kafka.mjs';
import { startMinio } from './minio.mjs';
import { startPostgres } from './postgres.mjs';

const cache = join(import.meta.dirname, '..', '..', '.cache', 'servers');

/**
 * Starts PostgreSQL, Kafka and MinIO on free ports of 127.0.0.1 with empty data; they end with this process.
 * `kafka`, `minio` and `postgres` have `stop()` and `start()` (and `kill()`, `restart()`) for the fault tests; servers that the environment names have not.
 * `environment` is what tests read: ATELIER_TEST_DATABASE_URL, ATELIER_TEST_KAFKA_BROKERS, ATELIER_TEST_S3_*.
 */
export async function startServers() {
  const given = fromEnvironment();
  const started = given.postgres && given.kafka && given.minio ? { servers: {}, stop: async () => undefined } : await startMissing(given);
  const { postgres, kafka, minio } = { ...started.servers, ...given };
  const { endPoint, port, accessKey, secretKey, bucket } = minio;
  return {
    databaseUrl: postgres.url,
    kafkaBrokers: kafka.brokers,
    s3: { endPoint, port, accessKey, secretKey, bucket },
    postgres,
    kafka,
    minio,
    environment: environmentOf({ postgres, kafka, minio }),
    stop: started.stop,
  };
}

function fromEnvironment() {
  const env = process.env;
  const given = {};
  if (env.ATELIER_TEST_DATABASE_URL) given.postgres = { url: env.ATELIER_TEST_DATABASE_URL };
  if (env.ATELIER_TEST_KAFKA_BROKERS) given.kafka = { brokers: env.ATELIER_TEST_KAFKA_BROKERS };
  if (env.ATELIER_TEST_S3_ENDPOINT) {
    given.minio = {
      endPoint: env.ATELIER_TEST_S3_ENDPOINT,
      port: Number(env.ATELIER_TEST_S3_PORT),
      accessKey: env.ATELIER_TEST_S3_ACCESS_KEY,
      secretKey: env.ATELIER_TEST_S3_SECRET_KEY,
      bucket: env.ATELIER_TEST_S3_BUCKET,
    };
  }
  return given;
}

export function environmentOf({ postgres, kafka, minio }) {
  return {
    ATELIER_TEST_DATABASE_URL: postgres.url,
    ATELIER_TEST_KAFKA_BROKERS: kafka.brokers,
    ATELIER_TEST_S3_ENDPOINT: minio.endPoint,
    ATELIER_TEST_S3_PORT: String(minio.port),
    ATELIER_TEST_S3_ACCESS_KEY: minio.accessKey,
    ATELIER_TEST_S3_SECRET_KEY: minio.secretKey,
    ATELIER_TEST_S3_BUCKET: minio.bucket,
  };
}

async function startMissing(given) {
  if (Object.keys(given).length === 0 && (await dockerAnswers())) {
    try {
      const { removeAll, ...servers } = await startContainers();
      return { servers, stop: removeAll };
    } catch (error) {
      process.stderr.write(`Docker could not start the servers, so this machine's programs do: ${error.message}\n`);
    }
  }
  return startLocal(given);
}

/** Servers that cannot be had are a failure that names them all. */
async function startLocal(given) {
  mkdirSync(cache, { recursive: true });
  const root = mkdtempSync(join(tmpdir(), 'atelier-servers-'));
  // PostgreSQL's own account must get through to its folder.
  chmodSync(root, 0o711);
  const folder = (name) => {
    const path = join(root, name);
    mkdirSync(path);
    return path;
  };
  const starters = { postgres: startPostgres, kafka: startKafka, minio: startMinio };
  const wanted = Object.keys(starters).filter((name) => !given[name]);
  const outcomes = await Promise.allSettled(wanted.map((name) => starters[name]({ cache, folder: folder(name) })));
  const running = outcomes.filter(({ status }) => status === 'fulfilled').map(({ value }) => value);
  const stop = async () => {
    await Promise.all(running.map((server) => server.stop()));
    rmSync(root, { recursive: true, force: true });
  };
  const failures = wanted.flatMap((name, index) =>
    outcomes[index].status === 'rejected' ? [`${name}: ${outcomes[index].reason.message}`] : [],
  );
  if (failures.length > 0) {
    await stop();
    throw new Error(`The mesh's tests need real servers, and these could not be started:\n${failures.join('\n')}`);
  }
  return { servers: Object.fromEntries(wanted.map((name, index) => [name, outcomes[index].value])), stop };
}
