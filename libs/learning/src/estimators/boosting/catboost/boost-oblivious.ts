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
    const { rows } = this.set;
    const last = this.trees.at(-1);
    const lastLeaves = last && { values: last.values, count: last.weights.length };
    const factors = bootstrapFactors(this.rules.bootstrap, this.derivatives, rows, lastLeaves, random.fork('bootstrap'));
    return factors ? this.drawnSample(factors) : this.wholeSample();
  }

  private wholeSample(): GrowSample {
    const { rows, weights } = this.set;
    return {
      rows: everyRow(rows),
      gradients: Array.from({ length: this.outputs }, (_, output) => this.gradientsOf(output, everyRow(rows))),
      weights: weights ? weights.slice() : new Float64Array(rows).fill(1),
    };
  }

  private drawnSample(factors: Float64Array): GrowSample {
    const { weights } = this.set;
    const rows = rowsAbove0(factors);
    const gradients = Array.from({ length: this.outputs }, (_, output) => this.gradientsOf(output, rows));
    const drawnWeights = new Float64Array(rows.length);
    for (let place = 0; place < rows.length; place++) {
      const factor = factors[rows[place]];
      drawnWeights[place] = weights ? weights[rows[place]] * factor : factor;
      for (let output = 0; output < gradients.length; output++) gradients[output][place] *= factor;
    }
    return { rows, gradients, weights: drawnWeights };
  }

  private gradientsOf(output: number, rows: Uint32Array): Float64Array {
    const { outputs, derivatives } = this;
    const gradients = new Float64Array(rows.length);
    for (let place = 0; place < rows.length; place++) gradients[place] = derivatives[rows[place] * outputs + output];
    return gradients;
  }

  private get outputs(): number {
    return this.set.loss.outputs;
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
  const all = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) all[row] = row;
  return all;
}

function rowsAbove0(factors: Float64Array): Uint32Array {
  const rows = new Uint32Array(factors.length);
  let count = 0;
  for (let row = 0; row < factors.length; row++) if (factors[row] > 0) rows[count++] = row;
  return rows.subarray(0, count);
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
