import type { SandboxRun } from './sandbox-run.js';

/**
 * Runs a compiled program (one that calls `serveSandbox`) in a process of its own and gives its result.
 * Errors: the program's own with their codes; `sandbox.crashed`, `sandbox.timed_out`, `sandbox.out_of_memory`, and `learning.aborted` after an abort.
 * The process and its descendants have ended when the promise settles.
 */
export async function runInSandbox<Result, Message = never>(run: SandboxRun<Message>): Promise<Result> {
  // Loaded here, because the programs themselves import this library too, and the contracts (zod) would cost each a tenth of a second.
  const { runChild } = await import('./run-child.js');
  return await runChild<Result, Message>(run);
}
