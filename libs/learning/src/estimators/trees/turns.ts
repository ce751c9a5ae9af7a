/** Rows × columns looked at between two checkpoints: some ten milliseconds. */
const workPerTurn = 2e6;

/** Counts work, and lets others have their turn when enough was done since they last had one. */
export class Turns {
  private work = 0;

  /** `checkpoint` may throw to stop the work. */
  constructor(private readonly checkpoint: () => Promise<void>) {}

  /** Whether so much work should be interrupted. */
  isLarge(work: number): boolean {
    return work > workPerTurn;
  }

  /** Whether it is time for a turn, with so much work more. */
  isDue(work: number): boolean {
    this.work += work;
    return this.work > workPerTurn;
  }

  async take(): Promise<void> {
    this.work = 0;
    await this.checkpoint();
  }

  /** A turn where it is due. */
  async after(work: number): Promise<void> {
    if (this.isDue(work)) await this.take();
  }
}
