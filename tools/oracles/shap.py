"""Fixtures for tree explanations: python tools/oracles/shap.py (needs numpy, scikit-learn 1.9, xgboost 3.2, lightgbm 4.7, shap 0.51).
Writes libs/learning/src/explanation/fixtures/tree-shap.json: small ensembles of those libraries in the arrays of our Tree, rows to explain (null is
missing), and the Shapley values that the libraries give for them, [row][output][column]; `expected` is the base per output."""
import sys
sys.path.pop(0)  # This file's own name would hide the package shap.
import json, pathlib
import lightgbm, numpy as np, shap, xgboost
from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

rng = np.random.default_rng(5)
rows, columns, explained, known = 300, 5, 8, 12
x = np.round(rng.normal(size=(rows, columns)), 3).astype(np.float32)
x[:, 3] = rng.integers(0, 9, size=rows)
holes = x.copy()
holes[rng.random(x.shape) < 0.2] = np.nan
signal = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + 0.5 * np.isin(x[:, 3], (1, 4, 7)) + 0.1 * rng.normal(size=rows)
binary, three = (signal > 0).astype(int), np.digitize(signal, [-0.5, 0.6])


def floor32(value):
    single = np.float32(value)
    return single if single <= value else np.nextafter(single, np.float32(-np.inf))


def numbers(values):
    return [None if np.isnan(v) else float(v) for v in np.asarray(values, np.float64).ravel()]


def tree_of(nodes, leaf_values):
    """nodes: (feature, threshold, left, right, missing_left, cover, codes) by number; a leaf has feature −1 and in left its place."""
    feature, threshold, left, right, missing, cover, codes = map(list, zip(*nodes))
    tree = {'feature': feature, 'threshold': [float(t) for t in threshold], 'left': left, 'right': right, 'missingLeft': missing, 'cover': [float(c) for c in cover], 'values': numbers(leaf_values)}
    return {**tree, 'codes': codes} if any(codes) else tree


def from_sklearn(model, classes):
    t, nodes, leaves = model.tree_, [], []
    for i in range(t.node_count):
        if t.children_left[i] < 0:
            nodes.append((-1, 0, len(leaves), -1, 0, t.weighted_n_node_samples[i], None))
            leaves.append(t.value[i, 0, 1:2] if classes == 2 else t.value[i, 0])
        else:
            nodes.append((int(t.feature[i]), floor32(t.threshold[i]), int(t.children_left[i]), int(t.children_right[i]), int(t.missing_go_to_left[i]), t.weighted_n_node_samples[i], None))
    return tree_of(nodes, leaves)


def from_xgboost(saved):
    nodes, leaves = [], []
    for i, left in enumerate(saved['left_children']):
        if left < 0:
            nodes.append((-1, 0, len(leaves), -1, 0, saved['sum_hessian'][i], None))
            leaves.append(np.float32(saved['split_conditions'][i]))
        else:
            below = np.nextafter(np.float32(saved['split_conditions'][i]), np.float32(-np.inf))
            nodes.append((saved['split_indices'][i], below, left, saved['right_children'][i], saved['default_left'][i], saved['sum_hessian'][i], None))
    return tree_of(nodes, leaves)


def from_lightgbm(root):
    nodes, leaves = [], []

    def add(node):
        at = len(nodes)
        if 'leaf_value' in node:
            nodes.append((-1, 0, len(leaves), -1, 0, node['leaf_count'], None))
            leaves.append(np.float32(node['leaf_value']))
            return at
        nodes.append(None)
        left, right = add(node['left_child']), add(node['right_child'])
        is_set = node['decision_type'] == '=='
        codes = [int(code) for code in node['threshold'].split('||')] if is_set else None
        missing = 0 if is_set else int(node['default_left']) if node['missing_type'] == 'NaN' else int(0 <= node['threshold'])
        nodes[at] = (node['split_feature'], 0 if is_set else floor32(node['threshold']), left, right, missing, node['internal_count'], codes)
        return at

    add(root)
    return tree_of(nodes, leaves)


cases = []


