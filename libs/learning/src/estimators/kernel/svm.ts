import type { Estimator, FittedEstimator, FitOptions, LearningSet, Progress } from '../estimator.js';
import { checkpointFor, weightsByClass, withoutWeightlessRows } from '../trees/learning-rows.js';
import { inverseTemperature, stratifiedFolds } from './calibration.js';
import { fittedSvm, parseSvm } from './fitted-svm.js';
import { kernelSpace, machineParameters, type MachineParameters, smoOptions } from './machine.js';
import { pairDecisions, type PairMachine, pairsOf, type PairwiseTask, solvePairs } from './pairs.js';
import { supportVectors } from './support-vectors.js';
import { classScores } from './votes.js';

/**
 * C support vector classification (scikit-learn's SVC, LIBSVM): one machine per pair of classes, which vote; ties by confidence, as
 * SVC(break_ties=True). Probabilities are softmax(β · scores), β from decisions on left-out folds
 * (CalibratedClassifierCV(method="temperature", ensemble=False)): unlike Platt's, they never contradict the label. Nothing is random.
 */
export const svm: Estimator = {
  name: 'svm',
  summary: 'Support vector machine with linear, polynomial, RBF or sigmoid kernel, for two or more classes',
  tasks: ['classification'],
  parameters: {
    ...machineParameters,
    class_weight: { type: 'choice', default: null, choices: ['balanced', null], doc: 'Weights classes by the inverse of their frequency.' },
    calibration_folds: {
      type: 'integer',
      default: 5,
      min: 0,
      max: 20,
      doc: 'Folds whose left-out decisions calibrate the probabilities; each costs one more fit. Below 2: not calibrated.',
    },
  },
  scaleSensitive: true,
  handlesMissing: false,
  fit: fitSvm,
  load: (json) => fittedSvm(parseSvm(json)),
};

interface SvmParameters extends MachineParameters {
  readonly class_weight: 'balanced' | null;
  readonly calibration_folds: number;
}

async function fitSvm(train: LearningSet, options: FitOptions): Promise<FittedEstimator> {
  const given = options.parameters as unknown as SvmParameters;
  const set = withoutWeightlessRows(train);
  const present = [...new Set(set.y)].toSorted((a, b) => a - b);
  const folds = foldsFor(set.y, present, given.calibration_folds);
  const course = new Course(pairsOf(present.length).length * (1 + folds), options);
  await course.checkpoint();
  const { kernel, origin, matrix } = kernelSpace(set.x, given);
  const learn = (rows: Int32Array) =>
    solvePairs(taskOf(set, given, { matrix, rows, present }), smoOptions(given), course.checkpoint, (machine) => course.report(machine));
  const machines = await learn(Int32Array.from(set.y.keys()));
  const beta =
    folds < 2
      ? 1
      : await calibrate(set, folds, present, async (rows, left) => pairDecisions(matrix, await learn(rows), left, course.checkpoint));
  const coefficients = machines.map((machine) => machine.coefficients);
  const offsets = machines.map(({ offset }) => offset);
  const vectors = supportVectors(set.x, kernel, origin, coefficients, offsets);
  return fittedSvm({ vectors, present, classes: options.classes, beta, history: course.history });
}

/** As many as asked for, but no more than the smallest class has rows; 0 where one class has a single row. */
function foldsFor(y: Float64Array, present: readonly number[], asked: number): number {
  const counts = present.map((code) => y.reduce((count, each) => count + Number(each === code), 0));
  const folds = Math.min(asked, ...counts);
  return folds < 2 ? 0 : folds;
}

function taskOf(
  { y, weights }: LearningSet,
  { C, class_weight }: SvmParameters,
  task: Pick<PairwiseTask, 'matrix' | 'rows' | 'present'>,
): PairwiseTask {
  const own = weightsByClass(
    Float64Array.from(task.rows, (row) => y[row]),
    weights && Float64Array.from(task.rows, (row) => weights[row]),
    class_weight,
  );
  const costs = new Float64Array(y.length);
  task.rows.forEach((row, i) => {
    costs[row] = C * (own ? own[i] : 1);
  });
  return { ...task, codes: y, costs };
}

/** Every row is decided by machines that have not seen it; the kernel is that of all rows. */
async function calibrate(
  { y, weights }: LearningSet,
  folds: number,
  present: readonly number[],
  decide: (rows: Int32Array, left: Int32Array) => Promise<Float64Array>,
): Promise<number> {
  const fold = stratifiedFolds(y, folds);
  const scores = new Float64Array(y.length * present.length);
  for (let each = 0; each < folds; each++) {
    const rows = Int32Array.from(y.keys());
    const left = rows.filter((row) => fold[row] === each);
    const decisions = await decide(
      rows.filter((row) => fold[row] !== each),
      left,
    );
    const own = classScores(decisions, present.length);
    left.forEach((row, i) => scores.set(own.subarray(i * present.length, (i + 1) * present.length), row * present.length));
  }
  return inverseTemperature(
    scores,
    y.map((code) => present.indexOf(code)),
    weights,
  );
}

/** One entry per solved pair, folds included. */
class Course {
  readonly history: Progress[] = [];
  readonly checkpoint: () => Promise<void>;

  constructor(
    private readonly total: number,
    private readonly options: FitOptions,
  ) {
    this.checkpoint = checkpointFor(options.signal);
  }

  async report({ iterations, coefficients }: PairMachine): Promise<void> {
    const metrics = { solver_iterations: iterations, support_vectors: coefficients.filter(Boolean).length };
    const progress = { iteration: this.history.length, total: this.total, metrics };
    this.history.push(progress);
    this.options.onProgress?.(progress);
    await this.checkpoint();
  }
}
