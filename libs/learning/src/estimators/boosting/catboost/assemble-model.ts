import type { Link } from '../objectives.js';
import type { BoostedTree } from './boost-oblivious.js';
import type { CatboostModel } from './catboost-model.js';
import { keyName } from './combination-slots.js';
import type { CategoryTable } from './category-table.js';
import type { ObliviousTree } from './oblivious-tree.js';
import { type Statistic, statisticBorders, type StatisticKey, statisticValues, type TargetClasses } from './target-statistics.js';
import type { TrainingFeatures } from './training-features.js';

/** Makes a model of grown trees: the categories that they split by become tables, each column of categories (or key of several) one. */
export function assembleModel(
  trees: readonly BoostedTree[],
  features: TrainingFeatures,
  classes: TargetClasses,
  { columns, bias, link }: { readonly columns: number; readonly bias: Float64Array; readonly link: Link },
): CatboostModel {
  const tables = new TableMaker(columns, features, classes);
  const asked = new Set(trees.flatMap(({ splits }) => splits.map(({ feature, bin }) => tables.wants(feature, bin))));
  tables.layOut(asked);
  return {
    columns,
    tables: tables.tables,
    trees: trees.map((tree) => obliviousTree(tree, features, tables)),
    outputs: bias.length,
    bias,
    link,
  };
}

function obliviousTree({ splits, values, weights }: BoostedTree, features: TrainingFeatures, tables: TableMaker): ObliviousTree {
  const tests = splits.map(({ feature, bin }) => {
    const source = features.sourceOf(feature);
    if (source.kind === 'number') return { column: source.column, threshold: source.borders[bin], missingLeft: source.missingLeft };
    const column = tables.columnOf(tables.wants(feature, bin));
    return { column, threshold: source.kind === 'code' ? 0.5 : statisticBorders[bin], missingLeft: true };
  });
  return {
    feature: Int32Array.from(tests, ({ column }) => column),
    threshold: Float32Array.from(tests, ({ threshold }) => threshold),
    missingLeft: Uint8Array.from(tests, ({ missingLeft }) => Number(missingLeft)),
    values,
    weights,
  };
}

/** Collects what splits ask of categories: "feature" for statistics, "feature=code" for single categories, "" for numbers. */
class TableMaker {
  readonly tables: CategoryTable[] = [];
  private readonly places = new Map<string, number>();

  constructor(
    private readonly columns: number,
    private readonly features: TrainingFeatures,
    private readonly classes: TargetClasses,
  ) {}

  wants(feature: number, bin: number): string {
    const { kind } = this.features.sourceOf(feature);
    return kind === 'number' ? '' : kind === 'code' ? `${feature}=${bin}` : `${feature}`;
  }

  columnOf(wanted: string): number {
    return this.places.get(wanted) as number;
  }

  layOut(asked: ReadonlySet<string>): void {
    const wanted = [...asked].filter((name) => name !== '');
    const groups = new Map<unknown, string[]>();
    for (const name of wanted.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || a.length - b.length || (a < b ? -1 : 1))) {
      const group = this.groupOf(Number.parseInt(name, 10));
      groups.set(group, [...(groups.get(group) ?? []), name]);
    }
    let next = this.columns;
    for (const names of groups.values()) {
      for (const name of names) this.places.set(name, next++);
      this.tables.push(names[0].includes('=') ? this.codeTable(names) : this.statisticTable(names));
    }
  }

  private groupOf(feature: number): unknown {
    return this.features.isStatistic(feature) ? keyName(this.features.statisticOf(feature).key.columns) : feature;
  }

  private codeTable(names: readonly string[]): CategoryTable {
    const source = this.features.sourceOf(Number.parseInt(names[0], 10));
    if (source.kind !== 'code') throw new RangeError('A split by category is of a column of categories.');
    const values = new Float32Array((source.size + 1) * names.length);
    names.forEach((name, i) => {
      values[Number(name.split('=')[1]) * names.length + i] = 1;
    });
    return { elements: [{ kind: 'category', column: source.column, size: source.size }], values, width: names.length };
  }

  private statisticTable(names: readonly string[]): CategoryTable {
    const statistics = names.map((name) => this.features.statisticOf(Number(name)));
    const { key } = statistics[0];
    return key.columns.length === 1 ? denseTable(key, statistics, this.classes) : keyedTable(key, statistics, this.classes);
  }
}

function elementsOf({ columns, sizes }: StatisticKey) {
  return columns.map((column, i) => ({ kind: 'category' as const, column, size: sizes[i] }));
}

/** One entry per category, the missing one last; it is the entry of what is not known as well. */
function denseTable(key: StatisticKey, statistics: readonly Statistic[], classes: TargetClasses): CategoryTable {
  const width = statistics.length;
  const entries = key.sizes[0] + 1;
  const values = new Float32Array(entries * width);
  statistics.forEach((statistic, i) => {
    const own = statisticValues(statistic, classes);
    for (let entry = 0; entry < entries; entry++) values[entry * width + i] = own[key.known];
    key.keys.forEach((entry, code) => {
      values[entry * width + i] = own[code];
    });
  });
  return { elements: elementsOf(key), values, width };
}

function keyedTable(key: StatisticKey, statistics: readonly Statistic[], classes: TargetClasses): CategoryTable {
  const width = statistics.length;
  const values = new Float32Array((key.known + 1) * width);
  statistics.forEach((statistic, i) => {
    statisticValues(statistic, classes).forEach((value, entry) => {
      values[entry * width + i] = value;
    });
  });
  return { elements: elementsOf(key), keys: key.keys, values, width };
}
