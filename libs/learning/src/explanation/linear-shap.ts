import { bounded } from '../estimators/linear/bounds.js';
import { type LinearModel, linearScores } from '../estimators/linear/linear-model.js';
import type { Matrix } from '../estimators/estimator.js';
import type { Attribution } from './attribution.js';
import { requireBackground } from './background.js';

/**
 * Exact Shapley values of a linear function against background rows: coefficient × (value − background mean), the columns taken as
 * independent (Lundberg and Lee 2017, corollary 1). Throws `learning.value_invalid` for a missing value.
 */
export function linearShap(model: LinearModel, x: Matrix, background: Matrix): Attribution {
  requireBackground(background);
  const { columns, coefficients } = model;
  const outputs = model.intercepts.length;
  const base = new Float64Array(outputs);
  linearScores(model, background).forEach((score, i) => {
    base[i % outputs] += score / background.rows;
  });
  linearScores(model, x);
  const means = new Float64Array(columns);
  for (let i = 0; i < background.data.length; i++) means[i % columns] += bounded(background.data[i]) / background.rows;
  const values = new Float64Array(x.rows * outputs * columns);
  for (let i = 0; i < values.length; i++) {
    const column = i % columns;
    const row = Math.floor(i / (outputs * columns));
    values[i] = coefficients[i % (outputs * columns)] * (bounded(x.data[row * columns + column]) - means[column]);
  }
  return { rows: x.rows, outputs, columns, base, values };
}
