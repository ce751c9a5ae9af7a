import type { Histogram } from './histogram.js';
import type { HistogramLayout } from './histogram-layout.js';
import type { NodeRules, NodeSplit, NodeSums } from './grow-level-wise.js';
import type { SlotSplit } from './leaf-search.js';
import { codesOfBin, type CutMatrix } from './xgboost-bins.js';
import { type CategoryJudge, type CategorySplit, findCategories } from './xgboost-categories.js';
import { XgboostGain, type XgboostRules } from './xgboost-gain.js';

/** Gains up to this are rounding (kRtEps). */
const smallestGain = Math.fround(1e-6);
const round = Math.fround;
const unbounded = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

interface SlotCategories extends CategorySplit {
  readonly slot: number;
}

/** Which of a node's splits is taken, by XGBoost's rules: the kernels search the columns of numbers, those of categories are searched here. */
export class XgboostSplits implements NodeRules {
  readonly gain: XgboostGain;

  constructor(
    private readonly cuts: CutMatrix,
    private readonly layout: HistogramLayout,
    private readonly rules: XgboostRules,
  ) {
    this.gain = new XgboostGain(rules);
  }

  /** Whether a slot is searched here. */
  has(slot: number): boolean {
    return this.cuts.categories[this.layout.columns[slot]] > 0;
  }

  valueOf(node: NodeSums): number {
    return this.gain.value(node.gradient, node.hessian, node);
  }

  search(histogram: Histogram, node: NodeSums, slots: Int32Array, _rows: Uint32Array, found?: SlotSplit): NodeSplit | undefined {
    const categories = this.searchCategories(histogram, node, slots);
    const isBetter =
      categories && (!found || categories.change > found.gain || (categories.change === found.gain && categories.slot < found.slot));
    if (isBetter) return this.isEnough(categories.change) ? this.splitByCategories(node, categories) : undefined;
    return found && this.isEnough(found.gain) ? this.splitByCut(node, found) : undefined;
  }

  private isEnough(change: number): boolean {
    return change > smallestGain && change >= round(this.rules.gamma);
  }

  private searchCategories(histogram: Histogram, node: NodeSums, slots: Int32Array): SlotCategories | undefined {
    const { offsets, columns } = this.layout;
    let best: SlotCategories | undefined;
    for (const slot of slots) {
      if (!this.has(slot)) continue;
      const hasMissing = this.cuts.binned.bins[columns[slot]].missing >= 0;
      const bins = { first: offsets[slot], count: offsets[slot + 1] - offsets[slot] - Number(hasMissing), hasMissing };
      const found = findCategories(histogram, bins, node, this.judgeOf(node), best?.change ?? 0);
      if (found && found.change !== Number.POSITIVE_INFINITY) best = { ...found, slot };
    }
    return best;
  }

  private judgeOf(node: NodeSums): CategoryJudge {
    const { gain } = this;
    const { maxCatToOnehot, maxCatThreshold } = this.rules;
    const whole = gain.of(node.gradient, node.hessian, node);
    return {
      alone: maxCatToOnehot,
      most: maxCatThreshold,
      changeOf: (rest, chosen) =>
        gain.isLight(rest.hessian) || gain.isLight(chosen.hessian)
          ? Number.NEGATIVE_INFINITY
          : round(round(gain.of(rest.gradient, rest.hessian, node) + gain.of(chosen.gradient, chosen.hessian, node)) - whole),
      weightOf: ({ gradient, hessian }) => gain.value(gradient, hessian, unbounded),
    };
  }

  private splitByCut(node: NodeSums, { gain, slot, bin, missingLeft, left }: SlotSplit): NodeSplit {
    const column = this.layout.columns[slot];
    return { gain, slot, bin, missingLeft, threshold: this.threshold(column, bin), ...this.sidesOf(node, column, left) };
  }

  /** The chosen categories go left, all others right: unknown ones too. */
  private splitByCategories(node: NodeSums, { slot, change, chosen, missingChosen, sums }: SlotCategories): NodeSplit {
    const column = this.layout.columns[slot];
    const binsLeft = new Uint8Array(256);
    for (const bin of chosen) binsLeft[bin] = 1;
    const { missing } = this.cuts.binned.bins[column];
    if (missing >= 0 && missingChosen) binsLeft[missing] = 1;
    const codesLeft = chosen.flatMap((bin) => codesOfBin(bin, this.cuts.categories[column]));
    const cut = { gain: change, slot, bin: -1, missingLeft: missingChosen, threshold: 0, binsLeft, codesLeft };
    return { ...cut, ...this.sidesOf(node, column, sums) };
  }

  /** Both sides' sums and bounds. Below a split of a constrained column no value may cross the middle of its two sides (TreeEvaluator::AddSplit). */
  private sidesOf(node: NodeSums, column: number, { gradient, hessian }: Pick<NodeSums, 'gradient' | 'hessian'>) {
    const { lower, upper } = node;
    const left = { gradient, hessian, lower, upper };
    const right = { gradient: node.gradient - gradient, hessian: node.hessian - hessian, lower, upper };
    const direction = this.rules.monotone?.[column] ?? 0;
    if (direction === 0) return { left, right };
    const sum = round(this.gain.value(gradient, hessian, node) + this.gain.value(right.gradient, right.hessian, node));
    const middle = round(sum / 2);
    return direction > 0
      ? { left: { ...left, upper: middle }, right: { ...right, lower: middle } }
      : { left: { ...left, lower: middle }, right: { ...right, upper: middle } };
  }

  private threshold(column: number, bin: number): number {
    const { thresholds } = this.cuts.binned.bins[column];
    if (bin < 0) return this.cuts.belowAll[column];
    return bin < thresholds.length ? thresholds[bin] : this.cuts.aboveAll[column];
  }
}
