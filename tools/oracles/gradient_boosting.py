"""Fixtures for gradient_boosting: python tools/oracles/gradient_boosting.py (needs numpy, scikit-learn 1.9).
Writes libs/learning/src/estimators/boosting/fixtures/gradient-boosting.json. 250 training rows: every value has its own bin; leaves of several rows on
continuous columns hardly ever tie, which scikit-learn would settle by chance. Predictions are those on the rows not trained on."""
import json, pathlib
import numpy as np
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor

folder = pathlib.Path(__file__).parents[2] / 'libs/learning/src/estimators/boosting/fixtures'
rng = np.random.default_rng(13)
rows, train, columns = 310, 250, 5
x = np.round(rng.normal(size=(rows, columns)), 4).astype(np.float32)
x[:, 3] = np.where(rng.random(rows) < 0.6, 0, np.round(x[:, 3] * 3))
signal = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + 0.4 * x[:, 3] + 0.2 * rng.normal(size=rows)
weights = np.round(0.9 * rng.random(rows) + 0.05, 3)
targets = {
    'binary': (signal > 0).astype(float),
    'three': np.digitize(signal, [-0.7, 0.6]).astype(float),
    'value': np.round(50 + 20 * signal, 3),
}


def numbers(values):
    return [round(float(v), 9) for v in np.asarray(values, np.float64).ravel()]


def case(name, target, parameters, weighted=False):
    classifies = target in ('binary', 'three')
    given = {'n_estimators': 15, 'min_samples_leaf': 5, **parameters}
    model = (GradientBoostingClassifier if classifies else GradientBoostingRegressor)(random_state=0, **given)
    model.fit(x[:train], targets[target][:train], sample_weight=weights[:train] if weighted else None)
    for seed in range(1, 9):
        again = type(model)(random_state=seed, **given).fit(x[:train], targets[target][:train], sample_weight=weights[:train] if weighted else None)
        assert np.abs(again.predict(x) - model.predict(x)).max() < 1e-9, f'{name}: splits tie, so chance decides'
    predicted = model.predict_proba(x[train:]) if classifies else model.predict(x[train:])
    leaves = [tree.tree_.n_leaves for tree in model.estimators_.ravel()]
    return {'name': name, 'target': target, 'data': 'x', 'weighted': weighted, 'parameters': given, 'predictions': numbers(predicted), 'importance': numbers(model.feature_importances_), 'leaves': [int(n) for n in leaves]}


cases = [
    case('log loss, two classes', 'binary', {'max_depth': 2, 'min_samples_leaf': 12}),
    case('log loss, weights', 'binary', {'max_depth': 4}, weighted=True),
    case('log loss, three classes', 'three', {}),
    case('log loss, three classes, weights', 'three', {'learning_rate': 0.3}, weighted=True),
    case('exponential', 'binary', {'loss': 'exponential', 'max_depth': 2, 'min_samples_leaf': 12}),
    case('exponential, weights', 'binary', {'loss': 'exponential'}, weighted=True),
    case('squared', 'value', {}),
    case('squared, weights', 'value', {'min_weight_fraction_leaf': 0.05}, weighted=True),
    case('squared, best first', 'value', {'max_leaf_nodes': 6, 'max_depth': 5}),
    case('squared, smallest decrease', 'value', {'min_impurity_decrease': 4.0, 'min_samples_split': 30}),
    case('absolute', 'value', {'loss': 'absolute_error', 'max_depth': 2, 'min_samples_leaf': 20, 'n_estimators': 8}),
    case('absolute, weights', 'value', {'loss': 'absolute_error', 'max_depth': 2, 'min_samples_leaf': 12}, weighted=True),
    case('huber', 'value', {'loss': 'huber', 'alpha': 0.8}),
    case('huber, weights', 'value', {'loss': 'huber'}, weighted=True),
    case('quantile', 'value', {'loss': 'quantile', 'alpha': 0.7}),
]
folder.joinpath('gradient-boosting.json').write_text(json.dumps({'columns': columns, 'train': train, 'x': numbers(x), 'holes': [], 'weights': numbers(weights), 'targets': {name: numbers(y) for name, y in targets.items()}, 'cases': cases}, separators=(',', ':')) + '\n')
