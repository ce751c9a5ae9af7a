import type { Matrix } from '../estimators/estimator.js';
import { mean, mode, quantile } from './quantile.js';
import { type FittedStep, float32, type ImputeDescription, type ImputeStrategy, presentValues } from './step.js';

/** Learns one replacement per column (float32) from the values that are there; a column with none gets `constant`. */
export function fitImpute(block: Matrix, strategy: ImputeStrategy, constant = 0): FittedStep {
  const values = Array.from({ length: block.columns }, (_, column) => {
    const present = presentValues(block, column);
    return present.length === 0 ? constant : replacement(present, strategy, constant);
  });
  return impute({ kind: 'impute', strategy, values: float32(values) });
}

function replacement(present: Float64Array, strategy: ImputeStrategy, constant: number): number {
  if (strategy === 'mean') return mean(present);
  if (strategy === 'median') return quantile(present.sort(), 0.5);
  return strategy === 'mode' ? mode(present) : constant;
}

export function impute(description: ImputeDescription): FittedStep {
  const values = Float32Array.from(description.values);
  return {
    description,
    names: (inputs) => inputs,
    transform(block) {
      const data = block.data.slice();
      for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) data[i] = values[i % block.columns];
      return { ...block, data };
    },
    toOnnx: (graph, tensor) =>
      graph.node(
        'Imputer',
        [tensor],
        { imputed_value_floats: { floats: values }, replaced_value_float: { float: Number.NaN } },
        'ai.onnx.ml',
      ),
  };
}
