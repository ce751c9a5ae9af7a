import { identifier, literal, type StoredColumn, schemaOf, type TableDatabase } from '@atelier/tables';
import type { NumericStats, TextStats, TopValue } from './profile.js';

/** What is counted of a column, whatever its type. */
export interface ColumnCounts {
  readonly present: number;
  /** Different values; exact up to `exactDistinct` and for columns that may be identifiers, else an estimate (HyperLogLog, about 2 %). */
  readonly distinct: number;
  readonly distinctIsExact: boolean;
  readonly numeric?: NumericStats;
  readonly text?: TextStats;
  readonly earliest?: string;
  readonly latest?: string;
  readonly topValues: readonly TopValue[];
}

export interface TableProfile {
  readonly rows: number;
  /** Of every column, in the order of the table. */
  readonly counts: readonly ColumnCounts[];
}

const columnsAtOnce = 100;
/** Columns from which two connections are quicker than one. */
const worthTwo = 20;
const topCount = 10;
/** Beyond these a sum, or a sum of squares, leaves the range of a float64, at which DuckDB gives up: then there is no mean, or no deviation. */
const largestMean = '1e290';
const largestSquare = '1e140';
const shownCharacters = 200;
const lookRows = 50_000;
/** Characters; a longer text is no key. */
const longestKey = 64;
/** Up to so many different values all are counted, beyond only the most frequent ones of the first rows, by estimate. */
const exactDistinct = 1000;
/** Exact quantiles hold a column in memory; beyond these rows they are estimated (t-digest). */
const exactQuantileRows = 5_000_000;

type Kind = 'number' | 'truth' | 'instant' | 'text';
type Row = Record<string, unknown>;

/** Counts and statistics of every column of our Parquet, in two scans and a look at the first rows; half of the columns by each of two connections. */
export async function profileTable(database: TableDatabase, file: string): Promise<TableProfile> {
  const { rows, columns } = await schemaOf(database, file);
  const lanes = database.twin && columns.length >= worthTwo ? [database, database.twin] : [database];
  const share = Math.ceil(columns.length / lanes.length);
  const counts = await Promise.all(lanes.map((lane, at) => profileColumns(lane, file, columns.slice(at * share, (at + 1) * share), rows)));
  return { rows, counts: counts.flat() };
}

async function profileColumns(
  database: TableDatabase,
  file: string,
  columns: readonly StoredColumn[],
  rows: number,
): Promise<ColumnCounts[]> {
  const counts: ColumnCounts[] = [];
  for (let from = 0; from < columns.length; from += columnsAtOnce) {
    counts.push(...(await profileBatch(database, file, columns.slice(from, from + columnsAtOnce), rows)));
  }
  return counts;
}

async function profileBatch(
  database: TableDatabase,
  file: string,
  columns: readonly StoredColumn[],
  rows: number,
): Promise<ColumnCounts[]> {
  const table = `read_parquet(${literal(file)})`;
  const ask = async (wanted: (column: StoredColumn, at: number) => string[], from: string): Promise<Row> => {
    const [row] = await database.rows<Row>(`SELECT ${['1', ...columns.flatMap(wanted)].join(', ')} FROM ${from}`);
    return row;
  };
  const basic = await ask((column, at) => basicColumns(column, at, rows), table);
  const detail = await ask((column, at) => detailColumns(column, at, basic), table);
  const looks = await ask((column, at) => lookColumns(column, at, basic), `(SELECT * FROM ${table} LIMIT ${lookRows})`);
  return columns.map((column, at) => countsOf(kindOf(column), at, { ...basic, ...detail, ...looks }));
}

function kindOf({ storedType }: StoredColumn): Kind {
  if (storedType === 'BIGINT' || storedType === 'DOUBLE') return 'number';
  if (storedType === 'BOOLEAN') return 'truth';
  return storedType === 'TIMESTAMP' ? 'instant' : 'text';
}

function basicColumns(column: StoredColumn, at: number, rows: number): string[] {
  const name = identifier(column.queryName);
  const common = [`count(${name}) AS n${at}`, `approx_count_distinct(${name}) AS d${at}`];
  switch (kindOf(column)) {
    case 'number': {
      const finite = `${name}::DOUBLE`;
      const quantile = rows <= exactQuantileRows ? 'quantile_cont' : 'approx_quantile';
      return [
        ...common,
        `CASE WHEN max(abs(${finite})) < ${largestMean} THEN avg(CASE WHEN abs(${finite}) < ${largestMean} THEN ${finite} END) END AS avg${at}`,
        `CASE WHEN max(abs(${finite})) < ${largestSquare} THEN stddev_samp(CASE WHEN abs(${finite}) < ${largestSquare} THEN ${finite} END) END AS std${at}`,
        `min(${finite}) AS min${at}`,
        `max(${finite}) AS max${at}`,
        `${quantile}(${finite}, [0.25, 0.5, 0.75]) AS q${at}`,
      ];
    }
    case 'instant':
      return [
        ...common,
        `strftime(min(${name}), '%Y-%m-%dT%H:%M:%SZ') AS min${at}`,
        `strftime(max(${name}), '%Y-%m-%dT%H:%M:%SZ') AS max${at}`,
      ];
    case 'text':
      return [...common, `avg(length(${name})) AS avg${at}`, `max(length(${name})) AS max${at}`];
    default:
      return common;
  }
}

