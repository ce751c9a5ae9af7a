import { throwIfAborted } from '../../../errors.js';
import type { Random } from '../../../random/random.js';
import type { FitOptions, Matrix, Progress } from '../../estimator.js';
import { checkpointFor } from '../../trees/learning-rows.js';
import type { KernelMemory } from '../kernel-memory.js';
import { bootstrapFactors, type BootstrapRules } from './bootstrap.js';
import type { CatboostRules } from './catboost-parameters.js';
import { type ChosenSplit, type GrowSample, type SplitTaste } from './grow-oblivious.js';
import type { FeatureColumn } from './feature-columns.js';
import { estimateLeaves, type LeafRules } from './leaf-values.js';
import type { Loss } from './loss.js';
import { deviationFromZero, fading } from './score-noise.js';
import type { TrainingFeatures } from './training-features.js';

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
  /** Makes the loss of the rows, anew for each set of scores. */
  readonly createLoss: () => Loss;
  readonly validation?: { readonly x: Matrix; readonly loss: Loss };
}

/**
 * Gradient boosting of symmetric trees, CatBoost's "Plain" scheme: split by gradients, leaf values by Newton's steps over all rows. With statistics of
 * categories every order of the rows has scores of its own, which its statistics gave; the model's leaf values come from one more order.
 */
