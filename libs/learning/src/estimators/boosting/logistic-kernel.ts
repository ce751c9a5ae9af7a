import type { Engine } from './engine.js';
import type { Objective } from './objectives.js';

/** Rows that one chunk goes over; the losses of chunks are added in order. */
const rowsPerChunk = 8192;

/**
 * The log loss of two classes with unweighted rows, its gradients by kernel where scores and pairs lie in the engine's memory.
 * `objective` is its plain twin, which does the rest; `positiveWeight` scales the gradients of the second class.
 * `roundedGradients` rounds as XGBoost does.
 */
export function withLogisticKernel(
  objective: Objective,
  y: Float64Array,
  positiveWeight: number,
  engine: Engine,
  kernel: 'logisticGradients' | 'roundedGradients' = 'logisticGradients',
): Objective {
  const { memory } = engine;
  const rows = y.length;
  const chunks = Math.ceil(rows / rowsPerChunk);
  const signs = memory.doubles(rows);
  y.forEach((code, row) => {
    signs[row] = code > 0 ? 1 : -1;
  });
  const weights = positiveWeight === 1 ? undefined : memory.doubles(rows);
  weights?.set(y.map((code) => (code > 0 ? positiveWeight : 1)));
  const products = memory.doubles(2 * chunks);
  return {
    ...objective,
    gradients(scores, output, pairs) {
      if (!memory.owns(scores) || !memory.owns(pairs)) return objective.gradients(scores, output, pairs);
      const inputs = [rowsPerChunk, rows, scores.byteOffset, signs.byteOffset, weights?.byteOffset ?? 0];
      engine.run(kernel, chunks, 4 * rows, ...inputs, pairs.byteOffset, products.byteOffset);
      let loss = 0;
      for (let chunk = 0; chunk < chunks; chunk++) loss -= Math.log(products[2 * chunk]) + Math.LN2 * products[2 * chunk + 1];
      return loss / rows;
    },
  };
}
