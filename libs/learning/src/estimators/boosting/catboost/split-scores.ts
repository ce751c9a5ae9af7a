import type { Block } from './blocks.js';
import type { SplitKind } from './feature-columns.js';

export type ScoreFunction = 'Cosine' | 'L2';

/** For each position of a block, the sums over leaves and outputs that the score of its split is made of. */
export class SplitScores {
  readonly gain: Float64Array;
  readonly norm: Float64Array;

  constructor(
    private readonly block: Block,
    private readonly kinds: readonly SplitKind[],
    private readonly splits: Int32Array,
  ) {
    const positions = block.offsets[block.offsets.length - 1];
    this.gain = new Float64Array(positions);
    this.norm = new Float64Array(positions);
  }

  clear(): void {
    this.gain.fill(0);
    this.norm.fill(0);
  }

  /** Adds a leaf's histogram. A side of weight w and gradient g adds g² / (w + l2) to the gain and its value's square times w to the norm. */
  addLeaf(histogram: Float64Array, l2: number): void {
    const { offsets } = this.block;
    for (let i = 0; i < this.kinds.length; i++) {
      if (this.kinds[i] === 'above') this.addOrdered(histogram, offsets[i], offsets[i] + this.splits[i], offsets[i + 1], l2);
      else this.addEqual(histogram, offsets[i], offsets[i + 1], l2);
    }
  }

  private addOrdered(histogram: Float64Array, first: number, stop: number, end: number, l2: number): void {
    const { gain, norm } = this;
    let totalGradient = 0;
    let totalWeight = 0;
    for (let p = first; p < end; p++) {
      totalGradient += histogram[2 * p];
      totalWeight += histogram[2 * p + 1];
    }
    if (totalWeight === 0) return;
    let gradient = 0;
    let weight = 0;
    let average = totalGradient / (totalWeight + l2);
    let addedGain = average * totalGradient;
    let addedNorm = average * average * totalWeight;
    for (let p = first; p < stop; p++) {
      const w = histogram[2 * p + 1];
      if (w !== 0) {
        gradient += histogram[2 * p];
        weight += w;
        average = gradient / (weight + l2);
        addedGain = average * gradient;
        addedNorm = average * average * weight;
        const restWeight = totalWeight - weight;
        if (restWeight > totalWeight * 1e-12) {
          const rest = totalGradient - gradient;
          average = rest / (restWeight + l2);
          addedGain += average * rest;
          addedNorm += average * average * restWeight;
        }
      }
      gain[p] += addedGain;
      norm[p] += addedNorm;
    }
  }

  private addEqual(histogram: Float64Array, first: number, end: number, l2: number): void {
    let totalGradient = 0;
    let totalWeight = 0;
    for (let p = first; p < end; p++) {
      totalGradient += histogram[2 * p];
      totalWeight += histogram[2 * p + 1];
    }
    for (let p = first; p < end; p++) {
      const gradient = histogram[2 * p];
      const weight = histogram[2 * p + 1];
      const rest = totalGradient - gradient;
      const restWeight = Math.max(0, totalWeight - weight);
      const average = weight > 0 ? gradient / (weight + l2) : 0;
      const restAverage = restWeight > 0 ? rest / (restWeight + l2) : 0;
      this.gain[p] += average * gradient + restAverage * rest;
      this.norm[p] += average * average * weight + restAverage * restAverage * restWeight;
    }
  }

  scoreAt(position: number, score: ScoreFunction): number {
    return score === 'L2' ? this.gain[position] : this.gain[position] / Math.sqrt(this.norm[position] + 1e-100);
  }
}
