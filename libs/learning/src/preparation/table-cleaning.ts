import { checkpointFor } from '../estimators/trees/learning-rows.js';
import type { Column, ColumnType, NumberColumn } from '../frame/column.js';
import { type Frame, isMissing } from '../frame/frame.js';
import { fillGaps, type FilledColumn, type FillStrategy } from './fill-gaps.js';
import { findOutliers, type OutlierAction, type OutlierMethod, type OutlierOptions, type Outliers } from './outliers.js';
import { quantile } from './quantile.js';
import { type NumberTable, presentValues } from './step.js';

/** A column of the table; identifiers, targets and ignored columns are never changed. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly role?: string;
}

export interface TableCleaning {
  readonly missingStrategy: FillStrategy | 'drop' | 'none';
  /** A column that is 1 where it was missing, for each column that is missing anywhere. */
  readonly missingIndicator?: boolean;
  /** For `constant`; default 0 in numbers and "missing" in texts. */
  readonly fillValue?: number | string;
  readonly outlierMethod: OutlierMethod;
  readonly outlierThreshold?: number;
  readonly outlierAction: OutlierAction;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** What was done, with what was learned from the table. */
export interface CleaningStep {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly fitted?: Readonly<Record<string, unknown>>;
}

/** What was done to every cell of a column alike: brought between the bounds, then filled where it was missing. */
export interface ColumnRule {
  readonly lower?: number;
  readonly upper?: number;
  readonly fill?: number | string;
}

export interface CleanedTable {
  /** Of each changed column that nothing else was done to. */
  readonly rules: ReadonlyMap<string, ColumnRule>;
  /** Rows that stay, ascending. */
  readonly kept: Int32Array;
  /** Columns with a changed cell, over all rows of the table (those that go are as they were). */
  readonly changed: readonly Column[];
  /** New columns of 0 and 1, over all rows. */
  readonly indicators: readonly NumberColumn[];
  readonly steps: readonly CleaningStep[];
  /** Cells by column that were filled, and that are still missing in the rows that stay. */
  readonly filled: Readonly<Record<string, number>>;
  readonly left: Readonly<Record<string, number>>;
  /** Cells that were capped, or rows that were left out, as outliers. */
  readonly outliers: number;
}

/**
 * Cleans a table as a whole: outliers first, so that what fills gaps is learned without them, then missing cells. Numbers are filled as asked, categories
 * and booleans by their mode where that says nothing of them; free texts only from rows beside or by a constant. What it learns comes from all rows: a
 * model that is to be tested on some of them wants the training's own `cleaning`. Throws as `findOutliers`.
 */
export async function cleanTable(frame: Frame, columns: readonly TableColumn[], options: TableCleaning): Promise<CleanedTable> {
  const working = new WorkingTable(frame, columns);
  if (options.outlierMethod !== 'none') await treatOutliers(working, options);
  const indicators = options.missingIndicator ? working.indicators() : [];
  if (indicators.length > 0)
    working.say({ name: 'missing_indicator', parameters: {}, fitted: { columns: indicators.map(({ name }) => name) } });
  if (options.missingStrategy === 'drop') dropMissing(working);
  else if (options.missingStrategy !== 'none') await fillMissing(working, options.missingStrategy, options);
  return { ...working.result(), indicators };
}

/** The table on its way: columns as they are by now, the rows that stay, and what was done. */
class WorkingTable {
  kept: Int32Array;
  outliers = 0;
  readonly filled: Record<string, number> = {};
  readonly #now: Map<string, Column>;
  readonly #steps: CleaningStep[] = [];
  /** null: no rule tells. */
  readonly #rules = new Map<string, ColumnRule | null>();

  constructor(
    private readonly frame: Frame,
    readonly all: readonly TableColumn[],
  ) {
    this.kept = Int32Array.from({ length: frame.rows }, (_, row) => row);
    this.#now = new Map(frame.columns.map((column) => [column.name, column]));
  }

