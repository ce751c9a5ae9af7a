import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { LearningError } from '../errors.js';
import type { FittedEstimator } from '../estimators/estimator.js';
import { decisionTree } from '../estimators/trees/decision-tree.js';
import { matrixOf } from '../estimators/trees/trees.suite.js';
import { resolveParameters } from '../estimators/parameters.js';
import { writeLightgbmText } from './lightgbm-text-write.js';
import { readLightgbmText } from './lightgbm-text.js';
import { writeXgboostJson } from './xgboost-json-write.js';
import { readXgboostJson } from './xgboost-json.js';

const filesOf = (library: string): ReadonlyMap<string, string> => {
  const { cases } = JSON.parse(readFileSync(new URL(`./fixtures/${library}.json`, import.meta.url), 'utf8'));
  return new Map(cases.map(({ name, file }: { name: string; file: string }) => [name, file]));
};
const xgboostFiles = filesOf('xgboost');
const lightgbmFiles = filesOf('lightgbm');
const three = xgboostFiles.get('three classes') as string;
const sets = xgboostFiles.get('sets of categories') as string;
const binary = lightgbmFiles.get('binary') as string;
const lightgbmSets = lightgbmFiles.get('sets of categories') as string;

/** A field of a saved XGBoost model replaced, or taken out where the value is undefined. */
function changed(file: string, path: string, value: unknown): string {
  const model = JSON.parse(file);
  const keys = path.split('.');
  const last = keys.pop() as string;
  const place = keys.reduce((at, key) => at[key], model);
  if (value === undefined) delete place[last];
  else place[last] = value;
  return JSON.stringify(model);
}

function refusal(read: () => FittedEstimator): { code: string; where?: string; message: string } {
  try {
    read();
  } catch (error) {
    if (error instanceof LearningError) return error;
    throw error;
  }
  throw new Error('the file was read');
}

const trees = 'learner.gradient_booster.model.trees';

describe('a malformed XGBoost file', () => {
  it.each([
    ['', 'the file'],
    ['{"learner": ', 'the file'],
    ['[]', ''],
    [changed(three, 'learner.learner_model_param', undefined), 'learner'],
    [changed(three, 'learner.learner_model_param.num_feature', 'five'), 'learner.learner_model_param.num_feature'],
    [changed(three, 'learner.learner_model_param.num_feature', '1e15'), 'learner.learner_model_param.num_feature'],
    [changed(three, 'learner.learner_model_param.num_target', '2'), 'learner.learner_model_param.num_target'],
    [changed(three, 'learner.learner_model_param.base_score', '[1,2]'), 'learner.learner_model_param.base_score'],
    [changed(three, 'learner.learner_model_param.base_score', 5), 'learner.learner_model_param.base_score'],
    [changed(three, 'learner.objective.name', 'survival:cox'), 'learner.objective.name'],
    [changed(three, 'learner.gradient_booster.name', 'gblinear'), 'learner.gradient_booster.name'],
    [changed(three, 'learner.gradient_booster.model.tree_info', [0, 1]), 'learner.gradient_booster.model.tree_info'],
    [
      changed(
        three,
        'learner.gradient_booster.model.tree_info',
        Array.from({ length: 12 }, () => 0),
      ),
      'learner.gradient_booster.model.tree_info',
    ],
    [changed(three, 'learner.gradient_booster.model.trees', {}), trees],
    [changed(three, `${trees}.1.left_children`, [1, -1]), `${trees}[1].right_children`],
    [changed(three, `${trees}.1.left_children`, []), `${trees}[1].left_children`],
    [changed(three, `${trees}.0.left_children.0`, 0), `${trees}[0]`],
    [changed(three, `${trees}.0.left_children.0`, 99), `${trees}[0]`],
    [changed(three, `${trees}.0.split_indices.0`, 5), `${trees}[0].split_indices[0]`],
    [changed(three, `${trees}.0.split_conditions.0`, 'x'), `${trees}[0].split_conditions[0]`],
    [changed(three, `${trees}.0.tree_param.size_leaf_vector`, '3'), `${trees}[0].tree_param.size_leaf_vector`],
    [changed(sets, `${trees}.0.categories_sizes.0`, 999), `${trees}[0].categories_sizes[0]`],
    [changed(sets, `${trees}.0.categories.0`, -1), `${trees}[0].categories_sizes[0]`],
  ])('is refused, naming the place (%#)', (file, where) => {
    const refused = refusal(() => readXgboostJson(file));
    expect(refused).toMatchObject({ code: 'learning.model_invalid', where });
    expect(refused.message).toContain(where);
  });

  it('is refused, wherever it was damaged, or read', () => {
    fc.assert(
      fc.property(fc.nat(three.length - 1), fc.constantFrom('', '9', '-', ']', '"', 'null'), (at, put) => {
        try {
          expect(readXgboostJson(three.slice(0, at) + put + three.slice(at + 1)).predict).toBeDefined();
        } catch (error) {
          expect(error).toMatchObject({ code: 'learning.model_invalid' });
        }
      }),
    );
  });
});

