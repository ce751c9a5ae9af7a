/** Limits of a child process. Every one is a setting with a documented default where it is used. */
export interface SandboxLimits {
  /** Wall-clock seconds; the child is killed after them (`sandbox.timed_out`). */
  readonly seconds: number;
  /** Resident memory in MiB, descendants included; the child is killed above it (`sandbox.out_of_memory`). */
  readonly memoryMiB: number;
}

export interface SandboxRun<Message> {
  /** Absolute path of the compiled program: `programPath(import.meta.url, './read-table.program.js')`. */
  readonly program: string;
  /** Given to the program as its one input: anything that can be structurally cloned. */
  readonly input: unknown;
  readonly limits: SandboxLimits;
  /** Kills the child at once. */
  readonly signal?: AbortSignal;
  /** Messages on the way (progress). */
  readonly onMessage?: (message: Message) => void;
}
