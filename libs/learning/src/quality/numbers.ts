import { counted, type Finding, patchColumns, percent } from './finding.js';
import type { ColumnMeasurements, NumberMeasurements, TableMeasurements } from './measurements.js';

/** Numbers that are written where there is none. */
const sentinels = new Set([-1, -9, -99, -999, -9999, -99_999, 99, 999, 9999, 99_999, 999_999, 9_999_999]);
const leastSentinelShare = 0.01;
const leastCappedShare = 0.01;
/** So many times as many rows as other values have. */
const cappedTimes = 20;
/** Of few negative numbers among positive ones it is worth knowing. */
const fewNegatives = 0.05;
const strongSkew = 2;
/** Names of what is never below zero, and of an age. */
const neverNegative =
  /(^|[^a-z])(age|alter|price|preis|amount|quantity|qty|count|number|num|size|length|width|height|weight|distance|duration|revenue|sales|population|income|salary|rooms|visits)([^a-z]|$)/;
/** Names of what often is. */
const oftenNegative = /temp|lat|lon|diff|change|delta|profit|balance|return|growth|score|rate|coord|(^|[^a-z])[xyz]([^a-z]|$)/;
const ages = /(^|[^a-z])(age|alter)([^a-z]|$)/;
const oldestAge = 120;

/** Numbers far from the others, out of range, or standing for something else. */
export function numberFindings(table: TableMeasurements): Finding[] {
  return table.columns.flatMap((column) => {
    const { number, missing, role } = column;
    const present = table.rows - missing;
    if (!number || present === 0 || role === 'identifier' || number.min === null || number.max === null) return [];
    const cells = (count: number) => ({
      columns: [column.name],
      count,
      share: count / present,
      extent: count / table.rows / table.columns.length,
    });
    const sentinel = sentinelValue(column, number, present, cells);
    return [
      ...sentinel,
      ...range(column, number, sentinel.length > 0, cells),
      ...capped(column, number, present, cells),
      ...outliers(column, number, present, cells),
      ...skewed(column, number, table),
    ];
  });
}

type Cells = (count: number) => Pick<Finding, 'columns' | 'count' | 'share' | 'extent'>;

function sentinelValue(
  { name, distinct, role }: ColumnMeasurements,
  { min, max, quartiles, atMin, atMax, std, mean }: NumberMeasurements,
  present: number,
  cells: Cells,
): Finding[] {
  if (role === 'target' || distinct < 4) return [];
  const candidates = [
    {
      value: min as number,
      count: atMin,
      isApart:
        (min as number) < 0 &&
        (min === -1 ? isAlone(min, quartiles) : isFar(min as number, mean, std) || isAlone(min as number, quartiles)),
    },
    {
      value: max as number,
      count: atMax,
      isApart:
        (max as number) > 10 * Math.abs(quartiles[1] ?? 0) || isFar(max as number, mean, std) || (quartiles[1] === max && atMin < atMax),
    },
  ];
  return candidates
    .filter(({ value, count, isApart }) => sentinels.has(value) && isApart && count >= leastSentinelShare * present)
    .map(({ value, count }) => ({
      ...cells(count),
      kind: 'sentinel_values' as const,
      severity: 'warning' as const,
      message: `${name} is ${value} in ${counted(count, 'row')} (${percent(count / present)}), which looks like a sign for "none" rather than a quantity.`,
      recommendation: patchColumns('Take it for missing.', [name], { replace: { [String(value)]: null } }),
    }));
}

/** −1 among numbers that otherwise start at zero or above: the quartiles are it or not negative. */
function isAlone(value: number, quartiles: NumberMeasurements['quartiles']): boolean {
  return quartiles.every((quartile) => quartile !== null && (quartile === value || quartile >= 0));
}

function isFar(value: number, mean: number | null, std: number | null): boolean {
  return mean !== null && std !== null && std > 0 && Math.abs(value - mean) > 3 * std;
}

