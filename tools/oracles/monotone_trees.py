"""Fixture for monotone trees: python tools/oracles/monotone_trees.py (needs numpy and scikit-learn 1.9). Writes libs/learning/src/estimators/trees/fixtures/monotone.json.
The columns are continuous and leaves not too small, so that no splits tie (scikit-learn settles ties by chance); values have four decimals and are float32 on both sides. Predictions are those on the rows not trained on."""
import json, pathlib
import numpy as np
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

rng = np.random.default_rng(23)
rows, train, columns = 300, 240, 4
x = np.round(rng.normal(size=(rows, columns)), 4).astype(np.float32)
# Rising along the first column but for a dip, falling along the second, free along the third.
signal = x[:, 0] - 1.5 * np.exp(-4 * (x[:, 0] - 0.3) ** 2) - 0.7 * x[:, 1] + np.sin(3 * x[:, 2]) + 0.5 * rng.normal(size=rows)
weights = np.round(0.9 * rng.random(rows) + 0.05, 3)
targets = {
    'binary': (signal > 0).astype(float),
    'value': np.round(50 + 20 * signal, 3),
    'count': rng.poisson(np.exp(0.5 * signal)).astype(float),
}
directions = [1, -1, 0, 0]


def numbers(values):
    return [round(float(v), 9) for v in np.asarray(values, np.float64).ravel()]


def case(name, target, parameters, weighted=False):
    classifies = target == 'binary'
    model = (DecisionTreeClassifier if classifies else DecisionTreeRegressor)(random_state=0, monotonic_cst=directions, **parameters)
    model.fit(x[:train], targets[target][:train], sample_weight=weights[:train] if weighted else None)
    predicted = model.predict_proba(x[train:]) if classifies else model.predict(x[train:])
    given = {**parameters, 'monotonic_cst': '(1,-1,0,0)'}
    return {'name': name, 'target': target, 'parameters': given, 'data': 'x', 'weighted': weighted, 'predictions': numbers(predicted), 'importance': numbers(model.feature_importances_), 'nodes': int(model.tree_.node_count)}


cases = [
    case('gini', 'binary', {'max_depth': 6, 'min_samples_leaf': 5}),
    case('gini, weights', 'binary', {'max_depth': 7, 'min_samples_leaf': 6}, weighted=True),
    case('entropy', 'binary', {'criterion': 'entropy', 'max_depth': 6, 'min_samples_leaf': 3}, weighted=True),
    case('squared error', 'value', {'max_depth': 7, 'min_samples_leaf': 5}),
    case('squared error, weights', 'value', {'max_depth': 6, 'min_samples_leaf': 6}, weighted=True),
    case('few leaves', 'value', {'max_leaf_nodes': 12}),
    case('absolute error', 'value', {'criterion': 'absolute_error', 'max_depth': 5, 'min_samples_leaf': 15}),
    case('poisson', 'count', {'criterion': 'poisson', 'max_depth': 5, 'min_samples_leaf': 8}),
]
shared = {'columns': columns, 'train': train, 'x': numbers(x), 'holes': [], 'weights': numbers(weights), 'targets': {name: numbers(y) for name, y in targets.items()}}
path = pathlib.Path(__file__).parents[2] / 'libs/learning/src/estimators/trees/fixtures/monotone.json'
path.write_text(json.dumps({**shared, 'cases': cases}, separators=(',', ':')) + '\n')