describe('an XGBoost file of other times', () => {
  const row = matrixOf([[0.3, -0.2, 0.1, 5, 1]]);

  it('may have one base score for all, as a bare number', () => {
    const file = xgboostFiles.get('binary') as string;
    const base = (score: string) => readXgboostJson(changed(file, 'learner.learner_model_param.base_score', score)).predictProba?.(row);
    expect(base('5E-1')).toEqual(base('[0.5]'));
    const old = changed(three, 'learner.learner_model_param.base_score', '5E-1');
    const zero = changed(three, 'learner.learner_model_param.base_score', '[0,0,0]');
    const [a, b] = [old, zero].map((each) => readXgboostJson(each).predictProba?.(row) as Float64Array);
    a.forEach((value, k) => expect(value).toBeCloseTo(b[k], 9));
  });

  it('may hold infinities, which JSON does not know', () => {
    const file = changed(xgboostFiles.get('squared') as string, `${trees}.0.split_conditions.0`, 'INFINITY').replace(
      '"INFINITY"',
      'Infinity',
    );
    expect(readXgboostJson(file).predict(row)).toHaveLength(1);
  });
});

const replaced = (file: string, from: string | RegExp, to: string) => {
  expect(file).toMatch(from);
  return file.replace(from, to);
};

describe('a malformed LightGBM file', () => {
  it.each([
    ['', 'line 1'],
    ['{}', 'line 1'],
    [binary.slice(0, binary.indexOf('end of trees')), 'the file'],
    [replaced(binary, 'max_feature_idx=4', 'max_feature_idx=four'), 'the header.max_feature_idx'],
    [replaced(binary, /max_feature_idx=4\n/, ''), 'the header'],
    [replaced(binary, 'max_feature_idx=4', 'max_feature_idx=1e15'), 'the header.max_feature_idx'],
    [replaced(binary, 'num_tree_per_iteration=1', 'num_tree_per_iteration=3'), 'the header.objective'],
    [replaced(binary, 'objective=binary sigmoid:1', 'objective=multiclassova num_class:3'), 'the header.objective'],
    [replaced(binary, 'objective=binary sigmoid:1', 'objective=regression sqrt'), 'the header.objective'],
    [replaced(binary, 'is_linear=0', 'is_linear=1'), 'Tree=0.is_linear'],
    [replaced(binary, /num_leaves=\d+/, 'num_leaves=0'), 'Tree=0.num_leaves'],
    [replaced(binary, /num_leaves=\d+/, 'num_leaves=99'), 'Tree=0.leaf_value'],
    [replaced(binary, /left_child=\S+/, 'left_child=0'), 'Tree=0.left_child[0]'],
    [replaced(binary, /left_child=\S+/, 'left_child=77'), 'Tree=0.left_child[0]'],
    [replaced(binary, /split_feature=\S+/, 'split_feature=5'), 'Tree=0.split_feature[0]'],
    [replaced(binary, /threshold=\S+/, 'threshold=low'), 'Tree=0.threshold[0]'],
    [replaced(binary, /decision_type=\S+/, 'decision_type=12'), 'Tree=0.decision_type[0]'],
    [replaced(binary, /leaf_value=[^\n]*\n/, ''), 'Tree=0'],
    [replaced(lightgbmSets, /cat_threshold=[^\n]*/, 'cat_threshold=0'), expect.stringMatching(/^Tree=\d\.cat_threshold$/)],
    [replaced(lightgbmSets, /cat_boundaries=[^\n]*/, 'cat_boundaries=0'), expect.stringMatching(/^Tree=\d\.cat_boundaries$/)],
  ])('is refused, naming the place (%#)', (file, where) => {
    const refused = refusal(() => readLightgbmText(file));
    expect(refused).toMatchObject({ code: 'learning.model_invalid', where });
    expect(refused.message).toContain(refused.where);
  });

  it('is refused, wherever it was damaged, or read', () => {
    fc.assert(
      fc.property(fc.nat(binary.length - 1), fc.constantFrom('', '9', '-', ' ', '\n', 'x'), (at, put) => {
        try {
          expect(readLightgbmText(binary.slice(0, at) + put + binary.slice(at + 1)).predict).toBeDefined();
        } catch (error) {
          expect(error).toMatchObject({ code: 'learning.model_invalid' });
        }
      }),
    );
  });

  it('is read with the line ends of Windows', () => {
    const row = matrixOf([[0.3, -0.2, 0.1, 5, 1]]);
    expect(readLightgbmText(binary.replace(/\n/g, '\r\n')).predict(row)).toEqual(readLightgbmText(binary).predict(row));
  });
});

describe('a model that is not boosted trees', () => {
  it('is not written', async () => {
    const train = { x: matrixOf([[0], [1], [2], [3]]), y: Float64Array.of(0, 0, 1, 1) };
    const parameters = resolveParameters('decision_tree', decisionTree.parameters, {});
    const tree = await decisionTree.fit(train, { task: 'classification', classes: 2, parameters, seed: 1 });
    for (const write of [writeXgboostJson, writeLightgbmText])
      expect(() => write(tree)).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
  });
});

describe('names of columns', () => {
  const names = ['age', 'late payments', 'a"b', 'd', 'e'];

  it('go into the files', () => {
    const fitted = readLightgbmText(binary);
    expect(JSON.parse(writeXgboostJson(fitted, { names })).learner.feature_names).toEqual(names);
    expect(writeLightgbmText(fitted, { names })).toContain('feature_names=age late_payments a"b d e\n');
  });
});
