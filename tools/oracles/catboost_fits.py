"""Fixtures for the estimator `catboost`: python tools/oracles/catboost_fits.py (needs numpy, catboost 1.2).
Writes libs/learning/src/estimators/boosting/catboost/fixtures/fits.json: CatBoost without chance (no bootstrap, no noise in scores, Plain) on columns of numbers,
with the splits (column, border) and leaf values of every tree. Values have four decimals and are float32 on both sides; predictions are those on the rows not
trained on."""
import json, pathlib, tempfile
import catboost, numpy as np

folder = pathlib.Path(__file__).parents[2] / 'libs/learning/src/estimators/boosting/catboost/fixtures'
rng = np.random.default_rng(17)
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


def numbers(values, digits=9):
    return [None if np.isnan(v) else float(f'%.{digits}g' % float(v)) for v in np.asarray(values, np.float64).ravel()]


def case(name, target, parameters, data='x', weighted=False, tolerance=1e-6):
    classifies = target in ('binary', 'three')
    given = {'iterations': 10, 'depth': 4, 'learning_rate': 0.2, 'bootstrap_type': 'No', 'random_strength': 0, **parameters}
    theirs = {'boosting_type': 'Plain', **given}
    for own in ('alpha', 'delta'):
        if own in theirs:
            theirs['loss_function'] += f':{own}={theirs.pop(own)}'
    if 'monotone_constraints' in theirs:
        theirs['monotone_constraints'] = json.loads(theirs['monotone_constraints'].replace('(', '[').replace(')', ']'))
    model = (catboost.CatBoostClassifier if classifies else catboost.CatBoostRegressor)(thread_count=1, verbose=0, allow_writing_files=False, **theirs)
    table = {'x': x, 'holes': holes}[data]
    model.fit(table[:train], targets[target][:train], sample_weight=weights[:train] if weighted else None)
    with tempfile.NamedTemporaryFile(suffix='.json') as file:
        model.save_model(file.name, format='json')
        saved = json.load(open(file.name))
    trees = saved['oblivious_trees']
    predicted = model.predict_proba(table[train:]) if classifies else model.predict(table[train:])
    if theirs.get('loss_function') == 'Poisson':
        predicted = model.predict(table[train:], prediction_type='Exponent')
    return {
        'name': name, 'target': target, 'parameters': given, 'data': data, 'weighted': weighted, 'tolerance': tolerance, 'predictions': numbers(predicted), 'importance': numbers(model.get_feature_importance() / 100),
        'splits': [[[split['float_feature_index'], numbers([split['border']])[0]] for split in tree['splits'] or []] for tree in trees],
        'values': [numbers(tree['leaf_values']) for tree in trees],
    }


folder.mkdir(exist_ok=True)
content = {'columns': columns, 'train': train, 'x': numbers(x), 'holes': numbers(holes), 'weights': numbers(weights), 'targets': {name: numbers(y) for name, y in targets.items()}, 'cases': [
    case('two classes', 'binary', {}),
    case('two classes, missing values', 'binary', {}, data='holes'),
    case('two classes, missing values highest', 'binary', {'nan_mode': 'Max'}, data='holes'),
    case('two classes, weights', 'binary', {}, weighted=True),
    case('two classes, ten steps per leaf', 'binary', {'leaf_estimation_iterations': 10, 'l2_leaf_reg': 0.5}),
    case('two classes, gradient steps', 'binary', {'leaf_estimation_method': 'Gradient', 'leaf_estimation_iterations': 5}),
    case('two classes, L2 scores', 'binary', {'score_function': 'L2', 'depth': 5}),
    case('two classes, balanced', 'binary', {'auto_class_weights': 'Balanced'}),
    case('two classes, scale_pos_weight', 'binary', {'scale_pos_weight': 3.0}),
    case('two classes, few borders', 'binary', {'border_count': 9, 'depth': 6, 'iterations': 5}),
    case('three classes', 'three', {'iterations': 6}),
    case('three classes, missing values, weights', 'three', {'iterations': 6}, data='holes', weighted=True),
    case('squared', 'value', {}),
    case('squared, automatic learning rate', 'value', {'learning_rate': None}),
    case('squared, missing values, weights', 'value', {'l2_leaf_reg': 1.0}, data='holes', weighted=True),
    case('absolute', 'value', {'loss_function': 'MAE'}),
    case('quantile', 'value', {'loss_function': 'Quantile', 'alpha': 0.8}),
    case('huber', 'value', {'loss_function': 'Huber', 'delta': 5.0}),
    case('poisson', 'count', {'loss_function': 'Poisson'}),
    # CatBoost shrinks the exponentials of scores by a rough logarithm (FastLogf), hence the tolerance.
    case('two classes, monotone', 'binary', {'monotone_constraints': '(1,-1,0,1,0)', 'iterations': 4}, tolerance=1e-4),
    case('two classes, monotone, ten steps per leaf', 'binary', {'monotone_constraints': '(-1,0,1,0,0)', 'leaf_estimation_iterations': 10}, tolerance=1e-4),
    case('squared, monotone, missing values, weights', 'value', {'monotone_constraints': '(0,0,-1,1,0)', 'l2_leaf_reg': 1.0, 'depth': 3}, data='holes', weighted=True),
    case('squared, shrinking', 'value', {'model_shrink_rate': 0.3}),
    case('squared, monotone, L2 scores', 'value', {'monotone_constraints': '(0,1,0,-1,0)', 'score_function': 'L2', 'depth': 5}),
    case('absolute, monotone', 'value', {'monotone_constraints': '(1,0,0,1,0)', 'loss_function': 'MAE'}),
    case('poisson, ten steps per leaf', 'count', {'loss_function': 'Poisson', 'leaf_estimation_iterations': 10}, tolerance=1e-3),
]}
(folder / 'fits.json').write_text(json.dumps(content, separators=(',', ':')) + '\n')
