"""Fixtures for adaboost: python tools/oracles/adaboost.py (needs numpy, scikit-learn 1.9).
Writes libs/learning/src/estimators/boosting/fixtures/adaboost.json: probabilities and decision values of classifiers on the rows not trained on, and of
regressors, which draw rows by chance, the root mean squared errors there over 40 seeds."""
import json, pathlib
import numpy as np
from sklearn.ensemble import AdaBoostClassifier, AdaBoostRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

folder = pathlib.Path(__file__).parents[2] / 'libs/learning/src/estimators/boosting/fixtures'
rng = np.random.default_rng(14)
rows, train, columns = 360, 300, 4
x = np.round(rng.normal(size=(rows, columns)), 4).astype(np.float32)
signal = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + 0.4 * x[:, 3] + 0.2 * rng.normal(size=rows)
weights = np.round(0.9 * rng.random(rows) + 0.05, 3)
targets = {
    'binary': (signal > 0).astype(float),
    'three': np.digitize(signal, [-0.7, 0.6]).astype(float),
    'value': np.round(50 + 20 * signal, 3),
}


def numbers(values):
    return [round(float(v), 9) for v in np.asarray(values, np.float64).ravel()]


def classes(name, target, parameters, depth=1, leaf=1, weighted=False):
    def fit(seed):
        model = AdaBoostClassifier(DecisionTreeClassifier(max_depth=depth, min_samples_leaf=leaf), random_state=seed, **parameters)
        return model.fit(x[:train], targets[target][:train], sample_weight=weights[:train] if weighted else None)
    model = fit(0)
    for seed in range(1, 6):
        assert np.abs(fit(seed).predict_proba(x) - model.predict_proba(x)).max() < 1e-9, f'{name}: splits tie, so chance decides'
    return {'name': name, 'target': target, 'data': 'x', 'weighted': weighted, 'parameters': {**parameters, 'max_depth': depth, 'min_samples_leaf': leaf}, 'predictions': numbers(model.predict_proba(x[train:])), 'decisions': numbers(model.decision_function(x[train:])), 'importance': numbers(model.feature_importances_)}


def errors(name, parameters, depth=3):
    found = []
    for seed in range(40):
        model = AdaBoostRegressor(DecisionTreeRegressor(max_depth=depth), random_state=seed, **parameters).fit(x[:train], targets['value'][:train])
        found.append(np.sqrt(np.mean((model.predict(x[train:]) - targets['value'][train:]) ** 2)))
    return {'name': name, 'parameters': {**parameters, 'max_depth': depth}, 'errors': numbers(found)}


folder.joinpath('adaboost.json').write_text(json.dumps({
    'columns': columns, 'train': train, 'x': numbers(x), 'holes': [], 'weights': numbers(weights), 'targets': {name: numbers(y) for name, y in targets.items()},
    'cases': [
        classes('stumps', 'binary', {'n_estimators': 30}),
        classes('stumps, weights', 'binary', {'n_estimators': 30, 'learning_rate': 0.5}, weighted=True),
        classes('deeper trees', 'binary', {'n_estimators': 12}, depth=3, leaf=12),
        classes('three classes', 'three', {'n_estimators': 25}),
        classes('three classes, weights', 'three', {'n_estimators': 10}, depth=2, leaf=8, weighted=True),
    ],
    'values': [errors('linear', {'n_estimators': 20}), errors('square', {'n_estimators': 20, 'loss': 'square'}), errors('exponential', {'n_estimators': 20, 'loss': 'exponential', 'learning_rate': 0.5}, depth=4)],
}, separators=(',', ':')) + '\n')
