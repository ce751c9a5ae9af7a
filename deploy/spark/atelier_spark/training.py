"""Fitting XGBoost on Spark: `num_workers` barrier tasks that build the same trees from their shares of the rows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import xgboost
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from .errors import JobError
from .features import Features
from .matrix import arrays, feature_types, prepare
from .plan import Plan
from .table import Table, TableColumn
from .target import Target

LEARNING_SCHEMA = "features array<float>, label double, weight double, is_validation boolean, hash long"


def fit(split: DataFrame, table: Table, features: Features, target: Target, plan: Plan, workers: int) -> xgboost.Booster:
    """
    The fitted booster, cut off after its best iteration with early stopping. Rows are dealt to the workers by hash and sorted, so that
    the same plan, data and number of workers give the same model however the data was partitioned.
    """
    rows = learning_rows(split, table, features, target, plan).repartition(workers, "hash").sortWithinPartitions("hash")
    require_hyperparameters(plan, features, target)
    booster: xgboost.Booster = _estimator(plan, features, workers).fit(rows).get_booster()
    return booster[: booster.best_iteration + 1] if plan.early_stopping else booster


def require_hyperparameters(plan: Plan, features: Features, target: Target) -> None:
    """Lets XGBoost grow one tree from a handful of rows here: what it refuses would else come as a failed stage of the cluster."""
    given = {name: value for name, value in plan.hyperparameters.items() if name != "n_estimators"}
    rounds = plan.hyperparameters.get("n_estimators", 100)
    if isinstance(rounds, bool) or not isinstance(rounds, int) or rounds < 1:
        raise JobError("parameter_invalid", f'"n_estimators" must be a whole number from 1, not {rounds!r}.')
    natural = "reg:squarederror" if plan.task == "regression" else "binary:logistic" if target.classes == 2 else "multi:softprob"
    if plan.task == "classification" and given.get("objective", natural) != natural:
        raise JobError("parameter_invalid", f'"objective" must be "{natural}" or left out for {target.classes} classes.')
    label = np.arange(max(2, target.classes)) + (1 if plan.task == "regression" else 0)
    rows = xgboost.DMatrix(np.zeros((len(label), features.width)), label=label)
    number = {"num_class": target.classes} if target.classes > 2 else {}
    try:
        xgboost.train({"objective": natural, "tree_method": "hist", "nthread": 1, "verbosity": 0, **number, **given}, rows, 1)
    except (xgboost.core.XGBoostError, ValueError, TypeError) as error:
        # Without time and place in XGBoost's sources.
        reason = re.sub(r"^\[[\d:]+\] \S+: ", "", str(error).strip().split("\n")[0])
        raise JobError("parameter_invalid", f"XGBoost refuses the hyper-parameters: {reason}") from error


def _estimator(plan: Plan, features: Features, workers: int) -> Any:
    # Loaded here: `--parameters` needs neither Spark nor scikit-learn.
    from xgboost.spark import SparkXGBClassifier, SparkXGBRegressor

    given = {name: value for name, value in plan.hyperparameters.items() if name != "objective"}
    kind: Any = SparkXGBClassifier
    if plan.task == "regression":
        kind = SparkXGBRegressor
        given["objective"] = plan.hyperparameters.get("objective", "reg:squarederror")
    if plan.early_stopping:
        given |= {"early_stopping_rounds": plan.patience, "validation_indicator_col": "is_validation"}
    if features.texts:
        given["feature_types"] = feature_types(features)
    if plan.class_weights is not None or plan.weight_column is not None:
        given["weight_col"] = "weight"
    return kind(features_col="features", label_col="label", num_workers=workers, seed=plan.seed, tree_method="hist", verbosity=1, **given)


def learning_rows(split: DataFrame, table: Table, features: Features, target: Target, plan: Plan) -> DataFrame:
    """Rows of the training part, and of the validation part where it stops the training, as XGBoost reads them."""
    parts = ["train", "validation"] if plan.early_stopping else ["train"]
    rows = split.where(F.col("part").isin(parts))
    weighed = table.weight.key if table.weight else None
    if table.weight:
        _require_weights(rows, table.weight)
    keys = [column.key for column in features.inputs]
    carried = [*keys, target.column.key, "part", "hash", *([weighed] if weighed else [])]
    codes = {value: code for code, value in enumerate(target.values)}
    weights = np.array(class_weights(plan, target))
    key = target.column.key

    def learn(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            columns = arrays(batch, carried)
            y = np.array([codes[value] for value in columns[key].to_pylist()]) if codes else columns[key].to_numpy(zero_copy_only=False)
            weight = weights[y] if codes else np.ones(len(y))
            if weighed:
                weight = weight * columns[weighed].to_numpy(zero_copy_only=False)
            is_validation = pa.array([part == "validation" for part in columns["part"].to_pylist()], pa.bool_())
            label = pa.array(y.astype(np.float64))
            yield pa.RecordBatch.from_arrays(
                [lists(prepare(features, columns)), label, pa.array(weight), is_validation, columns["hash"]],
                ["features", "label", "weight", "is_validation", "hash"],
            )

    return rows.select(*carried).mapInArrow(learn, LEARNING_SCHEMA)


def _require_weights(rows: DataFrame, column: TableColumn) -> None:
    name, key = column.name, column.key
    if column.kind != "number":
        raise JobError("value_invalid", f'The weight "{name}" holds texts; numbers are needed.')
    # NaN is above every number.
    wrong = rows.where((F.col(key) < 0) | (F.col(key) >= float("inf"))).select(key).first()
    if wrong is not None:
        what = "missing" if math.isnan(wrong[0]) else wrong[0]
        raise JobError("value_invalid", f'The weight "{name}" of some row is {what}; it must be a number from 0.')


def lists(matrix: np.ndarray) -> pa.ListArray:
    rows, width = matrix.shape
    return pa.ListArray.from_arrays(pa.array(np.arange(rows + 1, dtype=np.int32) * width), pa.array(matrix.ravel(), pa.float32()))


def class_weights(plan: Plan, target: Target) -> list[float]:
    """Weight per class code; balanced is inverse to the class's frequency in the training part."""
    if plan.class_weights is None:
        return [1.0] * target.classes
    if plan.class_weights == "balanced":
        counts = target.counts["train"]
        return [sum(counts) / (len(counts) * count) for count in counts]
    labels = [label_text(label) for label in target.labels]
    for name in plan.class_weights:
        if name not in labels:
            raise JobError("parameter_invalid", f'"classWeights" must be weights of {", ".join(labels)}, not of "{name}".')
    return [float(plan.class_weights.get(label, 1.0)) for label in labels]


def label_text(label: str | float | bool) -> str:
    """As JavaScript writes it."""
    if isinstance(label, bool):
        return str(label).lower()
    return str(int(label)) if isinstance(label, float | int) and math.isfinite(label) and float(label).is_integer() else str(label)
