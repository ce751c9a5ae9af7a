import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Platform {
  readonly url: string;
  readonly key: string;
  readonly home: string;
  /** True when it was running before; then it isn't ours to stop. */
  readonly alreadyRunning: boolean;
  stop(): Promise<void>;
}

/** Starts the embedded platform as a program of its own on this home, or finds the one that runs there, and waits until it is ready. */
export async function openPlatform(home: string, preferredPort: number): Promise<Platform> {
  const folder = resolve(home);
  mkdirSync(folder, { recursive: true });
  const port = await freePort(preferredPort);
  const log = join(folder, 'atelier.log');
  const program = fileURLToPath(import.meta.resolve('@atelier/atelier-app'));
  const child = spawn(process.execPath, [program, '--port', String(port), '--home', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = createWriteStream(log, { flags: 'a' });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(output, { end: false });
    stream.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4000)));
  }
  const url = `http://127.0.0.1:${port}`;
  const ended = new Promise<number>((done) => child.once('exit', (code) => done(code ?? 1)));
  const waiting = new AbortController();
  const outcome = await Promise.race([ready(url, waiting.signal), ended]).finally(() => waiting.abort());
  if (outcome === 'ready') return { url, key: readKey(folder), home: folder, alreadyRunning: false, stop: () => stop(child, ended) };
  const running = /home\.in_use[\s\S]*?(http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
  if (running) return { url: running, key: readKey(folder), home: folder, alreadyRunning: true, stop: async () => undefined };
  throw new Error(
    `The platform did not start (code ${outcome}); its log is ${log}. Its last words:\n${said.trim().split('\n').slice(-5).join('\n')}`,
  );
}

/** Gives up when nobody waits any more: a program that ended is never ready. */
async function ready(url: string, waiting: AbortSignal): Promise<'ready'> {
  for (let tries = 0; tries < 1200 && !waiting.aborted; tries++) {
    const answer = await fetch(`${url}/health/ready`).catch((error: unknown) =>
      error instanceof TypeError ? undefined : Promise.reject(error),
    );
    if (answer?.ok) return 'ready';
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${url} was not ready after two minutes.`);
}

async function stop(child: ChildProcess, ended: Promise<number>): Promise<void> {
  child.kill('SIGTERM');
  await ended;
}

function readKey(home: string): string {
  return readFileSync(join(home, 'api-key'), 'utf8').trim();
}

/** The wished port, or one that the system gives when it is taken. */
function freePort(wished: number): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' && wished !== 0 ? done(freePort(0)) : fail(error)));
    server.listen(wished, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : wished));
    });
  });
}
