"""Fixtures for the tree estimators: python tools/oracles/trees.py (needs numpy, scikit-learn 1.9, lightgbm 4.7).
Writes libs/learning/src/estimators/trees/fixtures/scikit-learn.json and …/boosting/fixtures/lightgbm.json. The columns are continuous, so that hardly any
splits tie (weights part those of small nodes); values have four decimals and are float32 on both sides. Predictions are those on the rows not trained on."""
import json, pathlib
import lightgbm, numpy as np
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

folder = pathlib.Path(__file__).parents[2] / 'libs/learning/src/estimators'
rng = np.random.default_rng(11)
rows, train, columns = 460, 400, 5
x = np.round(rng.normal(size=(rows, columns)), 4).astype(np.float32)
x[:, 3] = np.where(rng.random(rows) < 0.6, 0, np.round(x[:, 3] * 3))
holes = x.copy()
holes[rng.random(x.shape) < 0.15] = np.nan
signal = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + 0.4 * x[:, 3] + 0.2 * rng.normal(size=rows)
weights = np.round(0.9 * rng.random(rows) + 0.05, 3)
targets = {
    'binary': (signal > 0).astype(float),
    'three': np.digitize(signal, [-0.7, 0.6]).astype(float),
    'value': np.round(50 + 20 * signal, 3),
    'count': rng.poisson(np.exp(0.5 * signal)).astype(float),
}


def numbers(values):
    return [None if np.isnan(v) else round(float(v), 9) for v in np.asarray(values, np.float64).ravel()]


def write(path, content):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, separators=(',', ':')) + '\n')


shared = {'columns': columns, 'train': train, 'x': numbers(x), 'holes': numbers(holes), 'weights': numbers(weights), 'targets': {name: numbers(y) for name, y in targets.items()}}


def predictions(model, data, classifies):
    return numbers(model.predict_proba(data[train:]) if classifies else model.predict(data[train:]))


def tree_case(name, target, parameters, data='x', weighted=False):
    classifies = target in ('binary', 'three')
    model = (DecisionTreeClassifier if classifies else DecisionTreeRegressor)(random_state=0, **parameters)
    given = {'x': x, 'holes': holes}[data]
    model.fit(given[:train], targets[target][:train], sample_weight=weights[:train] if weighted else None)
    return {'name': name, 'target': target, 'parameters': parameters, 'data': data, 'weighted': weighted, 'predictions': predictions(model, given, classifies), 'importance': numbers(model.feature_importances_), 'nodes': int(model.tree_.node_count)}


