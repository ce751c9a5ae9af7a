"""Fixtures for the xgboost estimator: python tools/oracles/xgboost_fits.py (needs numpy, xgboost 3.2; not called xgboost.py, which would hide the library).
Writes libs/learning/src/estimators/boosting/fixtures/xgboost-cuts.json, cuts of long columns that jest makes by the same recipe, …/xgboost-categories.json, and …/xgboost.json: whole trees and the predictions on the rows not trained on. Values have four decimals
and are float32 on both sides. With missing values max_bin is 64: ours has at most 255 bins beside the missing one."""
import json, pathlib
import numpy as np, xgboost

folder = pathlib.Path(__file__).parents[2] / 'libs/learning/src/estimators/boosting/fixtures'
rng = np.random.default_rng(12)
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
    'positive': np.round(np.exp(0.5 * signal) + 0.01, 3),
}


def numbers(values, digits=9):
    return [None if np.isnan(v) else float(f'{float(v):.{digits}g}') for v in np.asarray(values, np.float64).ravel()]


def case(name, target, parameters, data='x', weighted=False):
    classifies = target in ('binary', 'three')
    given = {'x': x, 'holes': holes}[data]
    model = (xgboost.XGBClassifier if classifies else xgboost.XGBRegressor)(n_jobs=1, tree_method='hist', **{'n_estimators': 8, 'max_depth': 4, **parameters})
    model.fit(given[:train], targets[target][:train], sample_weight=weights[:train] if weighted else None)
    saved = json.loads(model.get_booster().save_raw('json'))['learner']
    booster = saved['gradient_booster']
    trees = booster.get('gbtree', booster)['model']['trees']
    predicted = model.predict_proba(given[train:]) if classifies else model.predict(given[train:])
    return {
        'name': name, 'target': target, 'data': data, 'weighted': weighted, 'parameters': {'n_estimators': 8, 'max_depth': 4, **parameters},
        'base': json.loads(saved['learner_model_param']['base_score']), 'predictions': numbers(predicted),
        'trees': [{'left': t['left_children'], 'column': t['split_indices'], 'value': numbers(t['split_conditions']), 'missing_left': ''.join(map(str, t['default_left']))} for t in trees],
    }


cases = [
    case('binary', 'binary', {}),
    case('binary, missing values', 'binary', {'max_bin': 64}, data='holes'),
    case('binary, weights', 'binary', {}, weighted=True),
    case('binary, penalties', 'binary', {'reg_alpha': 0.5, 'reg_lambda': 2.0, 'gamma': 0.7, 'min_child_weight': 3.0}),
    case('binary, scale_pos_weight', 'binary', {'scale_pos_weight': 3.0}),
    case('binary, few bins, steps capped', 'binary', {'max_bin': 15, 'max_delta_step': 0.7}),
    case('binary, base_score', 'binary', {'base_score': 0.3}),
    case('binary, by gain, few leaves', 'binary', {'grow_policy': 'lossguide', 'max_leaves': 7, 'max_depth': 0}),
    case('binary, few leaves, level by level', 'binary', {'max_leaves': 6}),
    case('three classes', 'three', {'n_estimators': 4}),
    case('three classes, missing values, weights', 'three', {'n_estimators': 4, 'max_bin': 64}, data='holes', weighted=True),
    case('squared', 'value', {}),
    case('squared, missing values', 'value', {'max_bin': 64}, data='holes'),
    case('squared, weights', 'value', {}, weighted=True),
    case('squared, monotone', 'value', {'monotone_constraints': '(1,0,-1,1,0)'}),
    case('squared, no split', 'value', {'gamma': 1e9, 'n_estimators': 2}),
    case('absolute', 'value', {'objective': 'reg:absoluteerror'}),
    case('quantile', 'value', {'objective': 'reg:quantileerror', 'quantile_alpha': 0.8}),
    case('absolute, weights', 'value', {'objective': 'reg:absoluteerror', 'n_estimators': 4}, weighted=True),
    case('pseudo-Huber', 'value', {'objective': 'reg:pseudohubererror', 'huber_slope': 5.0}),
    case('poisson', 'count', {'objective': 'count:poisson'}),
    case('gamma', 'positive', {'objective': 'reg:gamma'}),
    case('tweedie', 'count', {'objective': 'reg:tweedie', 'tweedie_variance_power': 1.3}),
    case('dart without drops', 'value', {'booster': 'dart'}),
    case('dart, all dropped, tree', 'value', {'booster': 'dart', 'rate_drop': 1.0, 'n_estimators': 5}),
    case('dart, all dropped, forest', 'binary', {'booster': 'dart', 'rate_drop': 1.0, 'normalize_type': 'forest', 'n_estimators': 5}),
]
folder.joinpath('xgboost.json').write_text(json.dumps({'columns': columns, 'train': train, 'x': numbers(x), 'holes': numbers(holes), 'weights': numbers(weights), 'targets': {name: numbers(y) for name, y in targets.items()}, 'cases': cases}, separators=(',', ':')) + '\n')


