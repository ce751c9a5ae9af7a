import type { ColumnMeasurements, DateMeasurements, NumberMeasurements, ValueCount } from '@atelier/learning';
import { literal } from '@atelier/tables';
import { isKeyName } from '../reading/roles.js';
import { isDates, isQuantity, isTexts, type MeasuredColumn, type MeasuredTable, numberOf, type Row } from './table.js';
import { garbledPattern, textMeasurements } from './texts.js';

const columnsAtOnce = 100;
/** Up to so many different texts are counted one by one. */
const fewTexts = 10_000;
/** Up to so many in the one scan for all columns. */
const histogramTexts = 1000;
/** Beyond it a third moment leaves the range of a float64, at which DuckDB gives up. */
const largestCube = 1e90;

/** Days that mean that nobody knew the date. */
export const placeholderDays = [
  '0001-01-01',
  '1899-12-30',
  '1899-12-31',
  '1900-01-01',
  '1970-01-01',
  '2099-12-31',
  '2999-12-31',
  '9999-12-31',
];
const birthday = /birth|born|dob|geburt|naissance|nacimiento/i;
const oldestYears = 120;

/** Counts of every column, in one scan for each hundred of them, and one query for each column of many texts. `asOf`: what is later lies in the future. */
export async function measureColumns(table: MeasuredTable, asOf: Date): Promise<ColumnMeasurements[]> {
  const measured: ColumnMeasurements[] = [];
  for (let from = 0; from < table.columns.length; from += columnsAtOnce) {
    const batch = table.columns.slice(from, from + columnsAtOnce);
    const wanted = batch.flatMap((column) => columnCounts(column, asOf));
    const [row] = wanted.length === 0 ? [{}] : await table.database.rows<Row>(`SELECT ${wanted.join(', ')} FROM ${table.relation(batch)}`);
    for (const column of batch) measured.push(await measurementsOf(table, column, row));
  }
  return measured;
}

/** What is asked of a column in the scan, named by it: `c3_negatives`. */
function columnCounts(column: MeasuredColumn, asOf: Date): string[] {
  if (isQuantity(column)) return numberCounts(column);
  if (isDates(column)) return dateCounts(column, asOf);
  if (!isTexts(column)) return [];
  const { sql, profile } = column;
  if (profile.distinct <= histogramTexts) return [`histogram(${sql}) AS ${sql}_values`];
  if (profile.distinct <= fewTexts) return [];
  return [
    `count(*) FILTER (${sql} <> trim(${sql})) AS ${sql}_padded`,
    `count(*) FILTER (ascii(ltrim(${sql})) < 58 AND try_cast(${sql} AS DOUBLE) IS NOT NULL) AS ${sql}_numeric`,
    `count(*) FILTER (strlen(${sql}) > length(${sql}) AND regexp_matches(${sql}, ${literal(garbledPattern)})) AS ${sql}_garbled`,
  ];
}

/** Bounds beyond which a value is an outlier. */
export function outlierBounds({
  profile,
}: MeasuredColumn): { readonly iqr: readonly [number, number]; readonly z: readonly [number, number] } | undefined {
  const { numeric } = profile;
  const [low, high] = [numeric?.['25%'] ?? null, numeric?.['75%'] ?? null];
  if (!numeric || low === null || high === null || numeric.mean === null || numeric.std === null) return undefined;
  const { mean, std } = numeric;
  return { iqr: [low - 1.5 * (high - low), high + 1.5 * (high - low)], z: [mean - 3 * std, mean + 3 * std] };
}

function numberCounts(column: MeasuredColumn): string[] {
  const { sql, profile } = column;
  const { min, max, std } = profile.numeric as NonNullable<typeof profile.numeric>;
  const bounds = outlierBounds(column);
  if (min === null || max === null || !bounds) return [];
  const outside = ([low, high]: readonly [number, number]) => `count(*) FILTER (${sql} < ${low} OR ${sql} > ${high})`;
  const isSmall = Math.max(Math.abs(min), Math.abs(max)) < largestCube && std !== null && std > 0;
  return [
    `${outside(bounds.iqr)} AS ${sql}_iqr`,
    `${outside(bounds.z)} AS ${sql}_z`,
    `count(*) FILTER (${sql} = ${min}) AS ${sql}_min`,
    `count(*) FILTER (${sql} = ${max}) AS ${sql}_max`,
    ...(min < 0 ? [`count(*) FILTER (${sql} < 0) AS ${sql}_negatives`] : []),
    ...(isSmall ? [`skewness(${sql}) AS ${sql}_skew`] : []),
  ];
}

/** SQL: a date is later than can be, or longer ago. */
export function isFuture({ sql }: MeasuredColumn, asOf: Date): string {
  // A day of grace for time zones.
  return `${sql} > TIMESTAMP '${new Date(asOf.getTime() + 86_400_000).toISOString().slice(0, 19)}'`;
}

