import type { ColumnType } from '@atelier/learning';
import { identifier, literal, schemaOf, type StoredColumn, type TableDatabase } from '@atelier/tables';
import type { JoinedFeature, JoinInput, JoinResult, SuspiciousFeature } from './join-input.js';

const rowsAtMost = 100_000;
const groupsAtMost = 50;
/** A category of fewer rows tells the target by chance. */
const rowsOfGroup = 5;
const suspiciousFrom = 0.95;

/** Rows and features of the written set, and which of them alone tell the target. */
export async function describeSet(database: TableDatabase, input: JoinInput): Promise<Omit<JoinResult, 'views'>> {
  const { rows, columns } = await schemaOf(database, input.output);
  const names = new Set([...input.views.flatMap((view) => view.wanted.map(({ as }) => as)), ...input.computed.map(({ as }) => as)]);
  const features = columns.filter(({ name }) => names.has(name));
  const target = columns.find(({ name }) => name === input.labels.targetColumn);
  return {
    rows,
    features: await counted(database, input.output, features),
    suspicious: target ? await suspiciousOf(database, input.output, rows, features, target) : [],
  };
}

async function counted(database: TableDatabase, file: string, features: readonly StoredColumn[]): Promise<JoinedFeature[]> {
  if (features.length === 0) return [];
  const counts = features.map(({ queryName }, at) => `count(*) - count(${identifier(queryName)}) AS n${at}`);
  const [row] = await database.rows<Record<string, string>>(`SELECT ${counts.join(', ')} FROM read_parquet(${literal(file)})`);
  return features.map(({ name, storedType }, at) => ({ name, type: typeOf(storedType), missing: Number(row[`n${at}`]) }));
}

function typeOf(storedType: string): ColumnType {
  if (storedType === 'BOOLEAN') return 'boolean';
  if (/^(DATE|TIMESTAMP.*)$/.test(storedType)) return 'datetime';
  if (/INT/.test(storedType)) return 'integer';
  return storedType === 'VARCHAR' ? 'category' : 'float';
}

async function suspiciousOf(
  database: TableDatabase,
  file: string,
  rows: number,
  features: readonly StoredColumn[],
  target: StoredColumn,
): Promise<SuspiciousFeature[]> {
  const step = Math.max(1, Math.floor(rows / rowsAtMost));
  const source = `(SELECT * FROM read_parquet(${literal(file)}, file_row_number = true) WHERE file_row_number % ${step} = 0)`;
  const found: SuspiciousFeature[] = [];
  for (const feature of features) {
    const explains = await explained(database, source, feature, target);
    if (explains >= suspiciousFrom) found.push({ feature: feature.name, explains: Math.round(explains * 1e4) / 1e4 });
  }
  return found;
}

/**
 * Share of the target that groups of the feature (its commonest values, or ranges of equal numbers of rows) tell: of a target of texts the
 * errors that guessing the group's commonest saves (Goodman and Kruskal's lambda), of numbers the variance between groups (eta squared).
 */
async function explained(database: TableDatabase, source: string, feature: StoredColumn, target: StoredColumn): Promise<number> {
  const value = identifier(feature.queryName);
  const y = identifier(target.queryName);
  const pairs = `SELECT ${value} AS x, ${y} AS y, file_row_number AS r FROM ${source} WHERE ${value} IS NOT NULL AND ${y} IS NOT NULL`;
  const [{ classes, values }] = await database.rows<{ classes: string; values: string }>(
    `SELECT count(DISTINCT y) AS classes, count(DISTINCT x) AS values FROM (${pairs})`,
  );
  const isNumeric = /INT|DOUBLE|FLOAT|DECIMAL/.test(target.storedType);
  const byValue = feature.storedType === 'VARCHAR' || Number(values) <= groupsAtMost;
  const group = byValue ? 'x::VARCHAR' : `ntile(${groupsAtMost}) OVER (ORDER BY x, r)`;
  const grouped = `SELECT ${group} AS g, y FROM (${pairs})`;
  const sql = isNumeric && Number(classes) > 20 ? variance(grouped) : lambda(grouped);
  const [{ share }] = await database.rows<{ share: number | string | null }>(sql);
  return share === null || !Number.isFinite(Number(share)) ? 0 : Number(share);
}

function lambda(grouped: string): string {
  return `WITH cell AS (SELECT g, y, count(*) AS n FROM (${grouped}) GROUP BY g, y),
    per_group AS (SELECT g, sum(n) AS n, max(n) AS best FROM cell GROUP BY g HAVING sum(n) >= ${rowsOfGroup}),
    overall AS (SELECT y, sum(n) AS n FROM cell WHERE g IN (SELECT g FROM per_group) GROUP BY y)
    SELECT (sum(per_group.best) - (SELECT max(n) FROM overall)) / nullif(sum(per_group.n) - (SELECT max(n) FROM overall), 0)::DOUBLE AS share FROM per_group`;
}

function variance(grouped: string): string {
  return `WITH cell AS (SELECT g, y::DOUBLE AS y FROM (${grouped})),
    per_group AS (SELECT g, count(*) AS n, avg(y) AS mean FROM cell GROUP BY g HAVING count(*) >= ${rowsOfGroup}),
    kept AS (SELECT y FROM cell WHERE g IN (SELECT g FROM per_group))
    SELECT sum(n * power(mean - (SELECT avg(y) FROM kept), 2)) / nullif((SELECT count(*) * var_pop(y) FROM kept), 0) AS share FROM per_group`;
}
