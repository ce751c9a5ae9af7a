import type { Random } from '../../../random/random.js';
import type { Engine } from '../engine.js';
import type { FeatureColumn } from './feature-columns.js';
import type { ChosenSplit } from './grow-oblivious.js';
import type { LeafFinder, RowLeaves } from './leaf-finder.js';
import { estimateLeaves, type LeafRules } from './leaf-values.js';
import type { LevelMemory } from './level-memory.js';
import type { Loss } from './loss.js';
import type { LastLeaves, RowSampler } from './row-sampler.js';
import { TreeValues } from './tree-values.js';

/** The scores of all rows as one order's statistics give them, and the derivatives there. Weights lie in the engine's memory. */
export class PlainScores {
  readonly derivatives: Float64Array;
  trainLoss: number;
  private readonly scores: Float64Array;
  private readonly tree: TreeValues;

  constructor(
    private readonly set: { readonly rows: number; readonly weights?: Float64Array },
    readonly loss: Loss,
    private readonly columnOf: (feature: number) => FeatureColumn,
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

  /** Draws rows into `level`, and returns the root of the mean squared gradient of all. */
  draw(sampler: RowSampler, last: LastLeaves | undefined, random: Random, level: LevelMemory): number {
    const { deviation, starts, factors } = sampler.draw(this.derivatives, last, random);
    level.take(this.derivatives, starts, factors, this.set.weights);
    return deviation;
  }

  shrink(factor: number): void {
    multiply(this.scores, factor);
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
    for (const { feature, bin } of splits) this.finder.move(this.columnOf(feature), bin);
    return this.finder.found();
  }
}

function sumPerLeaf(leafOf: Uint16Array, weights: Float64Array | undefined, leaves: number): Float64Array {
  const sums = new Float64Array(leaves);
  for (let row = 0; row < leafOf.length; row++) sums[leafOf[row]] += weights ? weights[row] : 1;
  return sums;
}

export function repeated(values: Float64Array, times: number): Float64Array {
  const result = new Float64Array(values.length * times);
  for (let i = 0; i < times; i++) result.set(values, i * values.length);
  return result;
}

export function multiply(values: Float64Array, factor: number): void {
  for (let at = 0; at < values.length; at++) values[at] *= factor;
}
