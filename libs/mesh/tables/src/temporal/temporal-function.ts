import type { PreparedTemporalPlan, TemporalFold } from '@atelier/learning';
import type { DuckDBDataChunk, DuckDBDoubleVector, DuckDBStructVector, DuckDBVector } from '@duckdb/node-api';
import type { TableDatabase } from '../database.js';
import { temporalFunction } from './temporal-sql.js';

/** What went wrong in the function, since DuckDB hands on its text alone. */
export interface FoldFailure {
  error?: unknown;
}

/**
 * Makes the function of `temporalSql` known to a database, for one run of one statement. It takes a row's place, whether an id begins, its
 * date and its values, and gives all features as one struct of doubles; it refuses rows that come in another order than their places.
 */
export async function addTemporalFunction(database: TableDatabase, prepared: PreparedTemporalPlan): Promise<FoldFailure> {
  const { DOUBLE, DuckDBScalarFunction, STRUCT } = await import('@duckdb/node-api');
  const { TemporalFold } = await import('@atelier/learning');
  const fold = new TemporalFold(prepared);
  const failure: FoldFailure = {};
  let place = 0;
  const scalar = DuckDBScalarFunction.create({
    name: temporalFunction,
    // Its result depends on the rows before; it must neither be moved nor be called twice for a row.
    volatile: true,
    returnType: STRUCT(Object.fromEntries(prepared.features.map((_, at) => [`f${at}`, DOUBLE]))),
    parameterTypes: Array.from({ length: 3 + prepared.plan.value_columns.length }, () => DOUBLE),
    mainFunction: (info, input, output) => {
      try {
        place = inOrder(input, place);
        foldChunk(fold, input, output as DuckDBStructVector, prepared.features.length);
      } catch (error) {
        failure.error ??= error;
        info.setError('The features could not be made.');
      }
    },
  });
  database.addFunction(scalar);
  return failure;
}

function inOrder(input: DuckDBDataChunk, before: number): number {
  const places = itemsOf(input.getColumnVector(0));
  if (places[0] !== before + 1) throw new Error(`Row ${places[0]} follows on row ${before}: DuckDB did not keep the order of the rows.`);
  return places[places.length - 1];
}

function foldChunk(fold: TemporalFold, input: DuckDBDataChunk, output: DuckDBStructVector, features: number): void {
  const count = input.rowCount;
  const [begins, dates, ...values] = Array.from({ length: input.columnCount - 1 }, (_, at) => itemsOf(input.getColumnVector(at + 1)));
  const vectors = Array.from({ length: features }, (_, at) => output.entryVectorAt(at));
  const columns = vectors.map(itemsOf);
  fold.write({ count, begins, dates, values }, columns);
  for (const [at, column] of columns.entries()) markMissing(vectors[at], column, count);
  output.flush();
}

function markMissing(vector: DuckDBVector, values: Float64Array, count: number): void {
  for (let row = 0; row < count; row++) {
    const value = values[row];
    // Neither infinite nor NaN is equal to itself less itself plus itself.
    if (value - value !== 0) vector.setItem(row, null);
  }
}

/** The doubles of a vector themselves: going through `getItem` and `setItem` takes ten times as long. */
function itemsOf(vector: DuckDBVector): Float64Array {
  return (vector as DuckDBDoubleVector)['items'];
}
