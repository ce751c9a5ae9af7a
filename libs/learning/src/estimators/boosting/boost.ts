import { throwIfAborted } from '../../errors.js';
import { type Random, shuffle } from '../../random/random.js';
import type { FitOptions, Matrix, Progress } from '../estimator.js';
import { pause } from '../pause.js';
import { type Tree, TreeBuilder } from '../trees/tree.js';
import type { TreeEnsemble } from '../trees/tree-ensemble.js';
import { leavesOf, rowsPerBlock } from '../trees/tree-walk.js';
import type { Dropout } from './dropout.js';
import type { GrowInput, GrownTree } from './grow-leaf-wise.js';
import type { KernelMemory } from './kernel-memory.js';
import type { Objective } from './objectives.js';

/** How the iterations of a fit go, apart from how one tree grows. */
export interface BoostingPlan {
  readonly iterations: number;
  readonly learningRate: number;
  /** Share of the rows drawn without replacement, anew every `subsampleFrequency` iterations; 0 draws never. */
  readonly subsample: number;
  readonly subsampleFrequency: number;
  /** Share of the columns each tree may use. */
  readonly columnShare: number;
  /** Keeps iterations whose trees found no split, as XGBoost and scikit-learn do, where LightGBM ends the fit. */
  readonly keepsSingleLeaves?: boolean;
  /** Leaves trees out of the gradients (DART). */
  readonly dropout?: TreeDropout;
}

/** Which trees are left out, and what each then counts for. */
export type TreeDropout = Pick<Dropout, 'weights' | 'draw' | 'normalise'>;

/** Grows one tree; how (leaf by leaf, level by level) is its own affair. */
export interface TreeGrower {
  /** Slots of its layout, from which the columns of a tree are drawn. */
  readonly slots: number;
  /** Where it works, if it does so with kernels: scores and gradients are then kept there too. */
  readonly memory?: KernelMemory;
  grow(input: GrowInput): GrownTree;
}

export interface Validation {
  readonly x: Matrix;
  readonly objective: Objective;
}

export type BoostOptions = Pick<FitOptions, 'earlyStopping' | 'signal' | 'onProgress'>;

interface Best {
  readonly iteration: number;
  readonly loss: number;
  /** Trees' weights then, where trees are dropped. */
  readonly weights?: readonly number[];
}

export interface Boosted {
  readonly ensemble: TreeEnsemble;
  readonly gains: Float64Array;
  readonly history: readonly Progress[];
  readonly bestIteration?: number;
}

/**
 * Gradient boosting (Friedman 2001) with Newton steps: each iteration grows one tree per output on the gradients at the scores before it.
 * Stops early when no leaf can be split any more, or by patience on the validation loss, and then keeps the best iteration's trees.
 */
export class Booster {
  private readonly trees: Tree[] = [];
  private readonly base: Float64Array;
  private readonly scores: Float64Array;
  private readonly pairs: Float32Array;
  private readonly validationScores: Float64Array;
  private readonly gains: Float64Array[] = [];
  private readonly history: Progress[] = [];
  private rows: Uint32Array;
  /** Loss of the scores that `pairs` were taken at. */
  private trainLoss: number;
  private best: Best = { iteration: -1, loss: Number.POSITIVE_INFINITY };

  constructor(
    private readonly x: Matrix,
    private readonly objective: Objective,
    private readonly grower: TreeGrower,
    private readonly plan: BoostingPlan,
    private readonly random: Random,
    private readonly validation?: Validation,
  ) {
    // The scores start from the base as the model adds it: in float32.
    this.base = objective.initialScores().map(Math.fround);
    const { memory } = grower;
    this.scores = repeat(this.base, x.rows, memory?.doubles(this.base.length * x.rows));
    this.validationScores = repeat(this.base, validation?.x.rows ?? 0);
    this.pairs = memory?.floats(2 * x.rows) ?? new Float32Array(2 * x.rows);
    this.rows = everyRow(x.rows);
    this.trainLoss = objective.gradients(this.scores, 0, this.pairs);
  }

  async run(options: BoostOptions): Promise<Boosted> {
    const total = this.plan.iterations;
    for (let iteration = 0; iteration < total; iteration++) {
      throwIfAborted(options.signal);
      if (!this.iterate(iteration)) break;
      const progress = { iteration, total, metrics: this.measure(iteration) };
      this.history.push(progress);
      options.onProgress?.(progress);
      if (this.hasStalled(iteration, options)) break;
      await pause();
    }
    return this.finish(options);
  }

  /** Grows one tree per output; false (and nothing kept) when none of them found a split. */
  private iterate(iteration: number): boolean {
    this.drawRows(iteration);
    const dropped = this.dropTrees(iteration);
    const { outputs } = this.objective;
    const grown: GrownTree[] = [];
    for (let output = 0; output < outputs; output++) {
      if (output > 0) this.objective.gradients(this.scores, output, this.pairs);
      grown.push(this.growTree(iteration, output));
    }
    if (!this.plan.keepsSingleLeaves && grown.every(({ leafValues }) => leafValues.length === 1)) return false;
    const share = this.plan.dropout?.normalise(dropped, outputs) ?? 1;
    grown.forEach((tree, output) => this.addScores(tree, output, share));
    this.shiftScores(dropped, 1);
    const gains = new Float64Array(this.x.columns);
    for (const tree of grown) {
      this.trees.push(tree.tree);
      tree.gains.forEach((gain, column) => {
        gains[column] += gain;
      });
    }
    this.gains.push(gains);
    this.trainLoss = this.objective.gradients(this.scores, 0, this.pairs);
    return true;
  }

