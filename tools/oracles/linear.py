"""Fixtures for logistic and ridge from scikit-learn, converged far beyond the tests' tolerance.

usage: python3 tools/oracles/linear.py   (scikit-learn 1.9; writes libs/learning/src/estimators/linear/fixtures/linear.json)
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression, Ridge

OUT = Path(__file__).parents[2] / "libs/learning/src/estimators/linear/fixtures/linear.json"


def table(rows, seed, scales=(1.0, 1.0, 1.0)):
    """Numbers of given scales, a column of zeros and ones, a mostly-zero one, and a constant; all exact in float32."""
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(rows, len(scales))) * scales + np.array(scales) * 3
    flags = (rng.random((rows, 2)) < [0.6, 0.15]).astype(float)
    x = np.column_stack([numbers, flags, np.full(rows, 2.5)]).astype(np.float32)
    return x, rng


def classes(x, rng, k):
    z = (x - x.mean(0)) / np.where(x.std(0) > 0, x.std(0), 1)
    scores = z @ rng.normal(size=(x.shape[1], k)) + rng.gumbel(size=(len(x), k))
    return scores.argmax(1)


def weights(rng, rows):
    return rng.integers(0, 4, rows).astype(float)


def logistic(name, x, y, parameters, weight=None):
    c = parameters.get("C", 1.0) if parameters.get("penalty", "l2") == "l2" else np.inf
    model = LogisticRegression(
        C=c, fit_intercept=parameters.get("fit_intercept", True), class_weight=parameters.get("class_weight"),
        solver="newton-cholesky", tol=1e-13, max_iter=1000,
    ).fit(x.astype(float), y, weight)
    return case(name, "logistic", x, y, parameters, weight, probabilities=model.predict_proba(x.astype(float)).tolist())


def ridge(name, x, y, parameters, weight=None):
    model = Ridge(alpha=parameters.get("alpha", 1.0), fit_intercept=parameters.get("fit_intercept", True), solver="cholesky" if parameters.get("alpha", 1) else "svd").fit(x.astype(float), y, weight)
    return case(name, "ridge", x, y, parameters, weight, values=model.predict(x.astype(float)).tolist())


def case(name, estimator, x, y, parameters, weight, **expected):
    return {
        "name": name, "estimator": estimator, "parameters": parameters, "columns": x.shape[1],
        "x": [float(v) for v in x.ravel()], "y": [float(v) for v in y],
        **({"weights": weight.tolist()} if weight is not None else {}), **expected,
    }


def main():
    cases = []
    x, rng = table(60, 1)
    y = classes(x, rng, 2)
    cases.append(logistic("two classes", x, y, {}))
    cases.append(logistic("two classes, strong penalty", x, y, {"C": 0.01}))
    cases.append(logistic("two classes, no intercept", x, y, {"fit_intercept": False, "C": 3.0}))
    cases.append(logistic("two classes, row weights", x, y, {}, weights(rng, 60)))
    cases.append(logistic("two classes, balanced, row weights", x, np.where(y == 1, rng.random(60) < 0.4, 0), {"class_weight": "balanced"}, weights(rng, 60)))
    x, rng = table(120, 2, (1.0, 0.5, 2.0))
    cases.append(logistic("two classes, no penalty", x[:, :5], classes(x[:, :5], rng, 2), {"penalty": None}))
    x, rng = table(60, 3, (1000.0, 0.001, 1.0))
    cases.append(logistic("two classes, unscaled columns", x, classes(x, rng, 2), {}))
    x, rng = table(90, 4)
    y = classes(x, rng, 4)
    cases.append(logistic("four classes", x, y, {}))
    cases.append(logistic("four classes, weak penalty", x, y, {"C": 100.0}))
    cases.append(logistic("four classes, no intercept, balanced", x, y, {"fit_intercept": False, "class_weight": "balanced"}))

    x, rng = table(50, 5)
    y = x @ rng.normal(size=x.shape[1]) + rng.normal(size=50)
    cases.append(ridge("ridge", x, y, {}))
    cases.append(ridge("ridge, strong", x, y, {"alpha": 1000.0}))
    cases.append(ridge("ridge, no intercept", x, y, {"fit_intercept": False}))
    cases.append(ridge("ridge, row weights", x, y, {"alpha": 0.5}, weights(rng, 50)))
    cases.append(ridge("least squares, dependent columns", np.column_stack([x, x[:, 3:5]]), y, {"alpha": 0.0}))
    x, rng = table(50, 6, (1e6, 1e-6, 1.0))
    cases.append(ridge("ridge, unscaled columns, far target", x, x @ np.array([1, 1e5, 3, -2, 5, 1]) + 1e7, {}))
    x, rng = table(8, 7, tuple([1.0] * 12))
    cases.append(ridge("ridge, more columns than rows", x, rng.normal(size=8), {"alpha": 0.1}))

    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"sklearn": sklearn.__version__, "cases": cases}) + "\n")
    print(OUT, OUT.stat().st_size, "bytes")


main()
