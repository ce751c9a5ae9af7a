"""The reference libraries' side of the score study: python reference.py FOLDER. For every line of JSON that it reads ({"table", "kind", "reference", "parameters",
"seed"}) it fits on the rows that aren't the seed's test rows, and answers with a line: {"answers": probabilities, values, strangeness or squared distances, row by row}."""
import importlib, json, pathlib, sys, warnings
import numpy as np, pandas as pd

warnings.filterwarnings('ignore')
folder = pathlib.Path(sys.argv[1])
# Ours by name, theirs.
members = {
    'random_forest': 'sklearn.ensemble.RandomForest*',
    'gradient_boosting': 'sklearn.ensemble.GradientBoosting*',
}


def create(path, task, seed, parameters):
    module, name = path.replace('*', 'Classifier' if task else 'Regressor').rsplit('.', 1)
    found = getattr(importlib.import_module(module), name)
    own = dict(parameters)
    if 'members' in own:
        own['estimators'] = [(m['algorithm'], create(members[m['algorithm']], task, seed, m['hyperparameters'])) for m in own.pop('members')]
        if 'Voting' in name and task:
            own['voting'] = 'soft'
        return found(**own)
    own['random_state'] = seed
    own |= {'xgboost': {'n_jobs': 1, 'tree_method': 'hist'}, 'lightgbm': {'n_jobs': 1, 'verbose': -1}}.get(module, {})
    own |= {'thread_count': 1, 'verbose': 0, 'allow_writing_files': False} if module == 'catboost' else {}
    return found(**own)


def frame(x, about):
    table = pd.DataFrame(x, columns=about['names'])
    for name, size in zip(about['names'], about['sizes']):
        if size:
            table[name] = table[name].map(lambda code: 'missing' if np.isnan(code) else f'c{int(code)}')
    return table


print(json.dumps({'ready': True}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    about = json.loads((folder / f"{asked['table']}.json").read_text())
    x = np.fromfile(folder / f"{asked['table']}-{asked['kind']}.f32", np.float32).reshape(len(about['y']), -1)
    y, task, seed = np.asarray(about['y']), about['classes'], asked['seed']
    test = np.asarray(about['tests'][seed])
    train = np.setdiff1d(np.arange(len(y)), test)
    model = create(asked['reference'], task, seed, asked['parameters'])
    if asked['kind'] == 'categories':
        x = frame(x, about)
        model.fit(x.iloc[train], y[train], cat_features=[name for name, size in zip(about['names'], about['sizes']) if size])
        answers = model.predict_proba(x.iloc[test]) if task else model.predict(x.iloc[test])
    elif asked['kind'] == 'strange':
        answers = -model.fit(x[train]).score_samples(x[train])
    elif asked['kind'] == 'scaled':
        answers = model.fit(x[train]).transform(x[train]).min(axis=1) ** 2
    else:
        model.fit(x[train], y[train].astype(int) if task else y[train])
        answers = model.predict_proba(x[test]) if task else model.predict(x[test])
    print(json.dumps({'answers': np.asarray(answers, np.float64).ravel().tolist()}), flush=True)
