// The same three servers by `docker compose`, where an engine answers.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { find, freePort, run } from './child.mjs';
import { makeBucket } from './minio.mjs';

const file = join(import.meta.dirname, 'compose.yml');

export async function dockerAnswers() {
  if (!find('docker')) return false;
  try {
    await run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: 10_000 });
    await run('docker', ['compose', 'version'], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** One project per call, so that runs at the same time do not meet. */
export async function startContainers() {
  const project = `atelier-test-${process.pid}`;
  const ports = { postgres: await freePort(), kafka: await freePort(), minio: await freePort() };
  const [password, secretKey] = [randomBytes(18).toString('base64url'), randomBytes(24).toString('base64url')];
  const env = {
    ...process.env,
    POSTGRES_PORT: String(ports.postgres),
    KAFKA_PORT: String(ports.kafka),
    MINIO_PORT: String(ports.minio),
    POSTGRES_SECRET: password,
    MINIO_SECRET: secretKey,
  };
  const compose = (...args) => run('docker', ['compose', '-p', project, '-f', file, ...args], { env });
  const removeAll = () => compose('down', '--volumes', '--timeout', '5');
  const control = (service) => ({
    start: () => compose('up', '--detach', '--wait', service),
    stop: () => compose('stop', '--timeout', '10', service),
    kill: () => compose('kill', service),
  });
  try {
    await compose('up', '--detach', '--wait', '--quiet-pull');
    const connection = { endPoint: '127.0.0.1', port: ports.minio, accessKey: 'atelier-test', secretKey, bucket: 'atelier-test' };
    await makeBucket(connection);
    const postgres = control('postgres');
    const restart = async () => {
      await postgres.stop();
      await postgres.start();
    };
    return {
      postgres: { url: `postgres://atelier:${password}@127.0.0.1:${ports.postgres}/postgres`, ...postgres, restart },
      kafka: { brokers: `127.0.0.1:${ports.kafka}`, ...control('kafka') },
      minio: { ...connection, ...control('minio') },
      removeAll,
    };
  } catch (error) {
    await removeAll();
    throw error;
  }
}