def long_column(rows):
    """The column that xgboost-sketch.spec.ts makes too: a linear congruence, folded so that values repeat."""
    state, found = 12345, np.empty(rows, np.float32)
    for i in range(rows):
        state = (1103515245 * state + 12345) % 2**31
        found[i] = (state >> 8) % 60000 - 20000
    return found


def cuts(rows, bins, weighted=False):
    column = long_column(rows)
    given = (np.arange(rows) % 7 + 1).astype(np.float32) if weighted else None
    data = xgboost.QuantileDMatrix(column.reshape(-1, 1), label=np.zeros(rows), weight=given, max_bin=bins, nthread=1)
    ends, values = data.get_quantile_cut()
    return {'rows': rows, 'bins': bins, 'weighted': weighted, 'cuts': numbers(values)}


folder.joinpath('xgboost-cuts.json').write_text(json.dumps([cuts(300, 256), cuts(5000, 256), cuts(5000, 16), cuts(60000, 256), cuts(60000, 64, True)], separators=(',', ':')) + '\n')


def categories():
    """Two numbers and three columns of category codes (3, 12 and 300 of them), some missing, one code of the test rows never seen."""
    n, kept = 420, 360
    table = np.round(rng.normal(size=(n, 5)), 3).astype(np.float32)
    for column, count in ((1, 3), (2, 12), (4, 300)):
        table[:, column] = rng.integers(0, count, n)
    table[:kept, 2][table[:kept, 2] == 7] = 8
    y = table[:, 0] + 1.5 * np.isin(table[:, 2], [1, 4, 9]) - (table[:, 1] == 1) + 0.01 * (table[:, 4] % 50) + 0.3 * rng.normal(size=n)
    table[:, 1:3][rng.random((n, 2)) < 0.1] = np.nan
    table[:kept, 4] = np.minimum(table[:kept, 4], 239)
    table[kept:, 4] = np.minimum(table[kept:, 4], 239)
    types = ['q', 'c', 'c', 'q', 'c']
    found = []
    for name, parameters in (('by order', {}), ('one against all', {'max_cat_to_onehot': 400}), ('few per side', {'max_cat_threshold': 3}), ('penalties', {'reg_alpha': 0.3, 'min_child_weight': 6.0, 'max_delta_step': 0.5})):
        given = {'max_depth': 4, **parameters}
        model = xgboost.train({'objective': 'reg:squarederror', 'nthread': 1, 'tree_method': 'hist', **given}, xgboost.DMatrix(table[:kept], label=y[:kept], feature_types=types, enable_categorical=True), 8)
        test = table[kept:].copy()
        trees = json.loads(model.save_raw('json'))['learner']['gradient_booster']['model']['trees']
        found.append({'name': name, 'parameters': {'n_estimators': 8, **given}, 'leaves': [t['left_children'].count(-1) for t in trees], 'predictions': numbers(model.predict(xgboost.DMatrix(test, feature_types=types, enable_categorical=True)))})
    folder.joinpath('xgboost-categories.json').write_text(json.dumps({'train': kept, 'categories': [0, 3, 12, 0, 240], 'x': numbers(table), 'y': numbers(y), 'cases': found}, separators=(',', ':')) + '\n')


categories()
