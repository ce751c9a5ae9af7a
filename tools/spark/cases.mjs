// What is trained on Spark and beside it by the platform itself: the same plan, the same rows in every part.
import { clients, penguins } from './tables.mjs';

const common = { algorithm: 'xgboost', scaling: 'standard', testSize: 0.25, validationSize: 0, earlyStopping: false, patience: 5, seed: 7 };

export const cases = [
  {
    name: 'binary',
    table: clients(4000),
    metric: 'log_loss',
    plan: {
      ...common,
      target: 'churned',
      task: 'classification',
      validationSize: 0.15,
      earlyStopping: true,
      classWeights: 'balanced',
      hyperparameters: { n_estimators: 60, max_depth: 3, learning_rate: 0.15, min_child_weight: 2, reg_alpha: 0.1 },
    },
  },
  {
    name: 'multiclass',
    table: penguins(),
    metric: 'log_loss',
    plan: { ...common, target: 'species', task: 'classification', hyperparameters: { n_estimators: 25, max_depth: 3, learning_rate: 0.2 } },
  },
  {
    name: 'regression',
    table: penguins(),
    metric: 'rmse',
    plan: {
      ...common,
      target: 'flipper_length_mm',
      task: 'regression',
      weightColumn: 'bill_depth_mm',
      hyperparameters: { n_estimators: 40, max_depth: 3, learning_rate: 0.15, reg_lambda: 2 },
    },
  },
].map(({ table, plan, ...rest }) => ({ ...rest, table, plan: { ...plan, columns: table.columns } }));
