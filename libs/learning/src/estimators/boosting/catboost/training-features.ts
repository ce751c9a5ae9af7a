import type { Random } from '../../../random/random.js';
import type { Matrix } from '../../estimator.js';
import type { Engine } from '../engine.js';
import type { KernelMemory } from '../kernel-memory.js';
import { binOfValue, binsOfValues } from './borders.js';
import type { CatboostRules } from './catboost-parameters.js';
import { codeColumns, columnOf, type FeatureColumn, isStretch, numberColumns } from './feature-columns.js';
import { type ChosenSplit, ObliviousGrower, scorersOf } from './grow-oblivious.js';
import { LevelMemory } from './level-memory.js';
import { orderedParts } from './ordered-parts.js';
import {
  drawOrder,
  orderedColumn,
  type Statistic,
  statisticBorders,
  statisticKey,
  type StatisticKey,
  statisticsOf,
  statisticValues,
  type TargetClasses,
} from './target-statistics.js';

/** Pairs of columns whose statistics are at hand: each is a handful of bytes per row and order. */
const mostPairs = 64;

/** Orders of the rows that trees are chosen by, in turn at random; one more is kept for the leaf values (CatBoost's permutation_count of 4). */
const learningOrders = 3;

/** The features as one order of the rows gives them, and what grows trees on them. */
export interface LearningOrder {
  readonly order: Uint32Array;
  readonly columns: readonly FeatureColumn[];
  readonly grower: ObliviousGrower;
}

/**
 * The features of a fit: numbers and few categories, the same for all, then target statistics of categories, which depend on an order of the rows.
 * A row's statistics come from rows before it alone, so that its own target never tells on it.
 */
export class TrainingFeatures {
  private readonly used = new Set<number>();

  private constructor(
    private readonly x: Matrix,
    private readonly classes: TargetClasses,
    private readonly rules: CatboostRules,
    private readonly fixed: readonly FeatureColumn[],
    readonly statistics: readonly Statistic[],
    /** As leaf values see them. */
    readonly all: readonly FeatureColumn[],
    /** One for each order that trees are chosen by. */
    readonly orders: readonly LearningOrder[],
  ) {}

  /** `checkpoint` is awaited between stretches of work. */
  static async create(
    x: Matrix,
    classes: TargetClasses,
    outputs: number,
    rules: CatboostRules,
    scaledL2: number,
    random: Random,
    engine: Engine,
    checkpoint: () => Promise<void>,
  ): Promise<TrainingFeatures> {
    const { memory } = engine;
    const fixed = inMemory([...(await numberColumns(x, rules, checkpoint)), ...codeColumns(x, rules.oneHotMaxSize)], memory);
    const statistics = statisticKeys(x, rules).flatMap((key) => statisticsOf(key, classes));
    const inOrder = async (order: Uint32Array) => {
      const columns: FeatureColumn[] = [];
      for (const statistic of statistics) {
        columns.push(orderedColumn(statistic, columns.length, classes, order));
        if (isStretch(columns.length, x.rows)) await checkpoint();
      }
      return columns;
    };
    const growRules = { depth: rules.depth, score: rules.score, l2: scaledL2 };
    const isOrdered = rules.boosting === 'Ordered';
    const directions = rules.directions && Int8Array.from(fixed, (feature) => directionOf(feature, rules.directions as Int8Array));
    const byCodes = isOrdered || directions !== undefined;
    const shared = scorersOf(fixed, outputs, growRules, memory, 0, [], byCodes);
    const shape = { bodies: isOrdered ? orderedParts(x.rows) : [], directions };
    const level = new LevelMemory(engine, x.rows, fixed.length + statistics.length, outputs, growRules, shape);
    const orders: LearningOrder[] = [];
    while (orders.length < (isOrdered || statistics.length > 0 ? learningOrders : 1)) {
      const order = drawOrder(x.rows, random.fork(`order ${orders.length}`));
      const own = inMemory(await inOrder(order), memory);
      const columns = [...fixed, ...own];
      const scorers = [...shared, ...scorersOf(own, outputs, growRules, memory, fixed.length, shared, byCodes)];
      orders.push({ order, columns, grower: new ObliviousGrower(columns, scorers, growRules, level) });
      await checkpoint();
    }
    const all = [...fixed, ...inMemory(await inOrder(drawOrder(x.rows, random.fork('leaf values'))), memory)];
    return new TrainingFeatures(x, classes, rules, fixed, statistics, all, orders);
  }

