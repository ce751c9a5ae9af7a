import { type Block, layOutBlocks } from './blocks.js';
import type { FeatureColumn } from './feature-columns.js';
import { addLeafRows, type LeafGroups, subtract } from './level-histograms.js';
import { type ScoreFunction, SplitScores } from './split-scores.js';

export interface GrowRules {
  readonly depth: number;
  readonly score: ScoreFunction;
  /** L2 penalty, scaled by the mean weight. */
  readonly l2: number;
}

/** The rows a tree is grown on, with a gradient per output and a weight for each of them, in the order of `rows`. Growing puts them in another order. */
export interface GrowSample {
  readonly rows: Uint32Array;
  readonly gradients: readonly Float64Array[];
  readonly weights: Float64Array;
}

/** What bends the choice of splits. */
export interface SplitTaste {
  /** Noise to add to the score of a split: the level, the split's place among all of them, and which of two draws. */
  readonly noise?: (level: number, place: number, draw: 0 | 1) => number;
  /** Features that may be split by after the splits so far, 1 for each; all where absent. */
  readonly allowed?: (splits: readonly ChosenSplit[]) => Uint8Array;
  /** Factor of a feature's gain in score (below 1 for one that would make the model larger). */
  readonly factor?: (feature: number) => number;
}

export interface ChosenSplit {
  readonly feature: number;
  readonly bin: number;
}

export interface GrownTree {
  readonly splits: readonly ChosenSplit[];
  /** Leaf of every row, sampled or not. */
  readonly leafOf: Uint16Array;
}

/** Histograms of earlier levels are kept up to so many numbers (256 MB); beyond, each leaf's is built anew. */
const mostKept = 32 * 1024 * 1024;

/** Lays out features, which are numbered from `first`, for growers to share. */
export function scorersOf(features: readonly FeatureColumn[], first: number, outputs: number, { depth, l2 }: GrowRules): BlockScorer[] {
  const blocks = layOutBlocks(features);
  const leaves = 2 ** Math.max(0, depth - 1);
  const numbers = blocks.reduce((sum, { offsets }) => sum + 2 * offsets[offsets.length - 1], 0) * leaves * outputs;
  return blocks.map((block) => new BlockScorer(block, features, first, outputs, numbers <= mostKept, l2));
}

/** Grows any number of symmetric trees on one set of features, level by level. */
export class ObliviousGrower {
  private readonly scores = new Float64Array(256);

  constructor(
    private readonly features: readonly FeatureColumn[],
    private readonly blocks: readonly BlockScorer[],
    private readonly rows: number,
    private readonly rules: GrowRules,
  ) {}

  /** Grows one tree. `checkpoint` is awaited between stretches of work. */
  async grow(sample: GrowSample, taste: SplitTaste, checkpoint: () => Promise<void>): Promise<GrownTree> {
    const leafOf = new Uint16Array(this.rows);
    const splits: ChosenSplit[] = [];
    const groups = new Grouping(sample, this.rules.depth);
    for (let level = 0; level < this.rules.depth; level++) {
      for (const block of this.blocks) {
        block.score(groups, level);
        if (sample.rows.length * block.width * sample.gradients.length > 500_000) await checkpoint();
      }
      const best = this.bestSplit(taste, splits);
      if (!best) break;
      const { codes, split } = this.features[best.feature];
      const counts = moveRows(leafOf, codes, split === 'equals', best.bin, level);
      splits.push(best);
      const redundant = redundantSplit(counts, level + 1);
      if (redundant >= 0) {
        dropSplit(leafOf, redundant);
        splits.splice(redundant, 1);
        break;
      }
      groups.split(codes, split === 'equals', best.bin, level);
    }
    for (const block of this.blocks) block.release();
    return { splits, leafOf };
  }

