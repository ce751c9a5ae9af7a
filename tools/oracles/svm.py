"""Fixtures for svm and svr from scikit-learn's SVC and SVR (LIBSVM) at tight tolerance.

LIBSVM keeps kernel values in float32, which shows from the sixth digit on. So beside its decisions there are `exact` ones: the optimality
conditions of its solution (which vectors are free, which at a bound) solved in float64.

usage: python3 tools/oracles/svm.py   (scikit-learn 1.9; writes libs/learning/src/estimators/kernel/fixtures/svm.json)
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.model_selection import StratifiedKFold
from sklearn.metrics.pairwise import pairwise_kernels
from sklearn.svm import SVC, SVR
from sklearn.utils.multiclass import _ovr_decision_function

OUT = Path(__file__).parents[2] / "libs/learning/src/estimators/kernel/fixtures/svm.json"
TOL = 1e-10


def table(rows, seed, scales=(1.0, 1.0, 1.0)):
    """Numbers of given scales and means, a column of zeros and ones, and a constant; all exact in float32."""
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(rows, len(scales))) * scales + np.array(scales)
    grain = 2.0 ** np.round(np.log2(np.array(scales) / 64))
    x = np.column_stack([np.round(numbers / grain) * grain, rng.random(rows) < 0.4, np.full(rows, 2.5)]).astype(np.float32)
    return x, rng


def classes(x, rng, k):
    z = (x - x.mean(0)) / np.where(x.std(0) > 0, x.std(0), 1)
    scores = (z**2) @ rng.normal(size=(x.shape[1], k)) + z @ rng.normal(size=(x.shape[1], k)) + 0.3 * rng.gumbel(size=(len(x), k))
    return (scores - scores.mean(0)).argmax(1)


def kernel(a, b, parameters, gamma):
    name = parameters.get("kernel", "rbf")
    extra = {} if name == "linear" else {"gamma": gamma}
    if name == "poly":
        extra |= {"degree": parameters.get("degree", 3)}
    if name in ("poly", "sigmoid"):
        extra |= {"coef0": parameters.get("coef0", 0.0)}
    return pairwise_kernels(a, b, metric=name, **extra)


def polished(k, k_all, target, beta, bounds, offset):
    """Decisions of min 1/2 b'Kb - target'b, sum b = 0: the free ones of `beta` solved for, the others left at their bounds.

    `offset` is LIBSVM's, for machines without free vectors: theirs isn't determined.
    """
    free = (np.abs(beta) > 0) & (np.abs(beta) < bounds * (1 - 1e-7))
    beta = np.where(free, beta, np.sign(beta) * np.where(beta == 0, 0, bounds))
    n = free.sum()
    if n == 0:
        return k_all @ beta + offset
    left = np.block([[k[np.ix_(free, free)], np.ones((n, 1))], [np.ones((1, n)), np.zeros((1, 1))]])
    right = np.append(target[free] - k[np.ix_(free, ~free)] @ beta[~free], -beta[~free].sum())
    found = np.linalg.lstsq(left, right, rcond=None)[0]
    beta[free] = found[:-1]
    return k_all @ beta + found[-1]


def exact_svc(x, y, n, parameters, gamma, weight):
    """The decision function from one polished machine per pair of classes."""
    labels = np.unique(y[:n])
    w = np.ones(n) if weight is None else weight[:n]
    if parameters.get("class_weight"):
        w = w * (n / (len(labels) * np.bincount(y[:n])))[y[:n]]
    decisions = []
    for i, a in enumerate(labels):
        for b in labels[i + 1:]:
            rows = np.flatnonzero((y[:n] == a) | (y[:n] == b))
            sign = np.where(y[rows] == a, 1.0, -1.0)
            given = {key: value for key, value in parameters.items() if key != "class_weight"} | {"gamma": gamma}
            model = SVC(**given, tol=TOL).fit(x[rows], sign, w[rows])
            beta = np.zeros(len(rows))
            beta[model.support_] = model.dual_coef_[0]
            bounds = parameters.get("C", 1.0) * w[rows]
            decisions.append(polished(kernel(x[rows], x[rows], parameters, gamma), kernel(x, x[rows], parameters, gamma), sign, beta, bounds, model.intercept_[0]))
    d = np.column_stack(decisions)
    return -d[:, 0] if len(labels) == 2 else _ovr_decision_function(d < 0, -d, len(labels))


def exact_svr(x, y, n, model, parameters, weight):
    beta = np.zeros(n)
    beta[model.support_] = model.dual_coef_[0]
    bounds = parameters.get("C", 1.0) * (np.ones(n) if weight is None else weight[:n])
    gamma = parameters.get("gamma", 1 / (x.shape[1] * x[:n].var()))
    return polished(kernel(x[:n], x[:n], parameters, gamma), kernel(x, x[:n], parameters, gamma),
                    y[:n] - parameters.get("epsilon", 0.1) * np.sign(beta), beta, bounds, model.intercept_[0])


def short(values):
    return [float(f"{v:.11g}") for v in np.ravel(values)]


def svc(name, x, y, parameters, weight=None, split=None):
    """Learns from the first rows; decisions and labels are of all rows."""
    n = split or len(x) * 2 // 3
    xs, w = x.astype(float), None if weight is None else weight[:n]
    model = SVC(**parameters, tol=TOL, break_ties=True).fit(xs[:n], y[:n], w)
    gamma = parameters.get("gamma", "scale")
    # One kernel for all folds: scikit-learn would work "scale" out anew in each.
    number = {"scale": 1 / (x.shape[1] * xs[:n].var()), "auto": 1 / x.shape[1]}.get(gamma, gamma)
    base = SVC(**{**parameters, "gamma": number}, tol=TOL, break_ties=True)
    calibrated = CalibratedClassifierCV(base, method="temperature", ensemble=False, cv=StratifiedKFold(5)).fit(xs[:n], y[:n], sample_weight=w)
    return case(name, "svm", x, y, n, parameters, weight, decisions=short(model.decision_function(xs)),
                exact=short(exact_svc(xs, y, n, parameters, number, weight)),
                labels=model.predict(xs).tolist(), probabilities=short(calibrated.predict_proba(xs)))


def svr(name, x, y, parameters, weight=None):
    n = len(x) * 2 // 3
    model = SVR(**parameters, tol=TOL).fit(x[:n].astype(float), y[:n], None if weight is None else weight[:n])
    xs = x.astype(float)
    return case(name, "svr", x, y, n, parameters, weight, decisions=short(model.predict(xs)), exact=short(exact_svr(xs, y, n, model, parameters, weight)))


def case(name, estimator, x, y, split, parameters, weight, **expected):
    return {
        "name": name, "estimator": estimator, "parameters": parameters, "columns": x.shape[1], "split": split,
        "x": [float(v) for v in x.ravel()], "y": short(y),
        **({"weights": weight.tolist()} if weight is not None else {}), **expected,
    }


def main():
    cases = []
    x, rng = table(90, 1)
    y = classes(x, rng, 2)
    weight = rng.integers(1, 5, 90) / 2
    cases.append(svc("two classes, rbf", x, y, {}))
    cases.append(svc("two classes, rbf, weak penalty, own gamma", x, y, {"C": 20.0, "gamma": 0.3}))
    cases.append(svc("two classes, linear", x, y, {"kernel": "linear"}))
    cases.append(svc("two classes, poly", x, y, {"kernel": "poly", "coef0": 1.0, "degree": 2, "gamma": "auto"}))
    cases.append(svc("two classes, cubic poly", x, y, {"kernel": "poly", "C": 0.5}))
    cases.append(svc("two classes, sigmoid", x, y, {"kernel": "sigmoid", "gamma": 0.05, "C": 0.5}))
    cases.append(svc("two classes, row weights", x, y, {}, weight))
    cases.append(svc("two classes, balanced, row weights", x, np.where(y == 1, rng.random(90) < 0.5, 0), {"class_weight": "balanced"}, weight))
    x, rng = table(90, 2, (100.0, 1.0, 0.01))
    cases.append(svc("two classes, unscaled columns", x, classes(x, rng, 2), {}))
    x, rng = table(105, 3)
    y = classes(x, rng, 4)
    weight = rng.integers(1, 5, 105) / 2
    cases.append(svc("four classes, rbf", x, y, {}))
    cases.append(svc("four classes, linear", x, y, {"kernel": "linear", "C": 0.1}))
    cases.append(svc("four classes, balanced, row weights", x, y, {"class_weight": "balanced", "gamma": 0.2}, weight))

    x, rng = table(90, 5)
    y = np.round(np.sin(x[:, 0]) * 3 + x[:, 1] + 0.2 * rng.normal(size=90), 6)
    weight = rng.integers(1, 5, 90) / 2
    cases.append(svr("values, rbf", x, y, {}))
    cases.append(svr("values, rbf, weak penalty, wide tube", x, y, {"C": 30.0, "epsilon": 0.5, "gamma": 0.2}))
    cases.append(svr("values, no tube", x, y, {"epsilon": 0.0}))
    cases.append(svr("values, linear, row weights", x, y, {"kernel": "linear", "C": 0.3}, weight))
    cases.append(svr("values, poly, far target", x, y + 1000, {"kernel": "poly", "coef0": 1.0, "degree": 2}))

    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"sklearn": sklearn.__version__, "cases": cases}) + "\n")
    for each in cases:
        print(each["name"], "| largest difference of LIBSVM to float64:", np.abs(np.subtract(each["decisions"], each["exact"])).max())
    print(OUT, OUT.stat().st_size, "bytes")


main()
