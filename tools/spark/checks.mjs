// What has to hold of the job and of the models that come back from it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  certifySparkModel,
  comparePaired,
  evaluate,
  findEstimator,
  readSparkModel,
  readTarget,
  scoreOf,
  sparkModelFiles,
  trainPipeline,
} from '@atelier/learning';
import { readFrame, writeParquet } from '@atelier/tables';
import { runGraph } from './graph.mjs';
import { column, penguins } from './tables.mjs';

const parts = ['train', 'validation', 'test'];

export function checkParameters(names) {
  assert.deepEqual(names.toSorted(), Object.keys(findEstimator('xgboost', 'classification').parameters).toSorted());
}

/** Trains on Spark and here, on the same rows, and compares all that both say. Returns what the job wrote. */
export async function compareCase({ name, table, metric, plan }, { jobs, bucket, folder }, check) {
  const types = Object.fromEntries(table.columns.map((each) => [each.name, each.type]));
  const plain = join(folder, `${name}.parquet`);
  await writeParquet(plain, table.frame, types);
  const frame = await readFrame(plain);
  const own = await trainPipeline(frame, plan);
  const divided = join(folder, `${name}-parts.parquet`);
  await writeParquet(divided, table.frame.with(partColumn(frame.rows, own.results.splits)), types);
  const data = [await bucket.upload(divided, `${name}/table.parquet`)];
  const { code, error } = await jobs.run({ plan, data, out: bucket.url(`${name}/model`), partColumn: 'the part' });
  assert.equal(code, 0, error);
  const files = await bucket.texts(`${name}/model`);
  const model = readSparkModel(files);

  await check('features, signature and preparation are those of the platform', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(model.pipeline.signature)), JSON.parse(JSON.stringify(own.signature)));
    assert.deepEqual(JSON.parse(JSON.stringify(model.pipeline.preparation)), JSON.parse(JSON.stringify(own.preparation)));
    for (const field of ['columns_left_out', 'training_rows', 'validation_rows', 'test_rows', 'matrix_columns'])
      assert.deepEqual(model.summary[field], own.summary[field], field);
    return `${model.summary.matrix_columns} columns, ${model.summary.columns_left_out.length} left out`;
  });
  await check('the ONNX model says what XGBoost said, to 1e-5', async () => {
    const { rows, largest_error: largest } = await certifySparkModel(model, runGraph);
    return `${rows} rows, largest error ${largest.toExponential(1)}`;
  });
  const target = readTarget(frame, plan.target, plan.task, types[plan.target]);
  const test = frame.take(own.results.splits.test);
  const [ours, sparks] = [own, model.pipeline].map((pipeline) => outcomeOf(pipeline, test, target, own.results.splits.test));
  await check('the job’s metrics are those that the platform finds on the same rows', () => {
    // XGBoost adds up in float32, whose steps grow with the values; errors are in the target's unit.
    const tolerance = plan.task === 'regression' ? 1e-6 * Math.max(...sparks.truth.map(Math.abs)) : 1e-5;
    compareNumbers(model.evaluation, evaluate(sparks, { labels: target.classes }), tolerance);
  });
  await check(`the score is within noise of the platform’s own xgboost (${metric})`, () => {
    const { difference, low, high, pValue } = comparePaired(ours, sparks, { metric, seed: 1 });
    const [mine, theirs] = [ours, sparks].map((outcome) => scoreOf(metric, outcome).toPrecision(4));
    const said = `Spark ${theirs}, own ${mine}, difference ${difference.toPrecision(2)} [${low.toPrecision(2)}, ${high.toPrecision(2)}]`;
    // Models that are the same but for rounding differ reliably, by next to nothing.
    assert.ok(pValue > 0.01 || Math.abs(difference) < 0.001 * scoreOf(metric, ours), said);
    return said;
  });
  return files;
}

/** Of each row the part that the platform's own training put it in; rows without a target are in none. */
function partColumn(rows, splits) {
  const cells = Array.from({ length: rows }, () => null);
  for (const part of parts) for (const row of splits[part]) cells[row] = part;
  return column('the part', cells);
}

function outcomeOf(pipeline, frame, target, rows) {
  const { codes, probabilities, values } = pipeline.predict(frame);
  const place = new Map(Array.from(target.kept, (row, at) => [row, at]));
  const all = target.task === 'regression' ? target.values : target.codes;
  const truth = Float64Array.from(rows, (row) => all[place.get(row)]);
  if (target.task === 'regression') return { task: 'regression', truth, prediction: values };
  return { task: 'classification', classes: target.classes.length, truth, prediction: codes, proba: probabilities };
}