export function isAncient({ sql, stored }: MeasuredColumn, asOf: Date): string {
  const year = birthday.test(stored.name) ? asOf.getUTCFullYear() - oldestYears : 1800;
  // Placeholders are told of by themselves.
  return `(${sql} < TIMESTAMP '${year}-01-01' AND ${sql}::DATE NOT IN (${placeholderDays.map((day) => `DATE '${day}'`).join(', ')}))`;
}

function dateCounts(column: MeasuredColumn, asOf: Date): string[] {
  const { sql, profile } = column;
  const { earliest, latest } = profile;
  if (earliest === undefined || latest === undefined) return [];
  const within = placeholderDays.filter((day) => day >= earliest.slice(0, 10) && day <= latest.slice(0, 10));
  return [
    ...within.map((day) => `count(*) FILTER (${sql}::DATE = DATE '${day}') AS "${sql}_${day}"`),
    `count(*) FILTER (${isFuture(column, asOf)}) AS ${sql}_future`,
    `count(*) FILTER (${isAncient(column, asOf)}) AS ${sql}_ancient`,
  ];
}

async function measurementsOf(table: MeasuredTable, column: MeasuredColumn, row: Row): Promise<ColumnMeasurements> {
  const { profile, stored } = column;
  const values = await valuesOf(table, column, row);
  const [first] = profile.top_values;
  const common = {
    name: stored.name,
    type: profile.type,
    role: profile.role,
    missing: profile.missing,
    distinct: profile.distinct,
    distinctIsExact: profile.distinct_is_exact,
    top: first && first.count !== null ? { value: first.value, count: first.count } : null,
    values: values ?? knownValues(column),
    isKeyName: isKeyName(stored.name),
  };
  if (isQuantity(column)) return { ...common, number: numberMeasurements(column, row) };
  if (isDates(column)) return { ...common, date: dateMeasurements(column, row) };
  return isTexts(column) ? { ...common, text: await textMeasurements(table, column, values, row) } : common;
}

/** Texts with their numbers, the most frequent first; undefined where there are too many. */
async function valuesOf(table: MeasuredTable, column: MeasuredColumn, row: Row): Promise<ValueCount[] | undefined> {
  const { sql, profile } = column;
  if (!isTexts(column) || profile.distinct > fewTexts) return undefined;
  const counted = (row[`${sql}_values`] ?? null) as { key: string; value: string }[] | null;
  if (counted) return sorted(counted.map(({ key, value }) => ({ value: key, count: Number(value) })));
  if (profile.distinct <= histogramTexts) return [];
  const grouped = `SELECT ${sql} AS value, count(*) AS count FROM ${table.relation([column])} WHERE ${sql} IS NOT NULL GROUP BY ${sql}`;
  const rows = await table.database.rows<{ value: string; count: string }>(grouped);
  return sorted(rows.map(({ value, count }) => ({ value, count: Number(count) })));
}

function sorted(values: ValueCount[]): ValueCount[] {
  return values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

/** Of truth values and few numbers the profile has counted all. */
function knownValues({ profile }: MeasuredColumn): ValueCount[] | null {
  if (profile.distinct > profile.top_values.length || profile.top_values.some(({ count }) => count === null)) return null;
  return profile.top_values.map(({ value, count }) => ({ value: String(value), count: count ?? 0 }));
}

function numberMeasurements({ sql, profile }: MeasuredColumn, row: Row): NumberMeasurements {
  const numeric = profile.numeric as NonNullable<typeof profile.numeric>;
  const count = (name: string) => numberOf(row[`${sql}_${name}`]) ?? 0;
  return {
    mean: numeric.mean,
    std: numeric.std,
    min: numeric.min,
    max: numeric.max,
    quartiles: [numeric['25%'], numeric['50%'], numeric['75%']],
    skew: numberOf(row[`${sql}_skew`]),
    outliersIqr: count('iqr'),
    outliersZ: count('z'),
    negatives: count('negatives'),
    atMin: count('min'),
    atMax: count('max'),
  };
}

function dateMeasurements({ sql, profile }: MeasuredColumn, row: Row): DateMeasurements {
  const placeholders = placeholderDays.map((day) => [day, Number(row[`${sql}_${day}`] ?? 0)] as const).filter(([, count]) => count > 0);
  return {
    earliest: profile.earliest ?? null,
    latest: profile.latest ?? null,
    future: Number(row[`${sql}_future`] ?? 0),
    ancient: Number(row[`${sql}_ancient`] ?? 0),
    placeholders: Object.fromEntries(placeholders),
    alternatives: profile.alternatives ?? [],
    format: profile.format ?? null,
  };
}
