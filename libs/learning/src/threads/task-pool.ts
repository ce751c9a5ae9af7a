import { Worker } from 'node:worker_threads';
import { LearningError, throwIfAborted } from '../errors.js';
import { checkpointFor } from '../estimators/trees/learning-rows.js';
import { compiledModule } from './worker-program.js';

/** Does one task; `checkpoint` lets others have their turn, and throws when the work was cancelled. */
export type Task<Input, Output> = (input: Input, checkpoint: () => Promise<void>) => Output | Promise<Output>;

/** Where tasks come from: the module at `url` (its import.meta.url) exports `createTask`, which makes a worker's task from what all of them share. */
export interface TaskModule<Shared, Input, Output> {
  readonly url: string;
  readonly createTask: (shared: Shared) => Task<Input, Output>;
}

export interface PoolOptions<Output> {
  /** Worker threads; with 1 (or a single input) everything is done here, between checkpoints. */
  readonly threads: number;
  readonly signal?: AbortSignal;
  /** Told every output in the order of the inputs, as soon as it and all before it are there. */
  readonly onOutput?: (output: Output, index: number) => void;
}

/**
 * Does a task for each input on worker threads and gives the outputs in the order of the inputs. `shared`, inputs and outputs are copied between
 * threads, except for SharedArrayBuffers, which are not. Workers end with the call. Throws what a task throws, and `learning.aborted`.
 */
export async function runTasks<Shared, Input, Output>(
  module: TaskModule<Shared, Input, Output>,
  shared: Shared,
  inputs: readonly Input[],
  options: PoolOptions<Output>,
): Promise<Output[]> {
  throwIfAborted(options.signal);
  const results = new OrderedResults<Output>(inputs.length, options.onOutput);
  const threads = Math.min(options.threads, inputs.length);
  if (threads > 1) await new TaskPool(module.url, shared, inputs, results).run(threads, options.signal);
  else await runHere(module.createTask(shared), inputs, results, options.signal);
  return results.values;
}

/** Memory that worker threads see as well, with the same contents. */
export function sharedCopy<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array | Float64Array>(values: T): T {
  const Values = values.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new Values(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

async function runHere<Input, Output>(
  task: Task<Input, Output>,
  inputs: readonly Input[],
  results: OrderedResults<Output>,
  signal?: AbortSignal,
): Promise<void> {
  const checkpoint = checkpointFor(signal);
  for (let index = 0; index < inputs.length; index++) {
    await checkpoint();
    results.put(index, await task(inputs[index], checkpoint));
  }
  await checkpoint();
}

/** Holds outputs that came before their turn. */
class OrderedResults<Output> {
  readonly values: Output[] = [];
  private readonly present: Uint8Array;
  private told = 0;

  constructor(
    private readonly count: number,
    private readonly onOutput?: (output: Output, index: number) => void,
  ) {
    this.present = new Uint8Array(count);
  }

  put(index: number, value: Output): void {
    this.values[index] = value;
    this.present[index] = 1;
    for (; this.present[this.told] === 1; this.told++) this.onOutput?.(this.values[this.told], this.told);
  }

  get isComplete(): boolean {
    return this.told === this.count;
  }
}

/** What a worker sends back. */
export type TaskReply =
  | { readonly index: number; readonly output: unknown }
  | { readonly index: number; readonly error: { readonly message: string; readonly code?: string; readonly where?: string } };

class TaskPool<Input, Output> {
  private readonly workers: Worker[] = [];
  private next = 0;

  constructor(
    private readonly url: string,
    private readonly shared: unknown,
    private readonly inputs: readonly Input[],
    private readonly results: OrderedResults<Output>,
  ) {}

  async run(threads: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => reject(new LearningError('learning.aborted', 'The work was cancelled.'));
    signal?.addEventListener('abort', abort, { once: true });
    try {
      for (let i = 0; i < threads; i++) this.start(resolve, reject);
      await promise;
    } finally {
      signal?.removeEventListener('abort', abort);
      await Promise.all(this.workers.map((worker) => worker.terminate()));
    }
  }

  private start(done: () => void, fail: (error: Error) => void): void {
    const worker = new Worker(compiledModule(new URL('./task-worker.js', import.meta.url).href), {
      workerData: { url: compiledModule(this.url).href, shared: this.shared },
    });
    this.workers.push(worker);
    worker.on('message', (reply: TaskReply) => {
      try {
        this.take(reply);
        if (this.results.isComplete) done();
        else this.send(worker);
      } catch (error) {
        fail(error as Error);
      }
    });
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new Error(`A worker thread ended with code ${code} before its tasks were done.`)));
    this.send(worker);
  }

  private take(reply: TaskReply): void {
    if ('output' in reply) this.results.put(reply.index, reply.output as Output);
    else throw errorFrom(reply.error);
  }

  private send(worker: Worker): void {
    if (this.next >= this.inputs.length) return;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage({ index: this.next, input: this.inputs[this.next++] });
  }
}

function errorFrom({ message, code, where }: { message: string; code?: string; where?: string }): Error {
  return code === undefined ? new Error(message) : new LearningError(code as LearningError['code'], message, where);
}