/** The same keys, and numbers that differ by `tolerance` at most, relative beyond 1. */
function compareNumbers(actual, expected, tolerance, where = '') {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
    assert.ok(error <= tolerance, `${where}: ${actual} is not ${expected}`);
  } else if (typeof expected === 'object' && expected !== null) {
    assert.deepEqual(Object.keys(actual).toSorted(), Object.keys(expected).toSorted(), where);
    for (const key of Object.keys(expected)) compareNumbers(actual[key], expected[key], tolerance, `${where}.${key}`);
  } else assert.equal(actual, expected, where);
}

const small = {
  algorithm: 'xgboost',
  task: 'classification',
  target: 'heavy',
  testSize: 0.3,
  validationSize: 0.2,
  earlyStopping: true,
  patience: 3,
  seed: 5,
  columns: penguins().columns.map((each) => (each.name === 'body_mass_g' ? { ...each, role: 'ignored' } : each)),
  hyperparameters: { n_estimators: 12, max_depth: 3, subsample: 0.8, colsample_bytree: 0.7 },
};

/** A seeded split by content: one file, or three with the rows in another order, make the same model. */
export async function checkDeterminism({ jobs, folder }, check) {
  const { frame } = penguins();
  const types = Object.fromEntries(small.columns.map(({ name, type }) => [name, type]));
  const reversed = frame.take(Int32Array.from({ length: frame.rows }, (_, row) => frame.rows - 1 - row));
  const [one, three] = ['one', 'three'].map((name) => join(folder, name));
  for (const place of [one, three]) mkdirSync(place);
  await writeParquet(join(one, 'all.parquet'), frame, types);
  for (const third of [0, 1, 2]) {
    const rows = Int32Array.from({ length: frame.rows }, (_, row) => row).filter((row) => row % 3 === third);
    await writeParquet(join(three, `${third}.parquet`), reversed.take(rows), types);
  }
  await check('the same plan and rows make the same files, however the data is partitioned', async () => {
    const outs = [];
    for (const [at, data] of [one, three].entries()) {
      const out = join(folder, `same-${at}`);
      const { code, error } = await jobs.run({ plan: small, data: [`file://${data}`], out });
      assert.equal(code, 0, error);
      outs.push(Object.fromEntries(sparkModelFiles.map((name) => [name, readFileSync(join(out, name), 'utf8')])));
    }
    for (const name of sparkModelFiles) assert.ok(outs[0][name] === outs[1][name], `${name} differs`);
    const model = readSparkModel(outs[0]);
    const { rows } = await certifySparkModel(model, runGraph);
    const { training_rows: train, validation_rows: validation, test_rows: test } = model.summary;
    assert.equal(train + validation + test, frame.rows - 2);
    return `${rows} rows checked; ${train} rows trained, ${validation} validated, ${test} tested`;
  });
}

const mistakes = [
  [{ hyperparameters: { max_dept: 3 } }, /parameter_unknown: .*did you mean "max_depth"/],
  [{ hyperparameters: { objective: 'reg:gamma' } }, /parameter_invalid: "objective"/],
  [{ testsize: 0.5 }, /parameter_unknown: .*did you mean "testSize"/],
  [{ validationSize: 0.9 }, /parameter_invalid: "testSize"/],
  [{ seed: '7' }, /parameter_invalid: "seed"/],
  [{ target: 'heavi' }, /column_missing: .*did you mean "heavy"/],
  [{ task: 'clustering' }, /parameter_invalid: "task"/],
  [{ algorithm: 'lightgbm' }, /algorithm_unknown: .*"lightgbm"/],
  [{ calibration: 'sigmoid' }, /parameter_invalid: "calibration"/],
  [{ weightColumn: 'island' }, /parameter_invalid: "weightColumn"/],
  [{ classWeights: { true: 0 } }, /parameter_invalid: "classWeights"/],
];

/** Mistakes end the job with exit code 2 and one line that names them: those of the plan alone before Spark starts. */
export async function checkRefusals({ jobs, folder }, check) {
  const task = { data: [`file://${join(folder, 'one')}`], out: join(folder, 'refused') };
  const refused = async ({ code, error }, expected) => {
    assert.match(error, expected);
    assert.equal(code, 2);
    assert.ok(!existsSync(task.out), 'a refused job wrote something');
    return error;
  };
  await check('mistakes in the plan are named', async () => {
    for (const [change, expected] of mistakes)
      await refused(await jobs.runWithoutSpark({ plan: { ...small, ...change }, ...task }), expected);
    return `${mistakes.length} of them`;
  });
  const columns = small.columns.map((each) => (each.name === 'island' ? { ...each, name: 'iland' } : each));
  await check('so is a column that the data does not have', async () =>
    refused(await jobs.run({ plan: { ...small, columns }, ...task }), /column_missing: .*"iland".*"island"/),
  );
  await check('so is a hyper-parameter that XGBoost refuses', async () =>
    refused(await jobs.run({ plan: { ...small, hyperparameters: { max_depth: -1 } }, ...task }), /parameter_invalid: .*max_depth/),
  );
}
