import { AtelierError, type ColumnSchema, type PreparationRequest, type TaskType, type TrainRequest } from '@atelier/contracts';
import type { PlanColumn, TrainingPlan, UnsupervisedPlan, UnsupervisedTask } from '@atelier/learning';
import { preparationOf, textPlanOf } from './preparation-plan.js';

type Learned = Pick<TrainRequest, 'algorithm' | 'hyperparameters' | 'seed'> & {
  readonly target_column: string;
  readonly task_type: TaskType;
};
type Weighted = Pick<TrainRequest, 'class_weights' | 'weight_column' | 'calibration' | 'reduction'>;
type Divided = Pick<TrainRequest, 'test_size' | 'validation_size' | 'scaling_method' | 'early_stopping' | 'early_stopping_patience'>;

/** What is to be learned from a data set with these columns, with or without a target. */
export function anyPlanOf(request: TrainRequest, columns: readonly ColumnSchema[]): TrainingPlan | UnsupervisedPlan {
  const { task_type, target_column } = request;
  if (task_type === 'clustering' || task_type === 'anomaly_detection') return unsupervisedPlanOf({ ...request, task_type }, columns);
  // The request's schema asks for one; a request that was stored by another version might still not have it.
  if (target_column === undefined) throw invalid('target_column', `is required for ${task_type}`);
  return planOf({ ...request, task_type, target_column }, columns);
}

function unsupervisedPlanOf(
  request: TrainRequest & { readonly task_type: UnsupervisedTask },
  columns: readonly ColumnSchema[],
): UnsupervisedPlan {
  const { task_type, algorithm, hyperparameters, scaling_method, test_size, seed, label_column, weight_column, reduction } = request;
  requireParts(test_size, 0);
  return {
    task: task_type,
    algorithm,
    hyperparameters,
    scaling: scaling_method,
    testSize: test_size,
    seed,
    columns: columns.map(planColumn),
    ...(label_column === undefined ? {} : { labelColumn: label_column }),
    ...(weight_column === undefined ? {} : { weightColumn: weight_column }),
    ...(reduction === undefined ? {} : { reduction }),
    ...textPlanOf(request.text),
  };
}

/** A plan without a target. */
export function isWithoutTarget(plan: TrainingPlan | UnsupervisedPlan): plan is UnsupervisedPlan {
  return !('target' in plan);
}

const defaultDivision: Divided = {
  test_size: 0.2,
  validation_size: 0,
  scaling_method: 'standard',
  early_stopping: false,
  early_stopping_patience: 10,
};

/** A request and the types of its data set's columns, as learning reads them. */
export function planOf(
  request: Learned & Weighted & PreparationRequest & Partial<Divided>,
  columns: readonly ColumnSchema[],
): TrainingPlan {
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
    ...preparationOf(request),
  };
}

/** A data set's own target is a feature like others when something else is to be predicted. */
function planColumn({ name, type, role, missing_tokens: missingTokens, format }: ColumnSchema): PlanColumn {
  return { name, type, missingTokens, ...(format ? { format } : {}), ...(role === 'target' ? {} : { role }) };
}

function requireParts(test: number, validation: number): void {
  if (test <= 0) throw invalid('test_size', `must be above 0, not ${test}: a model without test rows has no evaluation`);
  if (test + validation >= 1) throw invalid('validation_size', `and test_size together (${test + validation}) leave no row to train on`);
}

function invalid(path: string, message: string): AtelierError {
  return new AtelierError('learning.parameter_invalid', `${path} ${message}.`, [{ path, message }]);
}
