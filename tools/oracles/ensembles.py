"""Ensembles by scikit-learn, for libs/learning/src/estimators/ensembles. Run: python3 tools/oracles/ensembles.py"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.ensemble import BaggingClassifier, BaggingRegressor, StackingClassifier, StackingRegressor, VotingClassifier, VotingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss, mean_squared_error
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

OUT = pathlib.Path(__file__).parents[2] / "libs/learning/src/estimators/ensembles/fixtures/ensembles.json"
ROWS, TEST, COLUMNS = 120, 40, 3


def table(seed, rows):
    rng = np.random.default_rng(seed)
    x = np.round(rng.normal(size=(rows, COLUMNS)), 2).astype(np.float32)
    score = 2 * x[:, 0] - x[:, 1] + 0.8 * rng.normal(size=rows)
    return x, score


def folds(rows, count):
    return [(np.flatnonzero(np.arange(rows) % count != k), np.flatnonzero(np.arange(rows) % count == k)) for k in range(count)]


def logistic(c=1.0):
    return LogisticRegression(C=c, tol=1e-12, max_iter=10_000, solver="newton-cholesky")


x, score = table(1, ROWS)
x_test, _ = table(2, TEST)
w = 1 + np.arange(ROWS) % 3


def classification(classes):
    y = np.digitize(score, [0.0] if classes == 2 else [-1.0, 1.0])
    members = lambda: [("a", logistic()), ("b", logistic(0.01)), ("c", DecisionTreeClassifier(max_depth=2))]
    soft = VotingClassifier(members(), voting="soft", weights=[2, 1, 1]).fit(x, y)
    hard = VotingClassifier(members(), voting="hard", weights=[2, 1, 1.5]).fit(x, y)
    stack = lambda passthrough: StackingClassifier(
        members(), final_estimator=logistic(), cv=folds(ROWS, 4), stack_method="predict_proba", passthrough=passthrough)
    plain, through = stack(False).fit(x, y), stack(True).fit(x, y)
    weighted = stack(False).fit(x, y, sample_weight=w)
    return dict(
        classes=classes, y=y.tolist(),
        soft=soft.predict_proba(x_test).ravel().tolist(), soft_labels=soft.predict(x_test).tolist(),
        hard_labels=hard.predict(x_test).tolist(),
        stacking=plain.predict_proba(x_test).ravel().tolist(),
        stacking_passthrough=through.predict_proba(x_test).ravel().tolist(),
        stacking_weighted=weighted.predict_proba(x_test).ravel().tolist(),
    )


def regression():
    y = np.round(10 + 5 * score, 3)
    members = lambda: [("a", Ridge()), ("b", Ridge(alpha=100)), ("c", DecisionTreeRegressor(max_depth=2))]
    stack = lambda passthrough: StackingRegressor(members(), final_estimator=Ridge(), cv=folds(ROWS, 4), passthrough=passthrough)
    return dict(
        y=y.tolist(),
        voting=VotingRegressor(members(), weights=[2, 1, 1]).fit(x, y).predict(x_test).tolist(),
        stacking=stack(False).fit(x, y).predict(x_test).tolist(),
        stacking_passthrough=stack(True).fit(x, y).predict(x_test).tolist(),
    )


def bagging():
    """Mean and spread of the test loss over 60 seeds, per setting: ours must come from the same distribution."""
    y = (score > 0).astype(int)
    values = 10 + 5 * score
    x_t, score_t = table(3, 400)
    settings = [
        dict(max_samples=1.0, max_features=1.0, bootstrap=True, bootstrap_features=False),
        dict(max_samples=0.5, max_features=1.0, bootstrap=False, bootstrap_features=False),
        dict(max_samples=0.8, max_features=0.67, bootstrap=True, bootstrap_features=True),
    ]
    result = []
    for s in settings:
        losses, errors = [], []
        for seed in range(60):
            model = BaggingClassifier(DecisionTreeClassifier(max_depth=4), n_estimators=10, random_state=seed, **s).fit(x, y)
            losses.append(log_loss(score_t > 0, np.clip(model.predict_proba(x_t), 1e-3, 1 - 1e-3)))
            model = BaggingRegressor(DecisionTreeRegressor(max_depth=4), n_estimators=10, random_state=seed, **s).fit(x, values)
            errors.append(mean_squared_error(10 + 5 * score_t, model.predict(x_t)) ** 0.5)
        result.append(dict(**s, log_loss=[float(np.mean(losses)), float(np.std(losses))], rmse=[float(np.mean(errors)), float(np.std(errors))]))
    return dict(x_test=x_t.ravel().tolist(), score=score.tolist(), score_test=np.round(score_t, 6).tolist(), settings=result)


fixture = dict(
    source=f"scikit-learn {sklearn.__version__}", columns=COLUMNS, x=x.ravel().tolist(), x_test=x_test.ravel().tolist(),
    weights=w.tolist(), folds=4, classification=[classification(2), classification(3)], regression=regression(), bagging=bagging(),
)
OUT.parent.mkdir(exist_ok=True)
OUT.write_text(json.dumps(fixture) + "\n")
print(OUT, OUT.stat().st_size)
