import type { Column, NumberColumn } from '../frame/column.js';
import { exactCombination } from './combinations.js';
import { counted, type Finding, patchColumns, percent } from './finding.js';
import type { ColumnMeasurements, TableMeasurements } from './measurements.js';
import { binned, powerOverClasses, powerOverValues } from './predictive-power.js';
import { completeRows, numbersOf } from './relations.js';

/** A number with so few values is taken for a class. */
const mostClasses = 20;
const imbalanced = 0.2;
const severelyImbalanced = 0.05;
const leastRows = 10;
/** Area under the ROC curve, or explained variance, from which a column alone says nearly all, or much. */
const thresholds = { class: { leak: 0.97, much: 0.8 }, value: { leak: 0.97, much: 0.93 } } as const;

/** How a column alone predicts the target. */
export interface ColumnPower {
  readonly column: string;
  /** Area under the ROC curve for classes, explained share of the variance for values; on rows that were not learned from. */
  readonly score: number;
}

/** Classes that are rare, and columns that give the target away. */
export function targetFindings(table: TableMeasurements, powers: readonly ColumnPower[]): Finding[] {
  const target = table.columns.find(({ name }) => name === table.target);
  if (!target) return [];
  return [...(isClass(target) ? classes(target, table) : []), ...leaks(target, table, powers), ...combination(target, table)];
}

export function isClass({ type, distinct }: ColumnMeasurements): boolean {
  return type === 'category' || type === 'boolean' || type === 'text' || (type === 'integer' && distinct <= mostClasses);
}

function classes({ name, values, missing }: ColumnMeasurements, { rows }: TableMeasurements): Finding[] {
  if (!values || values.length < 2) return [];
  const present = rows - missing;
  const rarest = values[values.length - 1];
  // Of many classes each is rare: what counts is how far the rarest is from an equal share.
  const share = rarest.count / present;
  const fair = share * (values.length / 2);
  const found: Finding[] = [];
  if (fair < imbalanced) {
    found.push({
      kind: 'class_imbalance',
      severity: fair < severelyImbalanced ? 'warning' : 'note',
      columns: [name],
      count: rarest.count,
      share,
      extent: 1 - Math.min(1, fair),
      message: `The class ${JSON.stringify(rarest.value)} of ${name} has ${percent(share)} of the rows, ${JSON.stringify(values[0].value)} has ${percent(values[0].count / present)}.`,
      recommendation: {
        message: 'Split with the same share of each class, and judge by more than accuracy.',
        step: 'split',
        body: { target_column: name, stratify: true },
      },
    });
  }
  const rare = values.filter(({ count }) => count < leastRows);
  if (rare.length > 0) {
    const count = rare.reduce((sum, value) => sum + value.count, 0);
    const shown = rare.slice(0, 5).map(({ value, count: times }) => `${JSON.stringify(value)} (${times})`);
    found.push({
      kind: 'rare_classes',
      severity: 'warning',
      columns: [name],
      count,
      share: count / present,
      extent: rare.length / values.length,
      message: `${counted(rare.length, 'class', 'classes')} of ${name} ${rare.length === 1 ? 'has' : 'have'} fewer than ${leastRows} rows: ${shown.join(', ')}.`,
      recommendation: patchColumns('Take them for missing, or join them with a neighbour.', [name], {
        replace: Object.fromEntries(rare.map(({ value }) => [value, null])),
      }),
    });
  }
  return found;
}

/** How well each feature alone predicts the target, the best first. Empty without a target, or with too few rows to tell. */
export function columnPowers(table: TableMeasurements): ColumnPower[] {
  const target = table.columns.find(({ name }) => name === table.target);
  if (!target || !table.sample.has(target.name)) return [];
  const judge = judgeOf(table.sample.column(target.name), isClass(target));
  const roles = new Map(table.columns.map((column) => [column.name, column.role]));
  return table.sample.columns
    .filter(({ name }) => roles.get(name) === 'feature')
    .flatMap((column) => {
      const score = judge(column, table.sample.rows);
      return score === undefined ? [] : [{ column: column.name, score }];
    })
    .sort((a, b) => b.score - a.score);
}

function judgeOf(target: Column, asClasses: boolean): (column: Column, rows: number) => number | undefined {
  if (!asClasses && target.kind === 'number')
    return (column, rows) => {
      const bins = binned(column, rows);
      return bins && powerOverValues(bins.codes, bins.bins, target.values).score;
    };
  const { codes, count } = classCodes(target);
  return (column, rows) => {
    const bins = binned(column, rows);
    return bins && powerOverClasses(bins.codes, bins.bins, codes, count).score;
  };
}

function classCodes(target: Column): { codes: Int32Array; count: number } {
  if (target.kind === 'text') return { codes: target.codes, count: target.dictionary.length };
  const codeOf = new Map<number, number>();
  const codes = Int32Array.from(target.values, (value) => {
    if (Number.isNaN(value)) return -1;
    if (!codeOf.has(value)) codeOf.set(value, codeOf.size);
    return codeOf.get(value) as number;
  });
  return { codes, count: codeOf.size };
}

function leaks(target: ColumnMeasurements, { columns }: TableMeasurements, powers: readonly ColumnPower[]): Finding[] {
  const { leak, much } = thresholds[isClass(target) ? 'class' : 'value'];
  const measure = isClass(target) ? 'area under the ROC curve' : 'share of the variance explained';
  return powers
    .filter(({ score }) => score >= much)
    .map(({ column, score }) => ({
      kind: 'target_leakage' as const,
      severity: score >= leak ? ('error' as const) : ('warning' as const),
      columns: [column, target.name],
      count: 1,
      share: score,
      extent: score >= leak ? 1 / columns.length : 0.25 / columns.length,
      message:
        score >= leak
          ? `${column} alone gives ${target.name} away (${measure} ${score.toFixed(3)}): it was probably made from it, or after it.`
          : `${column} alone says much of ${target.name} (${measure} ${score.toFixed(3)}): make sure that it is known before ${target.name} is.`,
      recommendation: patchColumns('If it is known only afterwards, leave it out.', [column], { role: 'ignored' }),
    }));
}

/** The target as an exact sum or product of other columns. */
function combination(target: ColumnMeasurements, { sample, columns }: TableMeasurements): Finding[] {
  const roles = new Map(columns.map((column) => [column.name, column.role]));
  const own = numbersOf(sample, target.name);
  const features = sample.columns.filter(
    (column): column is NumberColumn => column.kind === 'number' && roles.get(column.name) === 'feature',
  );
  if (!own || target.distinct <= 2 || features.length === 0) return [];
  const whole = completeRows([own, ...features]);
  const truth = whole.find(({ name }) => name === target.name);
  const others = whole.filter(({ name }) => name !== target.name);
  const found =
    truth &&
    exactCombination(
      truth.values,
      others.map(({ values }) => values),
    );
  if (!found) return [];
  const parts = found.columns.map((at) => others[at].name);
  return [
    {
      kind: 'target_leakage',
      severity: 'error',
      columns: [...parts, target.name],
      count: parts.length,
      share: 1,
      extent: parts.length / columns.length,
      message: `${parts.join(' and ')} give ${target.name} away: it is their ${found.kind} in every row.`,
      recommendation: patchColumns('Leave them out.', parts, { role: 'ignored' }),
    },
  ];
}
