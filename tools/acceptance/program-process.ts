import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ProgramCommand {
  /** The compiled program, from the top of the workspace. */
  readonly script: string;
  readonly args: (port: number) => readonly string[];
  readonly environment: (port: number) => Readonly<Record<string, string>>;
}

const keptCharacters = 30_000;
/** The programs load the same packages over and over. */
const compileCache = join(tmpdir(), 'atelier-test-compile-cache');
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A program of the platform as a process of its own, by its public face alone: command, port, signals, what it writes. */
export class ProgramProcess {
  url = '';
  private child?: ChildProcess;
  private log = '';
  /** What it last said of its readiness. */
  private state = '';

  constructor(private readonly command: ProgramCommand) {}

  /** Starts it and waits until it is ready; fails with its own words when it ends instead. */
  async start(seconds = 180): Promise<void> {
    await this.spawn();
    const deadline = performance.now() + seconds * 1000;
    while (performance.now() < deadline) {
      if (!this.isAlive)
        throw new Error(`${this.command.script} ended with ${this.child?.exitCode ?? this.child?.signalCode}:\n${this.words}`);
      if (await this.isReady()) return;
      await new Promise((done) => setTimeout(done, 25));
    }
    throw new Error(`${this.command.script} was not ready after ${seconds} s: ${this.state}\n${this.words}`);
  }

  /** Starts it without waiting. The port stays the same over restarts. */
  async spawn(): Promise<void> {
    const port = this.url === '' ? await freePort() : Number(new URL(this.url).port);
    this.url = `http://127.0.0.1:${port}`;
    const { script, args, environment } = this.command;
    const child = spawn(process.execPath, [script, ...args(port)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...withoutAtelier(process.env), NODE_COMPILE_CACHE: compileCache, ...environment(port) },
    });
    this.child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        this.log = (this.log + text.toString()).slice(-keptCharacters);
      });
  }

  get isAlive(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** The end of what it has written. */
  get words(): string {
    return this.log;
  }

  async isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(5000) });
      this.state = await answer.text();
      return answer.ok;
    } catch (error) {
      this.state = String(error);
      // By name: Jest's modules have an Error of their own, which those of fetch are no instance of.
      if (['TypeError', 'TimeoutError'].includes((error as Error).name)) return false;
      throw error;
    }
  }

  /** SIGSTOP freezes this process, not its children; SIGCONT wakes it. */
  signal(name: NodeJS.Signals): void {
    this.child?.kill(name);
  }

  /** Ends the process by the signal and waits for it; returns the exit code. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.child;
    if (!child || !this.isAlive) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    child.kill(signal);
    return ended;
  }
}

/** The tests' own settings, the real servers' addresses among them, are no business of the programs. */
function withoutAtelier(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('ATELIER_') && name !== 'NODE_OPTIONS'));
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
