import type { BoundMember } from '../../estimators/ensembles/members.js';
import { takeRows } from '../../estimators/ensembles/take-rows.js';
import type { FitOptions, LearningSet } from '../../estimators/estimator.js';
import { resolveParameters } from '../../estimators/parameters.js';
import { scoreOf } from '../../evaluation/metrics/catalogue.js';
import type { Outcome } from '../../evaluation/metrics/outcome.js';
import { type Fold, kFold, stratifiedKFold } from '../../frame/folds.js';
import { runStudy } from '../../tuning/run-study.js';
import type { Candidate } from '../../tuning/space.js';
import { bestTrial, createStudy, type Study } from '../../tuning/study.js';
import { memberSearch, memberSpace } from './presets.js';

export interface TuneMemberOptions extends Omit<FitOptions, 'parameters' | 'onProgress'> {
  readonly metric: string;
}

export interface TunedMember {
  readonly member: BoundMember;
  readonly study?: Study;
}

/**
 * The member with the hyper-parameters that did best in a random search by cross-validation of these rows; as it is where its algorithm has no
 * space. The columns are not learned anew in every fold: they know no label.
 */
export async function tuneMember(member: BoundMember, train: LearningSet, options: TuneMemberOptions): Promise<TunedMember> {
  const space = memberSpace(member.algorithm);
  if (!space) return { member };
  const { metric, seed, signal } = options;
  const folds = foldsOf(train, options);
  const withCandidate = (candidate: Candidate): BoundMember => ({
    ...member,
    parameters: resolveParameters(member.algorithm, member.estimator.parameters, { ...member.parameters, ...candidate }),
  });
  const score = (candidate: Candidate, fold: number) => scoreFold(withCandidate(candidate), train, folds[fold], options);
  const study = await runStudy(createStudy({ space, ...memberSearch, metric, seed }), { score }, { signal });
  return { member: withCandidate(bestTrial(study).hyperparameters), study };
}

function foldsOf({ y }: LearningSet, { task, seed }: TuneMemberOptions): Fold[] {
  const { folds } = memberSearch;
  if (task === 'classification') return stratifiedKFold({ strata: { codes: Int32Array.from(y) }, folds, seed });
  return kFold({ rows: y.length, folds, seed });
}

async function scoreFold(
  { estimator, parameters }: BoundMember,
  set: LearningSet,
  { train, test }: Fold,
  { metric, ...options }: TuneMemberOptions,
): Promise<number> {
  const model = await estimator.fit(takeRows(set, train), { ...options, parameters });
  const { x, y: truth } = takeRows(set, test);
  const outcome: Outcome =
    options.task === 'classification'
      ? { task: 'classification', classes: options.classes, truth, prediction: model.predict(x), proba: model.predictProba?.(x) }
      : { task: 'regression', truth, prediction: model.predict(x) };
  return scoreOf(metric, outcome);
}
