"""Fixtures for naive Bayes from scikit-learn: fitted on one table, asked about another.

usage: python3 tools/oracles/bayes.py   (scikit-learn 1.9; writes libs/learning/src/estimators/bayes/fixtures/bayes.json)
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB

OUT = Path(__file__).parents[2] / "libs/learning/src/estimators/bayes/fixtures/bayes.json"
KINDS = {"gaussian": GaussianNB, "bernoulli": BernoulliNB, "multinomial": MultinomialNB}


def listed(x):
    return [float(str(v)) for v in np.asarray(x, np.float32).ravel()]


def case(name, kind, x, asked, y, parameters, weight=None):
    model = KINDS[kind](**parameters).fit(x.astype(float), y, weight)
    return {
        "name": name, "parameters": {"kind": kind, **parameters}, "columns": x.shape[1], "x": listed(x), "asked": listed(asked),
        "y": [int(v) for v in y], **({"weights": weight.tolist()} if weight is not None else {}),
        "expected": [float(f"{v:.9g}") for v in model.predict_proba(asked.astype(float)).ravel()],
    }


def main():
    rng = np.random.default_rng(5)
    rows = 60
    y = rng.integers(0, 3, rows)
    two = (y > 0).astype(int)
    w = rng.integers(0, 4, rows).astype(float)

    def numbers(codes):
        return np.column_stack([rng.normal(codes * 0.7, 1 + codes), rng.normal(1000 - codes, 3), rng.exponential(0.5 + codes), np.full(len(codes), 2.0)]).astype(np.float32)

    def counts(codes):
        return rng.poisson(np.column_stack([1 + codes, 4 - codes, np.full(len(codes), 2), codes * 0.2]))

    x, asked = numbers(y), numbers(rng.integers(0, 3, 20))
    n, later = counts(y).astype(np.float32), counts(rng.integers(0, 3, 20)).astype(np.float32)
    flags, flagged = (n > 1).astype(np.float32), (later > 1).astype(np.float32)
    cases = [
        case("gaussian, two classes", "gaussian", x, asked, two, {}),
        case("gaussian, three classes", "gaussian", x, asked, y, {}),
        case("gaussian, row weights", "gaussian", x, asked, y, {}, w),
        case("gaussian, smoothed", "gaussian", x, asked, y, {"var_smoothing": 0.1}),
        case("bernoulli, two classes", "bernoulli", x - np.float32(1), asked - np.float32(1), two, {}),
        case("bernoulli, three classes, threshold", "bernoulli", x, asked, y, {"binarize": 0.7, "alpha": 0.1}),
        case("bernoulli, flags, row weights", "bernoulli", flags, flagged, y, {"binarize": None, "alpha": 0.5}, w),
        case("bernoulli, no priors", "bernoulli", n, later, y, {"binarize": 1.0, "fit_prior": False}),
        case("multinomial, two classes", "multinomial", n, later, two, {}),
        case("multinomial, three classes, row weights", "multinomial", n, later, y, {"alpha": 0.2}, w),
        case("multinomial, no priors, fractions", "multinomial", n / np.float32(7), later / np.float32(7), y, {"fit_prior": False}),
        case("multinomial, forced to smooth", "multinomial", n, later, y, {"alpha": 0.0, "force_alpha": False}),
    ]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"sklearn": sklearn.__version__, "cases": cases}, separators=(",", ":")) + "\n")
    print(OUT, OUT.stat().st_size, "bytes")


main()
