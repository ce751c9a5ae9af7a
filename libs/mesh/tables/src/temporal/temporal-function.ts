import type { PreparedTemporalPlan } from '@atelier/learning';
import type { DuckDBDataChunk, DuckDBDoubleVector, DuckDBVector } from '@duckdb/node-api';
import type { TableDatabase } from '../database.js';
import { FeatureColumns } from './feature-columns.js';
import { temporalFunction } from './temporal-sql.js';

/** What went wrong in the function, since DuckDB hands on its text alone. */
export interface FoldFailure {
  error?: unknown;
}

/**
 * Makes the function of `temporalSql` known to a database, for one run of one statement. It takes a row's place, whether an id begins, its
 * date and its values, and gives all features as one struct; it refuses rows that come in another order than their places.
 */
export async function addTemporalFunction(database: TableDatabase, prepared: PreparedTemporalPlan): Promise<FoldFailure> {
  const { DOUBLE, DuckDBDataChunk, DuckDBScalarFunction, INTEGER, STRUCT } = await import('@duckdb/node-api');
  const { default: bindings } = await import('@duckdb/node-bindings');
  const { TemporalFold } = await import('@atelier/learning/temporal');
  const columns = new FeatureColumns(new TemporalFold(prepared), prepared.features, bindings);
  const failure: FoldFailure = {};
  let place = 0;
  const scalar = new DuckDBScalarFunction();
  scalar.setName(temporalFunction);
  // Its result depends on the rows before; it must neither be moved nor be called twice for a row.
  scalar.setVolatile();
  scalar.setReturnType(
    STRUCT(Object.fromEntries(prepared.features.map(({ type }, at) => [`f${at}`, type === 'float' ? DOUBLE : INTEGER]))),
  );
  for (let at = 0; at < 3 + prepared.plan.value_columns.length; at++) scalar.addParameter(DOUBLE);
  // Not `setMainFunction`, which copies every vector of the result before it is written.
  bindings.scalar_function_set_function(scalar.scalar_function, (info, given, output) => {
    try {
      const input = new DuckDBDataChunk(given);
      place = inOrder(input, place);
      const [begins, dates, ...values] = Array.from({ length: input.columnCount - 1 }, (_, at) => itemsOf(input.getColumnVector(at + 1)));
      columns.write({ count: input.rowCount, begins, dates, values }, output);
    } catch (error) {
      failure.error ??= error;
      bindings.scalar_function_set_error(info, 'The features could not be made.');
    }
  });
  database.addFunction(scalar);
  return failure;
}

function inOrder(input: DuckDBDataChunk, before: number): number {
  const places = itemsOf(input.getColumnVector(0));
  if (places[0] !== before + 1) throw new Error(`Row ${places[0]} follows on row ${before}: DuckDB did not keep the order of the rows.`);
  return places[places.length - 1];
}

/** The numbers of a vector themselves: going through `getItem` takes ten times as long. */
function itemsOf(vector: DuckDBVector): Float64Array {
  return (vector as DuckDBDoubleVector)['items'];
}
