import { throwIfAborted } from '../../../errors.js';
import type { Random } from '../../../random/random.js';
import type { FitOptions, Matrix, Progress } from '../../estimator.js';
import { checkpointFor } from '../../trees/learning-rows.js';
import type { Engine } from '../engine.js';
import type { CatboostRules } from './catboost-parameters.js';
import type { ChosenSplit, SplitTaste } from './grow-oblivious.js';
import { LeafFinder } from './leaf-finder.js';
import type { Loss } from './loss.js';
import { OrderedScores } from './ordered-scores.js';
import { multiply, PlainScores, repeated } from './plain-scores.js';
import { RowSampler } from './row-sampler.js';
import { fading } from './score-noise.js';
import type { LearningOrder, TrainingFeatures } from './training-features.js';

export interface BoostedTree {
  readonly splits: readonly ChosenSplit[];
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

export interface Boosted {
  readonly trees: readonly BoostedTree[];
  readonly bias: Float64Array;
  readonly history: readonly Progress[];
  readonly bestIteration?: number;
}

export interface BoostingRows {
  readonly rows: number;
  readonly weights?: Float64Array;
  /** Makes the loss of the rows, or of some of them, anew for each set of scores. */
  readonly createLoss: (rows?: Uint32Array) => Loss;
  readonly validation?: { readonly x: Matrix; readonly loss: Loss };
}

/**
 * Gradient boosting of symmetric trees by CatBoost's two schemes: split by gradients, leaf values by Newton's steps. With statistics of categories, and
 * in the scheme "Ordered" always, trees are chosen by one of several orders of the rows, which have scores of their own; the model's leaf values come from
 * all rows, in one more order.
 */
export class ObliviousBooster {
  /** The order of the leaf values, then the orders that trees are chosen by, or the same one where there are no statistics. */
  private readonly main: PlainScores;
  private readonly orders: readonly (PlainScores | OrderedScores)[];
  private readonly sampler: RowSampler;
  private readonly bias: Float64Array;
  private readonly validationScores: Float64Array;
  private readonly validationCodes = new Map<number, Uint8Array>();
  private readonly trees: BoostedTree[] = [];
  private readonly history: Progress[] = [];
  private best = { iteration: -1, loss: Number.POSITIVE_INFINITY };

  constructor(
    private readonly set: BoostingRows,
    private readonly features: TrainingFeatures,
    private readonly rules: CatboostRules,
    private readonly random: Random,
    engine: Engine,
  ) {
    const weights = set.weights && engine.memory.doubles(set.rows);
    weights?.set(set.weights as Float64Array);
    const rows = { rows: set.rows, weights };
    const finder = new LeafFinder(engine, set.rows, rules.depth);
    const columnOf = (order?: number) => (feature: number) => features.column(feature, order);
    const plainOf = (order?: number) => new PlainScores(rows, set.createLoss(), columnOf(order), finder, engine);
    this.main = plainOf();
    this.bias = this.main.loss.start();
    const orderedOf = ({ order }: LearningOrder, i: number) =>
      new OrderedScores({ order, weights, createLoss: set.createLoss, start: this.bias }, columnOf(i), finder, engine);
    if (rules.boosting === 'Ordered') this.orders = features.orders.map(orderedOf);
    else this.orders = features.statistics.length > 0 ? features.orders.map((_, i) => plainOf(i)) : [this.main];
    this.sampler = new RowSampler(engine, set.rows, this.bias.length, rules.bootstrap);
    this.validationScores = repeated(this.bias, set.validation?.x.rows ?? 0);
  }

  async run({ signal, onProgress, earlyStopping }: Pick<FitOptions, 'signal' | 'onProgress' | 'earlyStopping'>): Promise<Boosted> {
    const checkpoint = checkpointFor(signal);
    const total = this.rules.iterations;
    for (let iteration = 0; iteration < total; iteration++) {
      await this.addTree(iteration, checkpoint);
      const progress = { iteration, total, metrics: this.measure(iteration) };
      this.history.push(progress);
      onProgress?.(progress);
      throwIfAborted(signal);
      if (earlyStopping && this.set.validation && iteration - this.best.iteration >= earlyStopping.patience) break;
      await checkpoint();
    }
    const chooses = earlyStopping !== undefined && this.best.iteration >= 0;
    const kept = chooses ? this.trees.slice(0, this.best.iteration + 1) : this.trees;
    const { shrinkage } = this.rules;
    return {
      trees: kept.map((tree, i) => ({ ...tree, values: shrunk(tree.values, shrinkage, kept.length - 1 - i) })),
      bias: shrunk(this.bias, shrinkage, Math.max(0, kept.length - 1)),
      history: this.history,
      ...(chooses && { bestIteration: this.best.iteration }),
    };
  }

