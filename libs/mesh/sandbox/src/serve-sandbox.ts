import { Worker } from 'node:worker_threads';
import type { ChildMessage, StartMessage } from './protocol.js';
import type { WatchdogData } from './watchdog.js';

export interface SandboxContext<Message> {
  /** Sends a message to the parent's `onMessage`. */
  readonly send: (message: Message) => void;
  /** Raised when the parent has gone; the process ends right after. */
  readonly signal: AbortSignal;
}

/**
 * The program's side of `runInSandbox`: called once at the top of the program. What the handler returns is the result; what it throws arrives with its
 * code, detail and fields (errors without a code of the catalogue as `internal`). The process dies with its parent, also in the middle of a computation.
 * `load` fetches, right at the start, what the handler will need later; the handler itself meets and tells of what fails there.
 */
export function serveSandbox<Input, Result, Message = never>(
  handler: (input: Input, context: SandboxContext<Message>) => Promise<Result>,
  load?: () => Promise<unknown>,
): void {
  const controller = new AbortController();
  // A terminal's Ctrl-C and a supervisor's SIGTERM reach the whole group; the parent decides what becomes of us.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('disconnect', () => {
    controller.abort(new Error('The parent process has gone.'));
    process.exit(1);
  });
  load?.().catch(() => undefined);
  process.once('message', (message: StartMessage) => {
    watch(message);
    const context = { send: (sent: Message) => reply({ kind: 'message', message: sent }), signal: controller.signal };
    Promise.resolve()
      .then(() => handler(message.input as Input, context))
      .then((result) => reply({ kind: 'result', result }))
      .catch(async (error: unknown) => reply(await errorMessage(error)));
  });
}

function reply(message: ChildMessage): void {
  process.send?.(message);
}

async function errorMessage(thrown: unknown): Promise<ChildMessage> {
  const { toAtelierError } = await import('@atelier/contracts');
  const { code, detail, errors } = toAtelierError(thrown);
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { kind: 'error', error: { code, detail, errors, stack } };
}

/** A thread of its own sees the parent's death and our memory while the main thread computes. */
function watch({ parent, memoryMiB }: StartMessage): void {
  const workerData: WatchdogData = { parent, memoryMiB };
  const limits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 };
  new Worker(new URL('./watchdog.js', import.meta.url), { workerData, resourceLimits: limits }).unref();
}
