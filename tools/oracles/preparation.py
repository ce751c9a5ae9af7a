"""Fixtures for imputing, scaling and one-hot encoding from scikit-learn: fitted on one table, applied to another.

usage: python3 tools/oracles/preparation.py   (scikit-learn 1.9; writes libs/learning/src/preparation/fixtures/preparation.json)
"""
import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, RobustScaler, StandardScaler

OUT = Path(__file__).parents[2] / "libs/learning/src/preparation/fixtures/preparation.json"
SCALERS = {"standard": StandardScaler, "minmax": MinMaxScaler, "robust": RobustScaler}
IMPUTERS = {"mean": "mean", "median": "median", "mode": "most_frequent", "constant": "constant"}


def numbers(rng, rows):
    x = np.column_stack([rng.normal(1000, 3, rows), rng.exponential(0.01, rows), rng.integers(0, 4, rows), np.full(rows, 7.0)]).astype(np.float32)
    x[rng.random(x.shape) < 0.15] = np.nan
    return x.astype(float)


def texts(rng, rows, unseen):
    weights = np.array([8, 5, 3, 1, 1], float)
    names = rng.choice(["red", "green", "blue", "grey", "pink"], rows, p=weights / weights.sum()).astype(object)
    names[rng.random(rows) < unseen] = "violet"
    return names


def listed(x):
    return [None if np.isnan(v) else float(v) for v in np.asarray(x, float).ravel()]


def main():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(3)
    train, asked = numbers(rng, 40), numbers(rng, 12)
    cases = []
    for scaling, scaler in SCALERS.items():
        for impute, strategy in IMPUTERS.items():
            steps = make_pipeline(SimpleImputer(strategy=strategy, fill_value=0 if impute == "constant" else None), scaler()).fit(train)
            cases.append({"impute": impute, "scaling": scaling, "expected": listed(steps.transform(asked))})
        cases.append({"impute": "none", "scaling": scaling, "expected": listed(scaler().fit(train).transform(asked))})
    seen, later = texts(rng, 40, 0), texts(rng, 15, 0.2)
    encoder = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=5, sparse_output=False).fit(seen.reshape(-1, 1))
    fixture = {
        "sklearn": sklearn.__version__, "columns": train.shape[1], "train": listed(train), "asked": listed(asked), "numbers": cases,
        "texts": {"train": list(seen), "asked": list(later), "minFrequency": 5, "expected": listed(encoder.transform(later.reshape(-1, 1)))},
    }
    OUT.write_text(json.dumps(fixture) + "\n")
    print(OUT, OUT.stat().st_size, "bytes")


main()
