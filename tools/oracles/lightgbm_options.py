"""Fixtures for lightgbm's categories, monotone columns and path smoothing: python tools/oracles/lightgbm_options.py (needs numpy, lightgbm 4.7).
Writes libs/learning/src/estimators/boosting/fixtures/lightgbm-options.json. Column 0 has 3 categories, column 1 has 25 (some rare, some rows without),
columns 2 to 4 are numbers. Leaf counts are those of each tree; predictions are on the rows not trained on, which hold an unknown category too."""
import json, pathlib
import lightgbm, numpy as np

path = pathlib.Path(__file__).parents[2] / 'libs/learning/src/estimators/boosting/fixtures/lightgbm-options.json'
rng = np.random.default_rng(5)
rows, train = 1500, 1300
categories = [3, 25, 0, 0, 0]
x = np.round(rng.normal(size=(rows, 5)), 4)
x[:, 0] = rng.integers(3, size=rows)
x[:, 1] = np.minimum(rng.geometric(0.13, size=rows) - 1, 24)
effect = rng.normal(size=25)
signal = effect[x[:, 1].astype(int)] + np.array([0.5, -0.7, 0.1])[x[:, 0].astype(int)] + x[:, 2] + np.sin(2 * x[:, 3]) - 0.5 * x[:, 4] * (x[:, 0] == 1) + 0.3 * rng.normal(size=rows)
x[rng.random(rows) < 0.04, 1] = np.nan
x[train + 1, 1] = 24
x = x.astype(np.float32)
targets = {'binary': (signal > 0).astype(float), 'three': np.digitize(signal, [-0.8, 0.9]).astype(float), 'value': np.round(10 * signal, 3)}


def numbers(values):
    return [None if np.isnan(v) else round(float(v), 9) for v in np.asarray(values, np.float64).ravel()]


def case(name, target, parameters, oracle={}, native=True):
    shared = {'n_estimators': 20, 'num_leaves': 8, **parameters}
    model = (lightgbm.LGBMRegressor if target == 'value' else lightgbm.LGBMClassifier)(n_jobs=1, verbose=-1, deterministic=True, force_row_wise=True, **shared, **oracle)
    model.fit(x[:train], targets[target][:train], categorical_feature=[0, 1] if native else 'auto')
    leaves = [tree['num_leaves'] for tree in model.booster_.dump_model()['tree_info']]
    predicted = model.predict(x[train:]) if target == 'value' else model.predict_proba(x[train:])
    return {'name': name, 'target': target, 'native': native, 'parameters': shared, 'leaves': leaves, 'predictions': numbers(predicted)}


rising = [0, 0, 1, 0, -1]
constraint = lambda given: {'monotone_constraints': given}
cases = [
    case('categories, two classes', 'binary', {}),
    case('categories, three classes', 'three', {'learning_rate': 0.2}),
    case('categories, squared error', 'value', {}),
    case('categories, small groups', 'value', {'min_data_per_group': 5, 'cat_smooth': 2.0, 'cat_l2': 1.0, 'min_child_samples': 5}),
    case('categories, short runs', 'binary', {'max_cat_threshold': 3, 'min_data_per_group': 20, 'reg_lambda': 1.0, 'reg_alpha': 0.2}),
    case('categories, one against all others', 'binary', {'max_cat_to_onehot': 40}),
    case('monotone columns', 'value', {}, constraint(rising), native=False),
    case('monotone columns, two classes, penalties', 'binary', {'reg_alpha': 0.3, 'reg_lambda': 1.5}, constraint(rising), native=False),
    case('monotone columns and categories', 'value', {}, constraint(rising)),
    case('path smoothing', 'value', {'path_smooth': 5.0}, native=False),
    case('path smoothing, categories', 'binary', {'path_smooth': 2.0}),
]
for c in cases:
    if 'monotone' in c['name']:
        c['parameters']['monotone_constraints'] = '(0,0,1,0,-1)'
path.write_text(json.dumps({'columns': 5, 'train': train, 'categories': categories, 'x': numbers(x), 'targets': {k: numbers(v) for k, v in targets.items()}, 'cases': cases}, separators=(',', ':')) + '\n')
