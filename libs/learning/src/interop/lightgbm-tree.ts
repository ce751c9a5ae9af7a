import { nextBelow } from '../estimators/boosting/xgboost-bins.js';
import { floorToFloat32 } from '../estimators/trees/float32.js';
import { type Branch, type Tree, TreeBuilder } from '../estimators/trees/tree.js';
import type { Section } from './lightgbm-section.js';
import { invalidModel } from './located.js';

/** Bits of decision_type (LightGBM's tree.h). */
const categorical = 1;
const defaultLeft = 2;
const missingKinds = ['none', 'zero', 'nan'] as const;

/** Values up to this far from zero count as zero (kZeroThreshold). */
const zeroRadius = Math.fround(1e-35);
const belowZero = nextBelow(-zeroRadius);

/** Splits at which zero goes against its side of the threshold take two more nodes; this many are no model any more. */
const mostNodes = 1_000_000;

/** One question and where its answers lead: children ≥ 0 are splits, below 0 leaf −1 − child. */
interface Split {
  readonly branch: Branch;
  readonly left: Target;
  readonly right: Target;
}

type Target = number | Split;

/** One tree of the file with its leaf values times `share`. */
export function readLightgbmTree(saved: Section, columns: number, share: number, gains: Float64Array): Tree {
  if (saved.has('is_linear') && saved.text('is_linear') !== '0')
    throw invalidModel(`${saved.where}.is_linear`, 'linear trees (linear_tree) are not supported: their leaves are linear models.');
  const nodes = new LightgbmNodes(saved, columns);
  const builder = new TreeBuilder();
  const pending: [from: Target, to: number][] = [[nodes.leaves > 1 ? 0 : -1, 0]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [from, to] = next;
    if (to > mostNodes) throw invalidModel(saved.where, `it has more than ${mostNodes} nodes.`);
    if (typeof from === 'number' && from < 0) {
      const leaf = -1 - from;
      builder.leaf(to, [nodes.values[leaf] * share]);
      if (nodes.leafWeights) builder.cover(to, nodes.leafWeights[leaf]);
      continue;
    }
    if (typeof from === 'number') nodes.addGain(from, gains);
    const { branch, left, right } = typeof from === 'number' ? nodes.split(from) : from;
    const child = builder.branch(to, branch);
    if (nodes.leafWeights) builder.cover(to, 0);
    pending.push([left, child], [right, child + 1]);
  }
  return coverFromLeaves(builder.build(), nodes.leaves);
}

/** Weights of inner nodes as the sums of their leaves'; children come after their parents. None where leaves had to be doubled. */
function coverFromLeaves({ cover, ...tree }: Tree, leaves: number): Tree {
  const { feature, left, right } = tree;
  if (!cover || tree.values.length > leaves) return tree;
  for (let node = feature.length - 1; node >= 0; node--) if (feature[node] >= 0) cover[node] = cover[left[node]] + cover[right[node]];
  return { ...tree, cover };
}

class LightgbmNodes {
  readonly leaves: number;
  readonly values: readonly number[];
  readonly leafWeights?: readonly number[];
  private readonly column: readonly number[] = [];
  private readonly threshold: readonly number[] = [];
  private readonly decision: readonly number[] = [];
  private readonly left: readonly number[] = [];
  private readonly right: readonly number[] = [];
  private readonly gain: readonly number[] = [];
  private readonly boundaries: readonly number[] = [];
  private readonly words: readonly number[] = [];
  private readonly counted = new Set<number>();

  constructor(
    private readonly saved: Section,
    columns: number,
  ) {
    this.leaves = saved.count('num_leaves', 1);
    this.values = saved.numbers('leaf_value', this.leaves);
    if (this.leaves === 1) return;
    const splits = this.leaves - 1;
    const list = (key: string) => saved.numbers(key, splits);
    this.column = list('split_feature');
    this.threshold = list('threshold');
    this.decision = saved.has('decision_type') ? list('decision_type') : this.column.map(() => 0);
    this.left = list('left_child');
    this.right = list('right_child');
    this.gain = saved.has('split_gain') ? list('split_gain') : [];
    if (saved.has('leaf_weight') && saved.text('leaf_weight') !== '') this.leafWeights = saved.numbers('leaf_weight', this.leaves);
    const wrong = this.column.findIndex((column) => !(Number.isInteger(column) && column >= 0 && column < columns));
    if (wrong >= 0)
      throw invalidModel(`${saved.where}.split_feature[${wrong}]`, `there are ${columns} columns, none of them ${this.column[wrong]}.`);
    this.requireChildren();
    const sets = saved.has('num_cat') ? saved.count('num_cat') : 0;
    if (sets === 0) return;
    this.boundaries = saved.numbers('cat_boundaries', sets + 1);
    this.words = saved.numbers('cat_threshold', this.boundaries[sets]);
  }

