"""Rows as a caller would send them, with XGBoost's own answers: by these the imported model is held to what was trained."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame

from .predicting import Model
from .table import TableColumn

MOST_ROWS = 300
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECONDS_PER_DAY = 86_400_000
NEVER_SEEN = "\U0001f300 never seen"


def check_rows(test: DataFrame, model: Model) -> dict[str, Any]:
    """Test rows in the order of their hashes, one row with every value missing and one with only texts that were never seen."""
    inputs = model.features.inputs
    found = test.select("hash", *[column.key for column in inputs]).orderBy("hash").limit(MOST_ROWS).collect()
    cells = [{column.key: row[column.key] for column in inputs} for row in found]
    cells += [{column.key: None for column in inputs}, {column.key: NEVER_SEEN if column.kind == "text" else None for column in inputs}]
    answers = model.answer({column.key: _array(column, [row[column.key] for row in cells]) for column in inputs}).astype(float)
    rows = [{column.name: raw_value(column, row[column.key]) for column in inputs} for row in cells]
    if model.target.classes:
        return {"rows": rows, "probabilities": answers.tolist()}
    return {"rows": rows, "values": answers[:, 0].tolist()}


def _array(column: TableColumn, values: list[Any]) -> pa.Array:
    if column.kind == "text":
        return pa.array(values, pa.string())
    return pa.array([math.nan if value is None else value for value in values], pa.float64())


def raw_value(column: TableColumn, value: Any) -> Any:
    """Numbers, true and false, ISO dates, texts; None is missing, and so is infinity, which JSON does not have."""
    if column.kind == "text" or value is None:
        return value
    if not math.isfinite(value):
        return None
    if column.planned.type == "boolean" and value in (0, 1):
        return value == 1
    if column.planned.type == "datetime":
        return _instant(value)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _instant(days: float) -> str | float:
    try:
        instant = EPOCH + timedelta(microseconds=round(days * MILLISECONDS_PER_DAY * 1000))
    except OverflowError:
        # Outside of the calendar's years an epoch in milliseconds is read back.
        return days * MILLISECONDS_PER_DAY
    return instant.isoformat().replace("+00:00", "Z") if instant.time() != EPOCH.time() else f"{instant.date()}"
