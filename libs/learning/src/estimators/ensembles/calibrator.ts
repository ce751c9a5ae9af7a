import type { GraphBuilder } from '../../onnx/graph-builder.js';
import { fitIsotonic, isotonicAt, type IsotonicMap, withoutSteepRises } from './isotonic.js';
import { fitSigmoid, sigmoidAt, type SigmoidMap } from './sigmoid.js';

export const calibrationMethods = ['sigmoid', 'isotonic'] as const;
export type CalibrationMethod = (typeof calibrationMethods)[number];

/** Maps probabilities [rows × classes] to calibrated ones; one map per class, of two classes for the second alone. Plain JSON. */
export type Calibrator =
  | { readonly method: 'sigmoid'; readonly classes: number; readonly maps: readonly (SigmoidMap | null)[] }
  | { readonly method: 'isotonic'; readonly classes: number; readonly maps: readonly (IsotonicMap | null)[] };

/** Log-odds are kept within ±8 (0.03 % and 99.97 %): beyond them a float32 probability says too little about its odds. */
const largestLogOdds = 8;
const least = 1 / (1 + Math.exp(largestLogOdds));

/** Steepest rise of an isotonic map: an error of 10⁻⁷ in a probability then stays below 10⁻⁵. */
const steepest = 50;

/** Where the classes' calibrated values sum to less, the rest is shared out evenly, so that hardly any evidence isn't blown up. */
const leastSum = 0.1;

/**
 * One class against the rest, as scikit-learn's CalibratedClassifierCV: the sigmoid is fitted to log-odds (there: the decision function, which for
 * logistic regression is the same), the isotonic map to probabilities. A class without rows gets no map and no probability.
 */
export function fitCalibrator(
  method: CalibrationMethod,
  probabilities: Float64Array,
  y: Float64Array,
  classes: number,
  weights?: Float64Array,
): Calibrator {
  const mapped = Array.from({ length: classes === 2 ? 1 : classes }, (_, k) => (classes === 2 ? 1 : k));
  const fits = mapped.map((code) => {
    const scores = Float64Array.from(y, (_, row) => Math.fround(probabilities[row * classes + code]));
    return { code, scores, occurs: y.includes(code) };
  });
  if (method === 'sigmoid') {
    const maps = fits.map(({ code, scores, occurs }) =>
      occurs ? fitSigmoid(scores.map(logOdds), (row) => y[row] === code, weights) : null,
    );
    return { method, classes, maps };
  }
  const truth = (code: number) => y.map((own) => Number(own === code));
  const maps = fits.map(({ code, scores, occurs }) =>
    occurs ? withoutSteepRises(fitIsotonic(scores, truth(code), weights), steepest) : null,
  );
  return { method, classes, maps };
}

/** Calibrated probabilities [rows × classes], each row summing to 1. */
export function calibrated(calibrator: Calibrator, probabilities: Float64Array): Float64Array {
  const { classes } = calibrator;
  const result = new Float64Array(probabilities.length);
  for (let start = 0; start < result.length; start += classes) {
    if (classes === 2) {
      result[start + 1] = valueAt(calibrator, 0, probabilities[start + 1]);
      result[start] = 1 - result[start + 1];
      continue;
    }
    for (let k = 0; k < classes; k++) result[start + k] = valueAt(calibrator, k, probabilities[start + k]);
    normalise(result.subarray(start, start + classes), calibrator.method);
  }
  return result;
}

function valueAt(calibrator: Calibrator, map: number, probability: number): number {
  const single = Math.fround(probability);
  if (calibrator.method === 'sigmoid') {
    const own = calibrator.maps[map];
    return own ? sigmoidAt(own, logOdds(single)) : 0;
  }
  const own = calibrator.maps[map];
  return own ? isotonicAt(own, single) : 0;
}

function logOdds(probability: number): number {
  const kept = Math.min(1 - least, Math.max(least, probability));
  return Math.log(kept) - Math.log(1 - kept);
}

function normalise(values: Float64Array, method: CalibrationMethod): void {
  const sum = values.reduce((total, value) => total + value, 0);
  const padding = method === 'isotonic' ? Math.max(0, leastSum - sum) / values.length : 0;
  const total = sum + padding * values.length;
  for (let k = 0; k < values.length; k++) values[k] = (values[k] + padding) / total;
}