write(folder / 'trees/fixtures/scikit-learn.json', {**shared, 'cases': [
    tree_case('gini, two classes', 'binary', {'max_depth': 4, 'min_samples_leaf': 5}),
    tree_case('gini, three classes', 'three', {'max_depth': 5, 'min_samples_leaf': 4}),
    tree_case('entropy, two classes', 'binary', {'criterion': 'entropy', 'max_depth': 4, 'min_samples_leaf': 5}),
    tree_case('entropy, three classes, weights', 'three', {'criterion': 'entropy', 'max_depth': 5, 'min_samples_leaf': 5}, weighted=True),
    tree_case('squared error', 'value', {'max_depth': 6, 'min_samples_split': 12, 'min_samples_leaf': 4}),
    tree_case('squared error, weights', 'value', {'max_depth': 5, 'min_samples_leaf': 3}, weighted=True),
    tree_case('squared error, missing values', 'value', {'max_depth': 5, 'min_samples_leaf': 6}, data='holes'),
    tree_case('gini, missing values', 'three', {'max_depth': 4, 'min_samples_leaf': 6}, data='holes', weighted=True),
    tree_case('smallest decrease', 'binary', {'min_impurity_decrease': 0.01, 'min_samples_leaf': 3}, weighted=True),
    tree_case('log loss', 'three', {'criterion': 'log_loss', 'max_depth': 4, 'min_samples_leaf': 5}, weighted=True),
    tree_case('absolute error', 'value', {'criterion': 'absolute_error', 'max_depth': 5, 'min_samples_leaf': 5}),
    tree_case('absolute error, weights', 'value', {'criterion': 'absolute_error', 'max_depth': 4, 'min_samples_leaf': 5}, weighted=True),
    tree_case('poisson', 'count', {'criterion': 'poisson', 'max_depth': 5, 'min_samples_leaf': 5}),
    tree_case('poisson, weights', 'count', {'criterion': 'poisson', 'max_depth': 4, 'min_samples_leaf': 3}, weighted=True),
    tree_case('largest number of leaves', 'value', {'max_leaf_nodes': 12, 'min_samples_leaf': 5}),
    tree_case('largest number of leaves, three classes, weights', 'three', {'max_leaf_nodes': 9, 'min_samples_leaf': 3}, weighted=True),
    tree_case('pruned', 'value', {'ccp_alpha': 3.0, 'min_samples_leaf': 6}),
    tree_case('pruned, two classes, weights', 'binary', {'ccp_alpha': 0.006, 'min_samples_leaf': 5}, weighted=True),
    tree_case('pruned, entropy', 'three', {'ccp_alpha': 0.012, 'criterion': 'entropy', 'min_samples_leaf': 5}, weighted=True),
    tree_case('least share of weight', 'value', {'min_weight_fraction_leaf': 0.03}, weighted=True),
    tree_case('balanced classes', 'binary', {'max_depth': 4, 'min_samples_leaf': 5, 'class_weight': 'balanced'}, weighted=True),
]})


def boost_case(name, target, parameters, data='x', weighted=False):
    classifies = target in ('binary', 'three')
    model = (lightgbm.LGBMClassifier if classifies else lightgbm.LGBMRegressor)(n_jobs=1, verbose=-1, deterministic=True, force_row_wise=True, **{'n_estimators': 20, 'num_leaves': 8, **parameters})
    given = {'x': x, 'holes': holes}[data]
    model.fit(given[:train], targets[target][:train], sample_weight=weights[:train] if weighted else None)
    leaves = [tree['num_leaves'] for tree in model.booster_.dump_model()['tree_info']]
    gains = model.booster_.feature_importance('gain')
    return {'name': name, 'target': target, 'parameters': {'n_estimators': 20, 'num_leaves': 8, **parameters}, 'data': data, 'weighted': weighted, 'predictions': predictions(model, given, classifies), 'importance': numbers(gains / gains.sum()), 'leaves': leaves}


write(folder / 'boosting/fixtures/lightgbm.json', {**shared, 'cases': [
    boost_case('binary', 'binary', {}),
    boost_case('binary, missing values', 'binary', {}, data='holes'),
    boost_case('binary, weights', 'binary', {}, weighted=True),
    boost_case('binary, penalties', 'binary', {'reg_alpha': 0.5, 'reg_lambda': 2.0, 'min_child_samples': 10}),
    boost_case('binary, balanced', 'binary', {'class_weight': 'balanced'}),
    boost_case('binary, scale_pos_weight', 'binary', {'scale_pos_weight': 3.0}),
    boost_case('binary, few bins, shallow', 'binary', {'max_bin': 15, 'max_depth': 2, 'min_split_gain': 0.5}),
    boost_case('three classes', 'three', {}),
    boost_case('three classes, missing values', 'three', {'learning_rate': 0.2}, data='holes'),
    boost_case('squared', 'value', {}),
    boost_case('squared, missing values', 'value', {'min_child_samples': 5}, data='holes'),
    boost_case('squared, weights', 'value', {}, weighted=True),
    boost_case('absolute', 'value', {'objective': 'regression_l1'}),
    boost_case('quantile', 'value', {'objective': 'quantile', 'alpha': 0.8}),
    boost_case('huber', 'value', {'objective': 'huber', 'alpha': 5.0}),
    boost_case('poisson', 'count', {'objective': 'poisson'}),
]})
