import type { Matrix } from '../estimators/estimator.js';
import { mean, quantile } from './quantile.js';
import { type FittedStep, float32, presentValues, type ScaleDescription } from './step.js';

type Method = ScaleDescription['method'];

/**
 * Learns offset and factor per column: mean and 1/standard deviation (population), minimum and 1/range, or median and
 * 1/interquartile range, as scikit-learn's StandardScaler, MinMaxScaler and RobustScaler. A spread of 0 leaves the factor at 1.
 * The first `columns` columns are scaled; later ones (indicators) are left as they are.
 */
export function fitScale(block: Matrix, method: Method, columns = block.columns): FittedStep {
  const offsets = new Float64Array(block.columns);
  const factors = new Float64Array(block.columns).fill(1);
  for (let column = 0; column < columns; column++) {
    const { offset, spread } = location(presentValues(block, column), method);
    offsets[column] = offset;
    // A spread below float32's reach would make the factor infinite.
    if (spread > 1e-30) factors[column] = 1 / spread;
  }
  return scale({ kind: 'scale', method, offsets: float32(offsets), factors: float32(factors) });
}

function location(values: Float64Array, method: Method): { offset: number; spread: number } {
  const sorted = values.sort();
  if (method === 'minmax') return { offset: quantile(sorted, 0), spread: quantile(sorted, 1) - quantile(sorted, 0) };
  if (method === 'robust') return { offset: quantile(sorted, 0.5), spread: quantile(sorted, 0.75) - quantile(sorted, 0.25) };
  const offset = mean(sorted);
  return { offset, spread: Math.sqrt(mean(sorted.map((value) => (value - offset) ** 2))) };
}

export function scale(description: ScaleDescription): FittedStep {
  const offsets = Float32Array.from(description.offsets);
  const factors = Float32Array.from(description.factors);
  return {
    description,
    names: (inputs) => inputs,
    transform(block) {
      const data = new Float32Array(block.data.length);
      // Two roundings, as the Scaler operator makes them.
      for (let i = 0, column = 0; i < data.length; i++, column = column + 1 === block.columns ? 0 : column + 1)
        data[i] = Math.fround(block.data[i] - offsets[column]) * factors[column];
      return { ...block, data };
    },
    toOnnx: (graph, tensor) => graph.node('Scaler', [tensor], { offset: { floats: offsets }, scale: { floats: factors } }, 'ai.onnx.ml'),
  };
}
