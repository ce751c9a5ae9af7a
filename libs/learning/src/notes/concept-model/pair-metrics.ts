/** How well pairs are told from others, at the chance of one half. */
export interface PairMetrics {
  /** Mean logistic loss, in nats. */
  readonly loss: number;
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Collects chances that pairs are so, and whether they are. */
export class PairTally {
  private loss = 0;
  private right = 0;
  private count = 0;
  private readonly positives = { found: 0, all: 0, claimed: 0 };

  add(chance: number, isPair: boolean): void {
    const claimed = chance >= 0.5;
    this.count++;
    this.loss -= Math.log(Math.max(1e-12, isPair ? chance : 1 - chance));
    if (claimed === isPair) this.right++;
    if (claimed) this.positives.claimed++;
    if (isPair) this.positives.all++;
    if (claimed && isPair) this.positives.found++;
  }

  get metrics(): PairMetrics {
    const { found, all, claimed } = this.positives;
    const [precision, recall] = [claimed > 0 ? found / claimed : 0, all > 0 ? found / all : 0];
    const f1 = found > 0 ? (2 * precision * recall) / (precision + recall) : 0;
    return { loss: this.loss / Math.max(1, this.count), accuracy: this.right / Math.max(1, this.count), precision, recall, f1 };
  }
}