  get rows(): number {
    return this.frame.rows;
  }

  /** Columns whose cells may be changed. */
  usable(): TableColumn[] {
    return this.all.filter(({ type, role = 'feature' }) => role === 'feature' && type !== 'identifier');
  }

  /** Quantities: what has means and outliers. */
  quantities(): TableColumn[] {
    return this.usable().filter(({ name, type }) => (type === 'integer' || type === 'float') && this.column(name).kind === 'number');
  }

  column(name: string): Column {
    return this.#now.get(name) as Column;
  }

  /** Sets a column that became what the rule says, or, without one, what no rule tells. */
  set(column: Column, rule?: ColumnRule): void {
    this.#now.set(column.name, column);
    this.#rules.set(column.name, rule && this.#rules.get(column.name) !== null ? { ...this.#rules.get(column.name), ...rule } : null);
  }

  say(step: CleaningStep): void {
    this.#steps.push(step);
  }

  /** These columns in the rows that stay. */
  table(names: readonly string[]): NumberTable {
    const columns = names.map((name) => (this.column(name) as NumberColumn).values);
    const data = new Float64Array(this.kept.length * names.length);
    for (const [at, values] of columns.entries())
      for (let i = 0; i < this.kept.length; i++) data[i * names.length + at] = values[this.kept[i]];
    return { rows: this.kept.length, columns: names.length, data };
  }

  /** Puts numbers of such a table back. */
  put(names: readonly string[], data: Float64Array, rules?: readonly ColumnRule[]): void {
    for (const [at, name] of names.entries()) {
      const values = (this.column(name) as NumberColumn).values.slice();
      for (let i = 0; i < this.kept.length; i++) values[this.kept[i]] = data[i * names.length + at];
      this.set({ kind: 'number', name, values }, rules?.[at]);
    }
  }

  missing(name: string): number {
    const column = this.column(name);
    let count = 0;
    for (let i = 0; i < this.kept.length; i++) if (isMissing(column, this.kept[i])) count++;
    return count;
  }

