/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { logLoss } from '../../evaluation/metrics/probability.js';
import { rmse } from '../../evaluation/metrics/regression.js';
import { createGraph } from '../../onnx/graph-writer.js';
import { runOnnx } from '../../onnx/onnxruntime.suite.js';
import { createRandom } from '../../random/random.js';
import type { Estimator, FittedEstimator, LearningSet, Matrix } from '../estimator.js';
import { type Member, type ParameterValue, resolveParameters } from '../parameters.js';
import { findEstimator } from '../registry.js';
import { chooseGreedily } from './greedy.js';
import type { ChooseFolds } from './out-of-fold.js';
import { seededFolds } from './out-of-fold.js';
import { createStacking } from './stacking.js';

interface ClassCase {
  readonly classes: number;
  readonly y: number[];
  readonly soft: number[];
  readonly soft_labels: number[];
  readonly hard_labels: number[];
  readonly stacking: number[];
  readonly stacking_passthrough: number[];
  readonly stacking_weighted: number[];
}

interface BaggingSetting extends Record<string, ParameterValue | number[]> {
  readonly log_loss: number[];
  readonly rmse: number[];
}

const fixture = JSON.parse(readFileSync(new URL('./fixtures/ensembles.json', import.meta.url), 'utf8')) as {
  readonly columns: number;
  readonly x: number[];
  readonly x_test: number[];
  readonly weights: number[];
  readonly folds: number;
  readonly classification: ClassCase[];
  readonly regression: Record<'y' | 'voting' | 'stacking' | 'stacking_passthrough', number[]>;
  readonly bagging: {
    readonly x_test: number[];
    readonly score: number[];
    readonly score_test: number[];
    readonly settings: BaggingSetting[];
  };
};

const matrix = (values: readonly number[]): Matrix => ({
  rows: values.length / fixture.columns,
  columns: fixture.columns,
  data: Float32Array.from(values),
  names: ['a', 'b', 'c'],
});
const x = matrix(fixture.x);
const test = matrix(fixture.x_test);

/** Row i is tested in fold i mod count, as in the oracle. */
const alternating: ChooseFolds = ({ y }, _, count) => {
  const all = Int32Array.from(y, (_value, row) => row);
  return Array.from({ length: count }, (_value, fold) => ({
    train: all.filter((row) => row % count !== fold),
    test: all.filter((row) => row % count === fold),
  }));
};

const classifiers: readonly Member[] = [
  { algorithm: 'logistic', hyperparameters: { tol: 1e-12 } },
  { algorithm: 'logistic', hyperparameters: { tol: 1e-12, C: 0.01 } },
  { algorithm: 'decision_tree', hyperparameters: { max_depth: 2 } },
];
const regressors: readonly Member[] = [
  { algorithm: 'ridge', hyperparameters: {} },
  { algorithm: 'ridge', hyperparameters: { alpha: 100 } },
  { algorithm: 'decision_tree', hyperparameters: { max_depth: 2 } },
];

function fit(
  estimator: Estimator,
  train: LearningSet,
  classes: number,
  given: Record<string, unknown>,
  seed = 1,
): Promise<FittedEstimator> {
  const parameters = resolveParameters(estimator.name, estimator.parameters, given);
  return estimator.fit(train, { task: classes > 0 ? 'classification' : 'regression', classes, parameters, seed });
}

function furthest(actual: ArrayLike<number> | undefined, expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (actual?.[i] ?? Number.NaN))), 0);
}

async function onnx(fitted: FittedEstimator, rows: Matrix): Promise<Float32Array> {
  const graph = createGraph('ensemble');
  graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', rows.columns)), 'float', ['n', 'n']);
  return (await runOnnx(graph.toBytes(), { x: rows.data }, rows.columns)).y.data as Float32Array;
}