def add_case(name, trees, outputs, per_leaf, aggregate, data, path_dependent, interventional=None, base=None):
    """Each of the two: (expected per output, values [rows, outputs, columns])."""
    case = {'name': name, 'columns': columns, 'outputs': outputs, 'valuesPerLeaf': per_leaf, 'aggregate': aggregate, 'base': numbers(base if base is not None else np.zeros(outputs)), 'trees': trees, 'x': numbers(data[:explained]), 'background': numbers(data[-known:])}
    for key, given in (('pathDependent', path_dependent), ('interventional', interventional)):
        if given is not None:
            case[key] = {'expected': numbers(given[0]), 'values': numbers(given[1])}
    cases.append(case)


def by_shap(model, second_only=False, **options):
    explainer = shap.TreeExplainer(model, **options)
    values = np.asarray(explainer.shap_values(x[:explained], check_additivity=False))
    expected = np.atleast_1d(explainer.expected_value)
    values = values[:, :, None] if values.ndim == 2 else values
    if second_only:
        values, expected = values[:, :, 1:], expected[1:]
    return expected, values.transpose(0, 2, 1)


def sklearn_case(name, model, y):
    model.fit(x, y)
    classes = getattr(model, 'n_classes_', 0)
    trees = [from_sklearn(tree, classes) for tree in getattr(model, 'estimators_', [model])]
    outputs = 1 if classes < 3 else classes
    both = [by_shap(model, classes == 2, feature_perturbation=how, data=data) for how, data in (('tree_path_dependent', None), ('interventional', x[-known:]))]
    add_case(name, trees, int(outputs), int(outputs), 'average', x, *both)


sklearn_case('scikit-learn decision tree, regression', DecisionTreeRegressor(max_depth=6, random_state=0), signal)
sklearn_case('scikit-learn decision tree, three classes', DecisionTreeClassifier(max_depth=5, random_state=0), three)
sklearn_case('scikit-learn random forest, two classes', RandomForestClassifier(5, max_depth=5, random_state=0), binary)
sklearn_case('scikit-learn extra trees, regression', ExtraTreesRegressor(4, max_depth=5, random_state=0), signal)


def margins(trees, data, outputs):
    total = np.zeros((len(data), outputs))
    for t, tree in enumerate(trees):
        for i, row in enumerate(data):
            node = 0
            while tree['feature'][node] >= 0:
                value = row[tree['feature'][node]]
                left = tree['missingLeft'][node] if np.isnan(value) else value <= tree['threshold'][node]
                node = tree['left'][node] if left else tree['right'][node]
            total[i, t % outputs] += tree['values'][tree['left'][node]]
    return total


def xgboost_case(name, objective, y, **options):
    booster = xgboost.train({'objective': objective, 'max_depth': 4, 'eta': 0.3, 'nthread': 1, **options}, xgboost.DMatrix(holes, y), 6)
    saved = json.loads(bytes(booster.save_raw('json')))['learner']['gradient_booster']['model']['trees']
    trees = [from_xgboost(tree) for tree in saved]
    given = xgboost.DMatrix(holes[:explained])
    outputs = options.get('num_class', 1)
    contributions = booster.predict(given, pred_contribs=True).reshape(explained, outputs, columns + 1)
    base = (booster.predict(given, output_margin=True).reshape(explained, outputs) - margins(trees, holes[:explained], outputs)).mean(axis=0)
    add_case(name, trees, outputs, 1, 'sum', holes, (contributions[0, :, -1], contributions[:, :, :-1]), None, base)


xgboost_case('XGBoost, two classes, missing values', 'binary:logistic', binary)
xgboost_case('XGBoost, three classes, missing values', 'multi:softprob', three, num_class=3)


def lightgbm_case(name, categorical):
    model = lightgbm.LGBMRegressor(n_estimators=6, num_leaves=10, min_child_samples=5, min_data_per_group=5, cat_smooth=1, max_cat_to_onehot=2, n_jobs=1, verbose=-1)
    model.fit(holes, signal, categorical_feature=categorical)
    trees = [from_lightgbm(tree['tree_structure']) for tree in model.booster_.dump_model()['tree_info']]
    contributions = model.predict(holes[:explained], pred_contrib=True)
    add_case(name, trees, 1, 1, 'sum', holes, (contributions[0, -1:], contributions[:, :-1]))


lightgbm_case('LightGBM, missing values', [])
lightgbm_case('LightGBM, sets of categories', [3])

out = pathlib.Path(__file__).parents[2] / 'libs/learning/src/explanation/fixtures/tree-shap.json'
out.parent.mkdir(exist_ok=True)
out.write_text(json.dumps({'cases': cases}, separators=(',', ':')) + '\n')
