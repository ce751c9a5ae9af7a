import { Worker } from 'node:worker_threads';
import { compiledModule } from './worker-program.js';

/** Does one chunk of a step. What it writes must depend on nothing but the step's arguments and the chunk's number. */
export type Step = (chunk: number, ...args: number[]) => void;

/** Where steps come from: the module at `url` (its import.meta.url) exports `createSteps`, which makes a member's steps over the shared memory. */
export interface StepModule<Shared> {
  readonly url: string;
  readonly createSteps: (shared: Shared) => readonly Step[];
}

/** Places in the control words that all members see. `asleep` and `joining` count who waits, so that nobody is woken (a system call) in vain. */
const control = { claim: 0, chunks: 1, done: 2, step: 3, failed: 4, asleep: 5, joining: 6, length: 7 } as const;
const mostArguments = 14;
/** Steps work on shared memory: what they leave to the collector is little, and need not pile up. */
const youngMegabytes = 4;
/** The claim word holds the run's number above, the next chunk to be done below. */
const chunkBits = 14;
const chunkMask = (1 << chunkBits) - 1;
/** No run, and no chunk left: between two runs. */
const closed = -1;
/** Looks at a word before a member goes to sleep: about as long as waking it would take. */
const spins = 20_000;

/** What a member needs in order to take part. */
export interface TeamMemory {
  readonly words: Int32Array;
  readonly args: Float64Array;
}

/**
 * Threads that do the steps of a computation together, on shared memory (fork and join). A step is cut into chunks, and whoever is free takes the
 * next one: the result doesn't depend on who, or on how many there are, and a thread that is late (or never starts) only leaves more to the others.
 */
export class Team<Shared> {
  private readonly memory: TeamMemory = {
    words: new Int32Array(new SharedArrayBuffer(4 * control.length)),
    args: new Float64Array(new SharedArrayBuffer(8 * (mostArguments + 1))),
  };
  private readonly steps: readonly Step[];
  private readonly workers: Worker[] = [];
  private runs = 0;
  /** Why a worker ended early, if one did. */
  private lost?: Error;

  /** Starts `threads` − 1 workers; the caller's thread is one of the team. */
  constructor(module: StepModule<Shared>, shared: Shared, threads: number) {
    this.steps = module.createSteps(shared);
    for (let i = 1; i < threads; i++) {
      const worker = new Worker(compiledModule(new URL('./team-worker.js', import.meta.url).href), {
        workerData: { url: compiledModule(module.url).href, shared, memory: this.memory },
        resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
      });
      // Its chunks are left to the others; a step that fails says so by itself.
      worker.on('error', (error) => {
        this.lost = error;
      });
      this.workers.push(worker);
    }
  }

  get size(): number {
    return this.workers.length + 1;
  }

  /** Does all chunks of a step and returns when they are done. Throws when a chunk threw in a worker, or here. */
  run(step: number, chunks: number, ...args: number[]): void {
    if (this.workers.length === 0 || chunks === 1) {
      for (let chunk = 0; chunk < chunks; chunk++) this.steps[step](chunk, ...args);
      return;
    }
    if (chunks > chunkMask) throw new RangeError(`A step has at most ${chunkMask} chunks, not ${chunks}.`);
    this.announce(step, chunks, args);
    takeChunks(this.steps, this.memory, this.runs);
    this.join(chunks);
  }

  private announce(step: number, chunks: number, args: readonly number[]): void {
    const { words, args: shared } = this.memory;
    // First nobody may claim: a thread that still holds the last run's claim word must not read the next run's number of chunks with it.
    Atomics.store(words, control.claim, closed);
    words[control.step] = step;
    words[control.chunks] = chunks;
    words[control.done] = 0;
    shared[0] = args.length;
    shared.set(args, 1);
    this.runs = (this.runs + 1) & 0x1_ffff;
    Atomics.store(words, control.claim, this.runs << chunkBits);
    if (Atomics.load(words, control.asleep) > 0) Atomics.notify(words, control.claim);
  }

  private join(chunks: number): void {
    const { words } = this.memory;
    let done = Atomics.load(words, control.done);
    for (let spin = 0; done < chunks && spin < spins; spin++) done = Atomics.load(words, control.done);
    while (done < chunks) {
      // Should the thread that has the last chunk die, waiting ends too.
      if (this.lost) throw this.lost;
      Atomics.store(words, control.joining, 1);
      Atomics.wait(words, control.done, done, 1000);
      Atomics.store(words, control.joining, 0);
      done = Atomics.load(words, control.done);
    }
    if (Atomics.load(words, control.failed) > 0) throw new Error('A worker thread failed in a step of the computation.');
  }

  /** Ends the workers; resolves when they are gone. */
  async end(): Promise<void> {
    await Promise.all(this.workers.splice(0).map((worker) => worker.terminate()));
  }
}

/** Takes chunks of run `run` until none is left. */
function takeChunks(steps: readonly Step[], { words, args }: TeamMemory, run: number): void {
  for (;;) {
    const claim = Atomics.load(words, control.claim);
    const chunk = claim & chunkMask;
    if (claim >> chunkBits !== run || chunk >= words[control.chunks]) return;
    const step = words[control.step];
    const given = Array.from(args.subarray(1, 1 + args[0]));
    if (Atomics.compareExchange(words, control.claim, claim, claim + 1) !== claim) continue;
    try {
      steps[step](chunk, ...given);
    } catch (error) {
      Atomics.store(words, control.failed, 1);
      throw error;
    } finally {
      Atomics.add(words, control.done, 1);
      if (Atomics.load(words, control.joining) > 0) Atomics.notify(words, control.done);
    }
  }
}

/** A worker's part: takes chunks of every run, until it is ended from outside. */
export function serve(steps: readonly Step[], memory: TeamMemory): never {
  for (;;) {
    const run = Atomics.load(memory.words, control.claim) >> chunkBits;
    takeChunks(steps, memory, run);
    awaitWork(memory.words, run);
  }
}

/** Returns when another run is announced; a claimed chunk changes the word too, hence the loop. */
function awaitWork(words: Int32Array, run: number): void {
  for (let spin = 0; spin < spins; spin++) if (Atomics.load(words, control.claim) >> chunkBits !== run) return;
  let claim = Atomics.load(words, control.claim);
  while (claim >> chunkBits === run) {
    Atomics.add(words, control.asleep, 1);
    Atomics.wait(words, control.claim, claim);
    Atomics.sub(words, control.asleep, 1);
    claim = Atomics.load(words, control.claim);
  }
}
