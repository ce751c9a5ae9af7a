import type { Task } from '../../frame/signature.js';
import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { Estimator, FittedEstimator, FitOptions, LearningSet, Matrix, Progress } from '../estimator.js';
import type { Member, ParameterSet, ParameterValues } from '../parameters.js';
import { normalised, withoutWeightlessRows } from '../trees/learning-rows.js';
import { Course } from './course.js';
import {
  anyMembers,
  bindMembers,
  type BoundMember,
  type FindEstimator,
  fitMember,
  type FittedMember,
  loadMember,
  membersValue,
  outputsOf,
  requireMatrix,
  type SavedMember,
  savedEnsemble,
  saveMember,
  type Traits,
  traitsOf,
} from './members.js';
import { type ChooseFolds, foldSteps, outOfFold, seededFolds } from './out-of-fold.js';
import { defaultMembers } from './voting.js';

const parameters = {
  members: {
    type: 'members',
    default: null,
    doc: 'Algorithms whose predictions are learned from; null for a linear model, random_forest and lightgbm.',
  },
  final_estimator: {
    type: 'members',
    single: true,
    default: null,
    doc: 'Algorithm that learns from their predictions; null for logistic or ridge.',
  },
  cv: { type: 'integer', default: 5, min: 2, max: 50, doc: 'Folds for the predictions that the final estimator learns from.' },
  passthrough: { type: 'boolean', default: false, doc: 'Whether the final estimator reads the features as well.' },
} as const satisfies ParameterSet;

interface Bound {
  readonly members: readonly BoundMember[];
  readonly final: BoundMember;
}

/**
 * An algorithm that learns from the predictions of others (Wolpert 1992), as scikit-learn's StackingClassifier (stack_method predict_proba, of two
 * classes the second's) and StackingRegressor. The predictions to learn from are out of fold; the members are then fitted on all rows.
 */
export function createStacking(find: FindEstimator, chooseFolds: ChooseFolds = seededFolds, traits: Traits = anyMembers): Estimator {
  return {
    name: 'stacking',
    summary: 'An algorithm that learns from the predictions of others: often the most accurate, and the slowest to train.',
    tasks: ['classification', 'regression'],
    parameters,
    ...traits,
    specialise(values, task) {
      const { members, final } = bind(find, values, task);
      const complete = { ...values, members: membersValue(members), final_estimator: membersValue([final]) };
      return { parameters: complete, estimator: createStacking(find, chooseFolds, traitsOf(readers({ members, final }, values))) };
    },
    async fit(given, options) {
      const bound = bind(find, options.parameters, options.task);
      const train = withoutWeightlessRows(given);
      return fittedStack({ ...(await fitStack(bound, train, options, chooseFolds)), takesMissing: traits.handlesMissing });
    },
    load: (json) => loadStack(find, json),
  };
}

function bind(find: FindEstimator, { members, final_estimator }: ParameterValues, task: Task): Bound {
  const final = { algorithm: task === 'classification' ? 'logistic' : 'ridge', hyperparameters: {} };
  return {
    members: bindMembers(find, 'members', (members as readonly Member[] | null) ?? defaultMembers(task), task),
    final: bindMembers(find, 'final_estimator', (final_estimator as readonly Member[] | null) ?? [final], task)[0],
  };
}

/** The algorithms that read the features themselves. */
function readers({ members, final }: Bound, { passthrough }: ParameterValues): readonly BoundMember[] {
  return passthrough ? [...members, final] : members;
}

interface StackParts {
  readonly members: readonly FittedMember[];
  readonly final: FittedMember;
  readonly passthrough: boolean;
  /** 0 for regression. */
  readonly classes: number;
  readonly columns: number;
  readonly takesMissing: boolean;
  readonly history: readonly Progress[];
}

async function fitStack(
  bound: Bound,
  train: LearningSet,
  options: FitOptions,
  chooseFolds: ChooseFolds,
): Promise<Omit<StackParts, 'takesMissing'>> {
  const { classes, validation, parameters: values } = options;
  const passthrough = values.passthrough as boolean;
  const folds = chooseFolds(train, options, values.cv as number);
  const course = new Course(options, bound.members.length * (foldSteps(folds) + 1) + 1);
  const outputs: Float64Array[] = [];
  for (const [i, member] of bound.members.entries()) outputs.push(await outOfFold(member, train, folds, options, `member ${i}`, course));
  const members: FittedMember[] = [];
  for (const [i, member] of bound.members.entries()) {
    members.push(await fitMember(member, train, options, `member ${i}`));
    await course.step();
  }
  const shape = { classes, passthrough, names: bound.members.map(({ algorithm }, i) => `${algorithm} ${i}`) };
  const stacked = (set: LearningSet, own: readonly Float64Array[]) => ({ ...set, x: stackOutputs(own, set.x, shape) });
  const finalOptions = validation
    ? {
        ...options,
        validation: stacked(
          validation,
          members.map((member) => outputsOf(member, validation.x)),
        ),
      }
    : options;
  const final = await fitMember(bound.final, stacked(train, outputs), finalOptions, 'final');
  await course.step();
  return { members, final, passthrough, classes, columns: train.x.columns, history: course.history };
}