export class ObliviousBooster {
  /** The order of the leaf values, then the orders that trees are chosen by, or the same one where there are no statistics. */
  private readonly main: OrderScores;
  private readonly orders: readonly OrderScores[];
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
    memory: KernelMemory,
  ) {
    const orderOf = (columns: readonly FeatureColumn[]) => new OrderScores(set, set.createLoss(), columns, features, memory);
    this.main = orderOf(features.all);
    this.orders = features.statistics.length > 0 ? features.orders.map(({ columns }) => orderOf(columns)) : [this.main];
    this.bias = this.main.loss.start();
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
    return {
      trees: chooses ? this.trees.slice(0, this.best.iteration + 1) : this.trees,
      bias: this.bias,
      history: this.history,
      ...(chooses && { bestIteration: this.best.iteration }),
    };
  }

  private async addTree(iteration: number, checkpoint: () => Promise<void>): Promise<void> {
    const { features, rules, set } = this;
    const random = this.random.fork(iteration);
    const chosen = random.integer(this.orders.length);
    const order = this.orders[chosen];
    const sample = order.draw(rules.bootstrap, this.trees.at(-1), random.fork('bootstrap'));
    const { splits, leafOf } = await features.orders[chosen].grower.grow(sample, this.taste(order, iteration, random), checkpoint);
    for (const { feature } of splits) features.noteUse(feature);
    const leafRules = { method: rules.leafMethod, iterations: rules.leafIterations, l2: scaledPenalty(rules.l2, set.weights) };
    for (const other of this.orders) if (other !== this.main) other.addTree(splits, leafRules, rules.learningRate);
    const { values, weights } = this.main.addTree(splits, leafRules, rules.learningRate, order === this.main ? leafOf : undefined);
    this.trees.push({ splits, values, weights });
    if (set.validation) addValues(this.validationLeaves(splits, set.validation.x), values, this.validationScores);
  }

  private taste(order: OrderScores, iteration: number, random: Random): SplitTaste {
    const { rules, features, set } = this;
    const deviation =
      rules.randomStrength * deviationFromZero(order.derivatives, set.rows) * fading(set.rows, iteration * rules.learningRate);
    return {
      ...(deviation > 0 && { noise: { seed: random.fork('noise').integer(2 ** 31), deviation } }),
      ...((rules.rsm < 1 || rules.ctrComplexity > 1) && {
        allowed: (splits) => drawnFeatures(features.openAfter(splits), rules.rsm, random.fork(`level ${splits.length}`)),
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
    return leavesBy(splits, this.features.all, codesOf, x.rows);
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

/** Room for a tree's sample, used again for the next. */
class SampleRoom {
  private readonly rows: Uint32Array;
  private readonly gradients: readonly Float64Array[];
  private readonly weights: Float64Array;

  constructor(rows: number, outputs: number) {
    this.rows = new Uint32Array(rows);
    this.gradients = Array.from({ length: outputs }, () => new Float64Array(rows));
    this.weights = new Float64Array(rows);
  }

  sampleOf(count: number): GrowSample {
    return {
      rows: this.rows.subarray(0, count),
      gradients: this.gradients.map((gradient) => gradient.subarray(0, count)),
      weights: this.weights.subarray(0, count),
    };
  }
}

/** The scores of all rows as one order's statistics give them, and the derivatives there. */
class OrderScores {
  readonly derivatives: Float64Array;
  trainLoss: number;
  private readonly scores: Float64Array;
  private readonly room: SampleRoom;

  constructor(
    private readonly set: BoostingRows,
    readonly loss: Loss,
    private readonly columns: readonly FeatureColumn[],
    private readonly features: TrainingFeatures,
    memory: KernelMemory,
  ) {
    this.scores = memory.doubles(set.rows * loss.outputs);
    this.scores.set(repeated(loss.start(), set.rows));
    this.derivatives = memory.doubles(set.rows * loss.outputs);
    this.trainLoss = loss.derivatives(this.scores, this.derivatives);
    this.room = new SampleRoom(set.rows, loss.outputs);
  }

  /** Works out the derivatives at the scores, and returns the mean loss there. */
  takeIn(): number {
    this.trainLoss = this.loss.derivatives(this.scores, this.derivatives);
    return this.trainLoss;
  }

  /** Finds the leaf values that these scores ask for and adds them; `grown` are the rows' leaves where they are known. */
  addTree(
    splits: readonly ChosenSplit[],
    rules: LeafRules,
    learningRate: number,
    grown?: Uint16Array,
  ): { values: Float64Array; weights: Float64Array } {
    const leafOf = grown ?? leavesBy(splits, this.features.all, (feature) => this.columns[feature].codes, this.set.rows);
    const weights = sumPerLeaf(leafOf, this.set.weights, 2 ** splits.length);
    const values = estimateLeaves(this.loss, { scores: this.scores, leafOf, weights }, rules).map((value) => value * learningRate);
    addValues(leafOf, values, this.scores);
    return { values, weights };
  }

  draw(rules: BootstrapRules, last: BoostedTree | undefined, random: Random): GrowSample {
    const lastLeaves = last && { values: last.values, count: last.weights.length };
    const factors = bootstrapFactors(rules, this.derivatives, this.set.rows, lastLeaves, random);
    return factors ? this.drawnSample(factors) : this.wholeSample();
  }

  private wholeSample(): GrowSample {
    const { rows, weights } = this.set;
    const sample = this.room.sampleOf(rows);
    for (let row = 0; row < rows; row++) sample.rows[row] = row;
    if (weights) sample.weights.set(weights);
    else sample.weights.fill(1);
    this.fillGradients(sample);
    return sample;
  }

  private drawnSample(factors: Float64Array): GrowSample {
    const { weights } = this.set;
    const whole = this.room.sampleOf(factors.length);
    let count = 0;
    for (let row = 0; row < factors.length; row++) {
      const factor = factors[row];
      whole.rows[count] = row;
      whole.weights[count] = weights ? weights[row] * factor : factor;
      count += Number(factor > 0);
    }
    const sample = this.room.sampleOf(count);
    this.fillGradients(sample);
    sample.gradients.forEach((gradient) => {
      for (let place = 0; place < count; place++) gradient[place] *= factors[sample.rows[place]];
    });
    return sample;
  }

  private fillGradients({ rows, gradients }: GrowSample): void {
    const { outputs, derivatives } = this;
    gradients.forEach((gradient, output) => {
      for (let place = 0; place < rows.length; place++) gradient[place] = derivatives[rows[place] * outputs + output];
    });
  }

  private get outputs(): number {
    return this.loss.outputs;
  }
}

/** The leaf of each row by the bins that `codesOf` gives. */
function leavesBy(
  splits: readonly ChosenSplit[],
  features: readonly FeatureColumn[],
  codesOf: (feature: number) => Uint8Array,
  rows: number,
): Uint16Array {
  const leafOf = new Uint16Array(rows);
  splits.forEach(({ feature, bin }, level) => {
    const codes = codesOf(feature);
    if (features[feature].split === 'equals') for (let row = 0; row < rows; row++) leafOf[row] |= Number(codes[row] === bin) << level;
    else for (let row = 0; row < rows; row++) leafOf[row] |= Number(codes[row] > bin) << level;
  });
  return leafOf;
}

/** L2 penalties are per unit of mean weight. */
export function scaledPenalty(l2: number, weights: Float64Array | undefined): number {
  return weights ? (l2 * weights.reduce((sum, weight) => sum + weight, 0)) / weights.length : l2;
}

function repeated(values: Float64Array, times: number): Float64Array {
  const result = new Float64Array(values.length * times);
  for (let i = 0; i < times; i++) result.set(values, i * values.length);
  return result;
}

function sumPerLeaf(leafOf: Uint16Array, weights: Float64Array | undefined, leaves: number): Float64Array {
  const sums = new Float64Array(leaves);
  for (let row = 0; row < leafOf.length; row++) sums[leafOf[row]] += weights ? weights[row] : 1;
  return sums;
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
