import { createRandom, type Random } from '../../random/random.js';
import type { Matrix, Progress } from '../estimator.js';
import type { ParameterSet, ParameterValues } from '../parameters.js';
import type { FittedUnsupervised, UnlabelledSet, Unsupervised, UnsupervisedOptions } from '../unsupervised.js';
import { anomalyScore, fittedIsolation, type IsolationModel, loadIsolation } from './isolation-model.js';
import { averagePathLength, growIsolationTree } from './isolation-tree.js';
import { checkpointFor } from './learning-rows.js';
import { drawColumns, drawRows } from './isolation-sample.js';
import type { Tree } from './tree.js';
import { evaluateEnsemble } from './tree-ensemble.js';

const parameters = {
  n_estimators: { type: 'integer', default: 100, min: 1, max: 10_000, search: [50, 300], doc: 'Number of trees.' },
  max_samples: {
    type: 'choice',
    default: 'auto',
    choices: ['auto'],
    orNumber: { min: 1e-6, max: 1_000_000_000 },
    doc: 'Rows drawn per tree: auto is 256 or all, a share up to 1, or a number above 1.',
  },
  contamination: {
    type: 'choice',
    default: 'auto',
    choices: ['auto'],
    orNumber: { min: 1e-6, max: 0.5 },
    doc: 'Share of the training rows that count as anomalies; auto takes scores above 0.5.',
  },
  max_features: {
    type: 'number',
    default: 1,
    min: 0,
    exclusiveMin: true,
    max: 1_000_000,
    doc: 'Columns drawn per tree: a share up to 1, or a number above 1.',
  },
  bootstrap: { type: 'boolean', default: false, doc: 'Whether rows are drawn with replacement.' },
} as const satisfies ParameterSet;

/** Isolation forest (Liu, Ting and Zhou 2008), as scikit-learn's: `scores` are −score_samples, 2^(−mean path length / c(rows per tree)). */
export const isolationForest: Unsupervised = {
  name: 'isolation_forest',
  summary: 'Finds rows that random questions part from the rest in a few steps: anomalies of any kind, without examples of them.',
  kind: 'anomalies',
  parameters,
  scaleSensitive: false,
  handlesMissing: true,
  fit: fitIsolationForest,
  load: loadIsolation,
};

async function fitIsolationForest({ x, weights }: UnlabelledSet, options: UnsupervisedOptions): Promise<FittedUnsupervised> {
  const checkpoint = checkpointFor(options.signal);
  const {
    contamination,
    n_estimators: total,
    bootstrap,
  } = options.parameters as { n_estimators: number; bootstrap: boolean; contamination: number | 'auto' };
  const known = Uint32Array.from(Array.from({ length: x.rows }, (_, row) => row).filter((row) => !weights || weights[row] > 0));
  const size = rowsPerTree(options.parameters, known.length);
  const maxDepth = Math.ceil(Math.log2(Math.max(2, size)));
  const columns = columnsPerTree(options.parameters, x.columns);
  const random = createRandom(options.seed).fork('isolation_forest');
  const trees: Tree[] = [];
  const history: Progress[] = [];
  for (let iteration = 0; iteration < total; iteration++) {
    await checkpoint();
    const own: Random = random.fork(iteration);
    const rows = drawRows(known, size, bootstrap, weights, own);
    trees.push(growIsolationTree(x, rows, drawColumns(x.columns, columns, own), maxDepth, own));
    history.push({ iteration, total, metrics: {} });
    options.onProgress?.(history[iteration]);
  }
  await checkpoint();
  const model = { trees, columns: x.columns, normal: averagePathLength(size), threshold: 0.5, history };
  if (contamination === 'auto') return fittedIsolation(model);
  return fittedIsolation({ ...model, threshold: await thresholdFor(model, x, known, contamination, checkpoint) });
}

function rowsPerTree({ max_samples: given }: ParameterValues, rows: number): number {
  if (given === 'auto') return Math.min(256, rows);
  const size = (given as number) <= 1 ? Math.floor((given as number) * rows) : Math.round(given as number);
  return Math.max(1, Math.min(rows, size));
}

function columnsPerTree({ max_features: given }: ParameterValues, columns: number): number {
  const count = (given as number) <= 1 ? Math.floor((given as number) * columns) : Math.round(given as number);
  return Math.max(1, Math.min(columns, count));
}

const rowsPerChunk = 8192;

/** The score that this share of the rows exceeds, between two rows' scores as numpy's percentile has it. */
async function thresholdFor(
  model: IsolationModel,
  x: Matrix,
  known: Uint32Array,
  share: number,
  checkpoint: () => Promise<void>,
): Promise<number> {
  const ensemble = {
    trees: model.trees,
    columns: x.columns,
    outputs: 1,
    valuesPerLeaf: 1,
    aggregate: 'average',
    base: new Float64Array(1),
  } as const;
  const scores = new Float64Array(known.length);
  for (let first = 0; first < known.length; first += rowsPerChunk) {
    await checkpoint();
    const rows = known.subarray(first, first + rowsPerChunk);
    const data = new Float32Array(rows.length * x.columns);
    rows.forEach((row, i) => data.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), i * x.columns));
    const lengths = evaluateEnsemble(ensemble, { ...x, rows: rows.length, data });
    lengths.forEach((length, i) => {
      scores[first + i] = anomalyScore(length, model.normal);
    });
  }
  scores.sort();
  const place = (1 - share) * (scores.length - 1);
  const below = Math.floor(place);
  return scores[below] + (place - below) * (scores[Math.min(scores.length - 1, below + 1)] - scores[below]);
}
