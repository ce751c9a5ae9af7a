/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import { estimators } from '../estimators/registry.js';
import { indices } from '../frame/splits.js';
import { certify } from './certificate.js';
import { createManifest, parseManifest } from './manifest.js';
import { goldenRows, rowsFromFrame } from './rows.js';
import { hasRealData, planOf, readTable, runOnOnnxruntime } from './tables.suite.js';
import { trainPipeline } from './train.js';

const tables = [
  { file: 'telco_churn/Telco-Customer-Churn.csv', target: 'Churn', task: 'classification', atLeast: 0.71 },
  { file: 'adult/adult_full_header.csv', target: 'income', task: 'classification', atLeast: 0.75, missing: ['?'] },
  { file: 'titanic/train.csv', target: 'Survived', task: 'classification', atLeast: 0.69 },
  { file: 'wine_quality/winequality-red.csv', target: 'quality', task: 'classification', atLeast: 0.46, separator: ';' },
  { file: 'california_housing/housing.csv', target: 'median_house_value', task: 'regression', atLeast: 0.4 },
] as const;

/** A tree that is fully grown learns the noise as well. */
const few = [
  { algorithm: 'decision_tree', hyperparameters: { max_depth: 6 } },
  { algorithm: 'lightgbm', hyperparameters: { n_estimators: 20, num_leaves: 7 } },
];
const hyperparameters: Readonly<Record<string, Record<string, unknown>>> = {
  voting: { members: few },
  stacking: { members: few, cv: 2 },
  greedy: { members: few, cv: 2, ensemble_size: 5 },
  bagging: { estimator: few[0] },
  calibrated: { estimator: { algorithm: 'random_forest', hyperparameters: { n_estimators: 10 } }, method: 'isotonic', cv: 3 },
  decision_tree: { max_depth: 6 },
  random_forest: { n_estimators: 50 },
  extra_trees: { n_estimators: 50 },
  lightgbm: { n_estimators: 50 },
  xgboost: { n_estimators: 50 },
  gradient_boosting: { n_estimators: 50 },
  adaboost: { n_estimators: 30 },
  catboost: { iterations: 50 },
};

/** With scikit-learn's defaults these miss here, there as well: columns that depend on each other, a target of hundreds of thousands. */
const unsuited = ['naive_bayes', 'elastic_net', 'svr', 'adaboost'];

/** Every algorithm meets one table of each task; the other tables, which differ in their columns, meet one algorithm of each kind. */
const everyAlgorithm = ['telco_churn/Telco-Customer-Churn.csv', 'california_housing/housing.csv'];
const oneOfEachKind = ['logistic', 'decision_tree', 'lightgbm', 'catboost', 'naive_bayes', 'knn'];

const cases = tables.flatMap((table) =>
  [...estimators.values()]
    .filter(({ name, tasks }) => tasks.includes(table.task) && (everyAlgorithm.includes(table.file) || oneOfEachKind.includes(name)))
    .map(({ name }) => [name, table.file, table] as const),
);

// The data sets stand beside the checkout, never in it.
(hasRealData ? describe : describe.skip)('pipelines on real tables (../shared/data)', () => {
  it.each(cases)('%s on %s', async (algorithm, file, { target, task, atLeast, ...options }) => {
    const { frame, columns } = readTable(file, {
      rows: 800,
      missing: 'missing' in options ? [...options.missing] : [],
      separator: 'separator' in options ? options.separator : ',',
    });
    const trained = await trainPipeline(
      frame,
      planOf(target, task, algorithm, columns, { hyperparameters: hyperparameters[algorithm] ?? {} }),
    );
    const { evaluation } = trained;
    const score = evaluation.task === 'classification' ? evaluation.accuracy : evaluation.r2;
    if (!unsuited.includes(algorithm)) expect(score).toBeGreaterThan(atLeast);
    const rows = rowsFromFrame(trained.signature, frame, indices(frame.rows));
    const certificate = await certify(trained, [...rows, ...goldenRows(trained.signature, frame, 1)], runOnOnnxruntime);
    expect(certificate).toMatchObject({ outcome: 'passed', rows: frame.rows + 20 });
    const manifest = createManifest(trained, {
      dataHash: 'sha256:0',
      libraryVersion: '0',
      goldenRows: goldenRows(trained.signature, frame, 1),
      certificate,
    });
    expect(parseManifest(JSON.parse(JSON.stringify(manifest)))).toEqual(JSON.parse(JSON.stringify(manifest)));
  });
});