  indicators(): NumberColumn[] {
    const taken = new Set(this.#now.keys());
    return this.usable().flatMap(({ name }) => {
      if (this.missing(name) === 0) return [];
      let own = `${name} is missing`;
      while (taken.has(own)) own = `${own}*`;
      taken.add(own);
      const column = this.column(name);
      return [
        {
          kind: 'number' as const,
          name: own,
          values: Float64Array.from({ length: this.rows }, (_, row) => Number(isMissing(column, row))),
        },
      ];
    });
  }

  result(): Omit<CleanedTable, 'indicators'> {
    const left = this.all.map(({ name }) => [name, this.missing(name)] as const).filter(([, count]) => count > 0);
    return {
      rules: new Map([...this.#rules].flatMap(([name, rule]) => (rule === null ? [] : [[name, rule] as const]))),
      kept: this.kept,
      changed: this.frame.columns.map(({ name }) => this.column(name)).filter((column) => column !== this.frame.column(column.name)),
      steps: this.#steps,
      filled: this.filled,
      left: Object.fromEntries(left),
      outliers: this.outliers,
    };
  }
}

async function treatOutliers(working: WorkingTable, options: TableCleaning): Promise<void> {
  const { outlierMethod: method, outlierThreshold: threshold, outlierAction: action } = options;
  const names = working.quantities().map(({ name }) => name);
  if (names.length === 0) return;
  const parameters = { method, action, ...(threshold === undefined ? {} : { threshold }) };
  if (action === 'robust_scale') return scaleRobustly(working, names, parameters);
  // A forest looks at whole rows; bounds are a column's own, and one column at a time takes less memory.
  const groups = method === 'isolation_forest' ? [names] : names.map((name) => [name]);
  const bounds: Record<string, readonly number[]> = {};
  const gone = new Set<number>();
  for (const group of groups) {
    const found = await outliersOf(working, group, options);
    for (const [at, name] of group.entries()) bounds[name] = [found.bounds.lower[at], found.bounds.upper[at]];
    if (action === 'cap') working.outliers += capped(working, group, found);
    else for (const at of found.rows) gone.add(at);
  }
  if (action === 'cap') return working.say({ name: 'cap_outliers', parameters, fitted: { bounds, cells: working.outliers } });
  working.kept = working.kept.filter((_, at) => !gone.has(at));
  working.outliers = gone.size;
  working.say({ name: 'drop_outliers', parameters, fitted: { bounds, rows: gone.size } });
}

function outliersOf(working: WorkingTable, names: readonly string[], options: TableCleaning): Promise<Outliers> {
  const { outlierMethod, outlierThreshold: threshold, seed, signal } = options;
  return findOutliers(working.table(names), { method: outlierMethod as OutlierOptions['method'], threshold, seed, signal });
}

/** Brings cells to their bounds; says how many. */
function capped(working: WorkingTable, names: readonly string[], { bounds: { lower, upper } }: Outliers): number {
  let count = 0;
  const data = working.table(names).data as Float64Array;
  for (let i = 0; i < data.length; i++) {
    const at = i % names.length;
    const bound = data[i] < lower[at] ? lower[at] : data[i] > upper[at] ? upper[at] : undefined;
    if (bound === undefined) continue;
    data[i] = bound;
    count++;
  }
  const rules = names.map((_, at) => ({ lower: lower[at], upper: upper[at] }));
  if (count > 0) working.put(names, data, rules);
  return count;
}

function scaleRobustly(working: WorkingTable, names: readonly string[], parameters: CleaningStep['parameters']): void {
  const fitted: Record<string, unknown> = {};
  for (const name of names) {
    const table = working.table([name]);
    const sorted = presentValues(table, 0).sort();
    const median = quantile(sorted, 0.5);
    const range = quantile(sorted, 0.75) - quantile(sorted, 0.25) || 1;
    working.put(
      [name],
      Float64Array.from(table.data, (value) => (value - median) / range),
    );
    fitted[name] = { median, range };
  }
  working.say({ name: 'robust_scale', parameters, fitted });
}

function dropMissing(working: WorkingTable): void {
  const columns = working.all.filter(({ role }) => role !== 'ignored').map(({ name }) => working.column(name));
  const before = working.kept.length;
  working.kept = working.kept.filter((row) => !columns.some((column) => isMissing(column, row)));
  working.say({ name: 'drop_missing', parameters: {}, fitted: { rows: before - working.kept.length } });
}

async function fillMissing(working: WorkingTable, strategy: FillStrategy, options: TableCleaning): Promise<void> {
  const quantities = working.quantities().map(({ name }) => name);
  const fitted: Record<string, unknown> = {};
  const note = (name: string, { count, value }: FilledColumn) => {
    if (count === 0) return;
    working.filled[name] = count;
    if (value !== undefined) fitted[name] = value;
  };
  const before = new Map(quantities.map((name) => [name, working.missing(name)]));
  const isRelated = (strategy === 'knn' || strategy === 'iterative') && [...before.values()].some((count) => count > 0);
  if (isRelated) {
    working.put(quantities, await fillGaps.related(working.table(quantities), strategy, checkpointFor(options.signal)));
    for (const name of quantities) note(name, { count: (before.get(name) as number) - working.missing(name) });
  }
  for (const { name, type } of working.usable()) {
    if (working.missing(name) === 0 || (isRelated && before.has(name))) continue;
    const filled = fillGaps.alone(working.column(name), type, working.kept, strategy, options.fillValue);
    if (!filled) continue;
    working.set(filled.column, filled.value === undefined ? undefined : { fill: filled.value });
    note(name, filled);
  }
  const parameters = { strategy, ...(options.fillValue === undefined ? {} : { fill_value: options.fillValue }) };
  working.say({ name: 'fill_missing', parameters, fitted });
}
