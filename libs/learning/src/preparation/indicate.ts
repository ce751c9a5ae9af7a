import type { Matrix } from '../estimators/estimator.js';
import type { FittedStep, IndicatorDescription } from './step.js';

/** Marks the columns in which at least `share` of the rows (and not all) are missing; undefined when there is none. */
export function fitIndicate(block: Matrix, share: number): FittedStep | undefined {
  const missing = new Int32Array(block.columns);
  for (let i = 0; i < block.data.length; i++) if (Number.isNaN(block.data[i])) missing[i % block.columns]++;
  const columns = Array.from(missing.keys()).filter(
    (column) => missing[column] > 0 && missing[column] < block.rows && missing[column] >= share * block.rows,
  );
  return columns.length > 0 ? indicate({ kind: 'indicate', columns }) : undefined;
}

/** Appends one column per marked column: 1 where it is missing, else 0. The columns themselves stay. */
export function indicate(description: IndicatorDescription): FittedStep {
  const { columns } = description;
  const names = (inputs: readonly string[]) => [...inputs, ...columns.map((column) => `${inputs[column]} is missing`)];
  return {
    description,
    names,
    sources: (inputs) => [...inputs, ...columns.map((column) => inputs[column])],
    transform: (block) => appendIndicators(block, columns, names(block.names)),
    toOnnx(graph, tensor) {
      const marked = graph.node('Gather', [tensor, graph.constant('int64', [columns.length], columns)], { axis: { int: 1 } });
      const flags = graph.node('Cast', [graph.node('IsNaN', [marked])], { to: { int: 1 } });
      return graph.node('Concat', [tensor, flags], { axis: { int: 1 } });
    },
  };
}

function appendIndicators(block: Matrix, marked: readonly number[], names: readonly string[]): Matrix {
  const width = block.columns + marked.length;
  const data = new Float32Array(block.rows * width);
  for (let row = 0; row < block.rows; row++) {
    const from = row * block.columns;
    data.set(block.data.subarray(from, from + block.columns), row * width);
    for (let i = 0; i < marked.length; i++) data[row * width + block.columns + i] = Number.isNaN(block.data[from + marked[i]]) ? 1 : 0;
  }
  return { rows: block.rows, columns: width, data, names };
}