interface StackShape {
  readonly classes: number;
  readonly passthrough: boolean;
  readonly names: readonly string[];
}

/** How many columns of a member's [n, classes] or [n, 1] outputs are read: of two classes the second's. */
function keptOutputs(classes: number): number {
  return classes > 2 ? classes : 1;
}

/** What the final estimator reads: the members' outputs side by side, and the features with `passthrough`. */
function stackOutputs(outputs: readonly Float64Array[], x: Matrix, { classes, passthrough, names }: StackShape): Matrix {
  const kept = keptOutputs(classes);
  const stacked = outputs.length * kept;
  const columns = stacked + (passthrough ? x.columns : 0);
  const data = new Float32Array(x.rows * columns);
  for (let row = 0; row < x.rows; row++) {
    for (const [member, own] of outputs.entries())
      for (let k = 0; k < kept; k++) data[row * columns + member * kept + k] = classes === 2 ? own[2 * row + 1] : own[row * kept + k];
    if (passthrough) data.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), row * columns + stacked);
  }
  const own = names.flatMap((name) => Array.from({ length: kept }, (_, k) => (kept > 1 ? `${name}, class ${k}` : name)));
  const categories = passthrough && x.categories ? { categories: Int32Array.from([...own.map(() => 0), ...x.categories]) } : {};
  return { rows: x.rows, columns, data, names: passthrough ? [...own, ...x.names] : own, ...categories };
}

const format = 'atelier.stacking.1';

interface SavedStack extends Omit<StackParts, 'members' | 'final'> {
  readonly format: typeof format;
  readonly members: readonly SavedMember[];
  readonly final: SavedMember;
}

function fittedStack(parts: StackParts): FittedEstimator {
  const { members, final, passthrough, classes, columns, takesMissing, history } = parts;
  const shape = { classes, passthrough, names: members.map(({ algorithm }, i) => `${algorithm} ${i}`) };
  const stacked = (x: Matrix) => {
    requireMatrix(x, columns, takesMissing);
    return stackOutputs(
      members.map((member) => outputsOf(member, x)),
      x,
      shape,
    );
  };
  return {
    predict: (x) => final.model.predict(stacked(x)),
    ...(classes > 0 && { predictProba: (x: Matrix) => outputsOf(final, stacked(x)) }),
    importance: importanceOf(parts),
    history,
    toOnnx: (graph, input) => stackToOnnx(parts, graph, input),
    toJSON: (): SavedStack => ({
      format,
      members: members.map(saveMember),
      final: saveMember(final),
      passthrough,
      classes,
      columns,
      takesMissing,
      history,
    }),
  };
}

function stackToOnnx({ members, final, passthrough, classes }: StackParts, graph: GraphBuilder, input: string): string {
  const outputs = members.map(({ model }) => {
    const own = model.toOnnx(graph, input);
    return classes === 2 ? graph.node('Gather', [own, graph.constant('int64', [1], [1])], { axis: { int: 1 } }) : own;
  });
  const read = passthrough ? [...outputs, input] : outputs;
  return final.model.toOnnx(graph, read.length === 1 ? read[0] : graph.node('Concat', read, { axis: { int: 1 } }));
}

/** Each member's importance as far as the final estimator goes by it, and what it takes from the features itself. */
function importanceOf({ members, final, classes, columns, passthrough }: StackParts): Float64Array | undefined {
  const shares = final.model.importance;
  if (!shares || members.some(({ model }) => !model.importance)) return undefined;
  const kept = keptOutputs(classes);
  const sum = new Float64Array(columns);
  for (const [i, { model }] of members.entries()) {
    const weight = shares.subarray(i * kept, (i + 1) * kept).reduce((total, share) => total + share, 0);
    model.importance?.forEach((share, column) => {
      sum[column] += weight * share;
    });
  }
  if (passthrough) for (let column = 0; column < columns; column++) sum[column] += shares[members.length * kept + column];
  return normalised(sum);
}

function loadStack(find: FindEstimator, json: unknown): FittedEstimator {
  const { format: _, members, final, ...rest } = savedEnsemble<SavedStack>(json, format);
  return fittedStack({
    ...rest,
    members: members.map((saved) => loadMember(find, saved, rest.classes)),
    final: loadMember(find, final, rest.classes),
  });
}
