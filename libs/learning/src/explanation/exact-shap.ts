import type { Matrix } from '../estimators/estimator.js';
import type { Attribution } from './attribution.js';
import { requireBackground } from './background.js';
import { coalitionValues } from './coalitions.js';
import type { ModelOutput } from './model-output.js';

/** Up to so many columns every subset of them is asked: 4,096 questions a row. */
export const mostColumnsExactly = 12;

/** Shapley values by their definition, over all subsets of columns (Shapley 1953); columns that are left out take the values of background rows. */
export async function exactShap(model: ModelOutput, x: Matrix, background: Matrix, checkpoint: () => Promise<void>): Promise<Attribution> {
  requireBackground(background);
  const { columns } = x;
  const { outputs } = model;
  const known = Uint8Array.from({ length: columns << columns }, (_, i) => (Math.floor(i / columns) >> (i % columns)) & 1);
  const weights = subsetWeights(columns);
  const values = new Float64Array(x.rows * outputs * columns);
  let base = new Float64Array(outputs);
  for (let row = 0; row < x.rows; row++) {
    const answers = await coalitionValues(model, x.data.subarray(row * columns, (row + 1) * columns), background, known, checkpoint);
    base = answers.slice(0, outputs) as Float64Array<ArrayBuffer>;
    addMarginals(answers, weights, columns, outputs, values.subarray(row * outputs * columns, (row + 1) * outputs * columns));
  }
  return { rows: x.rows, outputs, columns, base, values };
}

/** By size of a subset without the column: size! (columns − size − 1)! / columns!. */
function subsetWeights(columns: number): Float64Array {
  const weights = new Float64Array(columns);
  for (let size = 0, weight = 1 / columns; size < columns; size++) {
    weights[size] = weight;
    weight *= (size + 1) / (columns - size - 1);
  }
  return weights;
}

function addMarginals(answers: Float64Array, weights: Float64Array, columns: number, outputs: number, into: Float64Array): void {
  for (let subset = 0; subset < 1 << columns; subset++) {
    let size = 0;
    for (let rest = subset; rest > 0; rest &= rest - 1) size++;
    for (let column = 0; column < columns; column++) {
      if (subset & (1 << column)) continue;
      const grown = subset | (1 << column);
      for (let k = 0; k < outputs; k++)
        into[k * columns + column] += weights[size] * (answers[grown * outputs + k] - answers[subset * outputs + k]);
    }
  }
}