function range(
  { name }: ColumnMeasurements,
  { min, max, negatives, atMin }: NumberMeasurements,
  hasSentinel: boolean,
  cells: Cells,
): Finding[] {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  const found: Finding[] = [];
  const share = cells(negatives).share;
  const isSentinelAlone = hasSentinel && negatives === atMin;
  if (
    negatives > 0 &&
    !isSentinelAlone &&
    (neverNegative.test(words) || (share <= fewNegatives && !oftenNegative.test(words))) &&
    (max as number) > 0 &&
    share < 0.5
  ) {
    const recommendation = patchColumns('Take them for missing, if they cannot be.', [name], { range: { min: 0 } });
    const severity = neverNegative.test(words) ? 'warning' : 'note';
    found.push({
      ...cells(negatives),
      kind: 'out_of_range',
      severity,
      message: `${name} is negative in ${counted(negatives, 'row')} (${percent(share)}), down to ${min}.`,
      recommendation,
    });
  }
  if (ages.test(words) && (max as number) > oldestAge) {
    const recommendation = patchColumns('Take them for missing.', [name], { range: { max: oldestAge } });
    found.push({
      ...cells(1),
      kind: 'out_of_range',
      severity: 'warning',
      message: `${name} goes up to ${max}, more than any age.`,
      recommendation,
    });
  }
  return found;
}

function capped(
  { name, distinct, type }: ColumnMeasurements,
  { max, atMax, quartiles }: NumberMeasurements,
  present: number,
  cells: Cells,
): Finding[] {
  const isContinuous = (type === 'float' || type === 'integer') && distinct > 100;
  if (!isContinuous || quartiles[2] === max || atMax < leastCappedShare * present || atMax < (cappedTimes * present) / distinct) return [];
  return [
    {
      ...cells(atMax),
      kind: 'capped_values',
      severity: 'note',
      message: `${name} is its largest value, ${max}, in ${counted(atMax, 'row')} (${percent(atMax / present)}): it was probably capped there.`,
      recommendation: patchColumns('Take the capped ones for missing, if their true value matters.', [name], {
        replace: { [String(max)]: null },
      }),
    },
  ];
}

function outliers(
  { name, distinct, role }: ColumnMeasurements,
  { outliersIqr, outliersZ, quartiles }: NumberMeasurements,
  present: number,
  cells: Cells,
): Finding[] {
  if (distinct < 10 || role === 'ignored') return [];
  // Where half of the values are one, everything else is far from the quartiles.
  const method = quartiles[0] === quartiles[2] ? 'zscore' : 'iqr';
  const count = method === 'iqr' ? outliersIqr : outliersZ;
  if (count === 0) return [];
  const share = count / present;
  const [how, threshold] =
    method === 'iqr' ? ['1.5 interquartile ranges from the quartiles', 1.5] : ['3 standard deviations from the mean', 3];
  return [
    {
      ...cells(count),
      kind: 'outliers',
      severity: share > 0.1 ? 'warning' : 'note',
      message: `${name} is further than ${how} in ${counted(count, 'row')} (${percent(share)}); ${counted(outliersZ, 'is', 'are')} beyond 3 standard deviations.`,
      recommendation: {
        message: 'Cap them.',
        step: 'clean',
        body: { missing_strategy: 'none', outlier_method: method, outlier_threshold: threshold },
      },
    },
  ];
}

function skewed({ name, distinct, role }: ColumnMeasurements, { skew }: NumberMeasurements, { columns }: TableMeasurements): Finding[] {
  if (skew === null || Math.abs(skew) < strongSkew || distinct < 10 || role === 'ignored') return [];
  return [
    {
      kind: 'skew',
      severity: 'note',
      columns: [name],
      count: 1,
      share: 1,
      extent: 1 / columns.length,
      message: `${name} is strongly skewed to the ${skew > 0 ? 'right' : 'left'} (skewness ${Number(skew.toPrecision(3))}).`,
      recommendation: {
        message: 'Scale by quartiles, or train trees, which do not mind.',
        step: 'train',
        body: { scaling_method: 'robust' },
      },
    },
  ];
}