  /** The best split of each feature is chosen with the first draw of noise, the best feature with the second, as in CatBoost. */
  private bestSplit({ noise, allowed, factor }: SplitTaste, splits: readonly ChosenSplit[]): ChosenSplit | undefined {
    const open = allowed?.(splits);
    const level = splits.length;
    let best: ChosenSplit | undefined;
    let bestScore = Number.NEGATIVE_INFINITY;
    let place = 0;
    for (const { block, scores, first: offset } of this.blocks) {
      for (let i = 0; i < block.features.length; i++) {
        const feature = offset + block.features[i];
        if (open && open[feature] === 0) continue;
        let ownBin = -1;
        let ownScore = Number.NEGATIVE_INFINITY;
        let ownNoisy = Number.NEGATIVE_INFINITY;
        const count = scores.scoresOf(i, this.rules.score, this.scores);
        for (let bin = 0; bin < count; bin++) {
          const score = this.scores[bin];
          const noisy = noise ? score + noise(level, place + block.offsets[i] + bin, 0) : score;
          if (!(noisy > ownNoisy)) continue;
          ownBin = bin;
          ownScore = score;
          ownNoisy = noisy;
        }
        if (ownBin < 0) continue;
        const noisy = noise ? ownScore + noise(level, place + block.offsets[i], 1) : ownScore;
        const score = factor ? noisy * factor(feature) : noisy;
        // Equal scores: the feature that comes first.
        if (score < bestScore || (score === bestScore && best && feature > best.feature)) continue;
        bestScore = score;
        best = { feature, bin: ownBin };
      }
      place += block.offsets[block.offsets.length - 1];
    }
    return best;
  }
}

/** Rows that are right of the level's split get its bit. Returns the number of rows per leaf. */
export function moveRows(leafOf: Uint16Array, codes: Uint8Array, equals: boolean, bin: number, level: number): Int32Array {
  const counts = new Int32Array(2 ** (level + 1));
  if (equals) {
    for (let row = 0; row < leafOf.length; row++) counts[(leafOf[row] |= Number(codes[row] === bin) << level)]++;
  } else {
    for (let row = 0; row < leafOf.length; row++) counts[(leafOf[row] |= Number(codes[row] > bin) << level)]++;
  }
  return counts;
}

/** The first split that no pair of leaves needs, all of which have a side without rows; −1 when there is none. */
function redundantSplit(counts: Int32Array, depth: number): number {
  for (let level = 0; level < depth; level++) {
    const bit = 1 << level;
    let needed = false;
    for (let leaf = 0; leaf < counts.length && !needed; leaf++) needed = (leaf & bit) === 0 && counts[leaf] > 0 && counts[leaf | bit] > 0;
    if (!needed) return level;
  }
  return -1;
}

function dropSplit(leafOf: Uint16Array, level: number): void {
  const below = (1 << level) - 1;
  for (let row = 0; row < leafOf.length; row++) leafOf[row] = (leafOf[row] & below) | ((leafOf[row] >> 1) & ~below);
}

/** The sampled rows, regrouped at every split. */
class Grouping implements LeafGroups {
  readonly rows: Uint32Array;
  readonly gradients: readonly Float64Array[];
  readonly weights: Float64Array;
  readonly begin: Int32Array;
  readonly end: Int32Array;
  readonly gradientOf: readonly Float64Array[];
  readonly weightOf: Float64Array;
  private readonly movedRows: Uint32Array;
  private readonly moved: readonly Float64Array[];

  constructor({ rows, gradients, weights }: GrowSample, depth: number) {
    this.rows = rows;
    this.gradients = gradients;
    this.weights = weights;
    this.begin = new Int32Array(2 ** depth);
    this.end = new Int32Array(2 ** depth);
    this.end[0] = rows.length;
    this.gradientOf = gradients.map(() => new Float64Array(2 ** depth));
    this.weightOf = new Float64Array(2 ** depth);
    this.sumLeaf(0);
    this.movedRows = new Uint32Array(rows.length);
    this.moved = [weights, ...gradients].map(() => new Float64Array(rows.length));
  }

  split(codes: Uint8Array, equals: boolean, bin: number, level: number): void {
    for (let leaf = 0; leaf < 1 << level; leaf++) {
      const other = leaf | (1 << level);
      this.end[other] = this.end[leaf];
      this.end[leaf] = this.divide(codes, equals, bin, this.begin[leaf], this.end[leaf]);
      this.begin[other] = this.end[leaf];
      this.sumLeaf(leaf);
      this.sumLeaf(other);
    }
  }

  private sumLeaf(leaf: number): void {
    const sum = (values: Float64Array) => {
      let result = 0;
      for (let place = this.begin[leaf]; place < this.end[leaf]; place++) result += values[place];
      return result;
    };
    this.gradients.forEach((gradient, output) => {
      this.gradientOf[output][leaf] = sum(gradient);
    });
    this.weightOf[leaf] = sum(this.weights);
  }

