import type { KernelMemory } from '../kernel-memory.js';
import type { Block } from './blocks.js';
import type { FeatureColumn } from './feature-columns.js';

/** How many leaves of how many outputs have a histogram of their own. */
export interface HistogramPlan {
  readonly outputs: number;
  readonly leaves: number;
  /** Whether histograms of a level are kept for the next; otherwise each leaf's is built anew. */
  readonly keeps: boolean;
}

/** A block's histograms and the scores of its splits, as the kernels see them (`Scorer`). */
export class BlockScorer {
  /** The numbers of its features. */
  readonly features: Uint32Array;
  readonly address: number;
  /** Per feature the best split's score, then its bin (−1 where it has none) as the low half of the next double. */
  private readonly best: Float64Array;
  private readonly bestBins: Int32Array;

  /** Features are numbered from `first`; the noise of the block's splits begins at `firstPlace`. */
  constructor(
    readonly block: Block,
    features: readonly FeatureColumn[],
    first: number,
    readonly firstPlace: number,
    plan: HistogramPlan,
    memory: KernelMemory,
  ) {
    const { width, positions, starts } = block;
    const own = Array.from(block.features, (place) => features[place]);
    const count = (values: ArrayLike<number>) => copied(memory.counts(values.length), values);
    this.features = count(block.features.map((place) => first + place));
    this.best = memory.doubles(2 * width);
    this.bestBins = new Int32Array(this.best.buffer, this.best.byteOffset, 4 * width);
    const arrays = [
      positions,
      starts,
      count(block.offsets),
      this.features,
      count(own.map(({ splits }) => splits)),
      copied(
        memory.bytes(width),
        own.map(({ split }) => Number(split === 'equals')),
      ),
      count(block.leftOut),
      count(histogramSlots(this.positions, plan, memory)),
      memory.doubles(2 * this.positions),
      this.best,
      memory.bytes(64 * Math.ceil(this.positions / 64)),
    ];
    const numbers = [width, this.positions, firstPlace, Number(plan.keeps)];
    this.address = count([...arrays.map((array) => array?.byteOffset ?? 0), ...numbers]).byteOffset;
  }

  get positions(): number {
    return this.block.offsets[this.block.width];
  }

  get nextPlace(): number {
    return this.firstPlace + this.positions;
  }

  bestBin(i: number): number {
    return this.bestBins[4 * i + 2];
  }

  bestScore(i: number): number {
    return this.best[2 * i];
  }
}

/** The addresses of empty histograms: a pair of doubles per position, then a bit per position. */
function histogramSlots(positions: number, { outputs, leaves, keeps }: HistogramPlan, memory: KernelMemory): number[] {
  const doubles = 2 * positions + Math.ceil(positions / 64);
  return Array.from({ length: keeps ? outputs * leaves : 1 }, () => memory.doubles(doubles).byteOffset);
}

function copied<T extends Uint8Array | Uint32Array>(array: T, values: ArrayLike<number>): T {
  array.set(values);
  return array;
}
