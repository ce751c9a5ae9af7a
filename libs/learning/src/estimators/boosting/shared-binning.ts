import type { Matrix } from '../estimator.js';
import { binColumn, type BinnedMatrix, binMatrix, ColumnRoom } from '../trees/binned-matrix.js';
import type { BinningOptions, ColumnBins } from '../trees/binning.js';
import type { KernelMemory } from './kernel-memory.js';

/** What binning needs of an engine. */
interface BinningEngine {
  readonly memory: KernelMemory;
  /** Whether there are several threads. */
  readonly isShared: boolean;
  run(step: 'binColumns', chunks: number, cells: number, ...args: number[]): void;
}

/** Columns that one chunk bins. */
const columnsPerChunk = 4;

/** What describes a column's bins in shared memory: its number of bins, the missing one, and up to 255 thresholds. */
const wordsPerColumn = 2 + 255;

/** Bins a matrix into the engine's memory, some columns per chunk on its threads; with the same result as binMatrix. */
export function binOnEngine(x: Matrix, options: BinningOptions, engine: BinningEngine): BinnedMatrix {
  const { rows, columns } = x;
  const { memory } = engine;
  const codes = memory.bytes(rows * columns);
  // Categories are few and need no sorting.
  if (!engine.isShared || x.categories?.some((count) => count > 0)) return binMatrix(x, options, codes);
  const bins = memory.borrow(rows * columns + columns * wordsPerColumn, (room) => {
    room.set(x.data);
    const found = room.subarray(rows * columns);
    const addresses = [room.byteOffset, codes.byteOffset, found.byteOffset];
    const chunks = Math.ceil(columns / columnsPerChunk);
    engine.run('binColumns', chunks, 8 * rows * columns, ...addresses, rows, columns, options.maxBins, options.minRowsInBin);
    return Array.from({ length: columns }, (_, column) => readBins(found.slice(column * wordsPerColumn, (column + 1) * wordsPerColumn)));
  });
  return { rows, columns, bins, codes };
}

/** Bins a chunk of the columns of a matrix in shared memory. */
export function binSharedColumns(buffer: ArrayBufferLike, chunk: number, args: readonly number[]): void {
  const [data, codes, found, rows, columns, maxBins, minRowsInBin] = args;
  const x = { rows, columns, data: new Float32Array(buffer, data, rows * columns) };
  const into = new Uint8Array(buffer, codes, rows * columns);
  const bins = new Float32Array(buffer, found, columns * wordsPerColumn);
  const room = new ColumnRoom(rows);
  for (let column = chunk * columnsPerChunk; column < Math.min(columns, (chunk + 1) * columnsPerChunk); column++) {
    const { thresholds, count, missing } = binColumn(x, column, { maxBins, minRowsInBin }, into, room);
    bins.set([count, missing, ...thresholds], column * wordsPerColumn);
  }
}

function readBins([count, missing, ...thresholds]: Float32Array): ColumnBins {
  const values = missing >= 0 ? count - 1 : count;
  return { count, missing, thresholds: Float32Array.from(thresholds.slice(0, values - 1)) };
}
