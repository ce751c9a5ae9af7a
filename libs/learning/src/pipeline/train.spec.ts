import { describe, expect, it } from '@jest/globals';
import type { ClassEvaluation } from '../evaluation/metrics/evaluate.js';
import type { Frame } from '../frame/frame.js';
import { crossValidate } from './cross-validate.js';
import { customerColumns, customers, number, text } from './customers.suite.js';
import type { TrainingPlan } from './plan.js';
import { planOf } from './tables.suite.js';
import { type TrainedPipeline, trainPipeline } from './train.js';

const frame = customers();
const churn = (changes: Partial<TrainingPlan> = {}) => planOf('churn', 'classification', 'logistic', customerColumns, changes);
const spend = (changes: Partial<TrainingPlan> = {}) => planOf('spend', 'regression', 'ridge', customerColumns, changes);
const train = (plan: TrainingPlan, given: Frame = frame) => trainPipeline(given, plan);

describe('trainPipeline', () => {
  it('learns, and says what it did', async () => {
    const { evaluation, summary, results, signature } = await train(churn());
    expect((evaluation as ClassEvaluation).roc_auc).toBeGreaterThan(0.85);
    expect(summary).toMatchObject({
      training_rows: 210,
      validation_rows: 30,
      test_rows: 60,
      rows_without_target: 0,
      features_used: ['months', 'plan', 'active', 'since', 'label', 'spend', 'spend again'],
      columns_left_out: [
        { name: 'id', reason: 'identifier' },
        { name: 'note', reason: 'free_text' },
        { name: 'country', reason: 'constant' },
        { name: 'nothing', reason: 'all_missing' },
      ],
      algorithm: 'logistic',
      scaling: 'standard',
      seed: 7,
      hyperparameters: { penalty: 'l2', C: 1 },
    });
    expect(summary.matrix_columns).toBe(5 + 3 + 4 + 2);
    expect(results.validationEvaluation?.rows).toBe(30);
    expect(results.history.at(-1)?.metrics).toEqual({ train_loss: expect.any(Number), validation_loss: expect.any(Number) });
    expect(signature).toMatchObject({ classes: ['left', 'stayed'], task: 'classification', target: { name: 'churn', type: 'category' } });
    expect(signature.inputs[1]).toEqual({ name: 'plan', type: 'category', kind: 'text', missingTokens: ['?'] });
  });

  it('says which raw columns matter', async () => {
    const { gain = [], permutation } = (await train(churn())).results.importance;
    expect(gain.reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(1, 9);
    expect(gain.map(({ name }) => name).sort()).toEqual(['active', 'label', 'months', 'plan', 'since', 'spend', 'spend again']);
    expect(['months', 'plan', 'spend', 'spend again']).toContain(permutation.columns[0].name);
    expect(permutation.columns.at(-1)?.mean).toBeLessThan(permutation.columns[0].mean / 3);
    expect(permutation.metric).toBe('log_loss');
  });

  it('reports on the test rows, by their numbers in the table', async () => {
    const { results } = await train(churn());
    const { report, background, splits } = results;
    expect(report).toMatchObject({ task: 'classification', rows: 60, threshold: { source: 'validation' } });
    expect(report.metrics).toEqual(results.evaluation);
    const { low, high } = report.intervals.roc_auc;
    expect(low).toBeLessThanOrEqual((results.evaluation as ClassEvaluation).roc_auc as number);
    expect(high).toBeGreaterThanOrEqual((results.evaluation as ClassEvaluation).roc_auc as number);
    if (report.examples.task !== 'classification') throw new Error('It is a classification.');
    for (const { row } of report.examples.most_uncertain) expect(splits.test).toContain(row);
    expect(report.partial_dependence?.[0].points.length).toBeGreaterThan(2);
    expect(background.rows).toBe(100);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('keeps sketches of the training rows and of the predictions', async () => {
    const { sketches, splits } = (await train(churn())).results;
    expect(sketches.columns.rows).toBe(splits.train.length);
    expect(sketches.columns.columns.map(({ name }) => name)).toContain('months');
    expect(sketches.predictions.rows).toBe(60);
    expect(sketches.predictions.columns.map(({ name, count }) => [name, count])).toEqual([
      ['prediction', 60],
      ['probability of left', 60],
      ['probability of stayed', 60],
    ]);
    const values = (await train(spend())).results.sketches.predictions.columns;
    expect(values.map(({ name, kind }) => [name, kind])).toEqual([['prediction', 'number']]);
  });

  it('learns nothing from validation and test rows', async () => {
    const first = await train(churn());
    const isTrained = new Set(first.results.splits.train);
    const months = frame.number('months').values.map((value, row) => (isTrained.has(row) ? value : 1e6));
    const plans = frame.text('plan');
    const strange = Array.from(plans.codes, (code, row) => (isTrained.has(row) ? (plans.dictionary[code] ?? '') : 'never seen'));
    const changed = await train(churn(), frame.with(number('months', months)).with(text('plan', strange)));
    expect(JSON.stringify(changed.preparation)).toBe(JSON.stringify(first.preparation));
    expect(changed.estimator.predictProba?.(first.preparation.transform(frame))).toEqual(
      first.estimator.predictProba?.(first.preparation.transform(frame)),
    );
  });

  it('is the same for the same seed, and another for another', async () => {
    const seen = ({ estimator, results, preparation }: TrainedPipeline) =>
      JSON.stringify([estimator.toJSON(), results.evaluation, results.importance, results.sketches, preparation, [...results.splits.test]]);
    expect(seen(await train(churn()))).toBe(seen(await train(churn())));
    expect(seen(await train(churn({ seed: 8 })))).not.toBe(seen(await train(churn())));
  });

  it('leaves rows without a target out, and names rows of the given frame', async () => {
    const target = frame.text('churn');
    const holes = { ...target, codes: target.codes.map((code, row) => (row % 10 === 0 ? -1 : code)) };
    const { results, summary } = await train(churn(), frame.with(holes));
    expect(summary.rows_without_target).toBe(30);
    const rows = [...results.splits.train, ...results.splits.validation, ...results.splits.test].sort((a, b) => a - b);
    expect(rows).toEqual(Array.from({ length: 300 }, (_, row) => row).filter((row) => row % 10 !== 0));
  });

  it('learns numbers', async () => {
    const { evaluation, results, summary } = await train(spend());
    expect(evaluation.task === 'regression' && evaluation.r2).toBeGreaterThan(0.8);
    expect(summary.columns_left_out).toContainEqual({ name: 'spend again', reason: 'duplicate_of_target' });
    expect(results.targetScale).toBeGreaterThan(40);
    expect(results.importance.permutation.metric).toBe('rmse');
  });

  it('gives truths back as truths', async () => {
    const { signature, predict } = await train({ ...churn(), target: 'active' });
    expect(signature.classes).toEqual([false, true]);
    expect(predict).toBeInstanceOf(Function);
    const labels = (await train({ ...churn(), target: 'active' })).predict(frame).labels;
    expect(new Set(labels)).toEqual(new Set([false, true]));
  });

  it('leaves scaling and imputation out where the algorithm needs neither', async () => {
    const { summary, preparation } = await train(churn({ algorithm: 'decision_tree' }));
    expect(summary.scaling).toBe('none');
    expect(preparation.toJSON().steps).toEqual([]);
  });

  it('weighs classes', async () => {
    const left = async (plan: TrainingPlan) => (await train(plan)).predict(frame).labels.filter((label) => label === 'left').length;
    const plain = await left(churn());
    expect(await left(churn({ classWeights: { left: 20 } }))).toBeGreaterThan(plain);
    expect(await left(churn({ classWeights: { stayed: 20 } }))).toBeLessThan(plain);
    expect(await left(churn({ classWeights: 'balanced' }))).toBeGreaterThan(0);
    await expect(train(churn({ classWeights: { gone: 1 } }))).rejects.toMatchObject({
      code: 'learning.parameter_invalid',
      where: 'classWeights',
    });
    await expect(train(churn({ classWeights: { left: -1 } }))).rejects.toMatchObject({ code: 'learning.parameter_invalid' });
  });

  it('stops early and says when', async () => {
    const hyperparameters = { n_estimators: 300, learning_rate: 0.5 };
    const { summary, results } = await train(
      churn({ algorithm: 'lightgbm', hyperparameters, earlyStopping: true, patience: 3, validationSize: 0.2 }),
    );
    expect(summary.best_iteration).toBeLessThan(250);
    expect(results.history.length).toBeLessThan(300);
  });

  it('uses an identifier that the plan calls a feature, and leaves out what it calls ignored', async () => {
    const roles = customerColumns.map((column) =>
      column.name === 'label'
        ? { ...column, type: 'identifier' as const, role: 'feature' as const }
        : column.name === 'since'
          ? { ...column, role: 'ignored' as const }
          : column,
    );
    const { summary } = await train({ ...churn(), columns: roles });
    expect(summary.features_used).toContain('label');
    expect(summary.columns_left_out).toContainEqual({ name: 'since', reason: 'ignored' });
  });

  it('leaves out a category that is nearly different in every row', async () => {
    const columns = customerColumns.map((column) => (column.name === 'id' ? { ...column, type: 'category' as const } : column));
    expect((await train({ ...churn(), columns })).summary.columns_left_out).toContainEqual({ name: 'id', reason: 'too_many_categories' });
  });

  it('predicts for frames with other columns, and names what is missing', async () => {
    const trained = await train(churn());
    expect(trained.predict(frame.without(['id', 'churn'])).labels).toEqual(trained.predict(frame).labels);
    expect(() => trained.predict(frame.without(['months']))).toThrow('There is no column "months"');
    expect(trained.predict(frame.take(new Int32Array()))).toMatchObject({ labels: [] });
  });

  it.each([
    [{ algorithm: 'logistik' }, 'learning.algorithm_unknown'],
    [{ algorithm: 'ridge' }, 'learning.task_unsupported'],
    [{ hyperparameters: { c: 1 } }, 'learning.parameter_unknown'],
    [{ hyperparameters: { C: 0 } }, 'learning.parameter_invalid'],
    [{ scaling: 'log' as 'none' }, 'learning.parameter_invalid'],
    [{ seed: 0.5 }, 'learning.parameter_invalid'],
    [{ testSize: 0 }, 'learning.parameter_invalid'],
    [{ testSize: 0.6, validationSize: 0.5 }, 'learning.parameter_invalid'],
    [{ earlyStopping: true, validationSize: 0 }, 'learning.parameter_invalid'],
    [{ earlyStopping: true, patience: 0 }, 'learning.parameter_invalid'],
    [{ target: 'churned' }, 'learning.column_missing'],
    [{ target: 'nothing' }, 'learning.target_missing'],
    [{ target: 'country' }, 'learning.target_constant'],
    [{ target: 'id' }, 'learning.target_identifier'],
    [{ columns: [{ name: 'absent', type: 'float' as const }] }, 'learning.column_missing'],
    [{ columns: customerColumns.filter(({ name }) => ['id', 'note', 'country', 'churn'].includes(name)) }, 'learning.no_features'],
    [{ columns: [] }, 'learning.no_features'],
    [{ target: 'churn', task: 'regression' as const, algorithm: 'ridge' }, 'learning.target_not_numeric'],
  ])('refuses %j', async (changes, code) => {
    await expect(train(churn(changes))).rejects.toMatchObject({ code });
  });

  it('says why no column is left', async () => {
    const columns = customerColumns.filter(({ name }) => ['id', 'country', 'churn'].includes(name));
    await expect(train({ ...churn(), columns })).rejects.toThrow(
      '"churn" could be learned: left out are "id" (identifier), "country" (constant).',
    );
  });

  it('takes infinite numbers for missing ones, in the report too', async () => {
    const infinite = (value: number, row: number) =>
      row % 11 === 0 ? (row % 2 === 0 ? Number.POSITIVE_INFINITY : -Number.POSITIVE_INFINITY) : value;
    const months = frame.number('months');
    const { results } = await train(churn(), frame.with({ ...months, values: months.values.map(infinite) }));
    expect(results.report.rows).toBe(60);
  });

  it('learns from principal components, with numbers scaled whatever the algorithm', async () => {
    for (const algorithm of ['logistic', 'lightgbm']) {
      const { summary, evaluation, preparation } = await train(churn({ algorithm, reduction: { method: 'pca', components: 2 } }));
      expect(preparation.names.slice(0, 2)).toEqual(['component 1', 'component 2']);
      expect(summary.scaling).toBe('standard');
      expect((evaluation as ClassEvaluation).roc_auc).toBeGreaterThan(0.7);
    }
    await expect(train(churn({ reduction: { method: 'pca', components: 0.5e9 } }))).rejects.toMatchObject({
      code: 'learning.parameter_invalid',
    });
  });

  describe('with a column of weights', () => {
    const weighted = (weight: (row: number) => number) =>
      frame.with({ kind: 'number', name: 'counts', values: Float64Array.from({ length: frame.rows }, (_, row) => weight(row)) });
    const columns = [...customerColumns, { name: 'counts', type: 'float' as const }];
    const plan = churn({ columns, weightColumn: 'counts' });

    it('learns from rows as much as they count, and takes the column for no feature', async () => {
      const probabilities = async (weights: Frame, changes = plan) => (await train(changes, weights)).predict(frame).probabilities;
      const pipeline = await train(
        plan,
        weighted(() => 1),
      );
      expect(pipeline.summary.features_used).not.toContain('counts');
      expect(pipeline.predict(frame).probabilities).toEqual((await train(churn())).predict(frame).probabilities);
      const months = frame.number('months').values;
      expect(await probabilities(weighted((row) => (months[row] > 30 ? 9 : 1)))).not.toEqual(pipeline.predict(frame).probabilities);
      const balanced = { ...plan, classWeights: { left: 2, stayed: 1 } };
      expect(
        await probabilities(
          weighted(() => 1),
          balanced,
        ),
      ).toEqual(
        await probabilities(weighted((row) => (frame.text('churn').dictionary[frame.text('churn').codes[row]] === 'left' ? 2 : 1))),
      );
    });

    it('says where a weight is none', async () => {
      for (const wrong of [Number.NaN, -1, Number.POSITIVE_INFINITY])
        await expect(
          train(
            plan,
            weighted(() => wrong),
          ),
        ).rejects.toMatchObject({ code: 'learning.value_invalid', where: 'counts' });
      await expect(train({ ...plan, weightColumn: 'count' }, frame)).rejects.toMatchObject({ code: 'learning.column_missing' });
      await expect(train({ ...plan, weightColumn: 'plan' }, frame)).rejects.toMatchObject({ code: 'learning.parameter_invalid' });
    });
  });

  it('refuses a class with one row', async () => {
    const target = frame.text('churn');
    const single = {
      ...target,
      dictionary: [...target.dictionary, 'moved'],
      codes: target.codes.map((code, row) => (row === 0 ? 2 : code)),
    };
    await expect(train(churn(), frame.with(single))).rejects.toMatchObject({ code: 'learning.class_too_small' });
  });

  it('stops when it is told to', async () => {
    await expect(trainPipeline(frame, churn(), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'learning.aborted' });
    const controller = new AbortController();
    const options = { signal: controller.signal, onProgress: () => controller.abort() };
    await expect(trainPipeline(frame, churn(), options)).rejects.toMatchObject({ code: 'learning.aborted' });
  });
});

describe('crossValidate', () => {
  it('learns and scores anew in every fold', async () => {
    const seen: number[] = [];
    const result = await crossValidate(frame, churn(), { folds: 5, metric: 'roc_auc', onProgress: ({ score }) => seen.push(score) });
    expect(result).toMatchObject({ metric: 'roc_auc', direction: 'maximize' });
    expect(result.scores).toHaveLength(5);
    expect(seen).toEqual(result.scores);
    expect(result.mean).toBeGreaterThan(0.8);
    expect(result.std).toBeGreaterThan(0);
    expect(result.std).toBeLessThan(0.2);
    expect(await crossValidate(frame, churn(), { folds: 5, metric: 'roc_auc' })).toEqual(result);
  });

  it('does regression, early stopping, and folds that are not stratified', async () => {
    const regression = await crossValidate(frame, spend(), { folds: 3, metric: 'rmse' });
    expect(regression.direction).toBe('minimize');
    const early = churn({
      algorithm: 'lightgbm',
      hyperparameters: { n_estimators: 30 },
      earlyStopping: true,
      patience: 2,
      validationSize: 0.2,
    });
    expect((await crossValidate(frame, early, { folds: 3, metric: 'accuracy' })).scores.every((score) => score > 0.6)).toBe(true);
    expect((await crossValidate(frame, churn({ stratify: false }), { folds: 3, metric: 'f1' })).scores).toHaveLength(3);
  });

  it.each([
    [{ folds: 1, metric: 'accuracy' }, 'learning.parameter_invalid'],
    [{ folds: 400, metric: 'accuracy' }, 'learning.too_few_rows'],
    [{ folds: 3, metric: 'acuracy' }, 'learning.parameter_invalid'],
    [{ folds: 3, metric: 'r2' }, 'learning.parameter_invalid'],
    [{ folds: 3, metric: 'f1', signal: AbortSignal.abort() }, 'learning.aborted'],
  ])('refuses %j', async (options, code) => {
    await expect(crossValidate(frame, churn(), options)).rejects.toMatchObject({ code });
  });
});
