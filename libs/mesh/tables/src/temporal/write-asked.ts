import type { PreparedTemporalPlan } from '@atelier/learning';
import type { TableDatabase } from '../database.js';
import { literal } from '../sql.js';
import { addTemporalFunction } from './temporal-function.js';
import { askedSql } from './temporal-sql.js';

/**
 * Writes the features of asked dates to Parquet (`asked`, `f0`, `f1` … by their place in the plan), in the order of `asked`. `rows` is a relation as `askedSql`
 * takes it; `scratch` a file that may be written. A date sees the rows of its id before it alone. Once for a database.
 */
export async function writeAskedFeatures(
  database: TableDatabase,
  prepared: PreparedTemporalPlan,
  {
    rows,
    places,
    scratch,
    to,
  }: { readonly rows: string; readonly places: readonly number[]; readonly scratch: string; readonly to: string },
): Promise<void> {
  const failure = await addTemporalFunction(database, prepared);
  const select = askedSql(prepared.features, places, prepared.plan.value_columns.length, rows);
  try {
    // All rows first: a condition could be moved to before the function, which must see every one.
    await database.run(`COPY (${select}) TO ${literal(scratch)} (FORMAT parquet)`);
  } catch (error) {
    throw failure.error ?? error;
  }
  const asked = `SELECT * FROM read_parquet(${literal(scratch)}) WHERE asked IS NOT NULL ORDER BY asked`;
  await database.run(`COPY (${asked}) TO ${literal(to)} (FORMAT parquet)`);
}
