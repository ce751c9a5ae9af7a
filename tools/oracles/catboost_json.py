"""Fixtures for reading CatBoost's JSON: python tools/oracles/catboost_json.py (needs numpy, pandas, catboost 1.2).
Writes libs/learning/src/interop/fixtures/catboost-json.json: models as saved (without what isn't read of "model_info"), rows (codes for categories, null for
missing numbers; the last rows hold categories that training never saw), and CatBoost's own scores and predictions."""
import json, pathlib, tempfile
import catboost, numpy as np, pandas as pd

rng = np.random.default_rng(23)
rows, train = 330, 300
numbers = np.round(rng.normal(size=(rows, 3)), 3).astype(np.float32)
holes = numbers.copy()
holes[rng.random(holes.shape) < 0.1] = np.nan
names = {'colour': ['red', 'green', 'blue', 'a shade between the two of them', 'white', 'teal'], 'town': ['Zürich', 'Bern', 'Genève', 'Basel', 'never seen'], 'two': ['yes', 'no']}
codes = {'colour': rng.integers(0, 5, rows), 'town': rng.integers(0, 4, rows), 'two': rng.integers(0, 2, rows)}
signal = numbers[:, 0] * np.where(codes['two'] == 0, 1, -1) + ((codes['colour'] + codes['town']) % 3) - 1 + 0.3 * rng.normal(size=rows)
codes['colour'][train:train + 10] = 5
codes['town'][train + 5:train + 15] = 4
targets = {'binary': (signal > 0).astype(int), 'three': np.digitize(signal, [-0.6, 0.6]), 'value': np.round(10 + 3 * signal, 3), 'count': rng.poisson(np.exp(0.4 * signal))}


def table(data, with_categories):
    frame = pd.DataFrame({'a': data[:, 0]})
    if with_categories:
        frame['colour'] = [names['colour'][code] for code in codes['colour']]
    frame['b'] = data[:, 1]
    if with_categories:
        frame['town'] = [names['town'][code] for code in codes['town']]
        frame['two'] = [names['two'][code] for code in codes['two']]
    frame['c'] = data[:, 2]
    return frame


def flat(values):
    return [None if np.isnan(v) else float('%.9g' % float(v)) for v in np.asarray(values, np.float64).ravel()]


def case(name, target, parameters, data=numbers, with_categories=False, sampled=40):
    frame = table(data, with_categories)
    categories = ['colour', 'town', 'two'] if with_categories else []
    classifies = target in ('binary', 'three')
    model = (catboost.CatBoostClassifier if classifies else catboost.CatBoostRegressor)(thread_count=1, verbose=0, random_seed=1, allow_writing_files=False, **{'iterations': 8, 'depth': 4, 'learning_rate': 0.3, **parameters})
    model.fit(frame[:train], targets[target][:train], cat_features=categories)
    if name == 'scaled':
        model.set_scale_and_bias(0.5, 3.0)
    with tempfile.NamedTemporaryFile(suffix='.json') as file:
        model.save_model(file.name, format='json')
        saved = json.load(open(file.name))
    saved['model_info'] = {'params': {'loss_function': saved['model_info']['params']['loss_function']}}
    shown = frame[rows - sampled:]
    columns = [codes[column][rows - sampled:] if column in categories else shown[column] for column in frame.columns]
    predicted = model.predict_proba(shown) if classifies else model.predict(shown, prediction_type='Exponent') if parameters.get('loss_function') == 'Poisson' else model.predict(shown)
    return {
        'name': name, 'model': saved, 'columns': len(frame.columns), 'x': flat(np.stack(columns, 1)),
        'categories': [[list(frame.columns).index(column), names[column]] for column in categories],
        'scores': flat(model.predict(shown, prediction_type='RawFormulaVal')), 'predictions': flat(predicted), 'importance': flat(model.get_feature_importance() / 100),
    }


cases = [
    case('numbers', 'binary', {}),
    case('missing values lowest', 'binary', {}, data=holes),
    case('missing values highest', 'value', {'nan_mode': 'Max'}, data=holes),
    case('three classes', 'three', {'iterations': 5}),
    case('squared', 'value', {}),
    case('scaled', 'value', {}),
    case('poisson', 'count', {'loss_function': 'Poisson'}),
    case('single categories', 'binary', {'one_hot_max_size': 10, 'iterations': 20}, with_categories=True),
    case('statistics', 'binary', {'iterations': 20, 'max_ctr_complexity': 1}, with_categories=True),
    case('combinations', 'binary', {'iterations': 20, 'max_ctr_complexity': 3, 'depth': 5}, data=holes, with_categories=True),
    case('combinations, missing values highest', 'value', {'iterations': 12, 'max_ctr_complexity': 4, 'nan_mode': 'Max'}, data=holes, with_categories=True),
    case('statistics, three classes', 'three', {'iterations': 6, 'max_ctr_complexity': 2}, with_categories=True),
    case('other statistics', 'value', {'iterations': 12, 'max_ctr_complexity': 1, 'simple_ctr': ['Buckets:TargetBorderCount=2', 'BinarizedTargetMeanValue:TargetBorderCount=3', 'Counter']}, with_categories=True),
]
path = pathlib.Path(__file__).parents[2] / 'libs/learning/src/interop/fixtures/catboost-json.json'
path.write_text(json.dumps({'cases': cases}, separators=(',', ':')) + '\n')
