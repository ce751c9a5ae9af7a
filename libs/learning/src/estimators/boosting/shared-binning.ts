import type { Matrix } from '../estimator.js';
import { binColumn, type BinnedMatrix, ColumnRoom } from '../trees/binned-matrix.js';
import type { BinningOptions, ColumnBins } from '../trees/binning.js';
import type { KernelMemory } from './kernel-memory.js';

/** What binning needs of an engine. */
interface BinningEngine {
  readonly memory: KernelMemory;
  /** Whether there are several threads. */
  readonly isShared: boolean;
  run(step: 'binColumns', chunks: number, cells: number, ...args: number[]): void;
}

/** Values that are binned between two checkpoints. */
const cellsPerTurn = 1e6;

/** Columns that one chunk bins. */
const columnsPerChunk = 4;

/** What describes a column's bins in shared memory: its number of bins, the missing one, and up to 255 thresholds. */
const wordsPerColumn = 2 + 255;

/**
 * Bins a matrix into the engine's memory, some columns per chunk on its threads; with the same result as binMatrix. `checkpoint` is awaited now and
 * then, and may throw to stop.
 */
export async function binOnEngine(
  x: Matrix,
  options: BinningOptions,
  engine: BinningEngine,
  checkpoint: () => Promise<void>,
): Promise<BinnedMatrix> {
  const { rows, columns } = x;
  const codes = engine.memory.bytes(rows * columns);
  // Categories are few and need no sorting.
  const isPlain = !x.categories?.some((count) => count > 0);
  const bins =
    engine.isShared && isPlain ? await binTogether(x, options, engine, codes, checkpoint) : await binHere(x, options, codes, checkpoint);
  return { rows, columns, bins, codes };
}

/** Columns between two checkpoints: some fifty milliseconds. */
function columnsPerTurn(rows: number): number {
  return Math.max(1, Math.floor(cellsPerTurn / rows));
}

async function binHere(x: Matrix, options: BinningOptions, codes: Uint8Array, checkpoint: () => Promise<void>): Promise<ColumnBins[]> {
  const room = new ColumnRoom(x.rows);
  const bins: ColumnBins[] = [];
  for (let column = 0; column < x.columns; column++) {
    if (column % columnsPerTurn(x.rows) === 0) await checkpoint();
    bins.push(binColumn(x, column, options, codes, room));
  }
  return bins;
}

async function binTogether(
  { rows, columns, data }: Matrix,
  options: BinningOptions,
  engine: BinningEngine,
  codes: Uint8Array,
  checkpoint: () => Promise<void>,
): Promise<ColumnBins[]> {
  return engine.memory.borrow(rows * columns + columns * wordsPerColumn, async (room) => {
    room.set(data);
    const found = room.subarray(rows * columns);
    const addresses = [room.byteOffset, codes.byteOffset, found.byteOffset];
    const chunks = Math.ceil(columns / columnsPerChunk);
    const perTurn = Math.max(2, Math.ceil(columnsPerTurn(rows) / columnsPerChunk));
    for (let first = 0; first < chunks; first += perTurn) {
      await checkpoint();
      const turn = Math.min(perTurn, chunks - first);
      const table = [rows, columns, options.maxBins, options.minRowsInBin];
      engine.run('binColumns', turn, 8 * rows * columnsPerChunk * turn, ...addresses, ...table, first);
    }
    return Array.from({ length: columns }, (_, column) => readBins(found.slice(column * wordsPerColumn, (column + 1) * wordsPerColumn)));
  });
}

/** Bins a chunk of the columns of a matrix in shared memory. */
export function binSharedColumns(buffer: ArrayBufferLike, chunk: number, args: readonly number[]): void {
  const [data, codes, found, rows, columns, maxBins, minRowsInBin, firstChunk] = args;
  const x = { rows, columns, data: new Float32Array(buffer, data, rows * columns) };
  const into = new Uint8Array(buffer, codes, rows * columns);
  const bins = new Float32Array(buffer, found, columns * wordsPerColumn);
  const room = new ColumnRoom(rows);
  const first = (firstChunk + chunk) * columnsPerChunk;
  for (let column = first; column < Math.min(columns, first + columnsPerChunk); column++) {
    const { thresholds, count, missing } = binColumn(x, column, { maxBins, minRowsInBin }, into, room);
    bins.set([count, missing, ...thresholds], column * wordsPerColumn);
  }
}

function readBins([count, missing, ...thresholds]: Float32Array): ColumnBins {
  const values = missing >= 0 ? count - 1 : count;
  return { count, missing, thresholds: Float32Array.from(thresholds.slice(0, values - 1)) };
}
