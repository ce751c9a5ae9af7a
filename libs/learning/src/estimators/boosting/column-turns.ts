import type { Matrix } from '../estimator.js';
import { columnReader } from '../sparse-cells.js';
import type { KernelMemory } from './kernel-memory.js';

/** What turns over columns need of an engine. */
export interface TurnEngine<StepName extends string> {
  readonly memory: KernelMemory;
  /** Whether there are several threads. */
  readonly isShared: boolean;
  run(step: StepName, chunks: number, cells: number, ...args: number[]): void;
}

/** A step over the columns of a matrix, the numbers it is given, and how many words it writes for each column. */
export interface ColumnStep<StepName extends string> {
  readonly name: StepName;
  readonly args: readonly number[];
  readonly words: number;
}

/** Works on one column: its values, where its codes go, and the words that it has to say of it. */
export type ColumnWork = (values: Float32Array, codes: Uint8Array, words: Float32Array, args: readonly number[]) => void;

/** Values that are worked on between two checkpoints. */
const cellsPerTurn = 1e6;

/** A chunk is a column, and a step has so many at most. */
const mostColumns = 4096;

/** Columns between two checkpoints: some fifty milliseconds. */
export function columnsPerTurn(rows: number): number {
  return Math.max(1, Math.floor(cellsPerTurn / rows));
}

/**
 * Does a step on the columns of a matrix by turns, on all threads: a turn's columns are copied into shared memory, one after the other, so that the
 * matrix is never there twice as a whole. Returns each column's words.
 */
export async function takeColumnTurns<StepName extends string>(
  x: Matrix,
  codes: Uint8Array,
  { name, args, words }: ColumnStep<StepName>,
  engine: TurnEngine<StepName>,
  checkpoint: () => Promise<void>,
): Promise<Float32Array[]> {
  const { rows, columns } = x;
  const readColumns = x.sparse ? columnReader(x) : undefined;
  const perTurn = Math.min(mostColumns, Math.max(8, columnsPerTurn(rows)));
  const room = Math.min(perTurn, columns) * rows;
  return engine.memory.borrow(room + columns * words, async (borrowed) => {
    const said = borrowed.subarray(room);
    for (let first = 0; first < columns; first += perTurn) {
      await checkpoint();
      const count = Math.min(perTurn, columns - first);
      if (readColumns) for (let i = 0; i < count; i++) readColumns(first + i, borrowed.subarray(i * rows, (i + 1) * rows));
      else copyColumns(x, first, count, borrowed);
      const addresses = [borrowed.byteOffset, codes.byteOffset + first * rows, said.byteOffset + 4 * first * words];
      engine.run(name, count, 8 * rows * count, rows, words, ...addresses, ...args);
    }
    return Array.from({ length: columns }, (_, column) => said.slice(column * words, (column + 1) * words));
  });
}

/** Row by row, as the cells lie in memory. */
function copyColumns({ rows, columns, data }: Matrix, first: number, count: number, target: Float32Array): void {
  for (let row = 0; row < rows; row++) for (let i = 0, at = row * columns + first; i < count; i++) target[i * rows + row] = data[at + i];
}

/** A thread's part in a turn: a column. */
export function workOnColumn(buffer: ArrayBufferLike, chunk: number, given: readonly number[], work: ColumnWork): void {
  const [rows, words, values, codes, said, ...args] = given;
  const column = new Float32Array(buffer, values + 4 * chunk * rows, rows);
  work(column, new Uint8Array(buffer, codes + chunk * rows, rows), new Float32Array(buffer, said + 4 * chunk * words, words), args);
}
