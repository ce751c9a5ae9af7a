import { throwIfAborted } from '../../../errors.js';
import type { Random } from '../../../random/random.js';
import type { FitOptions, Matrix, Progress } from '../../estimator.js';
import { checkpointFor } from '../../trees/learning-rows.js';
import { bootstrapFactors } from './bootstrap.js';
import type { CatboostRules } from './catboost-parameters.js';
import { type ChosenSplit, type GrowSample, moveRows, type SplitTaste } from './grow-oblivious.js';
import { estimateLeaves } from './leaf-values.js';
import type { Loss } from './loss.js';
import { deviationFromZero, fading, scoreNoise } from './score-noise.js';
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
  readonly loss: Loss;
  readonly validation?: { readonly x: Matrix; readonly loss: Loss };
}

/** Gradient boosting of symmetric trees, CatBoost's "Plain" scheme: split by gradients, leaf values by Newton's steps over all rows. */
export class ObliviousBooster {
  private readonly scores: Float64Array;
  private readonly bias: Float64Array;
  private readonly derivatives: Float64Array;
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
  ) {
    const { outputs } = set.loss;
    this.bias = set.loss.start();
    this.scores = repeated(this.bias, set.rows);
    this.validationScores = repeated(this.bias, set.validation?.x.rows ?? 0);
    this.derivatives = new Float64Array(set.rows * outputs);
    set.loss.derivatives(this.scores, this.derivatives);
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
    const grower = features.growers[random.integer(features.growers.length)];
    const grown = await grower.grow(this.draw(random), this.taste(iteration, random), checkpoint);
    for (const { feature } of grown.splits) features.noteUse(feature);
    const leafOf = this.leavesFor(grown.splits, grown.leafOf);
    const weights = sumPerLeaf(leafOf, set.weights, 2 ** grown.splits.length);
    const leafRules = { method: rules.leafMethod, iterations: rules.leafIterations, l2: this.scaledL2() };
    const values = estimateLeaves(set.loss, { scores: this.scores, leafOf, weights }, leafRules).map((value) => value * rules.learningRate);
    this.trees.push({ splits: grown.splits, values, weights });
    addValues(leafOf, values, this.scores);
    if (set.validation) addValues(this.validationLeaves(grown.splits, set.validation.x), values, this.validationScores);
  }

  private scaledL2(): number {
    return scaledPenalty(this.rules.l2, this.set.weights);
  }

  private draw(random: Random): GrowSample {
    const { rows, weights, loss } = this.set;
    const last = this.trees.at(-1);
    const lastLeaves = last && { values: last.values, count: last.weights.length };
    const factors = bootstrapFactors(this.rules.bootstrap, this.derivatives, rows, lastLeaves, random.fork('bootstrap'));
    const drawn = factors ? Uint32Array.from(factors.keys()).filter((row) => factors[row] > 0) : everyRow(rows);
    return {
      rows: drawn,
      gradients: Array.from({ length: loss.outputs }, (_, output) =>
        Float64Array.from(drawn, (row) => this.derivatives[row * loss.outputs + output] * (factors ? factors[row] : 1)),
      ),
      weights: Float64Array.from(drawn, (row) => (weights ? weights[row] : 1) * (factors ? factors[row] : 1)),
    };
  }

  private taste(iteration: number, random: Random): SplitTaste {
    const { rules, features, set } = this;
    const deviation =
      rules.randomStrength * deviationFromZero(this.derivatives, set.rows) * fading(set.rows, iteration * rules.learningRate);
    return {
      ...(deviation > 0 && { noise: scoreNoise(random.fork('noise').integer(2 ** 31), deviation) }),
      ...(rules.rsm < 1 && { allowed: (level) => drawnFeatures(features.all.length, rules.rsm, random.fork(`level ${level}`)) }),
      ...(features.statistics.length > 0 && { factor: (feature) => features.factor(feature) }),
    };
  }

  /** The leaves of all rows by the statistics that leaf values see; those of the growing, where no statistic is split by. */
  private leavesFor(splits: readonly ChosenSplit[], grown: Uint16Array): Uint16Array {
    if (!splits.some(({ feature }) => this.features.isStatistic(feature))) return grown;
    return this.leavesBy(splits, (feature) => this.features.all[feature].codes, this.set.rows);
  }

  private validationLeaves(splits: readonly ChosenSplit[], x: Matrix): Uint16Array {
    const codesOf = (feature: number) => {
      const codes = this.validationCodes.get(feature) ?? this.features.codesFor(feature, x);
      this.validationCodes.set(feature, codes);
      return codes;
    };
    return this.leavesBy(splits, codesOf, x.rows);
  }

  private leavesBy(splits: readonly ChosenSplit[], codesOf: (feature: number) => Uint8Array, rows: number): Uint16Array {
    const leafOf = new Uint16Array(rows);
    splits.forEach(({ feature, bin }, level) => {
      moveRows(leafOf, codesOf(feature), this.features.all[feature].split === 'equals', bin, level);
    });
    return leafOf;
  }

  /** Takes in the scores for the next tree and says how good they are. */
  private measure(iteration: number): Record<string, number> {
    const train_loss = this.set.loss.derivatives(this.scores, this.derivatives);
    if (!this.set.validation) return { train_loss };
    const validation_loss = this.set.validation.loss.loss(this.validationScores);
    if (validation_loss < this.best.loss) this.best = { iteration, loss: validation_loss };
    return { train_loss, validation_loss };
  }
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

function everyRow(rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row);
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

function drawnFeatures(count: number, share: number, random: Random): Uint8Array {
  const drawn = Uint8Array.from({ length: count }, () => Number(random.next() < share));
  if (count > 0 && !drawn.includes(1)) drawn[random.integer(count)] = 1;
  return drawn;
}
