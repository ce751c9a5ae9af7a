import { LearningError, throwIfAborted } from '../../errors.js';
import { pause } from '../../estimators/pause.js';
import type { Frame } from '../../frame/frame.js';
import { indices } from '../../frame/splits.js';
import { createRandom, shuffle } from '../../random/random.js';
import { type Categories, fitCategories } from '../categories.js';
import { defaultPreparation, fitPreparation, numberBlock } from '../preparation.js';
import { fitImpute } from '../impute.js';
import { codesOf } from '../valued-categories.js';
import { eliminated, forestImportance, permutationScores } from './by-models.js';
import { mutualInformation, type Variable, withNoise } from './mutual-information.js';
import { type Candidates, type Selection, type SelectionMethod, selectionMethods, type SelectionOptions } from './selection.js';
import { correlation, independenceTest, slopeTest, varianceTest } from './tests-of-columns.js';

/** Rows that scores are measured on, drawn by the seed: times then don't grow with the table. */
const mostRows: Readonly<Record<SelectionMethod, number>> = {
  correlation: Number.POSITIVE_INFINITY,
  statistical: Number.POSITIVE_INFINITY,
  mutual_info: 5_000,
  rfe: 20_000,
  tree_importance: 20_000,
  permutation: 20_000,
};

/**
 * Keeps the raw columns that say most about the target. `correlation`: largest |r| of the column (of its categories' 0s and 1s) with the target or a class.
 * `statistical`: −log₁₀ p of an F test (numbers), chi-square test (texts and classes) or analysis of variance (texts and values). `mutual_info`: nats.
 * `rfe`: place in recursive elimination by a linear model. `tree_importance`, `permutation`: a random forest's. Throws `learning.parameter_invalid`.
 */
export async function selectFeatures(candidates: Candidates, options: SelectionOptions): Promise<Selection> {
  const { method, nFeatures, signal } = options;
  if (!selectionMethods.includes(method)) throw invalid('method', `one of ${selectionMethods.join(', ')}`, method);
  if (!Number.isInteger(nFeatures) || nFeatures < 1) throw invalid('n_features', 'a whole number from 1', nFeatures);
  throwIfAborted(signal);
  const measured = sample(candidates, mostRows[method], options.seed);
  const scores = await scorers[method](measured, options);
  // A p-value of 0 is as surprising as a number can say.
  const score = (name: string) => Math.min(Number.MAX_VALUE, scores.get(name) ?? 0);
  const ranked = candidates.columns.map(({ name }) => ({ name, score: score(name) })).sort((a, b) => b.score - a.score);
  const kept = new Set(ranked.slice(0, nFeatures).map(({ name }) => name));
  return { selected: candidates.columns.filter(({ name }) => kept.has(name)), scores: ranked };
}

function invalid(name: string, expected: string, value: unknown): LearningError {
  return new LearningError(
    'learning.parameter_invalid',
    `"feature_selection.${name}" must be ${expected}, not ${JSON.stringify(value)}.`,
    `feature_selection.${name}`,
  );
}

function sample(candidates: Candidates, most: number, seed: number): Candidates {
  const { frame, labels } = candidates;
  if (frame.rows <= most) return candidates;
  const rows = shuffle(indices(frame.rows), createRandom(seed).fork('selection')).slice(0, most).sort();
  return { ...candidates, frame: frame.take(rows), labels: { ...labels, y: Float64Array.from(rows, (row) => labels.y[row]) } };
}

type Scorer = (candidates: Candidates, options: SelectionOptions) => Promise<Map<string, number>>;

const scorers: Readonly<Record<SelectionMethod, Scorer>> = {
  correlation: byCorrelation,
  statistical: (candidates, options) => byColumn(candidates, options, testOf),
  mutual_info: (candidates, options) => byColumn(candidates, options, informationOf),
  rfe: eliminated,
  tree_importance: forestImportance,
  permutation: permutationScores,
};

async function byCorrelation({ frame, columns, labels }: Candidates): Promise<Map<string, number>> {
  const options = { ...defaultPreparation, indicateFrom: Number.POSITIVE_INFINITY, scaling: 'none' as const };
  const preparation = fitPreparation(frame, columns, options);
  const x = preparation.transform(frame);
  const targets =
    labels.classes > 2 ? Array.from({ length: labels.classes }, (_, code) => labels.y.map((y) => Number(y === code))) : [labels.y];
  const scores = new Map<string, number>();
  for (let column = 0; column < x.columns; column++) {
    const values = Float64Array.from({ length: x.rows }, (_, row) => x.data[row * x.columns + column]);
    const score = Math.max(...targets.map((target) => Math.abs(correlation(values, target))));
    scores.set(preparation.sources[column], Math.max(score, scores.get(preparation.sources[column]) ?? 0));
    if (column % 16 === 15) await pause();
  }
  return scores;
}

type ColumnScorer = (variable: Variable, target: Variable, seed: number, name: string) => number;

/** Column after column: numbers with medians for missing ones, texts as codes of which missing is one. */
async function byColumn(
  { frame, columns, labels }: Candidates,
  options: SelectionOptions,
  score: ColumnScorer,
): Promise<Map<string, number>> {
  const target: Variable = labels.classes > 0 ? { kind: 'codes', codes: Int32Array.from(labels.y) } : { kind: 'numbers', values: labels.y };
  const scores = new Map<string, number>();
  for (const { name, kind } of columns) {
    await pause();
    throwIfAborted(options.signal);
    scores.set(name, score(kind === 'text' ? codesVariable(frame, name) : numbersVariable(frame, name), target, options.seed, name));
  }
  return scores;
}

function numbersVariable(frame: Frame, name: string): Variable {
  const block = numberBlock(frame, [name]);
  return { kind: 'numbers', values: Float64Array.from(fitImpute(block, 'median').transform(block).data) };
}

function codesVariable(frame: Frame, name: string): Variable {
  const categories: Categories = fitCategories(frame.text(name), { minFrequency: 1, maxCategories: 10_000 });
  return { kind: 'codes', codes: codesOf(categories, frame.text(name)) };
}

const testOf: ColumnScorer = (variable, target) => {
  if (variable.kind === 'codes')
    return (target.kind === 'codes' ? independenceTest(variable.codes, target.codes) : varianceTest(target.values, variable.codes))
      .surprise;
  return (target.kind === 'codes' ? varianceTest(variable.values, target.codes) : slopeTest(variable.values, target.values)).surprise;
};

const informationOf: ColumnScorer = (variable, target, seed, name) => {
  const noisy = (given: Variable, label: string): Variable =>
    given.kind === 'numbers' ? { kind: 'numbers', values: withNoise(given.values, createRandom(seed).fork(label)) } : given;
  return mutualInformation(noisy(variable, `noise ${name}`), noisy(target, 'noise of the target'));
};
