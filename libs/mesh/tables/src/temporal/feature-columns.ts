import type { SortedRows, TemporalFeature, TemporalFold } from '@atelier/learning';
import type bindings from '@duckdb/node-bindings';

/** Rows that DuckDB hands over at once, at most. */
const chunkRows = 2048;
/** Rows whose features stay in the processor's first cache until the columns have taken them. */
const cachedRows = 16;

/** The values of one feature in a chunk, and a bit for each that says whether it is there (Arrow's and DuckDB's validity). */
interface FeatureColumn<Items = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>> {
  readonly items: Items;
  readonly valid: Uint8Array<ArrayBuffer>;
  missing: boolean;
}

/** The features of a chunk, folded row by row and turned into columns, in memory that is the same for all chunks. */
export class FeatureColumns {
  readonly #floats: readonly boolean[];
  readonly #columns: readonly FeatureColumn[];
  readonly #made: Float64Array;

  constructor(
    private readonly fold: TemporalFold,
    features: readonly TemporalFeature[],
    private readonly duckdb: typeof bindings,
  ) {
    this.#floats = features.map(({ type }) => type === 'float');
    this.#columns = this.#floats.map((float) => ({
      items: float ? new Float64Array(chunkRows) : new Int32Array(chunkRows),
      valid: new Uint8Array(chunkRows / 8).fill(255),
      missing: false,
    }));
    this.#made = new Float64Array(cachedRows * features.length);
  }

  /** Writes the features of the table's next rows to the children of a STRUCT vector. */
  write(rows: SortedRows, output: bindings.Vector): void {
    for (let from = 0; from < rows.count; from += cachedRows) this.#take(rows, from, Math.min(rows.count, from + cachedRows));
    for (const [at, column] of this.#columns.entries()) this.#flush(column, this.duckdb.struct_vector_get_child(output, at), rows.count);
  }

  #take(rows: SortedRows, from: number, to: number): void {
    const width = this.#columns.length;
    this.fold.write(rows, this.#made, from, to);
    for (let at = 0; at < width; at++) {
      if (this.#floats[at]) takeFloats(this.#columns[at] as FeatureColumn<Float64Array>, this.#made, at, width, from, to);
      else takeIntegers(this.#columns[at] as FeatureColumn<Int32Array>, this.#made, at, width, from, to);
    }
  }

  #flush(column: FeatureColumn, vector: bindings.Vector, count: number): void {
    const { items, valid } = column;
    this.duckdb.copy_data_to_vector(vector, 0, items.buffer, 0, count * items.BYTES_PER_ELEMENT);
    if (!column.missing) return;
    this.duckdb.vector_ensure_validity_writable(vector);
    this.duckdb.copy_data_to_vector_validity(vector, 0, valid.buffer, 0, 8 * Math.ceil(count / 64));
    valid.fill(255);
    column.missing = false;
  }
}

/** A feature of these rows of the chunk; what is not finite is missing. Twice, since a loop over arrays of two kinds is slower. */
function takeFloats(column: FeatureColumn<Float64Array>, made: Float64Array, first: number, width: number, from: number, to: number): void {
  const { items } = column;
  for (let row = from, at = first; row < to; row++, at += width) {
    const value = made[at];
    items[row] = value;
    if (value - value !== 0) miss(column, row);
  }
}

function takeIntegers(column: FeatureColumn<Int32Array>, made: Float64Array, first: number, width: number, from: number, to: number): void {
  const { items } = column;
  for (let row = from, at = first; row < to; row++, at += width) {
    const value = made[at];
    items[row] = value;
    if (value - value !== 0) miss(column, row);
  }
}

function miss(column: { readonly valid: Uint8Array; missing: boolean }, row: number): void {
  column.valid[row >> 3] &= ~(1 << (row & 7));
  column.missing = true;
}