  private growTree(iteration: number, output: number): GrownTree {
    const { learningRate } = this.plan;
    const refit = this.objective.refit?.bind(this.objective);
    return this.grower.grow({
      pairs: this.pairs,
      rows: this.rows,
      slots: this.drawSlots(iteration, output),
      random: this.random.fork(`tree ${iteration}/${output}`),
      iteration,
      valueOf: (newton, rows) => learningRate * (refit ? refit(this.scores, rows, output) : newton),
    });
  }

  /** Takes this iteration's dropped trees out of the scores, and the gradients anew at what is left. */
  private dropTrees(iteration: number): readonly number[] {
    const dropped = this.plan.dropout?.draw(this.random.fork(`dropout ${iteration}`)) ?? [];
    if (dropped.length === 0) return dropped;
    this.shiftScores(dropped, -1);
    this.objective.gradients(this.scores, 0, this.pairs);
    return dropped;
  }

  private shiftScores(trees: readonly number[], sign: number): void {
    const { outputs } = this.objective;
    for (const t of trees) {
      const share = sign * (this.plan.dropout as TreeDropout).weights[t];
      addPredictions(this.trees[t], this.x, outputs, t % outputs, this.scores, share);
      if (this.validation) addPredictions(this.trees[t], this.validation.x, outputs, t % outputs, this.validationScores, share);
    }
  }

  private drawRows(iteration: number): void {
    const { subsample, subsampleFrequency } = this.plan;
    if (subsample >= 1 || subsampleFrequency === 0 || iteration % subsampleFrequency !== 0) return;
    const drawn = shuffle(everyRow(this.x.rows), this.random.fork(`rows ${iteration}`));
    this.rows = drawn.slice(0, Math.max(1, Math.floor(subsample * this.x.rows))).sort();
  }

  private drawSlots(iteration: number, output: number): Int32Array {
    const slots = Int32Array.from({ length: this.grower.slots }, (_, slot) => slot);
    if (this.plan.columnShare >= 1) return slots;
    const count = Math.max(1, Math.round(slots.length * this.plan.columnShare));
    return shuffle(slots, this.random.fork(`columns ${iteration}/${output}`))
      .slice(0, count)
      .sort();
  }

  private addScores({ tree, partition, leafValues }: GrownTree, output: number, share: number): void {
    const { outputs } = this.objective;
    if (partition.rows.length < this.x.rows) addPredictions(tree, this.x, outputs, output, this.scores, share);
    else partition.addScores(share === 1 ? leafValues : leafValues.map((value) => value * share), this.scores, outputs, output);
    partition.release();
    if (this.validation) addPredictions(tree, this.validation.x, outputs, output, this.validationScores, share);
  }

  private measure(iteration: number): Record<string, number> {
    const train_loss = this.trainLoss;
    if (!this.validation) return { train_loss };
    const validation_loss = this.validation.objective.loss(this.validationScores);
    if (validation_loss < this.best.loss) this.best = { iteration, loss: validation_loss, weights: this.plan.dropout?.weights.slice() };
    return { train_loss, validation_loss };
  }

  private hasStalled(iteration: number, { earlyStopping }: BoostOptions): boolean {
    return this.validation !== undefined && earlyStopping !== undefined && iteration - this.best.iteration >= earlyStopping.patience;
  }

  private finish({ earlyStopping }: BoostOptions): Boosted {
    const { outputs } = this.objective;
    const chooses = earlyStopping !== undefined && this.validation !== undefined && this.best.iteration >= 0;
    const kept = chooses ? this.best.iteration + 1 : this.gains.length;
    const gains = new Float64Array(this.x.columns);
    for (const step of this.gains.slice(0, kept)) {
      step.forEach((gain, column) => {
        gains[column] += gain;
      });
    }
    return {
      ensemble: {
        // onnxruntime wants a tree for each output, be it a single leaf.
        trees: kept > 0 ? this.keptTrees(kept * outputs, chooses) : Array.from({ length: outputs }, () => leafTree(0)),
        columns: this.x.columns,
        outputs,
        valuesPerLeaf: 1,
        aggregate: 'sum',
        base: this.base,
      },
      gains,
      history: this.history,
      ...(chooses && { bestIteration: this.best.iteration }),
    };
  }

  /** The first trees; where some were dropped on the way, with their weights multiplied in. */
  private keptTrees(count: number, chooses: boolean): Tree[] {
    const trees = this.trees.slice(0, count);
    const weights = chooses ? this.best.weights : this.plan.dropout?.weights;
    return weights ? trees.map((tree, t) => ({ ...tree, values: tree.values.map((value) => value * weights[t]) })) : trees;
  }
}

function leafTree(value: number): Tree {
  const builder = new TreeBuilder();
  builder.leaf(0, [value]);
  return builder.build();
}

function everyRow(rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row);
}

function repeat(values: Float64Array, times: number, result: Float64Array = new Float64Array(values.length * times)): Float64Array {
  for (let i = 0; i < times; i++) result.set(values, i * values.length);
  return result;
}

function addPredictions(tree: Tree, x: Matrix, outputs: number, output: number, scores: Float64Array, share: number): void {
  const leaves = new Int32Array(Math.min(rowsPerBlock, x.rows));
  for (let begin = 0; begin < x.rows; begin += rowsPerBlock) {
    const end = Math.min(x.rows, begin + rowsPerBlock);
    leavesOf(tree, x, begin, end, leaves);
    for (let row = begin; row < end; row++) scores[row * outputs + output] += tree.values[leaves[row - begin]] * share;
  }
}