  /** The direction of each level of a tree, where any column has one. */
  directionsOf(splits: readonly ChosenSplit[]): number[] | undefined {
    const { directions } = this.rules;
    const own = directions && splits.map(({ feature }) => directionOf(this.all[feature], directions));
    return own?.some((direction) => direction !== 0) ? own : undefined;
  }

  isStatistic(feature: number): boolean {
    return feature >= this.fixed.length;
  }

  statisticOf(feature: number): Statistic {
    return this.statistics[feature - this.fixed.length];
  }

  /** Statistics of many categories make the model larger: the first use of each kind and key counts for less. */
  factor(feature: number): number {
    if (!this.isStatistic(feature) || this.rules.modelSizeReg === 0 || this.used.has(this.useOf(feature))) return 1;
    const most = this.statistics.reduce((largest, { key }) => Math.max(largest, key.known), 1);
    return (1 + this.statisticOf(feature).key.known / most) ** -this.rules.modelSizeReg;
  }

  /** A pair's statistics may be split by once a column of it has been (CatBoost's greedy combinations); 1 for each feature that may be. */
  openAfter(splits: readonly ChosenSplit[]): Uint8Array {
    const columns = new Set(splits.flatMap(({ feature }) => (this.isStatistic(feature) ? this.statisticOf(feature).key.columns : [])));
    return Uint8Array.from(this.all, (_, feature) => {
      if (!this.isStatistic(feature)) return 1;
      const { key } = this.statisticOf(feature);
      return Number(key.columns.length === 1 || key.columns.some((column) => columns.has(column)));
    });
  }

  noteUse(feature: number): void {
    if (this.isStatistic(feature)) this.used.add(this.useOf(feature));
  }

  /** The number of the first statistic of the same key and kind. */
  private useOf(feature: number): number {
    const { key, kind } = this.statisticOf(feature);
    return this.statistics.findIndex((other) => other.key === key && other.kind === kind);
  }

  /** A feature's bins for other rows, statistics from all training rows. */
  codesFor(feature: number, x: Matrix): Uint8Array {
    const { source } = this.all[feature];
    if (source.kind === 'number') {
      const missing = source.missingLeft ? 0 : source.borders.length;
      return binsOfValues(source.borders, columnOf(x, source.column), missing);
    }
    if (source.kind === 'code') return Uint8Array.from(columnOf(x, source.column), (code) => (Number.isNaN(code) ? source.size : code));
    const statistic = this.statisticOf(feature);
    const bins = Uint8Array.from(statisticValues(statistic, this.classes), (value) => binOfValue(statisticBorders, value));
    const codeOf = new Map(Array.from(statistic.key.keys, (key, code) => [key, code]));
    const { keys, codes } = statisticKey({ ...x, categories: this.x.categories }, statistic.key.columns);
    return Uint8Array.from(codes, (code) => bins[codeOf.get(keys[code]) ?? statistic.key.known]);
  }
}

/** Only numbers have a direction. */
function directionOf({ source }: FeatureColumn, directions: Int8Array): number {
  return source.kind === 'number' ? directions[source.column] : 0;
}

/** The keys of statistics: single columns, then pairs of them, those with the fewest different keys where there are many. */
function statisticKeys(x: Matrix, { oneHotMaxSize, ctrComplexity }: CatboostRules): StatisticKey[] {
  const columns = statisticColumns(x, oneHotMaxSize);
  const singles = columns.map((column) => statisticKey(x, [column]));
  if (ctrComplexity < 2) return singles;
  const pairs = columns.flatMap((column, i) => columns.slice(i + 1).map((other) => statisticKey(x, [column, other])));
  const fewest = pairs.sort((a, b) => a.known - b.known).slice(0, mostPairs);
  return [...singles, ...fewest];
}

/** The columns of categories that are too many for a split each. */
function statisticColumns(x: Matrix, oneHotMaxSize: number): number[] {
  const single = new Set(codeColumns(x, oneHotMaxSize).map(({ source }) => (source.kind === 'code' ? source.column : -1)));
  return Array.from({ length: x.columns }, (_, column) => column).filter((column) => {
    if (!x.categories || x.categories[column] === 0 || single.has(column)) return false;
    return new Set(columnOf(x, column).map((code) => (Number.isNaN(code) ? -1 : code))).size > 1;
  });
}

/** The same features, with their bins where the kernels see them. */
function inMemory(features: readonly FeatureColumn[], memory: KernelMemory): FeatureColumn[] {
  return features.map((feature) => {
    const codes = memory.bytes(feature.codes.length);
    codes.set(feature.codes);
    return { ...feature, codes };
  });
}
