import type { Column, NumberColumn } from '../frame/column.js';
import type { Frame } from '../frame/frame.js';
import { Combinations } from './combinations.js';
import { type Finding, patchColumns } from './finding.js';
import type { TableMeasurements } from './measurements.js';

const strong = 0.95;
/** Pairs are many: of more columns only the first ones are compared, on fewer rows. */
const mostColumns = 100;
const mostCombined = 30;
const combinedRows = 5000;
const mostSteps = 60_000_000;
const leastRows = 30;

/** Two columns of numbers that rise and fall together. */
export interface CorrelatedPair {
  readonly columns: readonly [string, string];
  /** Pearson's r. */
  readonly correlation: number;
}

/** Columns that say the same: pairs one to one, sums and products of others, strongly correlated pairs. */
export function relationFindings(table: TableMeasurements): Finding[] {
  const role = new Map(table.columns.map((column) => [column.name, column.role]));
  const features = table.sample.columns.filter(({ name }) => role.get(name) === 'feature');
  if (table.sample.rows < leastRows) return [];
  const twins = oneToOne(features.slice(0, mostColumns));
  const isTwin = new Set(twins.map(([, second]) => second));
  const distinct = features.filter(({ name }) => !isTwin.has(name));
  const combined = combinations(distinct);
  const taken = new Set(combined.flatMap(({ columns }) => columns));
  const pairs = correlatedPairs(distinct).filter(({ columns }) => !columns.every((name) => taken.has(name)));
  return [
    ...twins.map((columns) => twinFinding(columns, table)),
    ...combined.map((finding) => ({ ...finding, extent: 1 / table.columns.length })),
    ...pairs.map((pair) => pairFinding(pair, table)),
  ];
}

function twinFinding([first, second]: readonly [string, string], { columns }: TableMeasurements): Finding {
  const message = `${second} is ${first} under other names: each value of one goes with one of the other.`;
  const recommendation = patchColumns('Leave one of them out.', [second], { role: 'ignored' });
  return {
    kind: 'redundant_columns',
    severity: 'note',
    columns: [first, second],
    count: 1,
    share: 1,
    extent: 1 / columns.length,
    message,
    recommendation,
  };
}

function pairFinding({ columns, correlation }: CorrelatedPair, table: TableMeasurements): Finding {
  const message = `${columns[0]} and ${columns[1]} are correlated by ${correlation.toFixed(3)}.`;
  const recommendation = patchColumns('Leave one of them out, if a linear model is to be explained.', [columns[1]], { role: 'ignored' });
  return {
    kind: 'correlated_pairs',
    severity: 'note',
    columns,
    count: 1,
    share: Math.abs(correlation),
    extent: 1 / table.columns.length,
    message,
    recommendation,
  };
}

/** Pairs whose |r| is at least 0.95, the strongest first; rows where one of them is missing are left out. */
export function correlatedPairs(columns: readonly Column[]): CorrelatedPair[] {
  const numbers = columns.filter((column): column is NumberColumn => column.kind === 'number').slice(0, mostColumns);
  const rows = numbers[0]?.values.length ?? 0;
  const step = Math.max(1, Math.ceil((rows * numbers.length ** 2) / 2 / mostSteps));
  const found: CorrelatedPair[] = [];
  for (const [at, a] of numbers.entries()) {
    for (const b of numbers.slice(at + 1)) {
      const r = correlation(a.values, b.values, step);
      if (Math.abs(r) >= strong) found.push({ columns: [a.name, b.name], correlation: r });
    }
  }
  return found.sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
}

/** Pearson's r over the rows that have both (every so-manieth of them); 0 where one does not vary. */
export function correlation(a: Float64Array, b: Float64Array, step = 1): number {
  let n = 0;
  let meanA = 0;
  let meanB = 0;
  let varianceA = 0;
  let varianceB = 0;
  let covariance = 0;
  for (let row = 0; row < a.length; row += step) {
    if (Number.isNaN(a[row]) || Number.isNaN(b[row])) continue;
    n++;
    const fromA = a[row] - meanA;
    const fromB = b[row] - meanB;
    meanA += fromA / n;
    meanB += fromB / n;
    varianceA += fromA * (a[row] - meanA);
    varianceB += fromB * (b[row] - meanB);
    covariance += fromA * (b[row] - meanB);
  }
  const scale = Math.sqrt(varianceA) * Math.sqrt(varianceB);
  return n < 3 || !(scale > 0) ? 0 : covariance / scale;
}

