import { throwIfAborted } from '../../errors.js';
import type { FittedEstimator, Matrix } from '../../estimators/estimator.js';
import { resolveParameters } from '../../estimators/parameters.js';
import { findEstimator } from '../../estimators/registry.js';
import { permutationImportance } from '../../evaluation/permutation-importance.js';
import type { Predictions, Truth } from '../../evaluation/truth.js';
import { trainTestSplit } from '../../frame/splits.js';
import { quantileBins } from '../../frame/strata.js';
import { defaultPreparation, fitPreparation, type Preparation, type PreparationOptions } from '../preparation.js';
import type { Labels } from '../target-encoding.js';
import type { Candidates, SelectionOptions } from './selection.js';

/** Importance of each raw column in a random forest of 100 trees: its share of what the splits gain. */
export async function forestImportance(candidates: Candidates, options: SelectionOptions): Promise<Map<string, number>> {
  const { preparation, x } = prepared(candidates, ordinal);
  const forest = await fit('random_forest', x, candidates.labels, options);
  return bySource(preparation, forest.importance ?? new Float64Array(x.columns), (a, b) => a + b);
}

/** How much worse a random forest gets on a quarter of the rows, which it did not learn from, when a raw column is shuffled there. */
export async function permutationScores({ frame, columns, labels }: Candidates, options: SelectionOptions): Promise<Map<string, number>> {
  const codes = labels.classes > 0 ? Int32Array.from(labels.y) : quantileBins(labels.y, 10);
  const everyClassTwice = codes.every((code) => codes.indexOf(code) !== codes.lastIndexOf(code));
  const { train, test } = trainTestSplit({
    rows: frame.rows,
    testSize: 0.25,
    seed: options.seed,
    ...(everyClassTwice ? { stratify: { codes } } : {}),
  });
  const taken = (rows: Int32Array): Labels => ({ ...labels, y: Float64Array.from(rows, (row) => labels.y[row]) });
  const { preparation, x } = prepared({ frame: frame.take(train), columns, labels: taken(train) }, ordinal);
  const forest = await fit('random_forest', x, taken(train), options);
  const importance = await permutationImportance({
    frame: frame.select(columns.map(({ name }) => name)).take(test),
    predict: (asked) => predictionsOf(forest, preparation.transform(asked)),
    target: truthOf(taken(test)),
    metric: labels.classes > 0 ? 'log_loss' : 'rmse',
    repeats: 3,
    seed: options.seed,
    signal: options.signal,
  });
  return new Map(importance.columns.map(({ name, mean }) => [name, mean]));
}

/** The loss of classes is of their probabilities alone: the codes are not worth a second walk through the trees. */
function predictionsOf(forest: FittedEstimator, x: Matrix): Predictions {
  const proba = forest.predictProba?.(x);
  return proba ? { prediction: new Float64Array(x.rows), proba } : { prediction: forest.predict(x) };
}

function truthOf({ classes, y }: Labels): Truth {
  return classes > 0 ? { task: 'classification', codes: Int32Array.from(y), classes } : { task: 'regression', values: y };
}

/** At most so many models are fitted: beyond, several columns leave at once. */
const mostRounds = 50;

/**
 * Recursive feature elimination (Guyon et al. 2002) by a logistic regression or a linear one on standardised columns, as scikit-learn's RFE: the raw column
 * whose largest squared coefficient is smallest leaves, and all are weighed anew. Kept columns score 1, the last to leave a half, the one before a third …
 */
export async function eliminated(candidates: Candidates, options: SelectionOptions): Promise<Map<string, number>> {
  const { preparation, x } = prepared(candidates, standardised);
  const scores = new Map<string, number>();
  let left = [...new Set(preparation.sources)];
  const step = Math.max(1, Math.ceil((left.length - options.nFeatures) / mostRounds));
  const leaving: string[][] = [];
  while (left.length > options.nFeatures) {
    throwIfAborted(options.signal);
    const weights = await squaredCoefficients(x, preparation, left, candidates.labels, options);
    const ranked = left.toSorted((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0));
    const out = ranked.slice(0, Math.min(step, left.length - options.nFeatures));
    leaving.push(out);
    left = left.filter((name) => !out.includes(name));
  }
  for (const name of left) scores.set(name, 1);
  for (const [i, out] of leaving.toReversed().entries()) for (const name of out) scores.set(name, 1 / (i + 2));
  return scores;
}

async function squaredCoefficients(
  x: Matrix,
  preparation: Preparation,
  left: readonly string[],
  labels: Labels,
  options: SelectionOptions,
): Promise<Map<string, number>> {
  const columns = Array.from(preparation.sources.keys()).filter((column) => left.includes(preparation.sources[column]));
  const { linear } = await fit(labels.classes > 0 ? 'logistic' : 'linear', takeColumns(x, columns), labels, options);
  const coefficients = linear?.coefficients ?? [];
  const weights = new Map<string, number>();
  for (const [i, column] of columns.entries()) {
    let square = 0;
    for (let at = i; at < coefficients.length; at += columns.length) square += coefficients[at] ** 2;
    const source = preparation.sources[column];
    weights.set(source, Math.max(square, weights.get(source) ?? 0));
  }
  return weights;
}

const ordinal: Partial<PreparationOptions> = { encoding: 'ordinal', scaling: 'none', minFrequency: 1, maxCategories: 10_000 };
const standardised: Partial<PreparationOptions> = { scaling: 'standard' };

function prepared({ frame, columns }: Candidates, changes: Partial<PreparationOptions>) {
  const preparation = fitPreparation(frame, columns, { ...defaultPreparation, indicateFrom: Number.POSITIVE_INFINITY, ...changes });
  return { preparation, x: preparation.transform(frame) };
}

function fit(algorithm: string, x: Matrix, { task, classes, y }: Labels, { seed, threads, signal }: SelectionOptions) {
  const estimator = findEstimator(algorithm, task);
  const parameters = resolveParameters(algorithm, estimator.parameters, {});
  return estimator.fit({ x, y }, { task, classes, parameters, seed, threads, signal });
}

function bySource(preparation: Preparation, values: Float64Array, join: (a: number, b: number) => number): Map<string, number> {
  const scores = new Map<string, number>();
  for (const [column, source] of preparation.sources.entries()) scores.set(source, join(scores.get(source) ?? 0, values[column]));
  return scores;
}

function takeColumns({ rows, columns, data, names }: Matrix, taken: readonly number[]): Matrix {
  const own = new Float32Array(rows * taken.length);
  for (let row = 0; row < rows; row++) for (let i = 0; i < taken.length; i++) own[row * taken.length + i] = data[row * columns + taken[i]];
  return { rows, columns: taken.length, data: own, names: taken.map((column) => names[column]) };
}
