"""Fixture for interaction constraints: python tools/oracles/interactions.py (needs numpy, xgboost 3.2, lightgbm 4.7).
Writes libs/learning/src/estimators/boosting/fixtures/interactions.json. Predictions are those on the rows not trained on; column 5 is in no list. Leaf sizes are such that no cuts tie."""
import json, pathlib
import lightgbm, numpy as np, xgboost

rng = np.random.default_rng(31)
rows, train, columns = 460, 400, 6
x = np.round(rng.normal(size=(rows, columns)), 4).astype(np.float32)
signal = x[:, 0] * x[:, 2] + x[:, 1] * x[:, 3] + np.sin(2 * x[:, 4]) + 0.8 * x[:, 5] + 0.2 * rng.normal(size=rows)
weights = np.ones(rows)
targets = {'binary': (signal > 0).astype(float), 'value': np.round(5 + 2 * signal, 3)}
lists = [[0, 1, 2], [2, 3, 4]]


def numbers(values):
    return [round(float(v), 9) for v in np.asarray(values, np.float64).ravel()]


def case(name, algorithm, target, parameters):
    classifies = target == 'binary'
    if algorithm == 'xgboost':
        model = (xgboost.XGBClassifier if classifies else xgboost.XGBRegressor)(tree_method='hist', interaction_constraints=json.dumps(lists), n_jobs=1, **parameters)
    else:
        model = (lightgbm.LGBMClassifier if classifies else lightgbm.LGBMRegressor)(interaction_constraints=lists, n_jobs=1, verbose=-1, **parameters)
    model.fit(x[:train], targets[target][:train])
    predicted = model.predict_proba(x[train:]) if classifies else model.predict(x[train:])
    return {'name': name, 'algorithm': algorithm, 'target': target, 'parameters': {**parameters, 'interaction_constraints': json.dumps(lists)}, 'data': 'x', 'weighted': False, 'predictions': numbers(predicted), 'importance': []}


cases = [
    case('xgboost, classes', 'xgboost', 'binary', {'n_estimators': 15, 'max_depth': 5}),
    case('xgboost, values', 'xgboost', 'value', {'n_estimators': 10, 'max_depth': 6, 'min_child_weight': 3}),
    case('lightgbm, classes', 'lightgbm', 'binary', {'n_estimators': 15, 'num_leaves': 15, 'min_child_samples': 13}),
    case('lightgbm, values', 'lightgbm', 'value', {'n_estimators': 15, 'num_leaves': 20, 'min_child_samples': 8}),
]
shared = {'columns': columns, 'train': train, 'x': numbers(x), 'holes': [], 'weights': numbers(weights), 'targets': {name: numbers(y) for name, y in targets.items()}}
path = pathlib.Path(__file__).parents[2] / 'libs/learning/src/estimators/boosting/fixtures/interactions.json'
path.write_text(json.dumps({**shared, 'cases': cases}, separators=(',', ':')) + '\n')
