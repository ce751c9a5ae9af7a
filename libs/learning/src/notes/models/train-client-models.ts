import { LearningError, throwIfAborted } from '../../errors.js';
import type { BoundMember } from '../../estimators/ensembles/members.js';
import type { FittedEstimator, LearningSet, Matrix } from '../../estimators/estimator.js';
import type { ParameterValues } from '../../estimators/parameters.js';
import { SparseTable, takeMatrixRows } from '../../estimators/sparse-table.js';
import { type Evaluation, evaluate } from '../../evaluation/metrics/evaluate.js';
import type { Signature } from '../../frame/signature.js';
import type { Split } from '../../frame/splits.js';
import type { Target } from '../../frame/target.js';
import { targetOf } from '../../pipeline/fit-pipeline.js';
import { outcomeOf } from '../../pipeline/outcome.js';
import { Pipeline } from '../../pipeline/pipeline.js';
import { Preparation } from '../../preparation/preparation.js';
import type { FittedTextEncoding } from '../../preparation/text/text-encoding.js';
import type { Study } from '../../tuning/study.js';
import type { ClientOptions } from '../clients/presets.js';
import { type LabelledClients, notesColumn, readClientTarget } from './labelled-clients.js';
import { type ClientPreset, clientPreset, voteName } from './presets.js';
import { splitClients } from './split-clients.js';
import { type ClientTarget, clientTargets, targetTasks } from './targets.js';
import { boundMembers, trainMembers, voteOf, voteParameters } from './train-members.js';
import { type TunedMember, tuneMember, type TuneMemberOptions } from './tune-member.js';

export interface ClientTrainingOptions {
  /** By either name. */
  readonly preset: string;
  readonly seed: number;
  /** Share of the clients that only judge; default 0.2. */
  readonly testSize?: number;
  /** Default all that some client has a label of. */
  readonly targets?: readonly ClientTarget[];
  /** Search the hyper-parameters of each member on the training clients first. */
  readonly tune?: boolean;
  /** Lexicon and sentence encoder, where not the bundled ones. */
  readonly features?: ClientOptions;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ClientTrainingProgress) => void;
}

export interface ClientTrainingProgress {
  readonly phase: 'features' | 'tuning' | 'training';
  readonly target?: ClientTarget;
  readonly algorithm?: string;
  /** Steps done and of how many: one for the features, one a member and target. */
  readonly done: number;
  readonly total: number;
}

export interface ClientModel {
  /** An algorithm's, or `vote`. */
  readonly name: string;
  readonly pipeline: Pipeline;
  readonly hyperparameters: ParameterValues;
  /** On the test clients. */
  readonly evaluation: Evaluation;
  readonly study?: Study;
}

export interface TargetModels {
  readonly target: ClientTarget;
  /**
   * The name of the model to be used: the vote, where there is one. Which member does best on the test clients is known only by looking at them, and
   * then they could no longer say how good it is.
   */
  readonly best: string;
  readonly models: readonly ClientModel[];
  /** Rows of the clients given, of those with this label. */
  readonly rows: Pick<Split, 'train' | 'test'>;
}

export interface ClientModels {
  readonly preset: ClientPreset;
  readonly encoding: FittedTextEncoding;
  readonly split: Pick<Split, 'train' | 'test'>;
  readonly targets: readonly TargetModels[];
  /** Targets that nothing could be learned of, and why. */
  readonly leftOut: readonly { readonly target: ClientTarget; readonly reason: string }[];
}

/**
 * Models of what clients do, from their notes: features are learned once, on the training clients alone, and every member of every target learns from
 * them. Every model is an ordinary pipeline of one free-text column. Same clients, options and seed: same models. Throws `learning.parameter_invalid`,
 * `learning.too_few_rows`, `learning.aborted`, and for a target that was asked for what `readTarget` throws.
 */
export async function trainClientModels(clients: LabelledClients, options: ClientTrainingOptions): Promise<ClientModels> {
  const { seed, testSize = 0.2, signal, onProgress } = options;
  throwIfAborted(signal);
  const preset = clientPreset(options.preset);
  if (!Number.isInteger(seed)) throw new LearningError('learning.parameter_invalid', `"seed" must be a whole number, not ${seed}.`, 'seed');
  const { known, leftOut } = knownTargets(clients, options.targets);
  const split = splitClients(clients.labels, testSize, seed);
  const members = known.reduce((sum, { task }) => sum + preset.members(task).length, 0);
  const steps = { done: 0, total: 1 + members };
  onProgress?.({ phase: 'features', ...steps });
  const encoding = preset.encoding.fit(
    Array.from(split.train, (row) => clients.texts[row]),
    options.features ?? {},
  );
  const x = new SparseTable(encoding.transform(clients.texts));
  const course = (phase: ClientTrainingProgress['phase'], target: ClientTarget) => (algorithm: string) => {
    if (phase === 'training') steps.done++;
    onProgress?.({ phase, target, algorithm, ...steps });
  };
  const targets: TargetModels[] = [];
  for (const target of known) {
    throwIfAborted(signal);
    targets.push(await trainTarget({ x, target, split, encoding, preset, course }, options));
  }
  return { preset, encoding, split: { train: split.train, test: split.test }, targets, leftOut };
}

