"""Metrics by scikit-learn, for libs/learning/src/evaluation. Run: python3 tools/oracles/metrics.py"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

OUT = pathlib.Path(__file__).parents[2] / "libs/learning/src/evaluation/fixtures/metrics.json"


def calibration_error(truth, scores, weights, bins=10):
    w = np.ones(len(scores)) if weights is None else weights
    bin_of = np.searchsorted(np.arange(1, bins) / bins, scores, side="left")
    gaps = [abs((w * (truth - scores))[bin_of == b].sum()) for b in range(bins)]
    return float(sum(gaps) / w.sum())


def classification(name, classes, rows, seed, weighted=False, ties=False):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, classes, rows)
    logits = rng.normal(size=(rows, classes))
    logits[np.arange(rows), truth] += 1.0
    proba = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    proba = np.round(proba, 1 if ties else 4)
    proba[:, -1] = 1 - proba[:, :-1].sum(1)
    proba = np.clip(proba, 0, 1)
    proba /= proba.sum(1, keepdims=True)
    prediction = proba.argmax(1)
    w = rng.integers(1, 5, rows).astype(float) if weighted else None
    labels = list(range(classes))
    average = "binary" if classes == 2 else "macro"
    k = dict(sample_weight=w)
    scores = proba[:, 1] if classes == 2 else proba
    precision, recall, f1, support = m.precision_recall_fscore_support(truth, prediction, labels=labels, zero_division=0, **k)
    onehot = np.eye(classes)[truth]
    wp, wr, wf, _ = m.precision_recall_fscore_support(truth, prediction, average="weighted", zero_division=0, **k)
    mp, mr, mf, _ = m.precision_recall_fscore_support(truth, prediction, average="macro", zero_division=0, **k)
    return dict(
        name=name, classes=classes, truth=truth.tolist(), prediction=prediction.tolist(), proba=proba.ravel().tolist(),
        weights=None if w is None else w.tolist(),
        expected=dict(
            accuracy=m.accuracy_score(truth, prediction, **k),
            balanced_accuracy=m.balanced_accuracy_score(truth, prediction, **k),
            precision=m.precision_score(truth, prediction, average=average, zero_division=0, **k),
            recall=m.recall_score(truth, prediction, average=average, zero_division=0, **k),
            f1=m.f1_score(truth, prediction, average=average, zero_division=0, **k),
            roc_auc=m.roc_auc_score(truth, scores, multi_class="ovr", **k),
            pr_auc=m.average_precision_score(truth if classes == 2 else onehot, scores, **k),
            log_loss=m.log_loss(truth, proba, labels=labels, **k),
            brier=m.brier_score_loss(truth, scores, **k),
            mcc=m.matthews_corrcoef(truth, prediction, **k),
        ),
        confusion_matrix=m.confusion_matrix(truth, prediction, labels=labels, **k).tolist(),
        per_class=[dict(precision=a, recall=b, f1=c, support=d) for a, b, c, d in
                   zip(precision.tolist(), recall.tolist(), f1.tolist(), np.asarray(support, float).tolist())],
        weighted_average=dict(precision=wp, recall=wr, f1=wf),
        macro_average=dict(precision=mp, recall=mr, f1=mf),
        roc_auc_per_class=[m.roc_auc_score(onehot[:, c], proba[:, c], **k) for c in labels],
        pr_auc_per_class=[m.average_precision_score(onehot[:, c], proba[:, c], **k) for c in labels],
        # Expected calibration error of the last class (Naeini et al. 2015): ten bins, closed above.
        calibration_error=calibration_error(onehot[:, -1], proba[:, -1], w),
    )


def regression(name, rows, seed, weighted=False):
    rng = np.random.default_rng(seed)
    truth = np.round(rng.lognormal(1, 1, rows), 4)
    prediction = np.round(truth + 0.3 + rng.normal(size=rows), 4)
    w = rng.integers(1, 4, rows).astype(float) if weighted else None
    k = dict(sample_weight=w)
    return dict(
        name=name, truth=truth.tolist(), prediction=prediction.tolist(), weights=None if w is None else w.tolist(),
        expected=dict(
            r2=m.r2_score(truth, prediction, **k),
            rmse=m.root_mean_squared_error(truth, prediction, **k),
            mae=m.mean_absolute_error(truth, prediction, **k),
            mape=m.mean_absolute_percentage_error(truth, prediction, **k),
            explained_variance=m.explained_variance_score(truth, prediction, **k),
            median_absolute_error=m.median_absolute_error(truth, prediction, **k),
        ),
        pinball={str(q): m.mean_pinball_loss(truth, prediction, alpha=q, **k) for q in (0.1, 0.5, 0.9)},
    )


def curves():
    rng = np.random.default_rng(7)
    truth = rng.integers(0, 2, 60)
    scores = np.round(np.clip(0.3 * truth + rng.uniform(0, 0.7, 60), 0, 1), 2)
    fpr, tpr, thresholds = m.roc_curve(truth, scores, drop_intermediate=False)
    precision, recall, cuts = m.precision_recall_curve(truth, scores)
    uniform = calibration_curve(truth, scores, n_bins=5, strategy="uniform")
    quantile = calibration_curve(truth, scores, n_bins=5, strategy="quantile")
    return dict(
        truth=truth.tolist(), scores=scores.tolist(),
        roc=dict(fpr=fpr.tolist(), tpr=tpr.tolist(), thresholds=thresholds[1:].tolist()),
        pr=dict(precision=precision.tolist(), recall=recall.tolist(), thresholds=cuts.tolist()),
        calibration={n: dict(fraction=c[0].tolist(), mean=c[1].tolist()) for n, c in (("uniform", uniform), ("quantile", quantile))},
    )


fixture = dict(
    source=f"scikit-learn {sklearn.__version__}",
    classification=[
        classification("binary", 2, 80, 1),
        classification("binary with ties", 2, 80, 2, ties=True),
        classification("binary, weighted, with ties", 2, 60, 3, weighted=True, ties=True),
        classification("four classes", 4, 60, 4),
        classification("three classes, weighted, with ties", 3, 60, 5, weighted=True, ties=True),
    ],
    regression=[regression("plain", 41, 6), regression("even count", 40, 8), regression("weighted", 40, 9, weighted=True)],
    curves=curves(),
)
OUT.write_text(json.dumps(fixture) + "\n")
print(OUT, OUT.stat().st_size)
