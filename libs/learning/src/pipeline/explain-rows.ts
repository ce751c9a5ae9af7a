import type { Matrix } from '../estimators/estimator.js';
import { type Attribution, groupAttribution } from '../explanation/attribution.js';
import { explainPrediction, type ExplainOptions, type ExplanationMethod } from '../explanation/explain-prediction.js';
import type { Frame } from '../frame/frame.js';
import type { Label } from '../frame/signature.js';
import type { Pipeline } from './pipeline.js';
import { rowsFromFrame } from './rows.js';

/** Why one row got its answer. `base` and all contributions sum to `output`. */
export interface RowExplanation {
  readonly prediction: Label;
  /** In the order of the classes. */
  readonly probabilities?: readonly number[];
  /** The class whose output is explained: the predicted one, of two the second. */
  readonly explained_class?: Label;
  /** The output before anything is known of the row. */
  readonly base: number;
  readonly output: number;
  /** One for each raw column, what moved the output most first; `error` is the standard error, where columns were sampled. */
  readonly contributions: readonly Contribution[];
}

export interface Contribution {
  readonly feature: string;
  /** As the caller would send it; null is missing. */
  readonly value: unknown;
  readonly contribution: number;
  /** Of a free text: what its own words (and what else is read of it) added, most first; what it does not have makes up the rest. */
  readonly terms?: readonly { readonly term: string; readonly contribution: number }[];
}

export interface RowsExplained {
  readonly method: ExplanationMethod;
  /** What outputs are: scores before the link, probabilities, or predicted values. */
  readonly space: 'score' | 'probability' | 'value';
  readonly rows: readonly RowExplanation[];
}

/**
 * Shapley values of each row's answer by raw column: columns that preparation made of one raw column are added up. `background`: prepared training rows,
 * which models other than trees are explained against. Throws as `explainPrediction` does.
 */
export async function explainRows(
  pipeline: Pipeline,
  frame: Frame,
  background: Matrix | undefined,
  options: Omit<ExplainOptions, 'background'> = {},
): Promise<RowsExplained> {
  const { preparation, estimator, signature } = pipeline;
  const x = preparation.transform(frame);
  // Trees explain themselves by the rows that they were grown on.
  const explanation = await explainPrediction(estimator, x, estimator.trees ? options : { ...options, background });
  const grouped = groupAttribution(explanation, preparation.sources);
  const { labels, codes, probabilities } = pipeline.predictMatrix(x);
  const raw = rowsFromFrame(
    signature,
    frame,
    Int32Array.from({ length: frame.rows }, (_, row) => row),
  );
  const termsOf = termFinder(pipeline, x, explanation);
  const rows = labels.map((prediction, row): RowExplanation => {
    const output = grouped.outputs === 1 ? 0 : (codes?.[row] ?? 0);
    const at = (row * grouped.outputs + output) * grouped.columns;
    const values = grouped.values.subarray(at, at + grouped.columns);
    const { classes } = signature;
    const explained = classes && classes[grouped.outputs === 1 ? 1 : output];
    return {
      prediction,
      ...(classes && probabilities
        ? { probabilities: Array.from(probabilities.subarray(row * classes.length, (row + 1) * classes.length)) }
        : {}),
      ...(explained === undefined ? {} : { explained_class: explained }),
      base: grouped.base[output],
      output: values.reduce((sum, value) => sum + value, grouped.base[output]),
      contributions: grouped.names
        .map((feature, i) => ({ feature, value: raw[row][feature] ?? null, contribution: values[i], ...termsOf(feature, row, output) }))
        .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
    };
  });
  return { method: explanation.method, space: explanation.space, rows };
}

/** Terms that are told of a text. */
const mostTerms = 10;

function termFinder(
  { preparation: { encodings, names, sources } }: Pipeline,
  { sparse }: Matrix,
  { outputs, columns, values }: Attribution,
) {
  return (feature: string, row: number, output: number): Pick<Contribution, 'terms'> => {
    if (!sparse || !encodings.has(feature)) return {};
    const own = Array.from(sparse.indices.subarray(sparse.starts[row], sparse.starts[row + 1])).filter(
      (column) => sources[column] === feature,
    );
    const from = (row * outputs + output) * columns;
    const terms = own.map((column) => ({ term: names[column].slice(feature.length + 2), contribution: values[from + column] }));
    return { terms: terms.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)).slice(0, mostTerms) };
  };
}
