"""Fixtures for imputers, powers, quantiles, products and target encoding from scikit-learn: fitted on one table, applied to another.

usage: python3 tools/oracles/preparation_steps.py   (scikit-learn 1.9; writes libs/learning/src/preparation/fixtures/steps.json)
"""
import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, KNNImputer
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.preprocessing import PolynomialFeatures, PowerTransformer, QuantileTransformer, TargetEncoder

OUT = Path(__file__).parents[2] / "libs/learning/src/preparation/fixtures/steps.json"


def short(x):
    return [None if np.isnan(v) else float(f"{v:.12g}") for v in np.asarray(x, float).ravel()]


def exact(x):
    return [None if np.isnan(v) else float(str(v)) for v in np.asarray(x, np.float32).ravel()]


def holes(rng, x, share):
    x = x.astype(np.float32).copy()
    x[rng.random(x.shape) < share] = np.nan
    x[0, np.isnan(x).all(axis=0)] = 1
    return x.astype(float)


def related(rng, rows, columns):
    hidden = rng.normal(size=(rows, 3))
    return hidden @ rng.normal(size=(3, columns)) + 0.4 * rng.normal(size=(rows, columns)) + 5 * rng.normal(size=columns)


def imputation(name, imputer, train, asked, **options):
    fitted = imputer.fit(train)
    return {
        "name": name, "columns": train.shape[1], "train": exact(train), "asked": exact(asked), "options": options,
        "expectedTrain": short(fitted.transform(train)), "expected": short(fitted.transform(asked)),
    }


def knn_cases(rng):
    mix = np.random.default_rng(5).normal(size=(40, 4))
    train, asked = holes(rng, related(rng, 40, 5), 0.2), holes(rng, related(rng, 15, 5), 0.3)
    alone = asked.copy()
    alone[0] = np.nan
    few = holes(rng, mix[:4], 0.4)
    return [
        imputation("five neighbours", KNNImputer(), train, asked, neighbours=5),
        imputation("one neighbour", KNNImputer(n_neighbors=1), train, asked, neighbours=1),
        imputation("a row of nothing", KNNImputer(n_neighbors=3), train, alone, neighbours=3),
        imputation("fewer donors than neighbours", KNNImputer(n_neighbors=9), few, holes(rng, mix[20:30], 0.4), neighbours=9),
    ]


def iterative_cases(rng):
    train, asked = holes(rng, related(rng, 60, 5), 0.2), holes(rng, related(rng, 15, 5), 0.3)
    many = holes(rng, related(rng, 40, 4), 0.65)
    scaled = train * np.array([1000, 1, 0.01, 1, 50])
    complete = train.copy()
    complete[:, 2] = np.nan_to_num(complete[:, 2], nan=1.5)
    twin = np.column_stack([train, np.round(train[:, 0] * 64) / 32])
    twin_asked = np.column_stack([asked, np.where(np.isnan(asked[:, 1]), np.nan, 3.25)])
    one = train[:, :1]
    to32 = lambda x: x.astype(np.float32).astype(float)
    return [
        imputation("related columns", IterativeImputer(), train, asked),
        imputation("three rounds", IterativeImputer(max_iter=3), train, asked, rounds=3),
        imputation("mostly missing", IterativeImputer(), many, holes(rng, related(rng, 10, 4), 0.5)),
        imputation("unlike units", IterativeImputer(), to32(scaled), to32(asked * np.array([1000, 1, 0.01, 1, 50]))),
        imputation("a complete column", IterativeImputer(), complete, asked),
        imputation("a column and its double", IterativeImputer(), to32(twin), to32(twin_asked)),
        imputation("one column", IterativeImputer(), one, asked[:, :1]),
    ]


