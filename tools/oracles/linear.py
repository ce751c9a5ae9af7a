"""Fixtures for the linear family from scikit-learn, converged far beyond the tests' tolerance.

usage: python3 tools/oracles/linear.py   (scikit-learn 1.9; writes libs/learning/src/estimators/linear/fixtures/linear.json)
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge

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
    penalty = parameters.get("penalty", "l2")
    ratio = {"l1": 1.0, "elasticnet": parameters.get("l1_ratio", 0.5)}.get(penalty, 0.0)
    model = LogisticRegression(
        C=np.inf if penalty is None else parameters.get("C", 1.0), l1_ratio=ratio,
        fit_intercept=parameters.get("fit_intercept", True), class_weight=parameters.get("class_weight"),
        solver="saga" if ratio else "newton-cholesky", tol=1e-13, max_iter=200_000 if ratio else 1000, random_state=1,
    ).fit(x.astype(float), y, weight)
    zeros = int((model.coef_ == 0).sum()) if ratio and len(model.classes_) == 2 else None
    return case(name, "logistic", x, y, parameters, weight, probabilities=model.predict_proba(x.astype(float)).tolist(),
                decisions=model.decision_function(x.astype(float)).ravel().tolist() if len(model.classes_) == 2 else None, zeros=zeros)


def regression(name, estimator, kind, x, y, parameters, weight=None):
    tight = {} if kind is LinearRegression else {"tol": 1e-14, "max_iter": 1_000_000}
    model = kind(**{**parameters, **tight}).fit(x.astype(float), y, weight)
    ours = {**parameters, **({} if kind is LinearRegression else {"tol": 1e-14, "max_iter": 1_000_000})}
    return case(name, estimator, x, y, ours, weight, values=model.predict(x.astype(float)).tolist(),
                coefficients=model.coef_.tolist(), zeros=None if kind is LinearRegression else int((model.coef_ == 0).sum()))


def ridge(name, x, y, parameters, weight=None):
    model = Ridge(alpha=parameters.get("alpha", 1.0), fit_intercept=parameters.get("fit_intercept", True), solver="cholesky" if parameters.get("alpha", 1) else "svd").fit(x.astype(float), y, weight)
    return case(name, "ridge", x, y, parameters, weight, values=model.predict(x.astype(float)).tolist())


def short(values):
    """Nine digits are more than the tests compare."""
    return [short(v) for v in values] if isinstance(values, list) else float(f"{values:.9g}") if isinstance(values, float) else values


def case(name, estimator, x, y, parameters, weight, **expected):
    return {
        "name": name, "estimator": estimator, "parameters": parameters, "columns": x.shape[1],
        "x": [float(str(v)) for v in x.ravel()], "y": [float(v) for v in y],
        **({"weights": weight.tolist()} if weight is not None else {}), **{key: short(value) for key, value in expected.items() if value is not None},
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

    x, rng = table(50, 8)
    y = x @ np.array([2.0, 0, -1, 3, 0, 1]) + rng.normal(size=50)
    w = weights(rng, 50)
    twice = np.column_stack([x, x[:, 3:5], x[:, 3] + x[:, 4]])
    wide, _ = table(8, 9, tuple([1.0] * 12))
    cases.append(regression("least squares", "linear", LinearRegression, x, y, {}))
    cases.append(regression("least squares, no intercept", "linear", LinearRegression, x, y, {"fit_intercept": False}))
    cases.append(regression("least squares, row weights", "linear", LinearRegression, x, y, {}, w))
    cases.append(regression("least squares, dependent columns", "linear", LinearRegression, twice, y, {}))
    cases.append(regression("least squares, dependent columns, row weights, no intercept", "linear", LinearRegression, twice, y, {"fit_intercept": False}, w + 1))
    cases.append(regression("least squares, more columns than rows", "linear", LinearRegression, wide, y[:8], {}))
    curve = np.linspace(1, 2, 40).astype(np.float32)
    cases.append(regression("least squares, powers", "linear", LinearRegression, np.column_stack([curve**k for k in range(1, 5)]).astype(np.float32), np.sin(5 * curve), {}))
    cases.append(regression("lasso", "lasso", Lasso, x, y, {"alpha": 0.3}))
    cases.append(regression("lasso, strong", "lasso", Lasso, x, y, {"alpha": 1.5}))
    cases.append(regression("lasso, no intercept, row weights", "lasso", Lasso, x, y, {"alpha": 0.2, "fit_intercept": False}, w))
    cases.append(regression("lasso, row weights", "lasso", Lasso, x, y, {"alpha": 0.2}, w))
    cases.append(regression("lasso, positive", "lasso", Lasso, x, y, {"alpha": 0.05, "positive": True}))
    cases.append(regression("lasso, more columns than rows", "lasso", Lasso, wide, y[:8], {"alpha": 0.2}))
    cases.append(regression("elastic net", "elastic_net", ElasticNet, x, y, {"alpha": 0.3}))
    cases.append(regression("elastic net, dependent columns", "elastic_net", ElasticNet, twice, y, {"alpha": 0.1, "l1_ratio": 0.2}))
    cases.append(regression("elastic net, row weights, positive", "elastic_net", ElasticNet, x, y, {"alpha": 0.1, "l1_ratio": 0.8, "positive": True}, w))
    far, rng = table(50, 10, (1e4, 1e-3, 1.0))
    cases.append(regression("elastic net, unscaled columns", "elastic_net", ElasticNet, far, far @ np.array([1e-3, 1e3, 1, 2, 0, 0]) + rng.normal(size=50), {"alpha": 0.01, "l1_ratio": 0.5}))
    x, rng = table(80, 11)
    y = classes(x, rng, 2)
    cases.append(logistic("two classes, L1", x, y, {"penalty": "l1", "C": 0.2}))
    cases.append(logistic("two classes, elastic net, row weights", x, y, {"penalty": "elasticnet", "l1_ratio": 0.3, "C": 0.5}, weights(rng, 80)))
    cases.append(logistic("two classes, L1, no intercept, balanced", x, y, {"penalty": "l1", "C": 1.0, "fit_intercept": False, "class_weight": "balanced"}))
    y = classes(x, rng, 3)
    cases.append(logistic("three classes, L1", x, y, {"penalty": "l1", "C": 0.3}))
    cases.append(logistic("three classes, elastic net", x, y, {"penalty": "elasticnet", "l1_ratio": 0.7, "C": 1.0}))

    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"sklearn": sklearn.__version__, "cases": cases}, separators=(",", ":")) + "\n")
    print(OUT, OUT.stat().st_size, "bytes")


main()
