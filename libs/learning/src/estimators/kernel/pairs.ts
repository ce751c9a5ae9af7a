import type { KernelMatrix } from './kernel-matrix.js';
import { solve } from './machine.js';
import type { QuadraticProblem, SmoOptions } from './smo.js';

/** Rows of the kernel matrix to tell classes apart by: `codes` and `costs` (C × weights) are by matrix row, `rows` are those to learn from. */
export interface PairwiseTask {
  readonly matrix: KernelMatrix;
  readonly rows: Int32Array;
  readonly codes: Float64Array;
  readonly costs: Float64Array;
  readonly present: readonly number[];
}

/** One machine for one pair of classes: above 0 for the first. `coefficients` are by matrix row. */
export interface PairMachine {
  readonly coefficients: Float64Array;
  readonly offset: number;
  readonly iterations: number;
}

/** Pairs of positions in the list of present classes, in LIBSVM's order: 01, 02, …, 12, …. */
export function pairsOf(present: number): readonly (readonly [number, number])[] {
  return Array.from({ length: present }, (_, a) => Array.from({ length: present - a - 1 }, (_, b) => [a, a + 1 + b] as const)).flat();
}

/** Solves every pair; `done` is awaited after each. */
export async function solvePairs(
  task: PairwiseTask,
  options: SmoOptions,
  checkpoint: () => Promise<void>,
  done: (machine: PairMachine) => Promise<void>,
): Promise<PairMachine[]> {
  const machines: PairMachine[] = [];
  for (const [a, b] of pairsOf(task.present.length)) {
    const problem = pairProblem(task, task.present[a], task.present[b]);
    const { coefficients, offset, iterations } = await solve(task.matrix, problem, options, checkpoint);
    const byRow = new Float64Array(task.codes.length);
    coefficients.forEach((value, t) => {
      byRow[problem.rows[t]] = value;
    });
    const machine = { coefficients: byRow, offset, iterations };
    machines.push(machine);
    await done(machine);
  }
  return machines;
}

function pairProblem({ rows, codes, costs }: PairwiseTask, first: number, second: number): QuadraticProblem {
  const own = rows.filter((row) => codes[row] === first || codes[row] === second);
  const of = (value: (row: number, isFirst: boolean) => number) => Float64Array.from(own, (row) => value(row, codes[row] === first));
  return {
    rows: own,
    linear: of((_, isFirst) => (isFirst ? -1 : 1)),
    lower: of((row, isFirst) => (isFirst ? 0 : -costs[row])),
    upper: of((row, isFirst) => (isFirst ? costs[row] : 0)),
  };
}

/** Vectors between two pauses. */
const stretch = 256;

/** Row-major [rows × pairs] decisions on rows of the matrix. */
export async function pairDecisions(
  matrix: KernelMatrix,
  machines: readonly PairMachine[],
  rows: Int32Array,
  checkpoint: () => Promise<void>,
): Promise<Float64Array> {
  const decisions = new Float64Array(rows.length * machines.length);
  for (const [pair, { coefficients, offset }] of machines.entries()) {
    const own = new Float64Array(rows.length).fill(-offset);
    const used = Array.from(coefficients.keys()).filter((row) => coefficients[row] !== 0);
    for (const [i, row] of used.entries()) {
      if (i % stretch === stretch - 1) await checkpoint();
      matrix.addTo(own, row, coefficients[row], rows, 0, rows.length);
    }
    own.forEach((decision, i) => {
      decisions[i * machines.length + pair] = decision;
    });
  }
  return decisions;
}
