import { LearningError } from '../../errors.js';
import type { Task } from '../../frame/signature.js';
import type { Estimator } from '../estimator.js';
import type { Member, ParameterSet, ParameterValues } from '../parameters.js';
import { withoutWeightlessRows } from '../trees/learning-rows.js';
import { type AveragedMember, fittedAverage, loadAverage } from './average.js';
import { Course } from './course.js';
import {
  anyMembers,
  bindMembers,
  type BoundMember,
  type FindEstimator,
  fitMember,
  membersValue,
  type Traits,
  traitsOf,
} from './members.js';

const parameters = {
  members: { type: 'members', default: null, doc: 'Algorithms that vote; null for a linear model, random_forest and lightgbm.' },
  voting: {
    type: 'choice',
    default: 'soft',
    choices: ['soft', 'hard'],
    doc: 'soft averages probabilities; hard counts each member for one class.',
  },
  weights: {
    type: 'text',
    default: null,
    pattern: '\\d+(\\.\\d+)?( *, *\\d+(\\.\\d+)?)*',
    expected: 'numbers from 0 with commas, such as "2, 1, 1"',
    doc: 'Weight of each member, in their order, with commas; null for equal weights.',
  },
} as const satisfies ParameterSet;

/** What ensembles are made of when nothing is said. */
export function defaultMembers(task: Task): readonly Member[] {
  return [task === 'classification' ? 'logistic' : 'ridge', 'random_forest', 'lightgbm'].map((algorithm) => ({
    algorithm,
    hyperparameters: {},
  }));
}

/**
 * Several algorithms that vote, as scikit-learn's VotingClassifier and VotingRegressor (where `hard` is the default; here `soft`, as
 * probabilities are wanted). In a hard vote the probabilities are the shares of the votes.
 */
export function createVoting(find: FindEstimator, traits: Traits = anyMembers): Estimator {
  const bind = (values: ParameterValues, task: Task) =>
    bindMembers(find, 'members', (values.members as readonly Member[] | null) ?? defaultMembers(task), task);
  return {
    name: 'voting',
    summary: 'Several algorithms that vote: steadier than each alone.',
    tasks: ['classification', 'regression'],
    parameters,
    ...traits,
    specialise(values, task) {
      const members = bind(values, task);
      const complete = { ...values, members: membersValue(members) };
      weightsOf(complete, members);
      return { parameters: complete, estimator: createVoting(find, traitsOf(members)) };
    },
    async fit(given, options) {
      const members = bind(options.parameters, options.task);
      const weights = weightsOf(options.parameters, members);
      const train = withoutWeightlessRows(given);
      const course = new Course(options, members.length);
      const fitted: AveragedMember[] = [];
      for (const [i, member] of members.entries()) {
        fitted.push({ ...(await fitMember(member, train, options, `member ${i}`)), weight: weights[i] });
        await course.step();
      }
      return fittedAverage({
        members: fitted,
        classes: options.classes,
        columns: train.x.columns,
        takesMissing: traits.handlesMissing,
        hard: options.parameters.voting === 'hard',
        history: course.history,
      });
    },
    load: (json) => loadAverage(find, json),
  };
}

/** As shares of 1. Throws `learning.parameter_invalid` where there isn't one per member, or all are 0. */
function weightsOf({ weights }: ParameterValues, members: readonly BoundMember[]): readonly number[] {
  const given = weights === null ? members.map(() => 1) : String(weights).split(',').map(Number);
  const total = given.reduce((sum, weight) => sum + weight, 0);
  if (given.length === members.length && total > 0) return given.map((weight) => weight / total);
  throw new LearningError(
    'learning.parameter_invalid',
    `"weights" must be ${members.length} numbers, one for each member, not all 0; there are ${given.length}.`,
    'weights',
  );
}
