import type { Matrix } from '../estimators/estimator.js';
import { type CapDescription, finiteFloat32, type FittedStep } from './step.js';

/** Bounds by column, infinite where there is none. */
export interface Bounds {
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
}

/** A step that brings numbers beyond their column's bounds to them; missing numbers stay missing. */
export function capAt({ lower, upper }: Bounds): FittedStep {
  // JSON has no infinity, and a column without bounds needs none: float32 ends there anyway.
  const finite = (values: ArrayLike<number>) => Array.from(values, (value) => finiteFloat32(value) + 0);
  return cap({ kind: 'cap', lower: finite(lower), upper: finite(upper) });
}

export function cap(description: CapDescription): FittedStep {
  const lower = Float32Array.from(description.lower);
  const upper = Float32Array.from(description.upper);
  return {
    description,
    names: (inputs) => inputs,
    transform: (block) => ({ ...block, data: clamped(block, lower, upper) }),
    toOnnx(graph, tensor) {
      const low = graph.constant('float', [1, lower.length], lower);
      const high = graph.constant('float', [1, upper.length], upper);
      const raised = graph.node('Where', [graph.node('Less', [tensor, low]), low, tensor]);
      return graph.node('Where', [graph.node('Greater', [raised, high]), high, raised]);
    },
  };
}

function clamped({ data, columns }: Matrix, lower: Float32Array, upper: Float32Array): Float32Array {
  return data.map((value, i) => {
    const column = i % columns;
    if (value < lower[column]) return lower[column];
    return value > upper[column] ? upper[column] : value;
  });
}