/** Columns of a few values where each value of the one goes with one of the other alone. */
function oneToOne(columns: readonly Column[]): (readonly [string, string])[] {
  const coded = columns.flatMap((column) => {
    const codes = codesOf(column);
    return codes ? [{ name: column.name, ...codes }] : [];
  });
  const found: (readonly [string, string])[] = [];
  const isSecond = new Set<string>();
  for (const [at, a] of coded.entries()) {
    if (isSecond.has(a.name)) continue;
    for (const b of coded.slice(at + 1)) {
      if (a.count !== b.count || !goTogether(a.codes, b.codes)) continue;
      found.push([a.name, b.name]);
      isSecond.add(b.name);
    }
  }
  return found;
}

const mostCodes = 200;

/** Codes in order of appearance, missing is one of them; undefined for a constant and for many values. */
function codesOf(column: Column): { codes: Int32Array; count: number } | undefined {
  const codeOf = new Map<number, number>();
  const given = column.kind === 'number' ? column.values : column.codes;
  const codes = new Int32Array(given.length);
  for (let row = 0; row < given.length; row++) {
    let code = codeOf.get(given[row]);
    if (code === undefined) {
      if (codeOf.size === mostCodes) return undefined;
      code = codeOf.size;
      codeOf.set(given[row], code);
    }
    codes[row] = code;
  }
  // Few rows of each value would go together by chance.
  return codeOf.size < 2 || codeOf.size > given.length / 5 ? undefined : { codes, count: codeOf.size };
}

/** In order of appearance the codes of two such columns are equal row by row. */
function goTogether(a: Int32Array, b: Int32Array): boolean {
  for (let row = 0; row < a.length; row++) if (a[row] !== b[row]) return false;
  return true;
}

function combinations(columns: readonly Column[]): Omit<Finding, 'extent'>[] {
  const numbers = columns.filter((column): column is NumberColumn => column.kind === 'number');
  if (numbers.length < 3 || numbers.length > mostCombined) return [];
  const whole = completeRows(numbers);
  const found: Omit<Finding, 'extent'>[] = [];
  const taken = new Set<string>();
  const search = new Combinations(whole.map(({ values }) => values));
  for (const [target, { name }] of whole.entries()) {
    if (taken.has(name)) continue;
    const others = whole.filter((column) => column.name !== name && !taken.has(column.name));
    const combination = search.exact(
      target,
      others.map((column) => whole.indexOf(column)),
    );
    // One part alone is a correlated pair.
    if (!combination || combination.columns.length < 2) continue;
    const parts = combination.columns.map((at) => others[at].name);
    for (const part of [name, ...parts]) taken.add(part);
    found.push({
      kind: 'redundant_columns',
      severity: 'note',
      columns: [name, ...parts],
      count: 1,
      share: 1,
      message: `${name} follows from ${parts.join(' and ')} exactly, as a ${combination.kind === 'sum' ? 'sum' : 'product'}: if one of them is to be predicted, the others give it away.`,
      recommendation: patchColumns('Leave one of them out.', [name], { role: 'ignored' }),
    });
  }
  return found;
}

/** Columns over rows without a missing value among them; columns that are constant there, or mostly missing, are left out. */
export function completeRows(columns: readonly NumberColumn[], rows = combinedRows): NumberColumn[] {
  const usable = columns.filter(({ values }) => values.filter((value) => Number.isNaN(value)).length * 10 <= values.length);
  const kept: number[] = [];
  const length = usable[0]?.values.length ?? 0;
  for (let row = 0; row < length && kept.length < rows; row++) if (usable.every(({ values }) => !Number.isNaN(values[row]))) kept.push(row);
  if (kept.length < leastRows) return [];
  return usable
    .map((column) => ({ ...column, values: Float64Array.from(kept, (row) => column.values[row]) }))
    .filter(({ values }) => values.some((value) => value !== values[0]));
}

/** A column's numbers, if it holds any. */
export function numbersOf(frame: Frame, name: string): NumberColumn | undefined {
  if (!frame.has(name)) return undefined;
  const column = frame.column(name);
  return column.kind === 'number' ? column : undefined;
}
