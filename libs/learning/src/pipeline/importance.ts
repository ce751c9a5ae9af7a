import { type PermutationImportance, permutationImportance, type PermutationOptions } from '../evaluation/permutation-importance.js';
import { indices } from '../frame/splits.js';
import type { Frame } from '../frame/frame.js';
import { createRandom, shuffle } from '../random/random.js';
import type { Pipeline } from './pipeline.js';

/** How much each raw column matters. */
export interface Importance {
  /** The estimator's own (gain, coefficients), summed over the matrix columns of a raw column; shares of 1, largest first. */
  readonly gain?: readonly { readonly name: string; readonly importance: number }[];
  /** The words (and what else is read of free texts) that matter most to the estimator, as shares of all columns' importance. */
  readonly terms?: readonly { readonly name: string; readonly term: string; readonly importance: number }[];
  /** Loss of log loss or RMSE when a column is shuffled, on a sample of rows that the estimator did not learn from. */
  readonly permutation: PermutationImportance;
}

/** Most rows that are shuffled: a time that doesn't grow with the table. */
const sampleRows = 500;
const repeats = 3;

/** `frame` and `truth` (class codes or values) are rows that were not learned from. */
export async function importanceOf(
  pipeline: Pipeline,
  frame: Frame,
  truth: Float64Array,
  seed: number,
  signal?: AbortSignal,
): Promise<Importance> {
  const rows = shuffle(indices(frame.rows), createRandom(seed).fork('importance')).slice(0, sampleRows);
  const { signature } = pipeline;
  const sampled = Float64Array.from(rows, (row) => truth[row]);
  const target: PermutationOptions['target'] = signature.classes
    ? { task: 'classification', codes: sampled, classes: signature.classes.length }
    : { task: 'regression', values: sampled };
  const permutation = await permutationImportance({
    frame: frame.select(signature.inputs.map(({ name }) => name)).take(rows),
    predict: (asked) => {
      const { codes, probabilities, values } = pipeline.predict(asked);
      return codes ? { prediction: codes, proba: probabilities } : { prediction: values ?? new Float64Array() };
    },
    target,
    metric: signature.classes ? 'log_loss' : 'rmse',
    repeats,
    seed,
    signal,
  });
  return { gain: gainByColumn(pipeline), ...importantTerms(pipeline), permutation };
}

function gainByColumn({ estimator: { importance }, preparation, signature }: Pipeline): Importance['gain'] {
  if (!importance) return undefined;
  const totals = new Map(signature.inputs.map(({ name }) => [name, 0]));
  for (const [column, source] of preparation.sources.entries()) totals.set(source, (totals.get(source) ?? 0) + importance[column]);
  return Array.from(totals, ([name, total]) => ({ name, importance: total })).sort((a, b) => b.importance - a.importance);
}

const mostTerms = 50;

function importantTerms({ estimator: { importance }, preparation: { encodings, names, sources } }: Pipeline): Pick<Importance, 'terms'> {
  if (!importance || encodings.size === 0) return {};
  const found = sources.flatMap((name, column) =>
    encodings.has(name) && importance[column] > 0
      ? [{ name, term: names[column].slice(name.length + 2), importance: importance[column] }]
      : [],
  );
  return { terms: found.sort((a, b) => b.importance - a.importance).slice(0, mostTerms) };
}
