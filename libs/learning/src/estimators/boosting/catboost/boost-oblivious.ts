import { throwIfAborted } from '../../../errors.js';
import type { Random } from '../../../random/random.js';
import type { FitOptions, Matrix, Progress } from '../../estimator.js';
import { checkpointFor } from '../../trees/learning-rows.js';
import type { Engine } from '../engine.js';
import type { CatboostRules } from './catboost-parameters.js';
import type { ChosenSplit, SplitTaste } from './grow-oblivious.js';
import type { FeatureColumn } from './feature-columns.js';
import { estimateLeaves, type LeafRules } from './leaf-values.js';
import type { Loss } from './loss.js';
import { LeafFinder, type RowLeaves } from './leaf-finder.js';
import { chunksOf, rowsPerChunk } from './row-chunks.js';
import { RowSampler } from './row-sampler.js';
import { fading } from './score-noise.js';
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
    const { memory } = engine;
    const finder = new LeafFinder(engine, set.rows, rules.depth);
    const orderOf = (columns: readonly FeatureColumn[]) => new OrderScores(set, set.createLoss(), columns, finder, engine);
    this.main = orderOf(features.all);
    this.orders = features.statistics.length > 0 ? features.orders.map(({ columns }) => orderOf(columns)) : [this.main];
    const weights = set.weights && memory.doubles(set.rows);
    weights?.set(set.weights as Float64Array);
    this.sampler = new RowSampler(engine, set.rows, this.main.loss.outputs, rules.bootstrap, weights);
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
    const { grower } = features.orders[chosen];
    const last = this.trees.at(-1);
    const lastLeaves = last && { values: last.values, count: last.weights.length };
    const deviation = this.sampler.draw(order.derivatives, lastLeaves, random.fork('bootstrap'), grower.memory);
    const { splits, leaves } = await grower.grow(this.taste(deviation, iteration, random), checkpoint);
    for (const { feature } of splits) features.noteUse(feature);
    const leafRules = { method: rules.leafMethod, iterations: rules.leafIterations, l2: scaledPenalty(rules.l2, set.weights) };
    for (const other of this.orders) if (other !== this.main) other.addTree(splits, leafRules, rules.learningRate);
    const { values, weights } = this.main.addTree(splits, leafRules, rules.learningRate, order === this.main ? leaves : undefined);
    this.trees.push({ splits, values, weights });
    if (set.validation) addValues(this.validationLeaves(splits, set.validation.x), values, this.validationScores);
  }

  private taste(deviation: number, iteration: number, random: Random): SplitTaste {
    const { rules, features, set } = this;
    const noise = rules.randomStrength * deviation * fading(set.rows, iteration * rules.learningRate);
    return {
      ...(noise > 0 && { noise: { seed: random.fork('noise').integer(2 ** 31), deviation: noise } }),
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

/** The scores of all rows as one order's statistics give them, and the derivatives there. */
class OrderScores {
  readonly derivatives: Float64Array;
  trainLoss: number;
  private readonly scores: Float64Array;
  private readonly tree: TreeValues;

  constructor(
    private readonly set: BoostingRows,
    readonly loss: Loss,
    private readonly columns: readonly FeatureColumn[],
    private readonly finder: LeafFinder,
    engine: Engine,
  ) {
    const { memory } = engine;
    this.scores = memory.doubles(set.rows * loss.outputs);
    this.scores.set(repeated(loss.start(), set.rows));
    this.derivatives = memory.doubles(set.rows * loss.outputs);
    this.trainLoss = loss.derivatives(this.scores, this.derivatives);
    this.tree = new TreeValues(engine, loss.outputs);
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
    grown = this.leavesBy(splits),
  ): { values: Float64Array; weights: Float64Array } {
    const { leafOf, counts } = grown;
    const weights = this.set.weights ? sumPerLeaf(leafOf, this.set.weights, counts.length) : Float64Array.from(counts);
    const values = estimateLeaves(this.loss, { scores: this.scores, leafOf, weights }, rules).map((value) => value * learningRate);
    this.tree.add(values, leafOf, this.scores);
    return { values, weights };
  }

  private leavesBy(splits: readonly ChosenSplit[]): RowLeaves {
    this.finder.begin();
    for (const { feature, bin } of splits) this.finder.move(this.columns[feature], bin);
    return this.finder.found();
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

/** A tree's leaf values where the kernels see them. */
class TreeValues {
  private values: Float64Array = new Float64Array();

  constructor(
    private readonly engine: Engine,
    private readonly outputs: number,
  ) {}

  /** Adds each row's leaf's values to its scores [rows × outputs]; both arrays lie in the engine's memory. */
  add(values: Float64Array, leafOf: Uint16Array, scores: Float64Array): void {
    const { engine, outputs } = this;
    if (this.values.length < values.length) this.values = engine.memory.doubles(values.length);
    this.values.set(values);
    const rows = leafOf.length;
    const inputs = [rowsPerChunk(rows), rows, outputs, leafOf.byteOffset, this.values.byteOffset, scores.byteOffset];
    engine.run('addLeafValues', chunksOf(rows), scores.length, ...inputs);
  }
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
