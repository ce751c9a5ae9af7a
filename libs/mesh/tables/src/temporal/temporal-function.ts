import type { PreparedTemporalPlan, TemporalFold } from '@atelier/learning';
import type { DuckDBDataChunk, DuckDBDoubleVector, DuckDBStructVector, DuckDBVector } from '@duckdb/node-api';
import type { TableDatabase } from '../database.js';
import { temporalFunction } from './temporal-sql.js';

/** Rows whose features stay in the processor's first cache until the columns have taken them. */
const cachedRows = 16;

/** What went wrong in the function, since DuckDB hands on its text alone. */
export interface FoldFailure {
  error?: unknown;
}

/**
 * Makes the function of `temporalSql` known to a database, for one run of one statement. It takes a row's place, whether an id begins, its
 * date and its values, and gives all features as one struct; it refuses rows that come in another order than their places.
 */
export async function addTemporalFunction(database: TableDatabase, prepared: PreparedTemporalPlan): Promise<FoldFailure> {
  const { DOUBLE, DuckDBScalarFunction, INTEGER, STRUCT } = await import('@duckdb/node-api');
  const { TemporalFold } = await import('@atelier/learning');
  const fold = new TemporalFold(prepared);
  const failure: FoldFailure = {};
  const made = new Float64Array(cachedRows * prepared.features.length);
  const floats = prepared.features.map(({ type }) => type === 'float');
  let place = 0;
  const scalar = DuckDBScalarFunction.create({
    name: temporalFunction,
    // Its result depends on the rows before; it must neither be moved nor be called twice for a row.
    volatile: true,
    returnType: STRUCT(Object.fromEntries(prepared.features.map(({ type }, at) => [`f${at}`, type === 'float' ? DOUBLE : INTEGER]))),
    parameterTypes: Array.from({ length: 3 + prepared.plan.value_columns.length }, () => DOUBLE),
    mainFunction: (info, input, output) => {
      try {
        place = inOrder(input, place);
        foldChunk(fold, input, output as DuckDBStructVector, floats, made);
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

function foldChunk(
  fold: TemporalFold,
  input: DuckDBDataChunk,
  output: DuckDBStructVector,
  floats: readonly boolean[],
  made: Float64Array,
): void {
  const count = input.rowCount;
  const [begins, dates, ...values] = Array.from({ length: input.columnCount - 1 }, (_, at) => itemsOf(input.getColumnVector(at + 1)));
  const rows = { count, begins, dates, values };
  const width = floats.length;
  const vectors = floats.map((_, at) => output.entryVectorAt(at));
  const columns = vectors.map(itemsOf);
  // Some rows at a time, so that they stay in the processor's cache while the columns take their values out.
  for (let from = 0; from < count; from += cachedRows) {
    const to = Math.min(count, from + cachedRows);
    fold.write(rows, made, from, to);
    for (let at = 0; at < width; at++) {
      if (floats[at]) takeFloats(vectors[at], columns[at], made, at, width, from, to);
      else takeIntegers(vectors[at], columns[at] as unknown as Int32Array, made, at, width, from, to);
    }
  }
  output.flush();
}

/** A feature of these rows of the chunk; what is not finite is missing. Twice, since a loop over arrays of two kinds takes twice as long. */
function takeFloats(
  vector: DuckDBVector,
  items: Float64Array,
  made: Float64Array,
  first: number,
  width: number,
  from: number,
  to: number,
): void {
  for (let row = from, at = first; row < to; row++, at += width) {
    const value = made[at];
    if (value - value === 0) items[row] = value;
    else vector.setItem(row, null);
  }
}

function takeIntegers(
  vector: DuckDBVector,
  items: Int32Array,
  made: Float64Array,
  first: number,
  width: number,
  from: number,
  to: number,
): void {
  for (let row = from, at = first; row < to; row++, at += width) {
    const value = made[at];
    if (value - value === 0) items[row] = value;
    else vector.setItem(row, null);
  }
}

/** The numbers of a vector themselves: going through `getItem` and `setItem` takes ten times as long. */
function itemsOf(vector: DuckDBVector): Float64Array {
  return (vector as DuckDBDoubleVector)['items'];
}
