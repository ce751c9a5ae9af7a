import type { Task } from '../../frame/signature.js';
import { createRandom, shuffle, type Random } from '../../random/random.js';
import type { Estimator, FitOptions, LearningSet } from '../estimator.js';
import type { Member, ParameterSet, ParameterValues } from '../parameters.js';
import { withoutWeightlessRows } from '../trees/learning-rows.js';
import { type AveragedMember, fittedAverage, loadAverage } from './average.js';
import { Course } from './course.js';
import { bindMembers, type BoundMember, type FindEstimator, fitMember, membersValue, type Traits, traitsOf } from './members.js';
import { takeColumns, takeRows } from './take-rows.js';

const parameters = {
  estimator: {
    type: 'members',
    single: true,
    default: null,
    doc: 'The algorithm that is fitted on every sample; null for decision_tree.',
  },
  n_estimators: { type: 'integer', default: 10, min: 1, max: 1000, search: [5, 50], doc: 'Number of samples, and of models.' },
  max_samples: {
    type: 'number',
    default: 1,
    min: 0,
    exclusiveMin: true,
    max: 1_000_000_000,
    search: [0.3, 1],
    doc: 'Rows of a sample: a share up to 1, or a number above 1.',
  },
  max_features: {
    type: 'number',
    default: 1,
    min: 0,
    exclusiveMin: true,
    max: 1_000_000,
    search: [0.3, 1],
    doc: 'Columns of a sample: a share up to 1, or a number above 1.',
  },
  bootstrap: { type: 'boolean', default: true, doc: 'Whether rows are drawn with replacement.' },
  bootstrap_features: { type: 'boolean', default: false, doc: 'Whether columns are drawn with replacement.' },
} as const satisfies ParameterSet;

/** One algorithm on many samples of rows and columns, averaged (Breiman 1996; Ho 1998 for columns), as scikit-learn's BaggingClassifier and BaggingRegressor. */
export function createBagging(find: FindEstimator, traits: Traits = { scaleSensitive: false, handlesMissing: true }): Estimator {
  const bind = ({ estimator }: ParameterValues, task: Task) =>
    bindMembers(find, 'estimator', (estimator as readonly Member[] | null) ?? [{ algorithm: 'decision_tree', hyperparameters: {} }], task);
  return {
    name: 'bagging',
    summary: 'One algorithm on many samples of the rows, averaged: calms algorithms that vary with their data.',
    tasks: ['classification', 'regression'],
    parameters,
    ...traits,
    specialise(values, task) {
      const members = bind(values, task);
      return { parameters: { ...values, estimator: membersValue(members) }, estimator: createBagging(find, traitsOf(members)) };
    },
    async fit(given, options) {
      const [base] = bind(options.parameters, options.task);
      const train = withoutWeightlessRows(given);
      const total = options.parameters.n_estimators as number;
      const course = new Course(options, total);
      const members: AveragedMember[] = [];
      for (let i = 0; i < total; i++) {
        members.push({ ...(await fitOnSample(base, train, options, i)), weight: 1 / total });
        await course.step();
      }
      return fittedAverage({
        members,
        classes: options.classes,
        columns: train.x.columns,
        takesMissing: traits.handlesMissing,
        hard: false,
        history: course.history,
      });
    },
    load: (json) => loadAverage(find, json),
  };
}

async function fitOnSample(base: BoundMember, train: LearningSet, options: FitOptions, i: number) {
  const { max_samples, max_features, bootstrap, bootstrap_features } = options.parameters;
  const random = createRandom(options.seed).fork(`bagging ${i}`);
  const drawn = draw(train.x.rows, countOf(max_samples as number, train.x.rows), bootstrap as boolean, random.fork('rows'));
  const rows = options.task === 'classification' ? withTwoClasses(drawn, train.y, random.fork('classes')) : drawn;
  const count = countOf(max_features as number, train.x.columns);
  const all = count === train.x.columns && !bootstrap_features;
  const columns = all ? undefined : draw(train.x.columns, count, bootstrap_features as boolean, random.fork('columns'));
  const seen = (set: LearningSet) => (columns ? { ...set, x: takeColumns(set.x, columns) } : set);
  const own = options.validation ? { ...options, validation: seen(options.validation) } : options;
  return { ...(await fitMember(base, seen(takeRows(train, rows)), own, `member ${i}`)), ...(columns && { columns }) };
}

function countOf(given: number, of: number): number {
  return Math.min(of, Math.max(1, Math.floor(given <= 1 ? given * of : given)));
}

/** Ascending, so that without replacement and with all of them nothing changes place. */
function draw(of: number, count: number, replacement: boolean, random: Random): Int32Array {
  if (replacement) return Int32Array.from({ length: count }, () => random.integer(of)).sort();
  const all = Int32Array.from({ length: of }, (_, i) => i);
  return shuffle(all, random).slice(0, count).sort();
}

/** A sample of one class teaches no classifier: its last row then gives way to a random row of another class, and a single row gets one beside it. */
function withTwoClasses(rows: Int32Array, y: Float64Array, random: Random): Int32Array {
  if (rows.some((row) => y[row] !== y[rows[0]])) return rows;
  const others = Int32Array.from(y, (_, row) => row).filter((row) => y[row] !== y[rows[0]]);
  return Int32Array.from([...rows.subarray(0, Math.max(1, rows.length - 1)), others[random.integer(others.length)]]);
}
