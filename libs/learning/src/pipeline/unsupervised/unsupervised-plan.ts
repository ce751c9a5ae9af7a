import { LearningError } from '../../errors.js';
import { type ParameterValues, resolveParameters } from '../../estimators/parameters.js';
import { findUnsupervised, unsupervised } from '../../estimators/unsupervised-registry.js';
import type { Unsupervised, UnsupervisedKind } from '../../estimators/unsupervised.js';
import { columnMissing } from '../../frame/frame.js';
import type { UnsupervisedTask } from '../../frame/signature.js';
import { scalings } from '../../preparation/step.js';
import type { TrainingPlan } from '../plan.js';

/** What is to be learned without a target; plain JSON. */
export interface UnsupervisedPlan
  extends Pick<
    TrainingPlan,
    'algorithm' | 'hyperparameters' | 'scaling' | 'reduction' | 'testSize' | 'seed' | 'columns' | 'weightColumn' | 'text'
  > {
  readonly task: UnsupervisedTask;
  /** A column that says what is true of each row: no feature, only compared with what was found. */
  readonly labelColumn?: string;
}

export interface ResolvedUnsupervisedPlan extends UnsupervisedPlan {
  readonly estimator: Unsupervised;
  readonly parameters: ParameterValues;
}

const taskOf: Readonly<Record<UnsupervisedKind, UnsupervisedTask>> = { clusters: 'clustering', anomalies: 'anomaly_detection' };

/** The task that an algorithm without a target does. */
export function taskOfUnsupervised({ kind }: Pick<Unsupervised, 'kind'>): UnsupervisedTask {
  return taskOf[kind];
}

/** Checks a plan before any row is read. Throws as `resolvePlan` does. */
export function resolveUnsupervisedPlan(plan: UnsupervisedPlan): ResolvedUnsupervisedPlan {
  const estimator = findUnsupervised(plan.algorithm);
  requireTask(estimator, plan.task);
  const parameters = resolveParameters(plan.algorithm, estimator.parameters, plan.hyperparameters);
  if (!scalings.includes(plan.scaling)) throw invalid('scaling', `one of ${scalings.join(', ')}`, plan.scaling);
  if (!Number.isInteger(plan.seed)) throw invalid('seed', 'a whole number', plan.seed);
  if (!(plan.testSize > 0 && plan.testSize < 1)) throw invalid('testSize', 'above 0 and below 1', plan.testSize);
  for (const column of [plan.labelColumn, plan.weightColumn]) requireColumn(plan, column);
  if (plan.weightColumn !== undefined && plan.weightColumn === plan.labelColumn)
    throw invalid('weightColumn', 'another column than the labels', plan.weightColumn);
  return { ...plan, estimator, parameters };
}

function requireTask(estimator: Unsupervised, task: UnsupervisedTask): void {
  const own = taskOfUnsupervised(estimator);
  if (own === task) return;
  const others = [...unsupervised.values()].filter((other) => taskOfUnsupervised(other) === task).map(({ name }) => name);
  throw new LearningError(
    'learning.task_unsupported',
    `"${estimator.name}" does ${own}, not ${task}; choose ${others.join(' or ')}.`,
    'algorithm',
  );
}

function requireColumn({ columns }: UnsupervisedPlan, name: string | undefined): void {
  if (name === undefined || columns.some((column) => column.name === name)) return;
  throw columnMissing(
    name,
    columns.map((column) => column.name),
  );
}

function invalid(name: string, expected: string, value: unknown): LearningError {
  return new LearningError('learning.parameter_invalid', `"${name}" must be ${expected}, not ${JSON.stringify(value)}.`, name);
}