interface TargetTraining {
  /** All clients. */
  readonly x: Matrix;
  readonly target: Target;
  readonly split: Split;
  readonly encoding: FittedTextEncoding;
  readonly preset: ClientPreset;
  readonly course: (phase: ClientTrainingProgress['phase'], target: ClientTarget) => (algorithm: string) => void;
}

async function trainTarget(training: TargetTraining, options: ClientTrainingOptions): Promise<TargetModels> {
  const { x, target, split, encoding, preset, course } = training;
  const name = target.name as ClientTarget;
  const { train, test } = labelledRows(target, split);
  const set: LearningSet = { x: takeMatrixRows(x, at(target, train)), y: targetOf(target, train) };
  const classes = target.task === 'classification' ? target.classes.length : 0;
  const fitting = { task: target.task, classes, seed: options.seed, threads: options.threads, signal: options.signal };
  const tuned = await tunedMembers(boundMembers(preset.members(target.task), target.task), set, {
    ...fitting,
    metric: targetTasks[name].metric,
    tune: options.tune ?? false,
    onMember: course('tuning', name),
  });
  const trained = await trainMembers(
    tuned.map(({ member }) => member),
    set,
    { ...fitting, onMember: course('training', name) },
  );
  const judged = takeMatrixRows(x, at(target, test));
  const modelOf = (own: string, algorithm: string, estimator: FittedEstimator, hyperparameters: ParameterValues): ClientModel => {
    const pipeline = pipelineOf(target, encoding, algorithm, estimator);
    const outcome = outcomeOf(pipeline.predictMatrix(judged), target, test);
    return { name: own, pipeline, hyperparameters, evaluation: evaluate(outcome, labelsOf(target)) };
  };
  const models = trained.map(({ algorithm, model, hyperparameters }, i) => ({
    ...modelOf(algorithm, algorithm, model, hyperparameters),
    ...(tuned[i].study && { study: tuned[i].study }),
  }));
  const vote = trained.length > 1 ? [modelOf(voteName, 'voting', voteOf(trained, classes, x.columns), voteParameters(trained))] : [];
  const all = [...models, ...vote];
  return { target: name, best: all[all.length - 1].name, models: all, rows: { train: at(target, train), test: at(target, test) } };
}

interface TunedMembersOptions extends TuneMemberOptions {
  readonly tune: boolean;
  readonly onMember: (algorithm: string) => void;
}

async function tunedMembers(members: readonly BoundMember[], set: LearningSet, { tune, onMember, ...options }: TunedMembersOptions) {
  const tuned: TunedMember[] = [];
  for (const member of members) {
    if (tune) onMember(member.algorithm);
    tuned.push(tune ? await tuneMember(member, set, options) : { member });
  }
  return tuned;
}

/** The targets that can be learned. Whoever asks for one by name is told why it can't. */
function knownTargets({ labels }: LabelledClients, asked?: readonly ClientTarget[]) {
  const known: Target[] = [];
  const leftOut: { target: ClientTarget; reason: string }[] = [];
  for (const target of asked ?? clientTargets) {
    try {
      known.push(readClientTarget(labels, target));
    } catch (error) {
      if (asked || !(error instanceof LearningError)) throw error;
      leftOut.push({ target, reason: error.message });
    }
  }
  if (known.length > 0) return { known, leftOut };
  throw new LearningError('learning.target_missing', `Nothing can be learned: ${leftOut.map(({ reason }) => reason).join(' ')}`);
}

/** Rows of the target (which numbers only clients who have it) in either part. */
function labelledRows({ kept }: Target, split: Split): Pick<Split, 'train' | 'test'> {
  const place = new Map(Array.from(kept, (row, i) => [row, i]));
  const known = (rows: Int32Array) => Int32Array.from(Array.from(rows).flatMap((row) => place.get(row) ?? []));
  return { train: known(split.train), test: known(split.test) };
}

/** The clients of these rows of the target. */
function at({ kept }: Target, rows: Int32Array): Int32Array {
  return rows.map((row) => kept[row]);
}

function labelsOf(target: Target) {
  return { labels: target.task === 'classification' ? target.classes : undefined };
}

function pipelineOf(target: Target, encoding: FittedTextEncoding, algorithm: string, estimator: FittedEstimator): Pipeline {
  const signature: Signature = {
    inputs: [{ name: notesColumn, type: 'text', kind: 'text', missingTokens: [], width: encoding.names.length }],
    target: { name: target.name, type: target.type },
    task: target.task,
    ...(target.task === 'classification' ? { classes: target.classes } : {}),
  };
  const preparation = new Preparation([], [], [], 'one_hot', new Map([[notesColumn, encoding]]));
  return new Pipeline({ signature, preparation, algorithm, estimator });
}
