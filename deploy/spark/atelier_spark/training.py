"""Fitting XGBoost on Spark: `num_workers` barrier tasks that build the same trees from their shares of the rows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import xgboost
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from .errors import JobError
from .features import Features
from .matrix import arrays, prepare
from .plan import Plan
from .target import Target

LEARNING_SCHEMA = "features array<float>, label double, weight double, is_validation boolean, hash long"


def fit(split: DataFrame, features: Features, target: Target, plan: Plan, workers: int) -> xgboost.Booster:
    """
    The fitted booster, cut off after its best iteration with early stopping. Rows are dealt to the workers by hash and sorted, so that
    the same plan, data and number of workers give the same model however the data was partitioned.
    """
    rows = learning_rows(split, features, target, plan).repartition(workers, "hash").sortWithinPartitions("hash")
    estimator = _estimator(plan, workers)
    try:
        booster: xgboost.Booster = estimator.fit(rows).get_booster()
    except xgboost.core.XGBoostError as error:
        raise JobError("parameter_invalid", f"XGBoost refused the hyper-parameters: {error}") from error
    return booster[: booster.best_iteration + 1] if plan.early_stopping else booster


def _estimator(plan: Plan, workers: int) -> Any:
    # Loaded here: `--parameters` needs neither Spark nor scikit-learn.
    from xgboost.spark import SparkXGBClassifier, SparkXGBRegressor

    given = {name: value for name, value in plan.hyperparameters.items() if name != "objective"}
    kind: Any = SparkXGBClassifier
    if plan.task == "regression":
        kind = SparkXGBRegressor
        given["objective"] = plan.hyperparameters.get("objective", "reg:squarederror")
    if plan.early_stopping:
        given |= {"early_stopping_rounds": plan.patience, "validation_indicator_col": "is_validation"}
    if plan.class_weights is not None:
        given["weight_col"] = "weight"
    return kind(features_col="features", label_col="label", num_workers=workers, seed=plan.seed, tree_method="hist", verbosity=1, **given)


def learning_rows(split: DataFrame, features: Features, target: Target, plan: Plan) -> DataFrame:
    """Rows of the training part, and of the validation part where it stops the training, as XGBoost reads them."""
    parts = ["train", "validation"] if plan.early_stopping else ["train"]
    keys = [column.key for column in features.inputs]
    codes = {value: code for code, value in enumerate(target.values)}
    weights = np.array(class_weights(plan, target))
    key = target.column.key

    def learn(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            columns = arrays(batch, [*keys, key, "part", "hash"])
            y = np.array([codes[value] for value in columns[key].to_pylist()]) if codes else columns[key].to_numpy(zero_copy_only=False)
            weight = weights[y] if codes else np.ones(len(y))
            is_validation = pa.array([part == "validation" for part in columns["part"].to_pylist()], pa.bool_())
            label = pa.array(y.astype(np.float64))
            yield pa.RecordBatch.from_arrays(
                [lists(prepare(features, columns)), label, pa.array(weight), is_validation, columns["hash"]],
                ["features", "label", "weight", "is_validation", "hash"],
            )

    return split.where(F.col("part").isin(parts)).select(*keys, key, "part", "hash").mapInArrow(learn, LEARNING_SCHEMA)


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
