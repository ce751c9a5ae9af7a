"""Calibration by scikit-learn, for libs/learning/src/estimators/ensembles. Run: python3 tools/oracles/calibration.py"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV, _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

OUT = pathlib.Path(__file__).parents[2] / "libs/learning/src/estimators/ensembles/fixtures/calibration.json"


class ByProbability(ClassifierMixin, BaseEstimator):
    """Logistic regression without a decision function: calibration then goes by probabilities."""

    def fit(self, x, y, sample_weight=None):
        self.model_ = LogisticRegression(tol=1e-12, max_iter=10_000, solver="newton-cholesky").fit(x, y, sample_weight)
        self.classes_ = self.model_.classes_
        return self

    def predict(self, x):
        return self.model_.predict(x)

    def predict_proba(self, x):
        return self.model_.predict_proba(x)


class ByLogOdds(ByProbability):
    """The same with each class's log-odds as decision function."""

    def decision_function(self, x):
        p = self.predict_proba(x)
        odds = np.log(p) - np.log1p(-p)
        return odds[:, 1] if p.shape[1] == 2 else odds


def folds(rows, count):
    return [(np.flatnonzero(np.arange(rows) % count != k), np.flatnonzero(np.arange(rows) % count == k)) for k in range(count)]


def maps():
    rng = np.random.default_rng(1)
    cases = []
    for rows, weighted in ((60, False), (60, True), (7, False)):
        scores = np.round(rng.normal(size=rows), 1)
        truth = (scores + rng.normal(size=rows) > 0.5).astype(float)
        w = rng.integers(1, 4, rows).astype(float) if weighted else None
        at = np.linspace(-3, 3, 25)
        sigmoid = _SigmoidCalibration().fit(scores, truth, w)
        isotonic = IsotonicRegression(out_of_bounds="clip").fit(scores, truth, w)
        cases.append(dict(
            scores=scores.tolist(), truth=truth.tolist(), weights=None if w is None else w.tolist(), at=at.tolist(),
            slope=float(sigmoid.a_), offset=float(sigmoid.b_), sigmoid=sigmoid.predict(at).tolist(), isotonic=isotonic.predict(at).tolist(),
            thresholds=[isotonic.X_thresholds_.tolist(), isotonic.y_thresholds_.tolist()],
        ))
    return cases


def wholes():
    rng = np.random.default_rng(2)
    rows = 200
    x = np.round(rng.normal(size=(rows, 3)), 2).astype(np.float32).astype(float)
    x_test = np.round(rng.normal(size=(60, 3)), 2).astype(np.float32).astype(float)
    score = x[:, 0] - 0.5 * x[:, 1] + 1.5 * rng.normal(size=rows) + 0.8 * x[:, 0] ** 2
    result = []
    for classes in (2, 3):
        y = np.digitize(score, [0.5] if classes == 2 else [-0.5, 1.5])
        own = lambda base, method: CalibratedClassifierCV(base, method=method, ensemble=False, cv=folds(rows, 5)).fit(x, y).predict_proba(x_test)
        result.append(dict(
            classes=classes, y=y.tolist(), sigmoid=own(ByLogOdds(), "sigmoid").ravel().tolist(), isotonic=own(ByProbability(), "isotonic").ravel().tolist(),
            logistic=own(LogisticRegression(tol=1e-12, max_iter=10_000, solver="newton-cholesky"), "sigmoid").ravel().tolist() if classes == 2 else None,
        ))
    return dict(x=x.ravel().tolist(), x_test=x_test.ravel().tolist(), folds=5, cases=result)


fixture = dict(source=f"scikit-learn {sklearn.__version__}", maps=maps(), wholes=wholes())
OUT.parent.mkdir(exist_ok=True)
OUT.write_text(json.dumps(fixture) + "\n")
print(OUT, OUT.stat().st_size)