/** What texts look like, from the first rows: words, whether all are digits, and the most frequent where there are too many to count. */
function lookColumns(column: StoredColumn, at: number, basic: Row): string[] {
  if (kindOf(column) !== 'text') return [];
  const name = identifier(column.queryName);
  return [
    `avg(length(${name}) - length(replace(${name}, ' ', ''))) AS gaps${at}`,
    `bool_and(regexp_full_match(${name}, '[0-9]+')) AS digits${at}`,
    ...(hasFewValues(at, basic) ? [] : [`approx_top_k(${name}, ${topCount}) AS k${at}`]),
  ];
}

function hasFewValues(at: number, basic: Row): boolean {
  return Number(basic[`d${at}`]) <= exactDistinct;
}

/** Exact counts where they are cheap or decide something: few values, or as many as rows. */
function detailColumns(column: StoredColumn, at: number, basic: Row): string[] {
  const name = identifier(column.queryName);
  const kind = kindOf(column);
  if (hasFewValues(at, basic)) return [`histogram(${kind === 'instant' ? `strftime(${name}, '%Y-%m-%dT%H:%M:%SZ')` : name}) AS h${at}`];
  const isShort = kind === 'text' ? Number(basic[`avg${at}`]) <= longestKey : column.storedType === 'BIGINT';
  const mayBeKey = isShort && Number(basic[`d${at}`]) > Number(basic[`n${at}`]) * 0.8;
  return mayBeKey ? [`count(DISTINCT ${name}) AS x${at}`] : [];
}

function countsOf(kind: Kind, at: number, row: Row): ColumnCounts {
  const present = Number(row[`n${at}`]);
  const histogram = row[`h${at}`] as { key: unknown; value: string }[] | null | undefined;
  const isSmall = `h${at}` in row;
  const exact = row[`x${at}`];
  const frequent = (row[`k${at}`] ?? []) as string[];
  return {
    present,
    distinct: isSmall ? (histogram?.length ?? 0) : Number(exact ?? Math.min(Number(row[`d${at}`]), present)),
    distinctIsExact: isSmall || exact !== undefined,
    topValues: isSmall ? topOf(histogram ?? [], kind) : frequent.map((value) => ({ value: value.slice(0, shownCharacters), count: null })),
    ...(kind === 'number' ? { numeric: numericOf(at, row) } : {}),
    ...(kind === 'text' ? { text: textOf(at, row) } : {}),
    ...(kind === 'instant' && present > 0 ? { earliest: row[`min${at}`] as string, latest: row[`max${at}`] as string } : {}),
  };
}

function topOf(histogram: readonly { key: unknown; value: string }[], kind: Kind): TopValue[] {
  const counted = histogram.map(({ key, value }) => ({
    value: kind === 'number' ? Number(key) : (key as string | boolean),
    count: Number(value),
  }));
  const shortened = counted.map(({ value, count }) => ({
    value: typeof value === 'string' ? value.slice(0, shownCharacters) : value,
    count,
  }));
  return shortened.sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1)).slice(0, topCount);
}

function numericOf(at: number, row: Row): NumericStats {
  const quantiles = (row[`q${at}`] ?? []) as unknown[];
  return {
    count: Number(row[`n${at}`]),
    mean: finite(row[`avg${at}`]),
    std: finite(row[`std${at}`]),
    min: finite(row[`min${at}`]),
    '25%': finite(quantiles[0]),
    '50%': finite(quantiles[1]),
    '75%': finite(quantiles[2]),
    max: finite(row[`max${at}`]),
  };
}

/** DuckDB's JSON form writes infinities as texts; JSON has none. */
function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textOf(at: number, row: Row): TextStats {
  return {
    mean_length: finite(row[`avg${at}`]),
    max_length: Number(row[`max${at}`] ?? 0),
    mean_words: finite(row[`gaps${at}`]) === null ? null : Number(row[`gaps${at}`]) + 1,
    all_digits: row[`digits${at}`] === true,
  };
}
