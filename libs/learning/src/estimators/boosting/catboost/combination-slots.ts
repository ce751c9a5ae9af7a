import type { Matrix } from '../../estimator.js';
import type { KernelMemory } from '../kernel-memory.js';
import { BlockScorer } from './block-scorer.js';
import type { Block } from './blocks.js';
import type { FeatureColumn } from './feature-columns.js';
import { LeastRecent } from './least-recent.js';
import {
  orderedColumn,
  type Statistic,
  statisticBorders,
  statisticKey,
  type StatisticKey,
  statisticsOf,
  type TargetClasses,
} from './target-statistics.js';

/** Keys that are offered at one level at most. */
const mostSlots = 24;

/** Bytes of statistics, and of keys, that are kept for the next time; what is dropped is worked out anew. */
const keptBytes = 64 * 1024 * 1024;

/** A key is a whole number: its columns' categories may have so many combinations. */
const mostKeys = Number.MAX_SAFE_INTEGER;

/** Where combinations come from and how they are laid out. */
export interface CombinationSource {
  readonly x: Matrix;
  readonly classes: TargetClasses;
  /** Columns that may be combined, and how many of them at most. */
  readonly columns: readonly number[];
  readonly complexity: number;
  /** Orders of the rows. */
  readonly orders: readonly Uint32Array[];
  /** Names of keys that are features already. */
  readonly known: ReadonlySet<string>;
  readonly outputs: number;
  /** Whether kernels go by codes alone. */
  readonly byCodes: boolean;
}

interface Slot {
  readonly features: readonly FeatureColumn[];
  readonly scorer: BlockScorer;
  statistics: readonly Statistic[];
}

export function keyName(columns: readonly number[]): string {
  return columns.join();
}

/**
 * Statistics of several columns together, made while a tree grows: what it has split by, combined with each other column (greedy combinations,
 * Prokhorenkova et al. 2018, section 3.2). A slot has the features of one key; a level fills as many of them as it needs.
 */
export class CombinationSlots {
  readonly scorers: readonly BlockScorer[];
  readonly features: readonly FeatureColumn[];
  private readonly slots: Slot[] = [];
  private readonly keys: LeastRecent<string, StatisticKey>;
  private readonly codes: LeastRecent<string, Uint8Array>;
  private readonly scratch: Uint8Array;
  private readonly perKey: number;
  private filled = 0;

  /** Features are numbered from `first`, and come after the `before` others. */
  constructor(
    private readonly source: CombinationSource,
    private readonly first: number,
    before: readonly BlockScorer[],
    memory: KernelMemory,
  ) {
    const { x, classes, columns } = source;
    this.perKey = statisticsOf(statisticKey({ ...x, rows: 0 }, [columns[0]]), classes).length;
    this.keys = new LeastRecent(Math.ceil(keptBytes / (12 * x.rows)));
    this.codes = new LeastRecent(Math.ceil(keptBytes / x.rows));
    this.scratch = memory.bytes(x.rows);
    while (this.slots.length < mostSlots)
      this.slots.push(this.createSlot((this.slots.at(-1)?.scorer ?? before.at(-1))?.nextPlace ?? 0, memory));
    this.scorers = this.slots.map(({ scorer }) => scorer);
    this.features = this.slots.flatMap(({ features }) => features);
  }

  /** Fills slots, for one of the orders, with the combinations that follow from the keys a tree has split by. Returns how many slots are filled. */
  async fill(used: readonly StatisticKey[], order: number, checkpoint: () => Promise<void>): Promise<number> {
    const wanted = this.combinations(used).slice(0, mostSlots);
    this.filled = wanted.length;
    for (const [i, columns] of wanted.entries()) {
      this.fillSlot(this.slots[i], columns, order);
      await checkpoint();
    }
    return wanted.length;
  }

  has(feature: number): boolean {
    return feature >= this.first && feature < this.first + this.features.length;
  }

  /** The statistics in the filled slots, in the order of their features. */
  offered(): Statistic[] {
    return this.slots.slice(0, this.filled).flatMap(({ statistics }) => statistics);
  }

  statisticOf(feature: number): Statistic {
    const place = feature - this.first;
    return this.slots[Math.floor(place / this.perKey)].statistics[place % this.perKey];
  }

  /** A statistic's feature in one of the orders; its bins lie in the engine's memory until the next call. */
  columnOf(statistic: Statistic, order: number): FeatureColumn {
    this.scratch.set(this.codesOf(statistic, order));
    return { ...this.slots[0].features[0], codes: this.scratch };
  }

  private combinations(used: readonly StatisticKey[]): number[][] {
    const { columns, complexity, known, x } = this.source;
    const found = new Map<string, number[]>();
    for (const key of used) {
      if (key.columns.length >= complexity) continue;
      for (const column of columns) {
        if (key.columns.includes(column)) continue;
        const combined = [...key.columns, column].sort((a, b) => a - b);
        const count = combined.reduce((product, one) => product * ((x.categories?.[one] ?? 0) + 1), 1);
        if (count <= mostKeys && !known.has(keyName(combined))) found.set(keyName(combined), combined);
      }
    }
    return [...found.values()];
  }

  private fillSlot(slot: Slot, columns: readonly number[], order: number): void {
    const { x, classes, byCodes } = this.source;
    slot.statistics = statisticsOf(this.keyOf(columns), classes);
    const { positions, offsets, width } = slot.scorer.block;
    slot.statistics.forEach((statistic, i) => {
      const codes = this.codesOf(statistic, order);
      slot.features[i].codes.set(codes);
      if (byCodes) return;
      for (let row = 0, at = i; row < x.rows; row++, at += width) positions[at] = offsets[i] + codes[row];
    });
  }

  private keyOf(columns: readonly number[]): StatisticKey {
    return this.keys.get(keyName(columns), () => statisticKey(this.source.x, columns));
  }

  private codesOf(statistic: Statistic, order: number): Uint8Array {
    const { key, kind, prior, border } = statistic;
    const { classes, orders } = this.source;
    const name = `${keyName(key.columns)} ${kind} ${prior} ${border} ${order}`;
    return this.codes.get(name, () => orderedColumn(statistic, 0, classes, orders[order]).codes);
  }

  private createSlot(firstPlace: number, memory: KernelMemory): Slot {
    const { x, outputs, byCodes } = this.source;
    const bins = statisticBorders.length + 1;
    const features = Array.from({ length: this.perKey }, (): FeatureColumn => {
      const codes = memory.bytes(x.rows);
      return { source: { kind: 'statistic', statistic: 0 }, split: 'above', bins, splits: bins - 1, codes };
    });
    const block: Block = {
      features: Int32Array.from(features.keys()),
      offsets: Int32Array.from({ length: this.perKey + 1 }, (_, i) => i * bins),
      width: this.perKey,
      positions: byCodes ? new Uint16Array() : memory.places(x.rows * this.perKey),
      leftOut: new Int32Array(this.perKey).fill(-1),
    };
    const number = this.first + this.slots.length * this.perKey;
    const plan = { outputs, leaves: 1, keeps: false };
    return { features, scorer: new BlockScorer(block, features, number, firstPlace, plan, memory), statistics: [] };
  }
}
