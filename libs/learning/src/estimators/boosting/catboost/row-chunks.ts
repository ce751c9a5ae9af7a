/** Rows are gone through in chunks of this many, whatever the number of threads. There are few, as some count the rows of every leaf. */
export function rowsPerChunk(rows: number): number {
  return Math.max(8192, Math.ceil(rows / 16));
}

export function chunksOf(rows: number): number {
  return Math.ceil(rows / rowsPerChunk(rows));
}
