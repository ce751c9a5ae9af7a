import type { PreparedTemporalPlan, StoredTemporalState } from '@atelier/learning';
import type { TableDatabase } from '../database.js';
import { literal } from '../sql.js';
import { schemaOf } from '../table-schema.js';
import { temporalOrder } from './temporal-sql.js';
import { requireTemporalColumns } from './write-temporal.js';

export interface TemporalStateOfId {
  /** The id as a text; null for a plan without an id column. */
  readonly id: string | null;
  /** What `TemporalState` goes on from: the features of the id's next row are those that the history would have had. */
  readonly state: StoredTemporalState;
}

/**
 * The state of every id after the last row of a Parquet file, one after the other in the order of the ids, for serving. Rows without an id or a
 * date leave no trace. Memory holds the state of one id and what DuckDB sorts in.
 * Throws as `requireTemporalColumns`.
 */
export async function* readTemporalStates(
  database: TableDatabase,
  prepared: PreparedTemporalPlan,
  file: string,
): AsyncGenerator<TemporalStateOfId> {
  const { TemporalState } = await import('@atelier/learning/temporal');
  const { columns } = await schemaOf(database, file);
  await requireTemporalColumns({ ...prepared, features: [] }, columns);
  const rows = await database.stream(temporalOrder(prepared.plan, { rows: `read_parquet(${literal(file)})`, columns }));
  let id: string | null = null;
  let state: InstanceType<typeof TemporalState> | undefined;
  for (let chunk = await rows.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await rows.fetchChunk()) {
    for (const [next, date, ...values] of chunk.getRows() as [string | null, number, ...(number | null)[]][]) {
      if (state === undefined || next !== id) {
        if (state) yield { id, state: state.toJSON() };
        id = next;
        state = new TemporalState(prepared);
      }
      state.push(date, values);
    }
  }
  if (state) yield { id, state: state.toJSON() };
}
