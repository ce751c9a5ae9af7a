import type { Random } from '../../../random/random.js';
import type { Matrix } from '../../estimator.js';
import type { Engine } from '../engine.js';
import type { KernelMemory } from '../kernel-memory.js';
import { binOfValue, binsOfValues } from './borders.js';
import type { CatboostRules } from './catboost-parameters.js';
import type { BlockScorer } from './block-scorer.js';
import { CombinationSlots, keyName } from './combination-slots.js';
import {
  codeColumns,
  columnOf,
  type FeatureColumn,
  type FeatureSource,
  isStretch,
  numberColumns,
  type SplitKind,
} from './feature-columns.js';
import { type ChosenSplit, ObliviousGrower, type OpenFeatures, scorersOf } from './grow-oblivious.js';
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
  private readonly used = new Set<string>();
  /** Combinations that trees have split by: features after those of the slots. */
  private readonly adopted: Statistic[] = [];

  private constructor(
    private readonly x: Matrix,
    private readonly classes: TargetClasses,
    private readonly rules: CatboostRules,
    private readonly fixed: readonly FeatureColumn[],
    readonly statistics: readonly Statistic[],
    /** As leaf values see them; the slots' come after the statistics. */
    private readonly all: FeatureColumn[],
    /** One for each order that trees are chosen by. */
    readonly orders: readonly LearningOrder[],
    private readonly slots: CombinationSlots | undefined,
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
    const sources = statisticColumns(x, rules.oneHotMaxSize);
    const keys = statisticKeys(x, sources, rules);
    const statistics = keys.flatMap((key) => statisticsOf(key, classes));
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
    const drawn = Array.from({ length: isOrdered || statistics.length > 0 ? learningOrders : 1 }, (_, i) =>
      drawOrder(x.rows, random.fork(`order ${i}`)),
    );
    const last = drawOrder(x.rows, random.fork('leaf values'));
    const laidOut: { own: FeatureColumn[]; scorers: BlockScorer[] }[] = [];
    for (const order of drawn) {
      const own = inMemory(await inOrder(order), memory);
      laidOut.push({ own, scorers: [...shared, ...scorersOf(own, outputs, growRules, memory, fixed.length, shared, byCodes)] });
      await checkpoint();
    }
    const known = new Set(keys.map(({ columns }) => keyName(columns)));
    const combined = { x, classes, columns: sources, complexity: rules.ctrComplexity, orders: [...drawn, last], known, outputs, byCodes };
    const first = fixed.length + statistics.length;
    const slots = isCombined(sources, rules) ? new CombinationSlots(combined, first, laidOut[0].scorers, memory) : undefined;
    const offered = slots?.features ?? [];
    const level = new LevelMemory(engine, x.rows, first + offered.length, outputs, growRules, shape);
    const orders = laidOut.map(({ own, scorers }, i): LearningOrder => {
      const columns = [...fixed, ...own, ...offered];
      const all = [...scorers, ...(slots?.scorers ?? [])];
      return { order: drawn[i], columns, grower: new ObliviousGrower(columns, all, growRules, level, slots?.scorers.length) };
    });
    const all = [...fixed, ...inMemory(await inOrder(last), memory), ...offered];
    return new TrainingFeatures(x, classes, rules, fixed, statistics, all, orders, slots);
  }

  /** The feature as one of the orders gives it, or, without one, as leaf values see it; its bins lie in the engine's memory until the next call. */
  column(feature: number, order = this.orders.length): FeatureColumn {
    if (this.isAdopted(feature)) return (this.slots as CombinationSlots).columnOf(this.statisticOf(feature), order);
    return order < this.orders.length ? this.orders[order].columns[feature] : this.all[feature];
  }

  /** What a feature's bins come from. */
  sourceOf(feature: number): FeatureSource {
    return this.isAdopted(feature) ? { kind: 'statistic', statistic: feature } : this.all[feature].source;
  }

  splitOf(feature: number): SplitKind {
    return this.isAdopted(feature) ? 'above' : this.all[feature].split;
  }

  /** A feature that a tree is split by, under a number that it keeps: what slots hold changes from level to level. */
  adopt(feature: number): number {
    if (!this.slots?.has(feature)) return feature;
    const statistic = this.slots.statisticOf(feature);
    const name = nameOf(statistic);
    const known = this.adopted.findIndex((other) => nameOf(other) === name);
    return this.all.length + (known < 0 ? this.adopted.push(statistic) - 1 : known);
  }

  private isAdopted(feature: number): boolean {
    return feature >= this.all.length;
  }

  /** The features that may be split by after the splits so far, slots filled for one of the orders. */
  async offer(splits: readonly ChosenSplit[], order: number, checkpoint: () => Promise<void>): Promise<OpenFeatures> {
    const open = this.openAfter(splits);
    if (!this.slots) return { open, slots: 0 };
    const used = splits.filter(({ feature }) => this.isStatistic(feature)).map(({ feature }) => this.statisticOf(feature).key);
    const slots = await this.slots.fill(used, order, checkpoint);
    open.fill(1, this.fixed.length + this.statistics.length, this.fixed.length + this.statistics.length + this.slots.offered().length);
    return { open, slots };
  }

  /** The direction of each level of a tree, where any column has one. */
  directionsOf(splits: readonly ChosenSplit[]): number[] | undefined {
    const { directions } = this.rules;
    const own = directions && splits.map(({ feature }) => directionOf({ source: this.sourceOf(feature) }, directions));
    return own?.some((direction) => direction !== 0) ? own : undefined;
  }

  isStatistic(feature: number): boolean {
    return feature >= this.fixed.length;
  }

  statisticOf(feature: number): Statistic {
    if (this.isAdopted(feature)) return this.adopted[feature - this.all.length];
    return this.slots?.has(feature) ? this.slots.statisticOf(feature) : this.statistics[feature - this.fixed.length];
  }

  /** Statistics of many categories make the model larger: the first use of each kind and key counts for less. */
  factor(feature: number): number {
    if (!this.isStatistic(feature) || this.rules.modelSizeReg === 0) return 1;
    const statistic = this.statisticOf(feature);
    if (this.used.has(useOf(statistic))) return 1;
    const most = Math.max(mostKnown(this.statistics), mostKnown(this.slots?.offered() ?? []));
    return (1 + statistic.key.known / most) ** -this.rules.modelSizeReg;
  }

  /** A pair's statistics may be split by once a column of it has been (CatBoost's greedy combinations); 1 for each feature that may be. */
  private openAfter(splits: readonly ChosenSplit[]): Uint8Array {
    const columns = new Set(splits.flatMap(({ feature }) => (this.isStatistic(feature) ? this.statisticOf(feature).key.columns : [])));
    const open = new Uint8Array(this.all.length).fill(1, 0, this.fixed.length);
    this.statistics.forEach(({ key }, i) => {
      open[this.fixed.length + i] = Number(key.columns.length === 1 || key.columns.some((column) => columns.has(column)));
    });
    return open;
  }

  noteUse(feature: number): void {
    if (this.isStatistic(feature)) this.used.add(useOf(this.statisticOf(feature)));
  }

  /** A feature's bins for other rows, statistics from all training rows. */
  codesFor(feature: number, x: Matrix): Uint8Array {
    const source = this.sourceOf(feature);
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
function directionOf({ source }: Pick<FeatureColumn, 'source'>, directions: Int8Array): number {
  return source.kind === 'number' ? directions[source.column] : 0;
}

/** The name of a statistic's key and kind, and of the statistic. */
const useOf = ({ key, kind }: Statistic) => `${keyName(key.columns)} ${kind}`;
const nameOf = (statistic: Statistic) => `${useOf(statistic)} ${statistic.prior} ${statistic.border}`;

function mostKnown(statistics: readonly Statistic[]): number {
  return statistics.reduce((largest, { key }) => Math.max(largest, key.known), 1);
}

/** Whether there are combinations beyond the pairs that are features from the start. */
function isCombined(columns: readonly number[], { ctrComplexity }: CatboostRules): boolean {
  const pairs = (columns.length * (columns.length - 1)) / 2;
  return (ctrComplexity > 2 && columns.length > 2) || (ctrComplexity > 1 && pairs > mostPairs);
}

/** The keys of statistics: single columns, then pairs of them, those with the fewest different keys where there are many. */
function statisticKeys(x: Matrix, columns: readonly number[], { ctrComplexity }: CatboostRules): StatisticKey[] {
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