  /** Moves the rows that go right behind the others, both in their order, and returns where they begin. */
  private divide(codes: Uint8Array, equals: boolean, bin: number, begin: number, end: number): number {
    const { rows, weights, movedRows, moved } = this;
    const [movedWeights, ...movedGradients] = moved;
    const [gradient, ...others] = this.gradients;
    const [movedGradient, ...movedOthers] = movedGradients;
    let left = begin;
    let right = 0;
    // Every row is written to both sides, and one of them moves on: chance would make a branch here dear.
    for (let place = begin; place < end; place++) {
      const row = rows[place];
      const code = codes[row];
      const goesRight = Number(equals ? code === bin : code > bin);
      movedRows[right] = row;
      movedGradient[right] = gradient[place];
      movedWeights[right] = weights[place];
      for (let k = 0; k < others.length; k++) movedOthers[k][right] = others[k][place];
      rows[left] = row;
      gradient[left] = gradient[place];
      weights[left] = weights[place];
      for (let k = 0; k < others.length; k++) others[k][left] = others[k][place];
      right += goesRight;
      left += 1 - goesRight;
    }
    rows.set(movedRows.subarray(0, right), left);
    weights.set(movedWeights.subarray(0, right), left);
    this.gradients.forEach((values, k) => values.set(movedGradients[k].subarray(0, right), left));
    return left;
  }
}

/** A block's histograms, leaf by leaf, and the scores of its splits. */
export class BlockScorer {
  readonly scores: SplitScores;
  readonly splits: Int32Array;
  readonly width: number;
  /** By leaf × outputs + output; only where histograms are kept. */
  private readonly histograms: (Float64Array | undefined)[] = [];
  private readonly spare: Float64Array[] = [];

  constructor(
    readonly block: Block,
    features: readonly FeatureColumn[],
    readonly first: number,
    private readonly outputs: number,
    private readonly kept: boolean,
    private readonly l2: number,
  ) {
    const own = Array.from(block.features, (place) => features[place]);
    this.splits = Int32Array.from(own, ({ splits }) => splits);
    this.scores = new SplitScores(
      block,
      own.map(({ split }) => split),
      this.splits,
    );
    this.width = block.width;
  }

  score(groups: LeafGroups, level: number): void {
    this.scores.clear();
    for (let output = 0; output < this.outputs; output++) {
      if (level > 0 && this.kept) this.splitLevel(groups, output, 1 << (level - 1));
      else this.buildLevel(groups, output, 1 << level);
    }
  }

  private buildLevel(groups: LeafGroups, output: number, leaves: number): void {
    for (let leaf = 0; leaf < leaves; leaf++) {
      if (groups.begin[leaf] === groups.end[leaf]) continue;
      const histogram = this.build(groups, output, leaf);
      this.add(groups, output, leaf, histogram);
      if (this.kept) this.keep(leaf, output, histogram);
      else this.spare.push(histogram);
    }
  }

  /** Builds the smaller child of each leaf of the level before; the other child is what is left of its parent. */
  private splitLevel(groups: LeafGroups, output: number, leaves: number): void {
    const size = (leaf: number) => groups.end[leaf] - groups.begin[leaf];
    for (let leaf = 0; leaf < leaves; leaf++) {
      const other = leaf + leaves;
      const parent = this.histograms[leaf * this.outputs + output];
      if (!parent || size(leaf) + size(other) === 0) continue;
      const [small, large] = size(leaf) < size(other) ? [leaf, other] : [other, leaf];
      if (size(small) > 0) {
        const built = this.build(groups, output, small);
        subtract(parent, built);
        this.add(groups, output, small, built);
        this.keep(small, output, built);
      } else this.histograms[small * this.outputs + output] = undefined;
      this.add(groups, output, large, parent);
      this.histograms[large * this.outputs + output] = parent;
    }
  }

  private build(groups: LeafGroups, output: number, leaf: number): Float64Array {
    const { block } = this;
    const histogram = this.spare.pop() ?? new Float64Array(2 * block.offsets[block.offsets.length - 1]);
    histogram.fill(0);
    addLeafRows(block, groups, output, leaf, histogram);
    return histogram;
  }

  private add({ gradientOf, weightOf }: LeafGroups, output: number, leaf: number, histogram: Float64Array): void {
    this.scores.addLeaf(histogram, gradientOf[output][leaf], weightOf[leaf], this.l2);
  }

  private keep(leaf: number, output: number, histogram: Float64Array): void {
    this.histograms[leaf * this.outputs + output] = histogram;
  }

  /** Gives the histograms of a finished tree back. */
  release(): void {
    for (const histogram of this.histograms.splice(0)) if (histogram) this.spare.push(histogram);
  }
}
