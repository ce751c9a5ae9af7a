"""The platform's metrics (libs/learning/src/evaluation/metrics) by scikit-learn, under the names of the REST answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn import metrics as sk

from .target import Target


def evaluate(target: Target, truth: np.ndarray, answer: np.ndarray) -> dict[str, Any]:
    """`truth`: class codes or values; `answer`: [rows × classes] or [rows × 1]. None where a metric is undefined on these rows."""
    return (
        _classes(target, truth.astype(int), answer.astype(np.float64))
        if target.classes
        else _values(truth, answer[:, 0].astype(np.float64))
    )


def _values(truth: np.ndarray, prediction: np.ndarray) -> dict[str, Any]:
    return {
        "task": "regression",
        "rows": len(truth),
        "r2": float(sk.r2_score(truth, prediction)) if len(truth) > 1 else float(truth[0] == prediction[0]),
        "rmse": float(sk.root_mean_squared_error(truth, prediction)),
        "mae": float(sk.mean_absolute_error(truth, prediction)),
        "mape": float(sk.mean_absolute_percentage_error(truth, prediction)),
        "explained_variance": float(sk.explained_variance_score(truth, prediction)),
        "median_absolute_error": float(sk.median_absolute_error(truth, prediction)),
    }


def _classes(target: Target, truth: np.ndarray, proba: np.ndarray) -> dict[str, Any]:
    codes = np.arange(target.classes)
    predicted = proba.argmax(axis=1)
    precision, recall, f1, support = sk.precision_recall_fscore_support(truth, predicted, labels=codes, zero_division=0)
    rocs = [_one_against_rest(sk.roc_auc_score, truth, proba, code) for code in codes]
    precisions = [_one_against_rest(sk.average_precision_score, truth, proba, code) for code in codes]
    is_binary = target.classes == 2
    main = (lambda scores: scores[1]) if is_binary else _mean
    present = [code for code in codes if support[code] > 0]
    return {
        "task": "classification",
        "rows": len(truth),
        "accuracy": float(np.mean(truth == predicted)),
        "balanced_accuracy": float(np.mean(recall[present])),
        "precision": float(main(precision)),
        "recall": float(main(recall)),
        "f1": float(main(f1)),
        "roc_auc": main(rocs),
        "pr_auc": main(precisions),
        "log_loss": float(-np.mean(np.log(np.clip(proba[np.arange(len(truth)), truth], _EPSILON, 1 - _EPSILON)))),
        "brier": float(np.mean(np.sum((proba - np.eye(target.classes)[truth]) ** 2, axis=1)) * (0.5 if is_binary else 1)),
        "mcc": float(sk.matthews_corrcoef(truth, predicted)),
        "confusion_matrix": sk.confusion_matrix(truth, predicted, labels=codes).tolist(),
        "classes": list(target.labels),
        "per_class": [
            {
                "label": label,
                "precision": float(precision[code]),
                "recall": float(recall[code]),
                "f1": float(f1[code]),
                "support": int(support[code]),
                "roc_auc": rocs[code],
                "pr_auc": precisions[code],
            }
            for code, label in enumerate(target.labels)
        ],
        "macro_average": _averages(precision, recall, f1, None),
        "weighted_average": _averages(precision, recall, f1, support),
    }


def _averages(precision: np.ndarray, recall: np.ndarray, f1: np.ndarray, weights: np.ndarray | None) -> dict[str, float]:
    return {name: float(np.average(scores, weights=weights)) for name, scores in (("precision", precision), ("recall", recall), ("f1", f1))}


_EPSILON = float(np.finfo(np.float64).eps)


def _one_against_rest(score: Callable[..., float], truth: np.ndarray, proba: np.ndarray, code: int) -> float | None:
    is_class = truth == code
    return float(score(is_class, proba[:, code])) if 0 < is_class.sum() < len(truth) else None


def _mean(scores: Any) -> float | None:
    defined = [score for score in scores if score is not None]
    return float(np.mean(defined)) if defined else None
