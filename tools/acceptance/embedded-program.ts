import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AtelierClient } from '@atelier/sdk';

/** The embedded platform as a process of its own, as `npm start` runs it. */
export class EmbeddedProgram {
  readonly home: string;
  url = '';
  private child?: ChildProcess;
  private log = '';

  constructor(home = mkdtempSync(join(tmpdir(), 'atelier-home-'))) {
    this.home = home;
  }

  /** Starts it and waits until it is ready; fails with its own words when it ends instead. */
  async start(): Promise<void> {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const child = spawn(process.execPath, ['apps/atelier/dist/main.js', '--port', String(port), '--home', this.home], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (this.log = (this.log + text.toString()).slice(-20_000)));
    for (let tries = 0; tries < 600; tries++) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`It ended with ${child.exitCode ?? child.signalCode}:\n${this.log}`);
      const ready = await fetch(`${this.url}/health/ready`).then(
        (answer) => answer.ok,
        (error: unknown) => (error instanceof TypeError ? false : Promise.reject(error)),
      );
      if (ready) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`It was not ready after 30 s:\n${this.log}`);
  }

  get client(): AtelierClient {
    return new AtelierClient({ url: this.url, key: this.key });
  }

  get key(): string {
    return readFileSync(join(this.home, 'api-key'), 'utf8').trim();
  }

  get words(): string {
    return this.log;
  }

  /** Ends the process by the signal and waits for it; returns the exit code. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    child.kill(signal);
    return ended;
  }

  /** Ends it for good and removes its folder. */
  async remove(): Promise<void> {
    await this.end('SIGTERM');
    if (existsSync(this.home)) rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
