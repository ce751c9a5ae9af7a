import type { Random } from '../../random/random.js';
import type { TreeDropout } from './boost.js';

/** Hyper-parameters of DART, as in LightGBM. */
export interface DartRules {
  readonly dropRate: number;
  /** 0: no limit. */
  readonly maxDrop: number;
  readonly skipDrop: number;
  readonly uniform: boolean;
}

/**
 * Dropout of boosted trees as LightGBM does it (dart.hpp): whole iterations are left out, by their weight unless `uniform`; k dropped ones are scaled
 * by k / (k + 1), the new one by 1 / (k + 1).
 */
export class DartDropout implements TreeDropout {
  readonly weights: number[] = [];
  private outputs = 1;

  constructor(private readonly rules: DartRules) {}

  /** The trees to leave out, ascending. */
  draw(random: Random): number[] {
    const { skipDrop, maxDrop, uniform } = this.rules;
    const iterations = this.weights.filter((_, t) => t % this.outputs === 0);
    if (iterations.length === 0 || random.next() < skipDrop) return [];
    const mean = iterations.reduce((sum, weight) => sum + weight, 0) / iterations.length;
    const rate = this.rateFor(uniform ? iterations.length : iterations.length * mean);
    const dropped: number[] = [];
    for (const [iteration, weight] of iterations.entries()) {
      if (random.next() < rate * (uniform ? 1 : weight / mean)) dropped.push(iteration);
      if (maxDrop > 0 && dropped.length >= maxDrop) break;
    }
    return dropped.flatMap((iteration) => Array.from({ length: this.outputs }, (_, output) => iteration * this.outputs + output));
  }

  private rateFor(total: number): number {
    const { dropRate, maxDrop } = this.rules;
    return maxDrop > 0 ? Math.min(dropRate, maxDrop / total) : dropRate;
  }

  /** Scales the dropped trees and notes `added` new ones; returns the weight of the new. */
  normalise(dropped: readonly number[], added: number): number {
    this.outputs = added;
    const iterations = dropped.length / added;
    for (const t of dropped) this.weights[t] *= iterations / (iterations + 1);
    const weight = 1 / (iterations + 1);
    for (let i = 0; i < added; i++) this.weights.push(weight);
    return weight;
  }
}
