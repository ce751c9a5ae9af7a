import type { KernelMemory } from '../kernel-memory.js';
import { BlockScorer } from './block-scorer.js';
import { bareBlocks, layOutBlocks } from './blocks.js';
import type { FeatureColumn } from './feature-columns.js';
import type { RowLeaves } from './leaf-finder.js';
import type { ColumnCodes, LevelMemory } from './level-memory.js';
import { noiseAt, type ScoreNoise } from './score-noise.js';

export type ScoreFunction = 'Cosine' | 'L2';

export interface GrowRules {
  readonly depth: number;
  readonly score: ScoreFunction;
  /** L2 penalty, scaled by the mean weight. */
  readonly l2: number;
}

/** 1 for each feature that may be split by, and how many of the grower's slots (blocks whose features change) are filled. */
export interface OpenFeatures {
  readonly open: Uint8Array;
  readonly slots: number;
}

/** What bends the choice of splits. */
export interface SplitTaste {
  /** Noise to add to the scores of splits. */
  readonly noise?: ScoreNoise;
  /** Features that may be split by after the splits so far; all where absent. */
  readonly allowed?: (splits: readonly ChosenSplit[]) => Promise<OpenFeatures>;
  /** The number under which the tree has a feature. */
  readonly adopt?: (feature: number) => number;
  /** Factor of a feature's gain in score (below 1 for one that would make the model larger). */
  readonly factor?: (feature: number) => number;
}

export interface ChosenSplit {
  readonly feature: number;
  readonly bin: number;
}

/** A tree's splits, and the leaf of every row, sampled or not, until the next tree is grown. */
export interface GrownTree {
  readonly splits: readonly ChosenSplit[];
  readonly leaves: RowLeaves;
}

/** Histograms of earlier levels are kept up to so many numbers (256 MB); beyond, each leaf's is built anew. */
const mostKept = 32 * 1024 * 1024;

/** Cells (rows × columns) that are gone through between two checkpoints, some 30 ms, where blocks are that small. */
const cellsPerStretch = 20_000_000;
/** Threads need some blocks to share out. */
const fewestBlocks = 4;

/** Lays out features, whose codes lie in `memory`, for growers to share: they are numbered from `first`, and come after the `before` others. */
export function scorersOf(
  features: readonly FeatureColumn[],
  outputs: number,
  { depth }: GrowRules,
  memory: KernelMemory,
  first = 0,
  before: readonly BlockScorer[] = [],
  byCodes = false,
): BlockScorer[] {
  const blocks = byCodes ? bareBlocks(features) : layOutBlocks(features, memory);
  const leaves = 2 ** Math.max(0, depth - 1);
  const numbers = blocks.reduce((sum, { offsets, width }) => sum + 2 * offsets[width], 0) * leaves * outputs;
  const plan = { outputs, leaves, keeps: !byCodes && numbers <= mostKept };
  const scorers: BlockScorer[] = [];
  for (const block of blocks) {
    const firstPlace = (scorers.at(-1) ?? before.at(-1))?.nextPlace ?? 0;
    scorers.push(new BlockScorer(block, features, first, firstPlace, plan, memory));
  }
  return scorers;
}

/** Grows any number of symmetric trees on one set of features, level by level. */
export class ObliviousGrower {
  private readonly addresses: Uint32Array;
  private readonly width: number;
  private readonly codes: ColumnCodes | undefined;

  constructor(
    private readonly features: readonly FeatureColumn[],
    private readonly blocks: readonly BlockScorer[],
    private readonly rules: GrowRules,
    readonly memory: LevelMemory,
    private readonly slots = 0,
  ) {
    this.addresses = memory.engine.memory.counts(blocks.length);
    this.addresses.set(blocks.map(({ address }) => address));
    this.codes = memory.codesOf(features, blocks.length);
    this.width = Math.ceil(blocks.reduce((sum, { block }) => sum + block.width, 0) / blocks.length);
  }

  /** Grows one tree on the rows that the memory has taken in. `checkpoint` is awaited between stretches of work. */
  async grow(taste: SplitTaste, checkpoint: () => Promise<void>): Promise<GrownTree> {
    const splits: ChosenSplit[] = [];
    const { finder } = this.memory;
    for (let level = 0; level < this.rules.depth; level++) {
      const blocks = await this.score(taste, splits, checkpoint);
      const best = this.bestSplit(taste, level, blocks);
      if (!best) break;
      const feature = this.features[best.feature];
      splits.push({ ...best, feature: taste.adopt?.(best.feature) ?? best.feature });
      this.memory.bind(best.feature);
      const redundant = redundantSplit(finder.move(feature, best.bin), level + 1);
      if (redundant >= 0) {
        splits.splice(redundant, 1);
        finder.merge(redundant);
        break;
      }
      if (level + 1 < this.rules.depth) this.memory.divide(feature, best.bin);
    }
    return { splits, leaves: finder.found() };
  }

  /** Scores the splits of all blocks but slots that aren't filled; returns these blocks. */
  private async score(
    { noise, allowed }: SplitTaste,
    splits: readonly ChosenSplit[],
    checkpoint: () => Promise<void>,
  ): Promise<readonly BlockScorer[]> {
    const { addresses, memory } = this;
    const offer = await allowed?.(splits);
    if (offer) memory.open.set(offer.open);
    else memory.open.fill(1);
    const blocks = this.blocks.slice(0, this.blocks.length - this.slots + (offer?.slots ?? 0));
    memory.enter(splits.length, noise);
    const cells = memory.size * this.width * memory.outputs;
    const stretch = Math.max(fewestBlocks, Math.floor(cellsPerStretch / (cells + 1)));
    for (let first = 0; first < blocks.length; first += stretch) {
      const count = Math.min(stretch, blocks.length - first);
      memory.score(addresses.byteOffset + 4 * first, count, cells * count, this.codes);
      if (cells * count > 500_000) await checkpoint();
    }
    return blocks;
  }

  /** The best split of each feature was chosen with the first draw of noise; the best feature is with the second, as in CatBoost. */
  private bestSplit({ noise, factor }: SplitTaste, level: number, blocks: readonly BlockScorer[]): ChosenSplit | undefined {
    let best: ChosenSplit | undefined;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (const scorer of blocks) {
      const { features, block, firstPlace } = scorer;
      for (let i = 0; i < features.length; i++) {
        const bin = scorer.bestBin(i);
        if (bin < 0) continue;
        const feature = features[i];
        const own = scorer.bestScore(i);
        const noisy = noise ? own + noiseAt(noise, level, firstPlace + block.offsets[i], 1) : own;
        const score = factor ? noisy * factor(feature) : noisy;
        // Equal scores: the feature that comes first.
        if (score < bestScore || (score === bestScore && best && feature > best.feature)) continue;
        bestScore = score;
        best = { feature, bin };
      }
    }
    return best;
  }
}

/** The first split that no pair of leaves needs, all of which have a side without rows; −1 when there is none. */
function redundantSplit(counts: Uint32Array, depth: number): number {
  for (let level = 0; level < depth; level++) {
    const bit = 1 << level;
    let needed = false;
    for (let leaf = 0; leaf < counts.length && !needed; leaf++) needed = (leaf & bit) === 0 && counts[leaf] > 0 && counts[leaf | bit] > 0;
    if (!needed) return level;
  }
  return -1;
}
