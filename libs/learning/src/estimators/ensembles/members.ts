import { LearningError } from '../../errors.js';
import type { Task } from '../../frame/signature.js';
import { createRandom } from '../../random/random.js';
import type { Estimator, FittedEstimator, FitOptions, LearningSet, Matrix } from '../estimator.js';
import { type Member, type ParameterValue, type ParameterValues, resolveParameters } from '../parameters.js';

/** How ensembles look their members up; the registry gives its own, which knows the ensembles too. */
export type FindEstimator = (name: string, task: Task) => Estimator;

/** A member that is looked up and whose hyper-parameters are complete. */
export interface BoundMember {
  readonly algorithm: string;
  readonly estimator: Estimator;
  readonly parameters: ParameterValues;
}

export interface FittedMember {
  readonly algorithm: string;
  readonly model: FittedEstimator;
}

/** Looks up the members of the parameter `name`. Throws as the registry does, with the member's place before the message. */
export function bindMembers(find: FindEstimator, name: string, members: readonly Member[], task: Task): BoundMember[] {
  return members.map(({ algorithm, hyperparameters }, i) => {
    try {
      const found = find(algorithm, task);
      const parameters = resolveParameters(algorithm, found.parameters, hyperparameters);
      return { algorithm, ...(found.specialise?.(parameters, task) ?? { estimator: found, parameters }) };
    } catch (error) {
      if (!(error instanceof LearningError)) throw error;
      const place = `${name}[${i}]`;
      throw new LearningError(error.code, `In ${place}: ${error.message}`, error.where ? `${place}.${error.where}` : place);
    }
  });
}

/** The members as a hyper-parameter again, complete. */
export function membersValue(members: readonly BoundMember[]): ParameterValue {
  return members.map(({ algorithm, parameters }) => ({ algorithm, hyperparameters: parameters }));
}

/** What an estimator can take; all members are given one matrix, so an ensemble takes what all of them take. */
export type Traits = Pick<Estimator, 'scaleSensitive' | 'handlesMissing' | 'handlesCategories'>;

/** Before the members are known: numbers that are scaled and complete, which any of them takes. */
export const anyMembers: Traits = { scaleSensitive: true, handlesMissing: false };

/** What these members together can take. */
export function traitsOf(members: readonly BoundMember[]): Traits {
  const all = (can: (member: Estimator) => boolean | undefined) => members.every((member) => can(member.estimator));
  return {
    scaleSensitive: !all((member) => !member.scaleSensitive),
    handlesMissing: all((member) => member.handlesMissing),
    handlesCategories: all((member) => member.handlesCategories),
  };
}

/** Fits one member quietly; `label` makes its seed. */
export async function fitMember(
  { algorithm, estimator, parameters }: BoundMember,
  train: LearningSet,
  options: FitOptions,
  label: string,
): Promise<FittedMember> {
  const seed = createRandom(options.seed)
    .fork(label)
    .integer(2 ** 31);
  return { algorithm, model: await estimator.fit(train, { ...options, parameters, seed, onProgress: undefined }) };
}

/** Row-major probabilities [rows × classes], or values [rows]. */
export function outputsOf({ model }: FittedMember, x: Matrix): Float64Array {
  return model.predictProba ? model.predictProba(x) : model.predict(x);
}

export interface SavedMember {
  readonly algorithm: string;
  readonly model: unknown;
}

export function saveMember({ algorithm, model }: FittedMember): SavedMember {
  return { algorithm, model: model.toJSON() };
}

/** Throws `learning.model_invalid` for what `saveMember` did not write. */
export function loadMember(find: FindEstimator, saved: SavedMember, classes: number): FittedMember {
  if (typeof saved?.algorithm !== 'string')
    throw new LearningError('learning.model_invalid', 'A member of the saved ensemble has no algorithm.');
  const { algorithm, model } = saved;
  return { algorithm, model: find(algorithm, classes > 0 ? 'classification' : 'regression').load(model) };
}

/** Reads an ensemble's JSON back as far as its format and members go. Throws `learning.model_invalid`. */
export function savedEnsemble<T extends { readonly format: string }>(json: unknown, format: T['format']): T {
  const saved = json as T;
  if (saved?.format !== format) throw new LearningError('learning.model_invalid', `The saved model is not of the format ${format}.`);
  return saved;
}

/** Throws `learning.value_invalid` for another number of columns, and for a missing value where the members were not to see any. */
export function requireMatrix(x: Matrix, columns: number, takesMissing: boolean): void {
  if (x.columns !== columns)
    throw new LearningError('learning.value_invalid', `The model was trained on ${columns} columns; the matrix has ${x.columns}.`);
  const at = takesMissing ? -1 : x.data.findIndex(Number.isNaN);
  if (at < 0) return;
  const name = x.names[at % columns];
  throw new LearningError(
    'learning.value_invalid',
    `The value of "${name}" in row ${Math.floor(at / columns) + 1} is missing; impute it first.`,
    name,
  );
}