describe.each(fixture.classification)('classification into $classes classes, against scikit-learn', (known) => {
  const train = { x, y: Float64Array.from(known.y) };
  const { classes } = known;

  it('votes softly', async () => {
    const fitted = await fit(findEstimator('voting', 'classification'), train, classes, { members: classifiers, weights: '2, 1, 1' });
    expect(furthest(fitted.predictProba?.(test), known.soft)).toBeLessThan(1e-6);
    expect([...fitted.predict(test)]).toEqual(known.soft_labels);
  });

  it('votes hard, also in ONNX', async () => {
    const voting = findEstimator('voting', 'classification');
    const fitted = await fit(voting, train, classes, { members: classifiers, voting: 'hard', weights: '2,1,1.5' });
    expect([...fitted.predict(test)]).toEqual(known.hard_labels);
    expect(furthest(await onnx(fitted, test), [...(fitted.predictProba?.(test) ?? [])])).toBeLessThan(1e-6);
    expect([...(voting.load(JSON.parse(JSON.stringify(fitted))).predictProba?.(test) ?? [])]).toEqual([
      ...(fitted.predictProba?.(test) ?? []),
    ]);
  });

  const stack = createStacking(findEstimator, alternating);
  const stacked = { members: classifiers, final_estimator: { algorithm: 'logistic', hyperparameters: { tol: 1e-12 } }, cv: fixture.folds };

  it('stacks', async () => {
    const fitted = await fit(stack, train, classes, stacked);
    expect(furthest(fitted.predictProba?.(test), known.stacking)).toBeLessThan(1e-6);
  });

  it('stacks with the features passed through, also in ONNX', async () => {
    const fitted = await fit(stack, train, classes, { ...stacked, passthrough: true });
    expect(furthest(fitted.predictProba?.(test), known.stacking_passthrough)).toBeLessThan(1e-6);
    expect(furthest(await onnx(fitted, test), known.stacking_passthrough)).toBeLessThan(1e-5);
    expect(fitted.importance?.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('stacks weighted rows', async () => {
    const fitted = await fit(stack, { ...train, weights: Float64Array.from(fixture.weights) }, classes, stacked);
    expect(furthest(fitted.predictProba?.(test), known.stacking_weighted)).toBeLessThan(1e-6);
  });
});

describe('regression, against scikit-learn', () => {
  const { regression } = fixture;
  const train = { x, y: Float64Array.from(regression.y) };
  // The final estimator reads float32: the seventh digit of a value is the last.
  const unit = Math.max(...regression.y.map(Math.abs));

  it('votes', async () => {
    const fitted = await fit(findEstimator('voting', 'regression'), train, 0, { members: regressors, weights: '2,1,1' });
    expect(furthest(fitted.predict(test), regression.voting) / unit).toBeLessThan(1e-6);
  });

  it.each([false, true])('stacks, passing features through: %s', async (passthrough) => {
    const fitted = await fit(createStacking(findEstimator, alternating), train, 0, { members: regressors, cv: fixture.folds, passthrough });
    expect(furthest(fitted.predict(test), passthrough ? regression.stacking_passthrough : regression.stacking) / unit).toBeLessThan(1e-6);
  });
});

describe('bagging', () => {
  const { bagging } = fixture;
  const judged = matrix(bagging.x_test);
  const tree = { algorithm: 'decision_tree', hyperparameters: { max_depth: 4 } };
  const scoreTest = Float64Array.from(bagging.score_test);

  it.each(bagging.settings)('comes from the distribution of scikit-learn: %j', async ({ log_loss, rmse: error, ...setting }) => {
    const losses: number[] = [];
    const errors: number[] = [];
    const truth = Float64Array.from(scoreTest, (value) => Number(value > 0));
    for (let seed = 0; seed < 20; seed++) {
      const y = Float64Array.from(bagging.score, (value) => Number(value > 0));
      const own = await fit(findEstimator('bagging', 'classification'), { x, y }, 2, { ...setting, estimator: tree }, seed);
      const proba = own.predictProba?.(judged).map((p) => Math.min(1 - 1e-3, Math.max(1e-3, p)));
      losses.push(logLoss({ task: 'classification', classes: 2, truth, prediction: truth, proba }));
      const values = Float64Array.from(bagging.score, (value) => 10 + 5 * value);
      const regressor = await fit(findEstimator('bagging', 'regression'), { x, y: values }, 0, { ...setting, estimator: tree }, seed);
      errors.push(rmse({ task: 'regression', truth: scoreTest.map((value) => 10 + 5 * value), prediction: regressor.predict(judged) }));
    }
    // Means of 20 and of 60 seeds: four standard errors apart happens by chance once in 16,000 times.
    const within = ([, spread]: number[]) => 4 * spread * Math.sqrt(1 / 20 + 1 / 60);
    expect(Math.abs(mean(losses) - log_loss[0])).toBeLessThan(within(log_loss));
    expect(Math.abs(mean(errors) - error[0])).toBeLessThan(within(error));
  });

  it('is the algorithm itself where nothing is drawn', async () => {
    const train = { x, y: Float64Array.from(fixture.regression.y) };
    const bagged = await fit(findEstimator('bagging', 'regression'), train, 0, { bootstrap: false, n_estimators: 3, estimator: 'ridge' });
    const alone = await fit(findEstimator('ridge', 'regression'), train, 0, {});
    expect(furthest(bagged.predict(test), [...alone.predict(test)])).toBeLessThan(1e-12);
  });

  it('gives every sample two classes, however rare one is', async () => {
    const y = Float64Array.from({ length: x.rows }, (_, row) => Number(row === 7));
    const fitted = await fit(findEstimator('bagging', 'classification'), { x, y }, 2, {
      estimator: 'logistic',
      max_samples: 1,
      bootstrap: false,
    });
    const small = await fit(findEstimator('bagging', 'classification'), { x, y }, 2, { estimator: 'logistic', max_samples: 0.01 });
    for (const model of [fitted, small]) expect(model.predictProba?.(test).every((p) => p > 0 && p < 1)).toBe(true);
  });
});

describe('greedy selection', () => {
  const random = createRandom(3);
  const y = Float64Array.from({ length: 60 }, (_, row) => row % 2);
  const library = Array.from({ length: 4 }, (_, model) =>
    Float64Array.from({ length: 120 }, (_, i) => {
      const right = Math.min(0.99, Math.max(0.01, 0.5 + 0.1 * model + 0.4 * random.normal()));
      const truth = y[i >> 1];
      return (i & 1) === truth ? right : 1 - right;
    }).map((value, i, all) => ((i & 1) === 0 ? value : 1 - all[i - 1])),
  );

  it('chooses what a plain search of every next step chooses', async () => {
    const parameters = { metric: null, ensemble_size: 12 };
    const { counts, scores } = await chooseGreedily(library, { x, y }, { task: 'classification', classes: 2, parameters });
    const chosen: number[] = [];
    const courses: number[] = [];
    for (let size = 1; size <= 12; size++) {
      const losses = library.map((_, next) => lossOf([...chosen, next]));
      chosen.push(losses.indexOf(Math.min(...losses)));
      courses.push(Math.min(...losses));
    }
    const kept = courses.indexOf(Math.min(...courses)) + 1;
    expect(counts).toEqual(library.map((_, model) => chosen.slice(0, kept).filter((choice) => choice === model).length));
    courses.slice(0, kept).forEach((loss, i) => expect(scores[i]).toBeCloseTo(loss, 12));
    expect(scores.at(-1)).toBeLessThan(Math.min(...library.map((_, model) => lossOf([model]))));
  });

  it('stops choosing when it is told to', async () => {
    const options = { task: 'classification', classes: 2, parameters: { metric: 'roc_auc', ensemble_size: 1000 } } as const;
    const controller = new AbortController();
    const chosen = chooseGreedily(library, { x, y }, { ...options, signal: controller.signal });
    controller.abort();
    await expect(chosen).rejects.toMatchObject({ code: 'learning.aborted' });
  });

  it('refuses a metric of the other task', async () => {
    const greedy = findEstimator('greedy', 'classification');
    await expect(fit(greedy, { x, y: Float64Array.from(fixture.classification[0].y) }, 2, { metric: 'rmse' })).rejects.toMatchObject({
      code: 'learning.parameter_invalid',
      where: 'metric',
    });
  });

  it('maximises a metric, and leaves out members that were not chosen', async () => {
    const members = [{ algorithm: 'decision_tree', hyperparameters: { max_depth: 1 } }, ...classifiers];
    const train = { x, y: Float64Array.from(fixture.classification[0].y) };
    const fitted = await fit(findEstimator('greedy', 'classification'), train, 2, { members, metric: 'roc_auc', ensemble_size: 1 });
    const { members: kept } = fitted.toJSON() as { members: { algorithm: string; weight: number }[] };
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({ weight: 1, algorithm: 'logistic' });
  });

  function lossOf(models: readonly number[]): number {
    const proba = y.map((_, row) => mean(models.map((model) => library[model][2 * row + y[row]])));
    return mean([...proba].map((p) => -Math.log(p)));
  }
});

describe('members', () => {
  const voting = findEstimator('voting', 'classification');
  const resolve = (given: Record<string, unknown>) =>
    voting.specialise?.(resolveParameters('voting', voting.parameters, given), 'classification');

  it('may be names, text, JSON or objects, and are completed', () => {
    const byName = resolve({ members: ['logistic', 'random_forest'] });
    expect(resolve({ members: 'logistic, random_forest' })?.parameters).toEqual(byName?.parameters);
    expect(resolve({ members: '["logistic", {"algorithm": "random_forest"}]' })?.parameters).toEqual(byName?.parameters);
    expect(byName?.parameters.members).toMatchObject([
      { algorithm: 'logistic', hyperparameters: { C: 1 } },
      { algorithm: 'random_forest' },
    ]);
    expect(resolveParameters('voting', voting.parameters, byName?.parameters ?? {})).toEqual(byName?.parameters);
  });

  it('are refused by name, hyper-parameter and task, saying which', () => {
    expect(() => resolve({ members: ['logistic', 'lightgbn'] })).toThrow(
      'In members[1]: There is no algorithm "lightgbn"; did you mean "lightgbm"?',
    );
    expect(() => resolve({ members: [{ algorithm: 'lightgbm', hyperparameters: { num_leafs: 3 } }] })).toThrow(
      expect.objectContaining({ code: 'learning.parameter_unknown', where: 'members[0].num_leafs' }),
    );
    expect(() => resolve({ members: ['ridge'] })).toThrow(expect.objectContaining({ code: 'learning.task_unsupported' }));
    expect(() => resolve({ members: '[1' })).toThrow(expect.objectContaining({ code: 'learning.parameter_invalid', where: 'members' }));
    expect(() => resolve({ members: ['logistic'], weights: '1,2' })).toThrow('"weights" must be 1 numbers');
    expect(() => resolve({ members: ['logistic'], weights: '0' })).toThrow(expect.objectContaining({ where: 'weights' }));
  });

  it('say together what they need of the preparation', () => {
    const needs = (members: string) => {
      const own = resolve({ members })?.estimator;
      return { scaleSensitive: own?.scaleSensitive, handlesMissing: own?.handlesMissing };
    };
    expect(needs('random_forest, decision_tree')).toEqual({ scaleSensitive: false, handlesMissing: true });
    expect(needs('random_forest, logistic')).toEqual({ scaleSensitive: true, handlesMissing: false });
  });

  it('may be ensembles, which see missing values where all members do', async () => {
    const given = { members: [{ algorithm: 'bagging', hyperparameters: { n_estimators: 3 } }, 'decision_tree'] };
    const own = resolve(given) as { estimator: Estimator; parameters: Record<string, ParameterValue> };
    const holes = { ...x, data: x.data.map((value, i) => (i % 5 === 0 ? Number.NaN : value)) };
    const fitted = await fit(own.estimator, { x: holes, y: Float64Array.from(fixture.classification[0].y) }, 2, own.parameters);
    expect(furthest(await onnx(fitted, holes), [...(fitted.predictProba?.(holes) ?? [])])).toBeLessThan(1e-6);
    expect(() => fitted.predict({ ...x, columns: 2, names: ['a', 'b'] })).toThrow(
      expect.objectContaining({ code: 'learning.value_invalid' }),
    );
  });
});

describe('seeded folds', () => {
  it('test every row once and keep the classes in proportion', () => {
    const y = Float64Array.from({ length: 53 }, (_, row) => Number(row % 7 === 0));
    const folds = seededFolds({ x, y }, { task: 'classification', seed: 4 }, 5);
    expect(folds.flatMap(({ test: rows }) => [...rows]).sort((a, b) => a - b)).toEqual(Array.from(y.keys()));
    for (const { train, test: rows } of folds) {
      expect(train.length + rows.length).toBe(53);
      expect(rows.filter((row) => y[row] === 1).length).toBeGreaterThanOrEqual(1);
      expect(rows.filter((row) => y[row] === 1).length).toBeLessThanOrEqual(2);
    }
  });

  it('are none where a training part could not be learned from', () => {
    const choose = (y: number[], task: 'classification' | 'regression') =>
      seededFolds({ x, y: Float64Array.from(y) }, { task, seed: 1 }, 5);
    expect(choose([0, 1], 'classification')).toEqual([]);
    expect(choose([0, 0, 0, 1], 'classification')).toEqual([]);
    expect(choose([1, 2], 'regression')).toEqual([]);
    expect(choose([1, 2, 3], 'regression')).toHaveLength(3);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('members that take categories', () => {
  it('are given them as codes, in samples of columns and in ONNX too', async () => {
    const random = createRandom(12);
    const rows = 150;
    const data = Float32Array.from({ length: rows * 3 }, (_, i) => (i % 3 === 1 ? random.integer(4) : random.normal()));
    const coded: Matrix = { rows, columns: 3, data, names: ['a', 'kind', 'c'], categories: Int32Array.of(0, 4, 0) };
    const y = Float64Array.from({ length: rows }, (_, row) => Number(data[3 * row] + (data[3 * row + 1] === 2 ? 2 : -0.5) > 0));
    const member = { algorithm: 'catboost', hyperparameters: { iterations: 10 } };
    for (const [name, given] of [
      ['bagging', { estimator: member, n_estimators: 3, max_features: 0.7 }],
      ['voting', { members: [member, member] }],
      ['stacking', { members: [member], final_estimator: member, passthrough: true, cv: 3 }],
    ] as const) {
      const algorithm = findEstimator(name, 'classification');
      const own = algorithm.specialise?.(resolveParameters(name, algorithm.parameters, given), 'classification');
      expect(own?.estimator.handlesCategories).toBe(true);
      const fitted = await fit(own?.estimator ?? algorithm, { x: coded, y }, 2, own?.parameters ?? {});
      expect(furthest(await onnx(fitted, coded), [...(fitted.predictProba?.(coded) ?? [])])).toBeLessThan(1e-5);
      expect(fitted.predict(coded).filter((code, row) => code === y[row]).length / rows).toBeGreaterThan(0.8);
    }
  });
});
