// What the learning benchmark fits: for each algorithm the table, our hyper-parameters, and the peer's estimator as Python (T is the number of threads).
const boosted = ['dense', 'sparse'];
const leaves = 'n_estimators=200, num_leaves=31, learning_rate=0.1';

/** @type {{ algorithm: string, tables: string[], parameters: Record<string, unknown>, peer: string, threads?: number[] }[]} */
export const cases = [
  {
    algorithm: 'lightgbm',
    tables: boosted,
    parameters: { n_estimators: 200, num_leaves: 31, learning_rate: 0.1 },
    peer: `lightgbm.LGBMClassifier(${leaves}, n_jobs=T, verbose=-1)`,
  },
  {
    algorithm: 'xgboost',
    tables: boosted,
    parameters: { n_estimators: 200, max_depth: 6, learning_rate: 0.1 },
    peer: "xgboost.XGBClassifier(n_estimators=200, max_depth=6, learning_rate=0.1, n_jobs=T, tree_method='hist')",
  },
  {
    algorithm: 'catboost',
    tables: boosted,
    parameters: { iterations: 200, depth: 6, learning_rate: 0.1 },
    peer: 'catboost.CatBoostClassifier(iterations=200, depth=6, learning_rate=0.1, verbose=0, thread_count=T, allow_writing_files=False)',
  },
  {
    algorithm: 'random_forest',
    tables: boosted,
    parameters: { n_estimators: 200, max_depth: 20 },
    peer: 'sklearn.ensemble.RandomForestClassifier(200, max_depth=20, n_jobs=T)',
  },
  {
    algorithm: 'extra_trees',
    tables: boosted,
    parameters: { n_estimators: 200, max_depth: 20 },
    peer: 'sklearn.ensemble.ExtraTreesClassifier(200, max_depth=20, n_jobs=T)',
  },
  {
    algorithm: 'gradient_boosting',
    tables: ['sparse'],
    parameters: { n_estimators: 200, max_depth: 3 },
    peer: 'sklearn.ensemble.GradientBoostingClassifier(n_estimators=200, max_depth=3)',
    threads: [1],
  },
  single('logistic', 'classes', {}, 'sklearn.linear_model.LogisticRegression(max_iter=1000, tol=1e-8)'),
  single('logistic', 'sparse', {}, 'sklearn.linear_model.LogisticRegression(max_iter=1000, tol=1e-8)'),
  single('linear', 'values', {}, 'sklearn.linear_model.LinearRegression()'),
  single('ridge', 'values', {}, 'sklearn.linear_model.Ridge()'),
  single('lasso', 'values', { alpha: 0.1 }, 'sklearn.linear_model.Lasso(alpha=0.1)'),
  single('elastic_net', 'values', { alpha: 0.1 }, 'sklearn.linear_model.ElasticNet(alpha=0.1)'),
  single('knn', 'few', {}, 'sklearn.neighbors.KNeighborsClassifier()'),
  // Ours gives probabilities (five folds of calibration), so the peer does too.
  single('svm', 'few', {}, 'sklearn.svm.SVC(probability=True)'),
  single('svr', 'few-values', {}, 'sklearn.svm.SVR()'),
];

function single(algorithm, table, parameters, peer) {
  return { algorithm, tables: [table], parameters, peer, threads: [1] };
}

/** Rows, of which the first 80 % train, columns, and classes (0: values). */
export const tables = {
  dense: { rows: 100_000, columns: 28, classes: 2 },
  sparse: { rows: 2000, columns: 1940, classes: 2 },
  classes: { rows: 50_000, columns: 40, classes: 2 },
  values: { rows: 50_000, columns: 40, classes: 0 },
  few: { rows: 4000, columns: 20, classes: 2 },
  'few-values': { rows: 4000, columns: 20, classes: 0 },
};