def power_cases(rng):
    skewed = np.column_stack([rng.lognormal(1, 0.7, 50), rng.exponential(3, 50), rng.gamma(2, 100, 50), rng.uniform(5, 6, 50)])
    any_sign = np.column_stack([skewed[:, 0] - 2, -skewed[:, 1], rng.normal(size=50), np.full(50, 2.5)])
    cases = []
    for method, x in (("box_cox", skewed), ("yeo_johnson", any_sign)):
        train = holes(rng, x, 0.1)
        # A gap makes scikit-learn miss that a column is constant.
        train[:, 3] = x[:, 3].astype(np.float32)
        asked = holes(rng, x[rng.permutation(50)[:12]] * 1.1, 0.1)
        fitted = PowerTransformer(method=method.replace("_", "-")).fit(train)
        cases.append({
            "method": method, "columns": x.shape[1], "train": exact(train), "asked": exact(asked), "lambdas": short(fitted.lambdas_),
            "expected": short(fitted.transform(asked)),
        })
    return cases


def quantile_cases(rng):
    x = np.column_stack([
        rng.lognormal(1, 0.7, 60), rng.integers(0, 4, 60), np.round(rng.normal(size=60), 1), np.full(60, 2.5), rng.normal(size=60) * 1e-7,
        np.where(rng.random(60) < 0.6, 0, rng.exponential(3, 60)),
    ])
    train = holes(rng, x, 0.1)
    train[:, 3] = 2.5
    steps = np.array([[-9.0] * 6, [0.0] * 6, [1.0] * 6, [2.5] * 6, [3.0] * 6, [1e30] * 6]).astype(np.float32).astype(float)
    asked = np.vstack([holes(rng, x[rng.permutation(60)[:12]] * 1.1, 0.1), train[:10], steps])
    return [
        {
            "output": output, "quantiles": quantiles, "columns": 6, "train": exact(train), "asked": exact(asked),
            "expected": short(QuantileTransformer(n_quantiles=quantiles, output_distribution=output, subsample=None).fit(train).transform(asked)),
        }
        for output in ("uniform", "normal") for quantiles in (2, 13, 60, 1000)
    ]


def polynomial_cases(rng):
    x = rng.normal(size=(6, 4)).astype(np.float32).astype(float)
    return [
        {
            "degree": degree, "interactionOnly": only, "columns": 4, "x": exact(x),
            "names": list(fitted.get_feature_names_out(["a", "b", "c", "d"])), "expected": short(fitted.transform(x)),
        }
        for degree in (2, 3) for only in (False, True)
        for fitted in [PolynomialFeatures(degree, interaction_only=only, include_bias=False).fit(x)]
    ]


def target_cases(rng):
    texts = rng.choice(["red", "green", "blue", "grey", "pink"], 60, p=[0.4, 0.3, 0.2, 0.06, 0.04])
    asked = np.append(rng.choice(["red", "green", "blue", "grey", "pink"], 8), "violet")
    shift = {"red": 0, "green": 2, "blue": -1, "grey": 4, "pink": 0.5}
    values = np.array([shift[t] for t in texts]) + rng.normal(size=60)
    binary = (values > 0.5).astype(int)
    multi = np.digitize(values, [-0.5, 1.5])
    cases = []
    for name, y, kind in (("regression", values, "continuous"), ("two classes", binary, "binary"), ("three classes", multi, "multiclass")):
        y = y.astype(np.float32).astype(float) if kind == "continuous" else y
        fitted = TargetEncoder(target_type=kind).fit(texts.reshape(-1, 1), y)
        splitter = KFold(5) if kind == "continuous" else StratifiedKFold(5)
        folds = np.zeros(60, int)
        for fold, (_, test) in enumerate(splitter.split(texts, y)):
            folds[test] = fold
        crossed = TargetEncoder(target_type=kind, shuffle=False, cv=5).fit_transform(texts.reshape(-1, 1), y)
        cases.append({
            "name": name, "classes": 0 if kind == "continuous" else int(y.max()) + 1, "texts": list(texts), "y": [float(v) for v in y],
            "asked": list(asked), "expected": short(fitted.transform(asked.reshape(-1, 1))), "folds": folds.tolist(), "crossed": short(crossed),
        })
    return cases


def main():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(17)
    fixture = {
        "sklearn": sklearn.__version__, "knn": knn_cases(rng), "iterative": iterative_cases(rng), "power": power_cases(rng),
        "polynomial": polynomial_cases(rng), "target": target_cases(rng),
        "quantile": quantile_cases(rng),
    }
    OUT.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(OUT, OUT.stat().st_size, "bytes")


main()
