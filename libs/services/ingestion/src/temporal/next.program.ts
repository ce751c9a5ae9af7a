import { dirname, join } from 'node:path';
import { type CompleteTemporalPlan, prepareTemporalPlan } from '@atelier/learning/temporal';
import { serveSandbox } from '@atelier/sandbox';
import {
  findColumns,
  identifier,
  literal,
  loadTables,
  readRows,
  requireTemporalColumns,
  schemaOf,
  TableDatabase,
  writeAskedFeatures,
} from '@atelier/tables';

export interface AskedRow {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly date: string;
}

export interface NextFeaturesInput {
  readonly file: string;
  /** For scratch files. */
  readonly directory: string;
  readonly memoryMiB: number;
  readonly plan: CompleteTemporalPlan;
  readonly asked: readonly AskedRow[];
}

export interface NextFeaturesResult {
  /** The features of each asked row, in the plan's order. */
  readonly rows: readonly (readonly (number | boolean | null)[])[];
}

/** The child's side of `NextFeatures.of`: the rows ask the fold of their ids' history for the features of their dates. */
serveSandbox(async ({ file, directory, memoryMiB, plan, asked }: NextFeaturesInput): Promise<NextFeaturesResult> => {
  const prepared = await prepareTemporalPlan(plan);
  const directories = [directory, dirname(file)];
  using database = await TableDatabase.open({ directories, spillDirectory: directory, memoryMiB: Math.floor(memoryMiB / 2), threads: 1 });
  const to = join(directory, 'asked.parquet');
  const places = prepared.features.map((_, at) => at);
  const rows = `(${await rowsSql(database, plan, file, asked)})`;
  await writeAskedFeatures(database, prepared, { rows, places, scratch: join(directory, 'folded.parquet'), to });
  const made = await readRows(to, { limit: asked.length });
  return { rows: made.rows.map(([, ...features]) => features as (number | boolean | null)[]) };
}, loadTables);

/** The history of the asked ids, then the rows that ask. */
async function rowsSql(database: TableDatabase, plan: CompleteTemporalPlan, file: string, asked: readonly AskedRow[]): Promise<string> {
  const { columns } = await schemaOf(database, file);
  await requireTemporalColumns({ ...(await prepareTemporalPlan(plan)), features: [] }, columns);
  const [date, ...values] = await findColumns(columns, [plan.date_column, ...plan.value_columns]);
  const id = plan.id_column === null ? "''" : `${identifier((await findColumns(columns, [plan.id_column]))[0].queryName)}::VARCHAR`;
  const known = values.map(({ queryName }, at) => `${identifier(queryName)}::DOUBLE AS v${at}`);
  const unknown = values.map((_, at) => `NULL::DOUBLE AS v${at}`);
  const rows = asked.map((row, at) => `(${literal(row.id)}, ${literal(row.date)}::TIMESTAMPTZ::TIMESTAMP, ${at})`).join(', ');
  const ids = [...new Set(asked.map((row) => row.id))].map(literal).join(', ');
  const history = [
    `${id} AS id`,
    `${identifier(date.queryName)}::TIMESTAMP AS event`,
    ...known,
    'file_row_number AS line',
    'NULL::BIGINT AS asked',
  ];
  const asking = ['id', 'event', ...unknown, 'NULL::BIGINT AS line', 'place::BIGINT AS asked'];
  return `SELECT * FROM (SELECT ${history.join(', ')} FROM read_parquet(${literal(file)}, file_row_number = true)) WHERE id IN (${ids})
    UNION ALL SELECT ${asking.join(', ')} FROM (VALUES ${rows}) AS given (id, event, place)`;
}