  private requireChildren(): void {
    const splits = this.leaves - 1;
    const parents = new Uint8Array(splits);
    for (const [key, children] of [
      ['left_child', this.left],
      ['right_child', this.right],
    ] as const) {
      children.forEach((child, node) => {
        const isSound =
          Number.isInteger(child) && child >= -this.leaves && child < splits && child !== 0 && !(child > 0 && parents[child]++);
        if (!isSound) throw invalidModel(`${this.saved.where}.${key}[${node}]`, `${child} is not a child of one node only.`);
      });
    }
  }

  /** Each split counts once, even where zero's place doubled it. */
  addGain(node: number, gains: Float64Array): void {
    if (this.counted.has(node)) return;
    this.counted.add(node);
    gains[this.column[node]] += Math.max(0, this.gain[node] ?? 0);
  }

  split(node: number): Split {
    if (this.decision[node] & categorical) return this.categories(node);
    const threshold = floorToFloat32(this.threshold[node]);
    const kind = missingKinds[(this.decision[node] >> 2) & 3];
    const isDefaultLeft = (this.decision[node] & defaultLeft) !== 0;
    if (kind === undefined)
      throw invalidModel(`${this.saved.where}.decision_type[${node}]`, `${this.decision[node]} stands for no kind of missing values.`);
    // A missing value that the column did not have in training is taken for zero.
    if (kind === 'zero') return this.zeroAsMissing(node, threshold, isDefaultLeft);
    return this.ask(node, threshold, kind === 'nan' ? isDefaultLeft : threshold >= 0, this.left[node], this.right[node]);
  }

  private ask(node: number, threshold: number, missingLeft: boolean, left: Target, right: Target): Split {
    return { branch: { feature: this.column[node], threshold, missingLeft }, left, right };
  }

  /** Zero and missing values go the default way, wherever zero lies: where that is not its side, zero's place is cut out of the other. */
  private zeroAsMissing(node: number, threshold: number, isDefaultLeft: boolean): Split {
    const left = this.left[node];
    const right = this.right[node];
    const ask = (bound: number, missingLeft: boolean, below: Target, above: Target) => this.ask(node, bound, missingLeft, below, above);
    if (isDefaultLeft) {
      if (threshold >= belowZero) return ask(Math.max(threshold, zeroRadius), true, left, right);
      return ask(threshold, true, left, ask(belowZero, false, right, ask(zeroRadius, true, left, right)));
    }
    if (threshold <= zeroRadius) return ask(Math.min(threshold, belowZero), false, left, right);
    return ask(belowZero, false, left, ask(zeroRadius, true, right, ask(threshold, false, left, right)));
  }

  private categories(node: number): Split {
    const set = this.threshold[node];
    const begin = this.boundaries[set];
    const end = this.boundaries[set + 1];
    if (begin === undefined || end === undefined)
      throw invalidModel(`${this.saved.where}.threshold[${node}]`, `there is no set of categories ${set}.`);
    const codes = this.words
      .slice(begin, end)
      .flatMap((word, at) => Array.from({ length: 32 }, (_, bit) => ((word >>> bit) & 1 ? 32 * at + bit : -1)).filter((code) => code >= 0));
    if (codes.length === 0) throw invalidModel(`${this.saved.where}.cat_threshold`, `the set of categories ${set} is empty.`);
    return {
      branch: { feature: this.column[node], threshold: 0, missingLeft: false, codesLeft: codes },
      left: this.left[node],
      right: this.right[node],
    };
  }
}
