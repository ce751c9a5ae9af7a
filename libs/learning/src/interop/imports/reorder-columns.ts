import type { FittedEstimator, Matrix } from '../../estimators/estimator.js';

/** The same model over the same columns in another order: `order[i]` is the place at which its i-th column now stands. */
export function reorderColumns(fitted: FittedEstimator, order: readonly number[]): FittedEstimator {
  if (order.every((place, i) => place === i)) return fitted;
  const { predict, predictProba, decisionFunction, importance } = fitted;
  const own = (x: Matrix) => inOrder(x, order);
  return {
    predict: (x) => predict(own(x)),
    ...(predictProba && { predictProba: (x) => predictProba(own(x)) }),
    ...(decisionFunction && { decisionFunction: (x) => decisionFunction(own(x)) }),
    ...(importance && { importance: placed(importance, order) }),
    history: fitted.history,
    toOnnx: (graph, input) => {
      const places = graph.constant('int64', [order.length], order);
      return fitted.toOnnx(graph, graph.node('Gather', [input, places], { axis: { int: 1 } }));
    },
    toJSON: () => fitted.toJSON(),
  };
}

function inOrder({ rows, columns, data, names, categories }: Matrix, order: readonly number[]): Matrix {
  const ordered = new Float32Array(rows * order.length);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < order.length; i++) ordered[row * order.length + i] = data[row * columns + order[i]];
  return {
    rows,
    columns: order.length,
    data: ordered,
    names: order.map((place) => names[place]),
    ...(categories && { categories: Int32Array.from(order, (place) => categories[place]) }),
  };
}

function placed(importance: Float64Array, order: readonly number[]): Float64Array {
  const moved = new Float64Array(importance.length);
  order.forEach((place, i) => {
    moved[place] = importance[i];
  });
  return moved;
}
