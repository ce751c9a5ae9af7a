import type { Random } from '../../../random/random.js';
import type { Engine } from '../engine.js';
import type { FeatureColumn } from './feature-columns.js';
import type { ChosenSplit } from './grow-oblivious.js';
import type { LeafFinder } from './leaf-finder.js';
import { estimateLeaves, type LeafRules } from './leaf-values.js';
import type { GradedPart, LevelMemory } from './level-memory.js';
import type { Loss } from './loss.js';
import { type OrderedPart, orderedParts, placesByRow } from './ordered-parts.js';
import { multiply } from './plain-scores.js';
import type { LastLeaves, RowSampler } from './row-sampler.js';
import { TreeValues } from './tree-values.js';

/** What ordered scores need of the training rows. */
export interface OrderedRows {
  /** Rows in their order. */
  readonly order: Uint32Array;
  /** Per row. */
  readonly weights?: Float64Array;
  /** The loss of some rows, named in their order. */
  readonly createLoss: (rows: Uint32Array) => Loss;
  readonly start: Float64Array;
}

/**
 * Ordered boosting's scores of one order of the rows (Prokhorenkova et al. 2018, section 4): a model of each body of rows, kept as its scores of the
 * body and of its tail. A tree's values come from the body alone, so that rows of the tail have gradients that their own targets had no part in.
 */
export class OrderedScores {
  private readonly models: readonly BodyModel[];
  private readonly leafAt: Uint16Array;
  /** By place in the order: gradients as the model gives them whose tail the row is in. */
  private readonly slopes: Float64Array;

  constructor(
    private readonly rows: OrderedRows,
    private readonly columnOf: (feature: number) => FeatureColumn,
    private readonly finder: LeafFinder,
    engine: Engine,
  ) {
    const { memory } = engine;
    const { order, start } = rows;
    this.leafAt = memory.places(order.length);
    this.slopes = memory.doubles(order.length * start.length);
    this.models = orderedParts(order.length).map((part) => new BodyModel(part, rows, engine));
  }

  shrink(factor: number): void {
    for (const { scores } of this.models) multiply(scores, factor);
  }

  /** Works out the gradients at the scores. */
  takeIn(): void {
    for (const model of this.models) model.takeIn();
  }

  /** Draws rows of the tails into `level`, beside all of the bodies; returns the root of the mean squared gradient. */
  draw(sampler: RowSampler, last: LastLeaves | undefined, random: Random, level: LevelMemory): number {
    const { slopes } = this;
    this.models.forEach((model, i) => {
      const from = i === 0 ? 0 : model.body * (slopes.length / this.leafAt.length);
      slopes.set(model.slopes.subarray(from), from);
    });
    const { deviation, factors } = sampler.draw(slopes, last, random);
    level.takeParts(this.rows.order, this.models, factors, this.rows.weights);
    return deviation;
  }

  /** Adds to each model's scores the tree's values that its body gives. */
  addTree(splits: readonly ChosenSplit[], rules: LeafRules, learningRate: number): void {
    this.finder.begin();
    for (const { feature, bin } of splits) this.finder.move(this.columnOf(feature), bin);
    const { leafOf, counts } = this.finder.found();
    const { order, weights } = this.rows;
    for (let place = 0; place < order.length; place++) this.leafAt[place] = leafOf[order[place]];
    for (const model of this.models)
      model.addTree(this.leafAt, sumsOf(this.leafAt.subarray(0, model.body), order, counts.length, weights), rules, learningRate);
  }
}

/** The training weight of each leaf's rows. */
function sumsOf(leafAt: Uint16Array, order: Uint32Array, leaves: number, weights: Float64Array | undefined): Float64Array {
  const sums = new Float64Array(leaves);
  for (let place = 0; place < leafAt.length; place++) sums[leafAt[place]] += weights ? weights[order[place]] : 1;
  return sums;
}

/** The model of one body: the scores of its rows and its tail's, and their gradients, by place [places × outputs]. */
class BodyModel implements GradedPart {
  readonly body: number;
  readonly learning: Uint32Array;
  readonly judging: Uint32Array;
  private readonly end: number;
  readonly slopes: Float64Array;
  readonly scores: Float64Array;
  private readonly bodyLoss: Loss;
  private readonly tailLoss: Loss;
  private readonly values: TreeValues;

  constructor({ body, end }: OrderedPart, { order, createLoss, start }: OrderedRows, engine: Engine) {
    const outputs = start.length;
    this.body = body;
    this.end = end;
    this.learning = placesByRow(order, 0, body);
    this.judging = placesByRow(order, body, end);
    this.slopes = engine.memory.doubles(end * outputs);
    this.scores = engine.memory.doubles(end * outputs);
    for (let at = 0; at < this.scores.length; at++) this.scores[at] = start[at % outputs];
    this.bodyLoss = createLoss(order.subarray(0, body));
    this.tailLoss = createLoss(order.subarray(body, end));
    this.values = new TreeValues(engine, outputs);
    this.takeIn();
  }

  takeIn(): void {
    const border = this.body * this.bodyLoss.outputs;
    this.bodyLoss.derivatives(this.scores.subarray(0, border), this.slopes.subarray(0, border));
    if (this.end > this.body) this.tailLoss.derivatives(this.scores.subarray(border), this.slopes.subarray(border));
  }

  addTree(leafAt: Uint16Array, weights: Float64Array, rules: LeafRules, learningRate: number): void {
    const { body, end, bodyLoss } = this;
    const fallen = { scores: this.scores.subarray(0, body * bodyLoss.outputs), leafOf: leafAt.subarray(0, body), weights };
    const values = estimateLeaves(bodyLoss, fallen, rules).map((value) => value * learningRate);
    this.values.add(values, leafAt.subarray(0, end), this.scores);
  }
}
