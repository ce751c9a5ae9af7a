"""What the fitted booster says of the table's rows, where they lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import xgboost
from pyspark.sql import DataFrame

from .features import Features
from .matrix import arrays, feature_types, prepare
from .target import Target
from .training import lists


@dataclass(frozen=True)
class Model:
    booster: xgboost.Booster
    features: Features
    target: Target

    def answer(self, columns: dict[str, pa.Array]) -> np.ndarray:
        """float32 [rows × classes], probabilities in the order of the classes, or [rows × 1] values."""
        matrix = xgboost.DMatrix(
            prepare(self.features, columns), missing=np.nan, feature_types=feature_types(self.features), enable_categorical=True
        )
        answer = self.booster.predict(matrix).reshape(matrix.num_row(), -1)
        return np.column_stack([1 - answer, answer]) if self.target.classes == 2 else answer


def predict(rows: DataFrame, model: Model, carried: Sequence[str]) -> DataFrame:
    """These columns of the rows, with their `answer`."""
    keys = list(dict.fromkeys([*(column.key for column in model.features.inputs), *carried]))

    def answer(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        # One task is one thread: Spark has given the other processors to other tasks.
        model.booster.set_param({"nthread": 1})
        for batch in batches:
            columns = arrays(batch, keys)
            yield pa.RecordBatch.from_arrays([*(columns[key] for key in carried), lists(model.answer(columns))], [*carried, "answer"])

    selected = rows.select(*keys)
    fields = ", ".join(f"{key} {selected.schema[key].dataType.simpleString()}" for key in carried)
    return selected.mapInArrow(answer, f"{fields}, answer array<float>")
