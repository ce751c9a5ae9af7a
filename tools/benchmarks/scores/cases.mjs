// What the score study fits: ours and the reference's with the same hyper-parameters, given to both by name unless `theirs` says otherwise.
const trees = [
  { algorithm: 'random_forest', hyperparameters: { n_estimators: 50 } },
  { algorithm: 'gradient_boosting', hyperparameters: { n_estimators: 50, subsample: 0.8 } },
];

/**
 * `reference` is a class, of which `*` stands for Classifier or Regressor; `table` says how the rows are given: with missing values, filled in,
 * scaled, with strange rows mixed in, or with categories as categories.
 * @type {{ name: string, algorithm: string, parameters: Record<string, unknown>, theirs?: Record<string, unknown>, reference: string, table: string }[]}
 */
export const cases = [
  {
    name: 'xgboost, subsample 0.8, colsample_bytree 0.8',
    algorithm: 'xgboost',
    parameters: { n_estimators: 100, learning_rate: 0.1, subsample: 0.8, colsample_bytree: 0.8 },
    reference: 'xgboost.XGB*',
    table: 'holes',
  },
  {
    name: 'lightgbm, bagging 0.8, feature_fraction 0.8',
    algorithm: 'lightgbm',
    parameters: { n_estimators: 100, subsample: 0.8, subsample_freq: 1, colsample_bytree: 0.8 },
    reference: 'lightgbm.LGBM*',
    table: 'holes',
  },
  {
    name: 'lightgbm, GOSS',
    algorithm: 'lightgbm',
    parameters: { n_estimators: 100, data_sample_strategy: 'goss' },
    reference: 'lightgbm.LGBM*',
    table: 'holes',
  },
  {
    name: 'lightgbm, DART',
    algorithm: 'lightgbm',
    parameters: { n_estimators: 100, boosting_type: 'dart' },
    reference: 'lightgbm.LGBM*',
    table: 'holes',
  },
  {
    name: 'gradient_boosting, subsample 0.8',
    algorithm: 'gradient_boosting',
    parameters: { n_estimators: 100, subsample: 0.8 },
    reference: 'sklearn.ensemble.GradientBoosting*',
    table: 'filled',
  },
  { name: 'adaboost', algorithm: 'adaboost', parameters: { n_estimators: 50 }, reference: 'sklearn.ensemble.AdaBoost*', table: 'filled' },
  { name: 'bagging', algorithm: 'bagging', parameters: { n_estimators: 10 }, reference: 'sklearn.ensemble.Bagging*', table: 'filled' },
  {
    name: 'bagging, half the rows and columns',
    algorithm: 'bagging',
    parameters: { n_estimators: 20, max_samples: 0.5, max_features: 0.5 },
    reference: 'sklearn.ensemble.Bagging*',
    table: 'filled',
  },
  {
    name: 'voting: random_forest, gradient_boosting',
    algorithm: 'voting',
    parameters: { members: trees },
    reference: 'sklearn.ensemble.Voting*',
    table: 'filled',
  },
  {
    name: 'stacking: random_forest, gradient_boosting',
    algorithm: 'stacking',
    parameters: { members: trees },
    reference: 'sklearn.ensemble.Stacking*',
    table: 'filled',
  },
  {
    name: 'isolation_forest',
    algorithm: 'isolation_forest',
    parameters: { n_estimators: 100 },
    reference: 'sklearn.ensemble.IsolationForest',
    table: 'strange',
  },
  {
    name: 'kmeans, 8 clusters',
    algorithm: 'kmeans',
    parameters: { n_clusters: 8 },
    reference: 'sklearn.cluster.KMeans',
    table: 'scaled',
  },
  {
    name: 'catboost',
    algorithm: 'catboost',
    parameters: { iterations: 200 },
    reference: 'catboost.CatBoost*',
    table: 'categories',
  },
  {
    name: 'catboost, Ordered',
    algorithm: 'catboost',
    parameters: { iterations: 200, boosting_type: 'Ordered' },
    reference: 'catboost.CatBoost*',
    table: 'categories',
  },
];
