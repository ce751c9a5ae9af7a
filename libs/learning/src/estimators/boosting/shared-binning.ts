import type { Matrix } from '../estimator.js';
import { columnReader } from '../sparse-cells.js';
import { binColumn, type BinnedMatrix, ColumnRoom } from '../trees/binned-matrix.js';
import type { BinningOptions, ColumnBins } from '../trees/binning.js';
import { columnsPerTurn, type ColumnWork, takeColumnTurns, type TurnEngine } from './column-turns.js';

/** What describes a column's bins in shared memory: its number of bins, the missing one, and up to 255 thresholds. */
const words = 2 + 255;

/**
 * Bins a matrix into the engine's memory, some columns per chunk on its threads; with the same result as binMatrix. `checkpoint` is awaited now and
 * then, and may throw to stop.
 */
export async function binOnEngine(
  x: Matrix,
  options: BinningOptions,
  engine: TurnEngine<'binColumns'>,
  checkpoint: () => Promise<void>,
): Promise<BinnedMatrix> {
  const { rows, columns } = x;
  const codes = engine.memory.bytes(rows * columns);
  // Categories are few and need no sorting.
  const isPlain = !x.categories?.some((count) => count > 0);
  if (!engine.isShared || !isPlain) return { rows, columns, codes, bins: await binHere(x, options, codes, checkpoint) };
  const step = { name: 'binColumns', args: [options.maxBins, options.minRowsInBin], words } as const;
  const said = await takeColumnTurns(x, codes, step, engine, checkpoint);
  return { rows, columns, codes, bins: said.map(readBins) };
}

async function binHere(x: Matrix, options: BinningOptions, codes: Uint8Array, checkpoint: () => Promise<void>): Promise<ColumnBins[]> {
  const room = new ColumnRoom(x.rows);
  const bins: ColumnBins[] = [];
  const { rows, categories } = x;
  const readColumn = x.sparse && columnReader(x);
  const data = new Float32Array(readColumn ? rows : 0);
  for (let column = 0; column < x.columns; column++) {
    if (column % columnsPerTurn(x.rows) === 0) await checkpoint();
    if (!readColumn) bins.push(binColumn(x, column, options, codes, room));
    else {
      readColumn(column, data);
      const alone = { rows, columns: 1, data, categories: categories?.subarray(column, column + 1) };
      bins.push(binColumn(alone, 0, options, codes.subarray(column * rows, (column + 1) * rows), room));
    }
  }
  return bins;
}

/** Bins single columns for a thread, in one room. */
export function columnBinner(): ColumnWork {
  let room: ColumnRoom | undefined;
  return (data, codes, said, [maxBins, minRowsInBin]) => {
    const rows = data.length;
    if (room?.values.length !== rows) room = new ColumnRoom(rows);
    const { thresholds, count, missing } = binColumn({ rows, columns: 1, data }, 0, { maxBins, minRowsInBin }, codes, room);
    said.set([count, missing, ...thresholds]);
  };
}

function readBins([count, missing, ...thresholds]: Float32Array): ColumnBins {
  const values = missing >= 0 ? count - 1 : count;
  return { count, missing, thresholds: Float32Array.from(thresholds.slice(0, values - 1)) };
}
