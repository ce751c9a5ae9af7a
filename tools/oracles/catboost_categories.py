"""Scores of CatBoost on tables with categories: python tools/oracles/catboost_categories.py FOLDER [rows] [seeds] (needs pandas, scikit-learn, catboost 1.2).
Writes for adult, telco and bank from ../shared/data the tables that catboost-categories.mjs reads (codes for categories, NaN for missing), with as many divisions
into training and test rows as there are seeds, fits CatBoost on each (200 iterations, its other defaults), and prints its ROC AUC per seed."""
import json, pathlib, sys
import catboost, numpy as np, pandas as pd
from sklearn.metrics import log_loss, roc_auc_score

folder = pathlib.Path(sys.argv[1]); folder.mkdir(exist_ok=True)
most = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
seeds = int(sys.argv[3]) if len(sys.argv) > 3 else 10
data = pathlib.Path(__file__).parents[3] / 'shared/data'
adult = pd.read_csv(data / 'adult/adult_full_header.csv', na_values='?', skipinitialspace=True)
telco = pd.read_csv(data / 'telco_churn/Telco-Customer-Churn.csv').drop(columns='customerID')
telco['TotalCharges'] = pd.to_numeric(telco['TotalCharges'], errors='coerce')
bank = pd.read_csv(data / 'bank_marketing/bank-full.csv', sep=';').drop(columns='duration')
tables = {'adult': (adult, 'income'), 'telco': (telco, 'Churn'), 'bank': (bank, 'y')}
for name, (table, target) in tables.items():
    table = table.sample(min(most, len(table)), random_state=0).reset_index(drop=True)
    y = (table[target].astype(str).str.strip('.') == {'adult': '>50K', 'telco': 'Yes', 'bank': 'yes'}[name]).astype(int).to_numpy()
    x = table.drop(columns=target)
    texts = [column for column in x if not pd.api.types.is_numeric_dtype(x[column])]
    coded, sizes = np.empty(x.shape, np.float32), []
    for i, column in enumerate(x):
        codes, categories = pd.factorize(x[column]) if column in texts else (None, [])
        coded[:, i] = np.where(codes < 0, np.nan, codes) if column in texts else x[column].astype(np.float32)
        sizes.append(len(categories))
    coded.tofile(folder / f'{name}.f32')
    scores, tests = [], []
    filled = x.copy()
    for column in texts:
        filled[column] = filled[column].fillna('missing').astype(str)
    for seed in range(seeds):
        test = np.sort(np.random.default_rng(seed).permutation(len(y))[: len(y) // 4])
        train = np.setdiff1d(np.arange(len(y)), test)
        model = catboost.CatBoostClassifier(iterations=200, random_seed=seed, verbose=0, thread_count=2, allow_writing_files=False)
        model.fit(filled.iloc[train], y[train], cat_features=texts)
        scores.append(roc_auc_score(y[test], model.predict_proba(filled.iloc[test])[:, 1]))
        tests.append(test.tolist())
    (folder / f'{name}.json').write_text(json.dumps({'sizes': sizes, 'names': list(x), 'y': y.tolist(), 'tests': tests, 'scores': scores}))
    print(f'{name:6s} {len(y)} rows: CatBoost {np.mean(scores):.4f} ± {np.std(scores, ddof=1) / np.sqrt(seeds):.4f}', flush=True)
