import { Team } from '../../threads/team.js';
import { KernelMemory, type KernelName, type SharedKernels } from './kernel-memory.js';
import { kernelSteps, stepOf } from './kernel-steps.js';

/** Cells (values looked at) of a step below which other threads are not worth waking. */
const cellsPerStep = 16_384;
/** Cells of a whole table below which no thread is started. */
const cellsPerTeam = 400_000;

/** Where the kernels of one fit run: its memory and its threads. */
export class Engine {
  readonly memory = new KernelMemory();
  private team?: Team<SharedKernels>;

  /** Starts `threads` − 1 workers, unless the table is so small that they would not pay. */
  constructor(threads: number, cells: number) {
    if (threads > 1 && cells >= cellsPerTeam) this.team = new Team(kernelSteps, this.memory.shared, threads);
  }

  /** Runs a kernel on every chunk, on all threads when there is enough to do. The result is the same in either case. */
  run(kernel: KernelName, chunks: number, cells: number, ...args: number[]): void {
    if (this.team && chunks > 1 && cells >= cellsPerStep) {
      this.team.run(stepOf(kernel), chunks, ...args);
      return;
    }
    const step = this.memory.kernels[kernel];
    for (let chunk = 0; chunk < chunks; chunk++) step(chunk, ...args);
  }

  /** Ends the threads; what was computed stays. */
  async end(): Promise<void> {
    await this.team?.end();
  }
}
