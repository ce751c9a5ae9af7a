import type { Random } from '../../random/random.js';

/** Hyper-parameters of DART, named as in XGBoost. */
export interface DropoutRules {
  readonly rateDrop: number;
  readonly skipDrop: number;
  readonly oneDrop: boolean;
  readonly sampleType: 'uniform' | 'weighted';
  readonly normalizeType: 'tree' | 'forest';
  readonly learningRate: number;
}

/**
 * Dropout of boosted trees (DART, Rashmi and Gilad-Bachrach 2015; weights as XGBoost's Dart::NormalizeTrees): before an iteration some trees are
 * left out of the scores, after it they and the new trees are scaled so that the sum keeps its size.
 */
export class Dropout {
  /** What each tree counts for, in order of growth. */
  readonly weights: number[] = [];

  constructor(private readonly rules: DropoutRules) {}

  /** The trees to leave out, ascending. */
  draw(random: Random): number[] {
    const { rateDrop, skipDrop, oneDrop } = this.rules;
    if (this.weights.length === 0 || (skipDrop > 0 && random.next() < skipDrop)) return [];
    const dropped = Array.from(this.weights.keys()).filter((t) => random.next() < rateDrop * this.relativeWeight(t));
    return dropped.length === 0 && oneDrop ? [this.drawOne(random)] : dropped;
  }

  private relativeWeight(t: number): number {
    return this.rules.sampleType === 'weighted' ? (this.weights.length * this.weights[t]) / this.totalWeight() : 1;
  }

  private drawOne(random: Random): number {
    if (this.rules.sampleType === 'uniform') return random.integer(this.weights.length);
    let rest = random.next() * this.totalWeight();
    const found = this.weights.findIndex((weight) => {
      rest -= weight;
      return rest < 0;
    });
    return found < 0 ? this.weights.length - 1 : found;
  }

  private totalWeight(): number {
    return this.weights.reduce((sum, weight) => sum + weight, 0);
  }

  /** Scales the dropped trees and notes `added` new ones; returns the weight of the new. */
  normalise(dropped: readonly number[], added: number): number {
    const rate = this.rules.learningRate / added;
    const [kept, fresh] = this.factors(dropped.length, rate);
    for (const t of dropped) this.weights[t] *= kept;
    for (let i = 0; i < added; i++) this.weights.push(fresh);
    return fresh;
  }

  private factors(dropped: number, rate: number): readonly [kept: number, fresh: number] {
    if (dropped === 0) return [1, 1];
    if (this.rules.normalizeType === 'forest') return [1 / (1 + rate), 1 / (1 + rate)];
    return [dropped / (dropped + rate), 1 / (dropped + rate)];
  }
}
