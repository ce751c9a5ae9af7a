// MinIO from its sources by Go (about five minutes of CPU the first time, then cached).
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'minio';
import { Child, find, freePort, require, run } from './child.mjs';

const installedGo = '/usr/local/go/bin/go';

/** The minio program: the machine's, or one built into the cache. */
export async function installMinio(cache) {
  const program = join(cache, 'bin', process.platform === 'win32' ? 'minio.exe' : 'minio');
  if (existsSync(program)) return program;
  const installed = find('minio');
  if (installed) return installed;
  // Go's own installer puts it here and leaves PATH to the reader; Debian's may be too old for MinIO's sources.
  const go = existsSync(installedGo) ? installedGo : await require('go', 'golang-go', 'MinIO');
  mkdirSync(join(cache, 'bin'), { recursive: true });
  process.stderr.write('Building MinIO; this takes about five minutes, once.\n');
  await run(go, ['install', 'github.com/minio/minio@latest'], { cwd: cache, env: { ...process.env, GOBIN: join(cache, 'bin') } });
  return program;
}

/** @param {{ cache: string, folder: string }} places */
export async function startMinio({ cache, folder }) {
  const program = await installMinio(cache);
  const port = await freePort();
  const [accessKey, secretKey, bucket] = ['atelier-test', randomBytes(24).toString('base64url'), 'atelier-test'];
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const env = { ...process.env, MINIO_ROOT_USER: accessKey, MINIO_ROOT_PASSWORD: secretKey, MINIO_BROWSER: 'off', HOME: folder };
  const child = new Child([program, 'server', data, '--address', `127.0.0.1:${port}`, '--quiet'], { log: join(folder, 'minio.log'), env });
  const start = () => child.start(() => answers(port));
  await start();
  await makeBucket({ endPoint: '127.0.0.1', port, accessKey, secretKey, bucket });
  return { endPoint: '127.0.0.1', port, accessKey, secretKey, bucket, start, stop: () => child.stop(), kill: () => child.stop('KILL') };
}

export async function makeBucket({ bucket, ...connection }) {
  const client = new Client({ useSSL: false, ...connection });
  if (!(await client.bucketExists(bucket))) await client.makeBucket(bucket);
}

export async function answers(port) {
  const response = await fetch(`http://127.0.0.1:${port}/minio/health/ready`);
  if (!response.ok) throw new Error(`not ready: ${response.status}`);
}