  private async addTree(iteration: number, checkpoint: () => Promise<void>): Promise<void> {
    const { features, rules, set } = this;
    if (iteration > 0 && rules.shrinkage !== 1) this.shrink();
    const random = this.random.fork(iteration);
    const chosen = random.integer(this.orders.length);
    const order = this.orders[chosen];
    const { grower } = features.orders[chosen];
    const last = this.trees.at(-1);
    const lastLeaves = last && { values: last.values, count: last.weights.length };
    const deviation = order.draw(this.sampler, lastLeaves, random.fork('bootstrap'), grower.memory);
    const { splits, leaves } = await grower.grow(this.taste(deviation, iteration, random, chosen, checkpoint), checkpoint);
    for (const { feature } of splits) features.noteUse(feature);
    const l2 = scaledPenalty(rules.l2, set.weights);
    const leafRules = { method: rules.leafMethod, iterations: rules.leafIterations, l2, directions: features.directionsOf(splits) };
    for (const other of this.orders) if (other !== this.main) other.addTree(splits, leafRules, rules.learningRate);
    const { values, weights } = this.main.addTree(splits, leafRules, rules.learningRate, order === this.main ? leaves : undefined);
    this.trees.push({ splits, values, weights });
    if (set.validation) addValues(this.validationLeaves(splits, set.validation.x), values, this.validationScores);
  }

  /** Multiplies all scores, what they started from included (CatBoost's model_shrink_rate). */
  private shrink(): void {
    const { shrinkage } = this.rules;
    for (const order of new Set([...this.orders, this.main])) {
      order.shrink(shrinkage);
      order.takeIn();
    }
    multiply(this.validationScores, shrinkage);
  }

  private taste(deviation: number, iteration: number, random: Random, order: number, checkpoint: () => Promise<void>): SplitTaste {
    const { rules, features, set } = this;
    const noise = rules.randomStrength * deviation * fading(set.rows, iteration * rules.learningRate);
    return {
      ...(noise > 0 && { noise: { seed: random.fork('noise').integer(2 ** 31), deviation: noise } }),
      ...((rules.rsm < 1 || rules.ctrComplexity > 1) && {
        allowed: async (splits) => {
          const { open, slots } = await features.offer(splits, order, checkpoint);
          return { open: drawnFeatures(open, rules.rsm, random.fork(`level ${splits.length}`)), slots };
        },
        adopt: (feature) => features.adopt(feature),
      }),
      ...(features.statistics.length > 0 && { factor: (feature) => features.factor(feature) }),
    };
  }

  private validationLeaves(splits: readonly ChosenSplit[], x: Matrix): Uint16Array {
    const codesOf = (feature: number) => {
      const codes = this.validationCodes.get(feature) ?? this.features.codesFor(feature, x);
      this.validationCodes.set(feature, codes);
      return codes;
    };
    return leavesBy(splits, this.features, codesOf, x.rows);
  }

  /** Takes in the scores for the next tree and says how good they are. */
  private measure(iteration: number): Record<string, number> {
    for (const order of this.orders) order.takeIn();
    const train_loss = this.orders.includes(this.main) ? this.main.trainLoss : this.main.takeIn();
    if (!this.set.validation) return { train_loss };
    const validation_loss = this.set.validation.loss.loss(this.validationScores);
    if (validation_loss < this.best.loss) this.best = { iteration, loss: validation_loss };
    return { train_loss, validation_loss };
  }
}

/** Values as they count in the end, having shrunk so many times. */
function shrunk(values: Float64Array, shrinkage: number, times: number): Float64Array {
  return shrinkage === 1 ? values : values.map((value) => value * shrinkage ** times);
}

/** The leaf of each row by the bins that `codesOf` gives. */
function leavesBy(
  splits: readonly ChosenSplit[],
  features: TrainingFeatures,
  codesOf: (feature: number) => Uint8Array,
  rows: number,
): Uint16Array {
  const leafOf = new Uint16Array(rows);
  splits.forEach(({ feature, bin }, level) => {
    const codes = codesOf(feature);
    if (features.splitOf(feature) === 'equals') for (let row = 0; row < rows; row++) leafOf[row] |= Number(codes[row] === bin) << level;
    else for (let row = 0; row < rows; row++) leafOf[row] |= Number(codes[row] > bin) << level;
  });
  return leafOf;
}

/** L2 penalties are per unit of mean weight. */
export function scaledPenalty(l2: number, weights: Float64Array | undefined): number {
  return weights ? (l2 * weights.reduce((sum, weight) => sum + weight, 0)) / weights.length : l2;
}

function addValues(leafOf: Uint16Array, values: Float64Array, scores: Float64Array): void {
  const outputs = scores.length / leafOf.length;
  for (let row = 0, at = 0; row < leafOf.length; row++) {
    for (let k = 0; k < outputs; k++, at++) scores[at] += values[leafOf[row] * outputs + k];
  }
}

/** Of the open features each with a chance of `share`, at least one. */
function drawnFeatures(open: Uint8Array, share: number, random: Random): Uint8Array {
  if (share >= 1) return open;
  const drawn = open.map((isOpen) => Number(random.next() < share && isOpen === 1));
  return drawn.includes(1) ? drawn : open;
}