/** The same in float64 from a float32 tensor [n, classes]; returns a float32 tensor [n, classes]. */
export function calibratorToOnnx(calibrator: Calibrator, graph: GraphBuilder, input: string): string {
  const { classes, method } = calibrator;
  const exact = graph.node('Cast', [input], { to: { int: 11 } });
  const values = calibrator.maps.map((_, map) => mapToOnnx(calibrator, map, graph, columnOf(graph, exact, classes === 2 ? 1 : map)));
  if (classes === 2) {
    const rest = graph.node('Sub', [double(graph, [], [1]), values[0]]);
    return graph.node('Cast', [graph.node('Concat', [rest, values[0]], { axis: { int: 1 } })], { to: { int: 1 } });
  }
  const all = graph.node('Concat', values, { axis: { int: 1 } });
  const sum = (tensor: string) => graph.node('ReduceSum', [tensor, graph.constant('int64', [1], [1])], { keepdims: { int: 1 } });
  const padded = method === 'isotonic' ? graph.node('Add', [all, paddingToOnnx(graph, sum(all), classes)]) : all;
  return graph.node('Cast', [graph.node('Div', [padded, sum(padded)])], { to: { int: 1 } });
}

function paddingToOnnx(graph: GraphBuilder, sum: string, classes: number): string {
  const missing = graph.node('Max', [graph.node('Sub', [double(graph, [], [leastSum]), sum]), double(graph, [], [0])]);
  return graph.node('Div', [missing, double(graph, [], [classes])]);
}

function columnOf(graph: GraphBuilder, tensor: string, column: number): string {
  return graph.node('Gather', [tensor, graph.constant('int64', [1], [column])], { axis: { int: 1 } });
}

function double(graph: GraphBuilder, shape: readonly number[], values: readonly number[]): string {
  return graph.constant('double', shape, values);
}

function mapToOnnx(calibrator: Calibrator, map: number, graph: GraphBuilder, column: string): string {
  if (calibrator.method === 'sigmoid') {
    const own = calibrator.maps[map];
    return own ? sigmoidToOnnx(own, graph, column) : graph.node('Mul', [column, double(graph, [], [0])]);
  }
  const own = calibrator.maps[map];
  return own ? isotonicToOnnx(own, graph, column) : graph.node('Mul', [column, double(graph, [], [0])]);
}

function sigmoidToOnnx({ slope, offset }: SigmoidMap, graph: GraphBuilder, column: string): string {
  const kept = graph.node('Clip', [column, double(graph, [], [least]), double(graph, [], [1 - least])]);
  const against = graph.node('Log', [graph.node('Sub', [double(graph, [], [1]), kept])]);
  const odds = graph.node('Sub', [graph.node('Log', [kept]), against]);
  const score = graph.node('Add', [graph.node('Mul', [odds, double(graph, [], [slope])]), double(graph, [], [offset])]);
  const power = graph.node('Exp', [score]);
  return graph.node('Div', [double(graph, [], [1]), graph.node('Add', [power, double(graph, [], [1])])]);
}

/** y₀ + Σ slopeᵢ · clip(x − xᵢ, 0, widthᵢ): each part adds what the score has climbed of it. */
function isotonicToOnnx({ x, y }: IsotonicMap, graph: GraphBuilder, column: string): string {
  const rises = x.slice(1).map((end, i) => ({ from: x[i], width: end - x[i], height: y[i + 1] - y[i] }));
  const climbed = rises.filter(({ height }) => height > 0);
  if (climbed.length === 0) return graph.node('Add', [graph.node('Mul', [column, double(graph, [], [0])]), double(graph, [], [y[0]])]);
  const constants = (of: (rise: (typeof rises)[number]) => number) => climbed.map(of);
  const count = climbed.length;
  const over = graph.node('Sub', [
    column,
    double(
      graph,
      [1, count],
      constants(({ from }) => from),
    ),
  ]);
  const widths = double(
    graph,
    [1, count],
    constants(({ width }) => width),
  );
  const within = graph.node('Min', [graph.node('Max', [over, double(graph, [], [0])]), widths]);
  const slopes = double(
    graph,
    [count, 1],
    constants(({ height, width }) => height / width),
  );
  return graph.node('Add', [graph.node('MatMul', [within, slopes]), double(graph, [], [y[0]])]);
}
