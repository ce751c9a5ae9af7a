import { fittedAverage } from '../../estimators/ensembles/average.js';
import { bindMembers, type BoundMember, type FittedMember, fitMember } from '../../estimators/ensembles/members.js';
import type { FitOptions, FittedEstimator, LearningSet } from '../../estimators/estimator.js';
import type { Member, ParameterValues } from '../../estimators/parameters.js';
import { findEstimator } from '../../estimators/registry.js';

/** A member once it has learned, with everything it was told. */
export interface TrainedMember extends FittedMember {
  readonly hyperparameters: ParameterValues;
}

export interface TrainMembersOptions extends Omit<FitOptions, 'parameters' | 'onProgress'> {
  /** Before each. */
  readonly onMember?: (algorithm: string, index: number) => void;
}

/** Looks members up and completes their hyper-parameters. Throws as the registry does. */
export function boundMembers(members: readonly Member[], task: FitOptions['task']): BoundMember[] {
  return bindMembers(findEstimator, 'members', members, task);
}

/** Members learned one by one from the same rows, each with the seed that it would have in a vote. */
export async function trainMembers(
  members: readonly BoundMember[],
  train: LearningSet,
  { onMember, ...options }: TrainMembersOptions,
): Promise<TrainedMember[]> {
  const trained: TrainedMember[] = [];
  for (const [i, member] of members.entries()) {
    onMember?.(member.algorithm, i);
    const fitted = await fitMember(member, train, { ...options, parameters: member.parameters }, `member ${i}`);
    trained.push({ ...fitted, hyperparameters: member.parameters });
  }
  return trained;
}

/** The soft vote of members that have learned already: what the algorithm `voting` would be, without learning a second time. */
export function voteOf(members: readonly TrainedMember[], classes: number, columns: number): FittedEstimator {
  return fittedAverage({
    members: members.map(({ algorithm, model }) => ({ algorithm, model, weight: 1 / members.length })),
    classes,
    columns,
    takesMissing: members.every(({ algorithm }) => findEstimator(algorithm, classes > 0 ? 'classification' : 'regression').handlesMissing),
    hard: false,
    history: members.map((_, iteration) => ({ iteration, total: members.length, metrics: {} })),
  });
}

/** As hyper-parameters of the algorithm `voting`. */
export function voteParameters(members: readonly TrainedMember[]): ParameterValues {
  return {
    members: members.map(({ algorithm, hyperparameters }) => ({ algorithm, hyperparameters })),
    voting: 'soft',
    weights: null,
  };
}
