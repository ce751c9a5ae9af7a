"""Models that travel between Atelier and the libraries: python tools/oracles/interop.py make | check (needs numpy, xgboost 3.2, lightgbm 4.7).
make   writes libs/learning/src/interop/fixtures/{xgboost,lightgbm}.json: files that the libraries saved, and what they predict; jest reads them.
check  has Atelier write its own models (tools/oracles/interop_write.mjs, with the project's node), loads them in the libraries and compares predictions."""
import json, pathlib, subprocess, sys, tempfile
import lightgbm, numpy as np, xgboost

root = pathlib.Path(__file__).parents[2]
rng = np.random.default_rng(15)


def table(rows):
    x = np.round(rng.normal(size=(rows, 5)), 3).astype(np.float32)
    x[:, 2] = np.where(rng.random(rows) < 0.5, 0, x[:, 2])
    x[:, 3] = rng.integers(0, 40, rows)
    y = x[:, 0] * x[:, 1] + x[:, 2] + 1.5 * np.isin(x[:, 3] % 7, [1, 4]) + 0.2 * rng.normal(size=rows)
    x[rng.random(x.shape) < 0.08] = np.nan
    return x, y


x, y = table(500)
test, _ = table(60)
test[0] = np.nan
test[1] = 0
test[2, 3] = 99
targets = {'value': y, 'binary': (y > 0.5).astype(float), 'three': np.digitize(y, [0, 1]).astype(float), 'count': rng.poisson(np.exp(0.4 * y)).astype(float)}


def numbers(values):
    return [None if np.isnan(v) else float(f'{float(v):.9g}') for v in np.asarray(values, np.float64).ravel()]


def with_xgboost(name, target, parameters, categorical=False, rounds=4):
    types = {'feature_types': ['q', 'q', 'q', 'c', 'q'], 'enable_categorical': True} if categorical else {}
    booster = xgboost.train({'max_depth': 3, 'nthread': 1, **parameters}, xgboost.DMatrix(x, label=targets[target], **types), rounds)
    known = test.copy()
    if categorical:
        known[2, 3] = 11  # XGBoost refuses codes that training did not see
    file = bytes(booster.save_raw('json')).decode()
    return {'name': name, 'file': file, 'x': numbers(known), 'predictions': numbers(booster.predict(xgboost.DMatrix(known, **types)))}


def with_lightgbm(name, target, parameters, categorical=False, rounds=4):
    data = lightgbm.Dataset(x, label=targets[target], categorical_feature=[3] if categorical else 'auto')
    booster = lightgbm.train({'num_leaves': 6, 'verbose': -1, 'num_threads': 1, 'min_data_per_group': 5, 'cat_smooth': 1, **parameters}, data, rounds)
    text = booster.model_to_string()
    short = text[: text.index('\nparameters:')] + '\n\npandas_categorical:null\n'
    return {'name': name, 'file': short, 'x': numbers(test), 'predictions': numbers(booster.predict(test))}


def make():
    models = {
        'xgboost': [
            with_xgboost('binary', 'binary', {'objective': 'binary:logistic'}),
            with_xgboost('three classes', 'three', {'objective': 'multi:softprob', 'num_class': 3}),
            with_xgboost('three classes, parallel trees', 'three', {'objective': 'multi:softprob', 'num_class': 3, 'num_parallel_tree': 2, 'subsample': 0.5, 'max_depth': 2}, rounds=2),
            with_xgboost('dart', 'binary', {'objective': 'binary:logistic', 'booster': 'dart', 'rate_drop': 0.5}, rounds=6),
            with_xgboost('squared', 'value', {'objective': 'reg:squarederror', 'grow_policy': 'lossguide', 'max_leaves': 6}),
            with_xgboost('sets of categories', 'value', {'objective': 'reg:squarederror'}, categorical=True),
            with_xgboost('single categories', 'binary', {'objective': 'binary:logistic', 'max_cat_to_onehot': 100}, categorical=True),
            with_xgboost('poisson', 'count', {'objective': 'count:poisson'}),
            with_xgboost('absolute', 'value', {'objective': 'reg:absoluteerror'}),
        ],
        'lightgbm': [
            with_lightgbm('binary', 'binary', {'objective': 'binary'}),
            with_lightgbm('binary, steeper', 'binary', {'objective': 'binary', 'sigmoid': 2.0}),
            with_lightgbm('three classes', 'three', {'objective': 'multiclass', 'num_class': 3}),
            with_lightgbm('squared, no missing values', 'value', {'objective': 'regression', 'use_missing': False}),
            with_lightgbm('squared, zeros are missing', 'value', {'objective': 'regression', 'zero_as_missing': True}, rounds=8),
            with_lightgbm('binary, zeros are missing', 'binary', {'objective': 'binary', 'zero_as_missing': True, 'max_bin': 9}, rounds=8),
            with_lightgbm('sets of categories', 'value', {'objective': 'regression'}, categorical=True),
            with_lightgbm('dart', 'value', {'objective': 'regression', 'boosting': 'dart', 'drop_rate': 0.5}, rounds=6),
            with_lightgbm('random forest', 'value', {'objective': 'regression', 'boosting': 'rf', 'bagging_freq': 1, 'bagging_fraction': 0.6}),
            with_lightgbm('poisson', 'count', {'objective': 'poisson'}),
            with_lightgbm('absolute', 'value', {'objective': 'regression_l1'}),
            with_lightgbm('no split', 'value', {'objective': 'regression', 'min_data_in_leaf': 400}),
        ],
    }
    for library, cases in models.items():
        path = root / f'libs/learning/src/interop/fixtures/{library}.json'
        path.write_text(json.dumps({'columns': 5, 'cases': cases}, separators=(',', ':')) + '\n')
        print(path.name, path.stat().st_size, 'bytes')


def check():
    folder = pathlib.Path(tempfile.mkdtemp())
    subprocess.run([root / 'node_modules/.bin/node', '--experimental-transform-types', '--no-warnings', root / 'tools/oracles/interop_write.mjs', folder], check=True)
    worst = 0.0
    for path in sorted(folder.glob('*.case')):
        case = json.loads(path.read_text())
        rows = np.array([[np.nan if v is None else v for v in row] for row in case['x']], np.float32)
        expected = np.array(case['predictions'])
        if case['format'] == 'xgboost':
            booster = xgboost.Booster(model_file=str(folder / case['file']))
            types = booster.feature_types
            options = {'feature_names': booster.feature_names, 'feature_types': types, 'enable_categorical': True} if types and 'c' in types else {}
            found = booster.predict(xgboost.DMatrix(rows, **options))
        else:
            found = lightgbm.Booster(model_file=str(folder / case['file'])).predict(rows)
        error = np.abs(found.ravel() - expected.ravel()).max() / max(1.0, np.abs(expected).max())
        worst = max(worst, error)
        print(f"{case['format']:9s}{case['name']:44s} largest error {error:.1e} over {len(rows)} rows", flush=True)
    assert worst < 1e-6, 'the libraries predict something else'
    print('equal to 1e-6')


{'make': make, 'check': check}[sys.argv[1] if len(sys.argv) > 1 else 'make']()
