import { AtelierError, type ColumnSchema, type TrainRequest } from '@atelier/contracts';
import type { PlanColumn, TrainingPlan } from '@atelier/learning';

type Learned = Pick<TrainRequest, 'target_column' | 'task_type' | 'algorithm' | 'hyperparameters' | 'seed'>;
type Weighted = Pick<TrainRequest, 'class_weights' | 'weight_column' | 'calibration' | 'reduction'>;
type Divided = Pick<TrainRequest, 'test_size' | 'validation_size' | 'scaling_method' | 'early_stopping' | 'early_stopping_patience'>;

const defaultDivision: Divided = {
  test_size: 0.2,
  validation_size: 0,
  scaling_method: 'standard',
  early_stopping: false,
  early_stopping_patience: 10,
};

/** A request and the types of its data set's columns, as learning reads them. */
export function planOf(request: Learned & Weighted & Partial<Divided>, columns: readonly ColumnSchema[]): TrainingPlan {
  const { test_size, validation_size, scaling_method, early_stopping, early_stopping_patience } = { ...defaultDivision, ...request };
  requireParts(test_size, validation_size);
  return {
    target: request.target_column,
    task: request.task_type,
    algorithm: request.algorithm,
    hyperparameters: request.hyperparameters,
    scaling: scaling_method,
    testSize: test_size,
    validationSize: validation_size,
    earlyStopping: early_stopping,
    patience: early_stopping_patience,
    seed: request.seed,
    columns: columns.map(planColumn),
    ...(request.class_weights === undefined ? {} : { classWeights: request.class_weights }),
    ...(request.weight_column === undefined ? {} : { weightColumn: request.weight_column }),
    ...(request.reduction === undefined ? {} : { reduction: request.reduction }),
    ...(request.calibration === undefined ? {} : { calibration: request.calibration }),
  };
}

/** A data set's own target is a feature like others when something else is to be predicted. */
function planColumn({ name, type, role, missing_tokens: missingTokens }: ColumnSchema): PlanColumn {
  return { name, type, missingTokens, ...(role === 'target' ? {} : { role }) };
}

function requireParts(test: number, validation: number): void {
  if (test <= 0) throw invalid('test_size', `must be above 0, not ${test}: a model without test rows has no evaluation`);
  if (test + validation >= 1) throw invalid('validation_size', `and test_size together (${test + validation}) leave no row to train on`);
}

function invalid(path: string, message: string): AtelierError {
  return new AtelierError('learning.parameter_invalid', `${path} ${message}.`, [{ path, message }]);
}
