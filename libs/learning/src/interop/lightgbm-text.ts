import type { Link } from '../estimators/boosting/objectives.js';
import type { FittedEstimator } from '../estimators/estimator.js';
import { type Tree } from '../estimators/trees/tree.js';
import { fittedFrom } from './boosted-model.js';
import { readLightgbmTree } from './lightgbm-tree.js';
import { Section } from './lightgbm-section.js';
import { invalidModel } from './located.js';

interface Scores {
  readonly link: Link;
  /** Scores are multiplied by it before the link. */
  readonly scale: number;
}

const identities = [
  'regression',
  'regression_l2',
  'regression_l1',
  'huber',
  'fair',
  'quantile',
  'mape',
  'lambdarank',
  'rank_xendcg',
  'custom',
  'none',
];
const logarithmic = ['poisson', 'gamma', 'tweedie'];

/**
 * Reads a model that LightGBM saved as text (`save_model`, formats v3 and v4): thresholds with all kinds of missing values, sets of categories, dart, rf.
 * Throws `learning.model_invalid`, naming the place, for what is malformed, and for models that plain trees can't say: linear trees, one-against-all.
 */
export function readLightgbmText(text: string): FittedEstimator {
  const { header, trees: blocks } = sectionsOf(text);
  const columns = header.count('max_feature_idx') + 1;
  const outputs = header.count('num_tree_per_iteration', 1);
  const { link, scale } = scoresOf(header, outputs);
  if (blocks.length === 0 || blocks.length % outputs !== 0)
    throw invalidModel('the file', `it has ${blocks.length} trees, which do not go round ${outputs} outputs.`);
  // Random forests average over their iterations.
  const share = header.has('average_output') ? (scale * outputs) / blocks.length : scale;
  const gains = new Float64Array(columns);
  const trees: Tree[] = blocks.map((block) => readLightgbmTree(block, columns, share, gains));
  const base = new Float64Array(outputs);
  return fittedFrom({ ensemble: { trees, columns, outputs, valuesPerLeaf: 1, aggregate: 'sum', base }, link }, gains);
}

function sectionsOf(text: string): { header: Section; trees: Section[] } {
  const lines = text.split(/\r?\n/);
  if (lines[0]?.trim() !== 'tree')
    throw invalidModel('line 1', `a LightGBM model begins with "tree", not with "${(lines[0] ?? '').slice(0, 40)}".`);
  const end = lines.findIndex((line) => line.trim() === 'end of trees');
  if (end < 0) throw invalidModel('the file', 'it is cut short: the line "end of trees" is missing.');
  const starts = Array.from(lines.keys()).filter((i) => i < end && lines[i].startsWith('Tree='));
  const trees = starts.map((start, t) => new Section(lines[start].trim(), lines.slice(start + 1, starts[t + 1] ?? end)));
  return { header: new Section('the header', lines.slice(1, starts[0] ?? end)), trees };
}

function scoresOf(header: Section, outputs: number): Scores {
  const [name, ...settings] = (header.has('objective') ? header.text('objective') : 'custom').split(/\s+/);
  const setting = (key: string) => settings.find((each) => each.startsWith(`${key}:`))?.slice(key.length + 1);
  const where = 'the header.objective';
  if (settings.includes('sqrt')) throw invalidModel(where, 'models of the square root of the target (reg_sqrt) are not supported.');
  const one: Scores | undefined =
    name === 'binary'
      ? { link: 'logistic', scale: Number(setting('sigmoid') ?? 1) }
      : name === 'cross_entropy' || name === 'xentropy'
        ? { link: 'logistic', scale: 1 }
        : logarithmic.includes(name)
          ? { link: 'exponential', scale: 1 }
          : identities.includes(name)
            ? { link: 'identity', scale: 1 }
            : undefined;
  if (one && outputs === 1 && Number.isFinite(one.scale)) return one;
  if (name === 'multiclass' && outputs > 1) return { link: 'softmax', scale: 1 };
  throw invalidModel(where, `models of the objective "${name}" with ${outputs} tree(s) per iteration are not supported.`);
}
