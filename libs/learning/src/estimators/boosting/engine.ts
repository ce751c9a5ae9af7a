import { type Step, Team } from '../../threads/team.js';
import { KernelMemory, type SharedKernels } from './kernel-memory.js';
import { kernelSteps, type StepName, stepOf } from './kernel-steps.js';

/** Cells (values looked at) of a step below which other threads are not worth waking. */
const cellsPerStep = 16_384;
/** Cells of a whole table below which no thread is started. */
const cellsPerTeam = 400_000;

/** Where the kernels of one fit run: its memory and its threads. */
export class Engine {
  readonly memory = new KernelMemory();
  private readonly steps: readonly Step[];
  private readonly team?: Team<SharedKernels>;

  /** Starts `threads` − 1 workers, unless the table is so small that they would not pay. */
  constructor(threads: number, cells: number) {
    this.steps = kernelSteps.createSteps(this.memory.shared);
    if (threads > 1 && cells >= cellsPerTeam) this.team = new Team(kernelSteps, this.memory.shared, threads);
  }

  get isShared(): boolean {
    return this.team !== undefined;
  }

  /** Does a step's chunks, on all threads when there is enough to do. The result is the same in either case. */
  run(name: StepName, chunks: number, cells: number, ...args: number[]): void {
    if (this.team && chunks > 1 && cells >= cellsPerStep) {
      this.team.run(stepOf(name), chunks, ...args);
      return;
    }
    const step = this.steps[stepOf(name)];
    for (let chunk = 0; chunk < chunks; chunk++) step(chunk, ...args);
  }

  /** Ends the threads; what was computed stays. */
  async end(): Promise<void> {
    await this.team?.end();
  }
}
