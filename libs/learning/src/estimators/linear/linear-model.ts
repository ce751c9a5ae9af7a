import { LearningError } from '../../errors.js';
import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { SparseMatrix } from '../../notes/text/sparse-matrix.js';
import type { Matrix } from '../estimator.js';
import { bounded, inputBound, missingEntry, missingValue } from './bounds.js';
import type { LinearModel } from './linear-form.js';

export type { LinearModel };

/** Row-major [rows × outputs], in float64. Throws `learning.value_invalid` for a missing value or another number of columns. */
export function linearScores({ columns, coefficients, intercepts }: LinearModel, x: Matrix): Float64Array {
  if (x.columns !== columns) throw new LearningError('learning.value_invalid', `The model reads ${columns} columns, not ${x.columns}.`);
  if (x.sparse) return sparseScores({ columns, coefficients, intercepts }, x.sparse);
  const outputs = intercepts.length;
  const scores = new Float64Array(x.rows * outputs);
  for (let row = 0; row < x.rows; row++) {
    for (let output = 0; output < outputs; output++) {
      let score = intercepts[output];
      for (let column = 0; column < columns; column++)
        score += coefficients[output * columns + column] * bounded(x.data[row * columns + column]);
      if (Number.isNaN(score)) throw missingValue(x);
      scores[row * outputs + output] = score;
    }
  }
  return scores;
}

/** Entries are added up in the order of their columns, as `linearScores` does: what is 0 changes nothing. */
function sparseScores({ columns, coefficients, intercepts }: LinearModel, x: SparseMatrix): Float64Array {
  const outputs = intercepts.length;
  const scores = new Float64Array(x.rows * outputs);
  for (let row = 0; row < x.rows; row++) {
    for (let output = 0; output < outputs; output++) {
      let score = intercepts[output];
      for (let at = x.starts[row]; at < x.starts[row + 1]; at++)
        score += coefficients[output * columns + x.indices[at]] * bounded(x.values[at]);
      if (Number.isNaN(score)) throw missingEntry(x);
      scores[row * outputs + output] = score;
    }
  }
  return scores;
}

/** The scores in float64, as `linearScores` has them: float32 sums would lose digits where columns aren't scaled. Returns a double tensor. */
export function linearScoresToOnnx({ columns, coefficients, intercepts }: LinearModel, graph: GraphBuilder, input: string): string {
  const limit = (value: number) => graph.constant('float', [], [value]);
  const clipped = graph.node('Clip', [input, limit(-inputBound), limit(inputBound)]);
  const exact = graph.node('Cast', [clipped], { to: { int: 11 } });
  const outputs = intercepts.length;
  const weights = graph.constant('double', [outputs, columns], coefficients);
  return graph.node('Gemm', [exact, weights, graph.constant('double', [outputs], intercepts)], { transB: { int: 1 } });
}

/** From a double tensor to the float32 that every model gives. */
export function toFloat(graph: GraphBuilder, tensor: string): string {
  return graph.node('Cast', [tensor], { to: { int: 1 } });
}

/** How much of the scores' spread each column explains: |coefficient| · standard deviation, summed over outputs, as shares of 1. */
export function linearImportance(columns: number, coefficients: ArrayLike<number>, deviations: Float64Array): Float64Array {
  const importance = new Float64Array(columns);
  for (let i = 0; i < coefficients.length; i++) importance[i % columns] += Math.abs(coefficients[i]) * deviations[i % columns];
  const total = importance.reduce((sum, value) => sum + value, 0);
  return total > 0 ? importance.map((value) => value / total) : importance;
}

/** Reads `toJSON` back. Throws `learning.model_invalid`. */
export function parseLinearModel(json: unknown): LinearModel & { readonly importance: readonly number[]; readonly history: unknown } {
  const model = json as LinearModel & { importance: number[]; history: unknown };
  const fits =
    typeof json === 'object' &&
    json !== null &&
    Number.isInteger(model.columns) &&
    numbers(model.intercepts) &&
    numbers(model.coefficients) &&
    model.coefficients.length === model.columns * model.intercepts.length &&
    numbers(model.importance) &&
    model.importance.length === model.columns;
  if (!fits) throw new LearningError('learning.model_invalid', 'This is not a saved linear model.');
  return model;
}

function numbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => Number.isFinite(entry));
}
