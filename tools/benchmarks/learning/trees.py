"""Prepares the real tables for trees.mjs and fits the reference libraries on them.
usage: python trees.py DATA_FOLDER OUT_FOLDER [seeds] [algorithm,…] [most rows of a table, drawn anew for each seed]
For each table and seed: OUT/NAME-SEED-{train,test}-{x,y}.f32 (row-major float32, one-hot categories, missing numbers as NaN), an 80/10/10 split of
which the middle 10 % is left out here as the platform leaves it out, and theirs.json with scikit-learn's and LightGBM's scores and fit times on one thread."""
import json, sys, time
import lightgbm, numpy as np, pandas as pd
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.metrics import accuracy_score, r2_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

data, out, seeds = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 3
wanted = sys.argv[4].split(',') if len(sys.argv) > 4 else ['lightgbm', 'random_forest', 'extra_trees', 'decision_tree']
most_rows = int(sys.argv[5]) if len(sys.argv) > 5 else None


def adult():
    t = pd.read_csv(f'{data}/adult/adult_full_header.csv', na_values='?', skipinitialspace=True).drop(columns=['split'])
    return t.drop(columns='income'), t['income'].str.startswith('>').astype(int), 'classification'


def telco():
    t = pd.read_csv(f'{data}/telco_churn/Telco-Customer-Churn.csv').drop(columns='customerID')
    t['TotalCharges'] = pd.to_numeric(t['TotalCharges'], errors='coerce')
    return t.drop(columns='Churn'), (t['Churn'] == 'Yes').astype(int), 'classification'


def titanic():
    t = pd.read_csv(f'{data}/titanic/train.csv').drop(columns=['PassengerId', 'Name', 'Ticket', 'Cabin'])
    return t.drop(columns='Survived'), t['Survived'], 'classification'


def wine():
    t = pd.read_csv(f'{data}/wine_quality/winequality-red.csv', sep=';')
    return t.drop(columns='quality'), t['quality'] - t['quality'].min(), 'classification'


def california():
    t = pd.read_csv(f'{data}/california_housing/housing.csv')
    return t.drop(columns='median_house_value'), t['median_house_value'], 'regression'


def bank():
    t = pd.read_csv(f'{data}/bank_marketing/bank-additional-full.csv', sep=';').drop(columns='duration')
    return t.drop(columns='y'), (t['y'] == 'yes').astype(int), 'classification'


def bike():
    t = pd.read_csv(f'{data}/bike_sharing/hour.csv').drop(columns=['instant', 'dteday', 'casual', 'registered'])
    return t.drop(columns='cnt'), t['cnt'], 'regression'


def models(task, seed):
    if task == 'regression':
        return {'lightgbm': lightgbm.LGBMRegressor(n_jobs=1, verbose=-1, random_state=seed), 'random_forest': RandomForestRegressor(n_jobs=1, random_state=seed), 'extra_trees': ExtraTreesRegressor(n_jobs=1, random_state=seed), 'decision_tree': DecisionTreeRegressor(random_state=seed)}
    return {'lightgbm': lightgbm.LGBMClassifier(n_jobs=1, verbose=-1, random_state=seed), 'random_forest': RandomForestClassifier(n_jobs=1, random_state=seed), 'extra_trees': ExtraTreesClassifier(n_jobs=1, random_state=seed), 'decision_tree': DecisionTreeClassifier(random_state=seed)}


def score(model, x, y, task, classes):
    if task == 'regression':
        return r2_score(y, model.predict(x))
    return roc_auc_score(y, model.predict_proba(x)[:, 1]) if classes == 2 else accuracy_score(y, model.predict(x))


result = []
for table in (adult, telco, bank, titanic, wine, california, bike):
    frame, y, task = table()
    x = pd.get_dummies(frame).to_numpy(np.float32)
    y = y.to_numpy(np.float64)
    classes = 0 if task == 'regression' else int(y.max()) + 1
    everything = (x, y)
    for seed in range(seeds):
        x, y = everything
        if most_rows and most_rows < len(y):
            drawn = np.random.default_rng(seed).choice(len(y), most_rows, replace=False)
            x, y = x[drawn], y[drawn]
        stratify = y if classes == 2 else None
        train_x, rest_x, train_y, rest_y = train_test_split(x, y, test_size=0.2, random_state=seed, stratify=stratify)
        _, test_x, _, test_y = train_test_split(rest_x, rest_y, test_size=0.5, random_state=seed)
        name = f'{table.__name__}-{seed}'
        for part, values in (('train-x', train_x), ('train-y', train_y), ('test-x', test_x), ('test-y', test_y)):
            values.astype(np.float32).tofile(f'{out}/{name}-{part}.f32')
        for algorithm, model in models(task, seed).items():
            if algorithm not in wanted:
                continue
            start = time.perf_counter()
            model.fit(train_x, train_y)
            seconds = time.perf_counter() - start
            result.append({'table': table.__name__, 'seed': seed, 'task': task, 'classes': classes, 'columns': x.shape[1], 'algorithm': algorithm, 'score': score(model, test_x, test_y, task, classes), 'seconds': seconds})
json.dump(result, open(f'{out}/theirs.json', 'w'))
