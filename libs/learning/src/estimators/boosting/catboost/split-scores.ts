import type { Block } from './blocks.js';
import type { SplitKind } from './feature-columns.js';

export type ScoreFunction = 'Cosine' | 'L2';

/**
 * For each position of a block, the sums over leaves and outputs that the score of its split is made of. An ordered feature's position holds only how
 * much its sums differ from those of the position before, the first's from those of the leaves as they are: bins without rows cost nothing then.
 */
export class SplitScores {
  private readonly gain: Float64Array;
  private readonly norm: Float64Array;
  private wholeGain = 0;
  private wholeNorm = 0;

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
    this.wholeGain = 0;
    this.wholeNorm = 0;
  }

  /**
   * Adds a leaf's histogram; `gradient` and `weight` are the leaf's totals. A side of weight w and gradient g adds g² / (w + l2) to the gain and its
   * value's square times w to the norm.
   */
  addLeaf(histogram: Float64Array, gradient: number, weight: number, l2: number): void {
    const { offsets } = this.block;
    const average = gradient / (weight + l2);
    this.wholeGain += average * gradient;
    this.wholeNorm += average * average * weight;
    for (let i = 0; i < this.kinds.length; i++) {
      if (this.kinds[i] === 'above') this.addOrdered(histogram, offsets[i], offsets[i] + this.splits[i], gradient, weight, l2);
      else this.addEqual(histogram, offsets[i], offsets[i + 1], gradient, weight, l2);
    }
  }

  private addOrdered(histogram: Float64Array, first: number, stop: number, totalGradient: number, totalWeight: number, l2: number): void {
    const { gain, norm } = this;
    const whole = totalGradient / (totalWeight + l2);
    let lastGain = whole * totalGradient;
    let lastNorm = whole * whole * totalWeight;
    let gradient = 0;
    let weight = 0;
    const most = totalWeight * (1 - 1e-12);
    for (let p = first; p < stop; p++) {
      const w = histogram[2 * p + 1];
      if (w === 0) continue;
      gradient += histogram[2 * p];
      weight += w;
      // All rows are on the left from here on: as if the leaf weren't split.
      if (weight >= most) {
        gain[p] += whole * totalGradient - lastGain;
        norm[p] += whole * whole * totalWeight - lastNorm;
        return;
      }
      const rest = totalGradient - gradient;
      const restWeight = totalWeight - weight;
      const own = weight + l2;
      const other = restWeight + l2;
      const inverse = 1 / (own * other);
      const average = gradient * other * inverse;
      const restAverage = rest * own * inverse;
      const newGain = average * gradient + restAverage * rest;
      const newNorm = average * average * weight + restAverage * restAverage * restWeight;
      gain[p] += newGain - lastGain;
      norm[p] += newNorm - lastNorm;
      lastGain = newGain;
      lastNorm = newNorm;
    }
  }

  private addEqual(histogram: Float64Array, first: number, end: number, totalGradient: number, totalWeight: number, l2: number): void {
    for (let p = first; p < end; p++) {
      const gradient = histogram[2 * p];
      const weight = histogram[2 * p + 1];
      const rest = totalGradient - gradient;
      const restWeight = totalWeight - weight;
      const average = weight > 0 ? gradient / (weight + l2) : 0;
      const restAverage = restWeight > totalWeight * 1e-12 ? rest / (restWeight + l2) : 0;
      this.gain[p] += average * gradient + restAverage * rest;
      this.norm[p] += average * average * weight + restAverage * restAverage * restWeight;
    }
  }

  /** Writes the scores of all splits of the block's feature `i` and returns how many there are. */
  scoresOf(i: number, score: ScoreFunction, into: Float64Array): number {
    const { gain, norm } = this;
    const first = this.block.offsets[i];
    const ordered = this.kinds[i] === 'above';
    let gains = this.wholeGain;
    let norms = this.wholeNorm;
    let largest = norms;
    for (let split = 0; split < this.splits[i]; split++) {
      gains = ordered ? gains + gain[first + split] : gain[first + split];
      norms = ordered ? norms + norm[first + split] : norm[first + split];
      if (norms > largest) largest = norms;
      if (score === 'L2') into[split] = gains;
      // What is left of much larger sums is their rounding.
      else into[split] = norms > 1e-12 * largest ? gains / Math.sqrt(norms + 1e-100) : 0;
    }
    return this.splits[i];
  }
}
