import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { AtelierError } from '@atelier/contracts';
import { killTree, residentMiB } from './process-tree.js';
import { type CarriedError, type ChildMessage, outOfMemoryMark, type StartMessage } from './protocol.js';
import type { SandboxLimits, SandboxRun } from './sandbox-run.js';

/** All that a child is told of our surroundings: never a key, a password or NODE_OPTIONS. */
const inheritedVariables = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'];
const sampleMilliseconds = 50;
const keptErrorOutput = 8192;

/** What `runInSandbox` does. */
export async function runChild<Result, Message = never>(run: SandboxRun<Message>, started?: ChildProcess): Promise<Result> {
  if (run.signal?.aborted) {
    started?.kill('SIGKILL');
    throw aborted(run.signal);
  }
  const child = started ?? startChild(run);
  const watch = new Watch(child, run);
  const message: StartMessage = { kind: 'start', input: run.input, parent: process.pid, memoryMiB: run.limits.memoryMiB };
  // A failure to send is the failure of the child, which `exit` or `error` tells of.
  child.send(message, () => undefined);
  try {
    const ending = await watch.ended;
    if (watch.failure) throw watch.failure;
    if (!watch.end) throw crashed(ending, watch.errorOutput, run.limits);
    if (watch.end.kind === 'error') throw carried(watch.end.error);
    return watch.end.result as Result;
  } finally {
    watch.stop();
  }
}

/** The process of a run, which waits for its input. */
export function startChild({ program, limits }: Pick<SandboxRun<never>, 'program' | 'limits'>): ChildProcess {
  return fork(program, [], {
    execPath: process.execPath,
    // Without it V8 sizes its heap by the machine's memory and collects too late for our limit.
    execArgv: [`--max-old-space-size=${limits.memoryMiB}`, '--no-warnings'],
    env: environment(),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

function environment(): NodeJS.ProcessEnv {
  const inherited = inheritedVariables.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const cache = getCompileCacheDir();
  return { ...Object.fromEntries(inherited), ...(cache ? { NODE_COMPILE_CACHE: cache } : {}) };
}

interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

/** Follows one child until it has ended, and ends it on the first breach of a limit. */
class Watch<Message> {
  end?: Exclude<ChildMessage, { kind: 'message' }>;
  failure?: AtelierError;
  errorOutput = '';
  readonly ended: Promise<Ending>;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #onAbort = () => this.#fail(aborted(this.run.signal));

  constructor(
    private readonly child: ChildProcess,
    private readonly run: SandboxRun<Message>,
  ) {
    this.ended = endOf(child);
    child.on('message', (message: ChildMessage) => this.#receive(message));
    child.stderr?.on('data', (chunk: Buffer) => {
      this.errorOutput = (this.errorOutput + chunk.toString()).slice(-keptErrorOutput);
    });
    const { seconds } = run.limits;
    this.#timers.push(
      setTimeout(() => this.#fail(new AtelierError('sandbox.timed_out', `It took longer than ${seconds} seconds.`)), seconds * 1000),
    );
    this.#timers.push(setInterval(() => this.#sample(), sampleMilliseconds));
    run.signal?.addEventListener('abort', this.#onAbort);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.run.signal?.removeEventListener('abort', this.#onAbort);
    this.#kill();
  }

  #receive(message: ChildMessage): void {
    if (this.failure || this.end) return;
    if (message.kind === 'message') return this.#passOn(message.message as Message);
    this.end = message;
    this.#kill();
  }

  /** A listener that throws ends the run with its error, rather than the program. */
  #passOn(message: Message): void {
    try {
      this.run.onMessage?.(message);
    } catch (error) {
      this.#fail(new AtelierError('internal', 'A listener for progress failed; the log has its cause.', [], { cause: error }));
    }
  }

  #sample(): void {
    const { pid } = this.child;
    const used = pid === undefined ? undefined : residentMiB(pid);
    if (used !== undefined && used > this.run.limits.memoryMiB) this.#fail(outOfMemory(this.run.limits));
  }

  #fail(failure: AtelierError): void {
    if (this.failure || this.end) return;
    this.failure = failure;
    this.#kill();
  }

  #kill(): void {
    if (this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null) killTree(this.child.pid);
  }
}

/** Once the process has ended and its last message is read (messages may come after `exit`, never after `disconnect`). */
function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve, reject) => {
    let ending: Ending | undefined;
    const settle = () => ending && !child.connected && resolve(ending);
    child.on('error', (cause) => {
      if (child.pid === undefined) reject(new AtelierError('sandbox.crashed', 'The process could not be started.', [], { cause }));
    });
    child.on('disconnect', settle);
    child.on('exit', (code, signal) => {
      ending = { code, signal };
      settle();
    });
  });
}

function crashed({ code, signal }: Ending, errorOutput: string, limits: SandboxLimits): AtelierError {
  if (errorOutput.includes('heap out of memory') || errorOutput.includes(outOfMemoryMark)) return outOfMemory(limits);
  const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
  return new AtelierError('sandbox.crashed', `The process ${how} before it had a result.`, [], { cause: new Error(errorOutput) });
}

function outOfMemory({ memoryMiB }: SandboxLimits): AtelierError {
  return new AtelierError('sandbox.out_of_memory', `It needed more than ${memoryMiB} MiB of memory.`);
}

function aborted(signal?: AbortSignal): AtelierError {
  return new AtelierError('learning.aborted', 'The work was cancelled.', [], { cause: signal?.reason });
}

function carried({ code, detail, errors, stack }: CarriedError): AtelierError {
  return new AtelierError(code, detail, errors, { cause: new Error(stack) });
}
