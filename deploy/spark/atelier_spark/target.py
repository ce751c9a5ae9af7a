"""What is predicted: classes in the platform's order, or values (libs/learning/src/frame/target.ts)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from .errors import JobError
from .plan import Plan
from .splits import PARTS
from .table import TableColumn
from .texts import code_units

MOST_CLASSES = 10_000
Label = str | float | bool


@dataclass(frozen=True)
class Target:
    column: TableColumn
    #: The raw values of the classes in the order of their codes; empty for regression.
    values: tuple[str | float, ...]
    #: The same as the platform names them: true and false for a boolean column.
    labels: tuple[Label, ...]
    #: Rows by part and class code (regression: one count per part).
    counts: dict[str, list[int]]
    #: Standard deviation of the training values, for regression.
    scale: float | None = None

    @property
    def classes(self) -> int:
        return len(self.values)

    def rows(self, part: str) -> int:
        return sum(self.counts[part])


def read_target(split: DataFrame, column: TableColumn, plan: Plan) -> Target:
    """Counts the target's values; raises where the platform's trainer would: nothing to learn, or nothing to learn it from."""
    if plan.task == "regression":
        return _values(split, column, plan)
    counted = split.groupBy("part", F.col(column.key).alias("value")).count().limit(3 * MOST_CLASSES + 1).collect()
    values = sorted({row.value for row in counted}, key=code_units if column.kind == "text" else None)
    rows = sum(row["count"] for row in counted)
    _require_classes(values, rows, column)
    code = {value: i for i, value in enumerate(values)}
    counts = {part: [0] * len(values) for part in PARTS}
    for row in counted:
        counts[row.part][code[row.value]] += row["count"]
    target = Target(column, tuple(values), _labels(values, column), counts)
    _require_rows(target, plan)
    return target


def _labels(values: list[str | float], column: TableColumn) -> tuple[Label, ...]:
    if column.kind == "text":
        return tuple(values)
    if column.planned.type == "boolean" and all(value in (0, 1) for value in values):
        return tuple(value == 1 for value in values)
    # Adding 0 turns −0 into 0.
    return tuple(int(value) if float(value).is_integer() else value + 0 for value in values)


def _require_classes(values: list[str | float], rows: int, column: TableColumn) -> None:
    name = column.name
    if not values:
        raise JobError("target_missing", f'No row has a value in the target "{name}".')
    if column.kind == "number" and any(math.isinf(value) for value in values):
        raise JobError("value_invalid", f'The target "{name}" is infinite in some row; correct it or leave it empty.')
    if len(values) == 1:
        raise JobError(
            "target_constant", f'Every row has the same target: "{name}" is {values[0]!r} throughout; there is nothing to learn.'
        )
    if (len(values) == rows and rows > 2) or (len(values) > 50 and len(values) > rows / 2) or len(values) > MOST_CLASSES:
        raise JobError(
            "target_identifier",
            f'The target "{name}" looks like an identifier: {len(values)} different values in {rows} rows. '
            "Choose another column, or regression if it is a quantity.",
        )


def _values(split: DataFrame, column: TableColumn, plan: Plan) -> Target:
    name = column.name
    if column.kind == "text":
        raise JobError("target_not_numeric", f'Regression needs numbers, but the target "{name}" holds texts; use classification.')
    key = F.col(column.key)
    seen = (
        split.groupBy("part")
        .agg(F.count("*").alias("rows"), F.min(key).alias("low"), F.max(key).alias("high"), F.stddev_pop(key).alias("spread"))
        .collect()
    )
    if not seen:
        raise JobError("target_missing", f'No row has a value in the target "{name}".')
    low, high = min(row.low for row in seen), max(row.high for row in seen)
    if math.isinf(low) or math.isinf(high):
        raise JobError("value_invalid", f'The target "{name}" is infinite in some row; correct it or leave it empty.')
    if low == high or any(row.part == "train" and row.low == row.high for row in seen):
        raise JobError("target_constant", f'Every training row has the same target "{name}"; there is nothing to learn.')
    by_part = {row.part: row for row in seen}
    counts = {part: [by_part[part].rows if part in by_part else 0] for part in PARTS}
    target = Target(column, (), (), counts, by_part["train"].spread if "train" in by_part else None)
    _require_parts(target, needs_validation=plan.early_stopping)
    return target


def _require_rows(target: Target, plan: Plan) -> None:
    _require_parts(target, needs_validation=plan.early_stopping)
    untrained = [label for label, count in zip(target.labels, target.counts["train"], strict=True) if count == 0]
    if untrained:
        raise JobError(
            "class_too_small", f"The class {untrained[0]!r} has no row in the training part. Add rows of it, remove it or merge it."
        )


def _require_parts(target: Target, needs_validation: bool) -> None:
    needed = ("train", "validation", "test") if needs_validation else ("train", "test")
    for part in needed:
        if target.rows(part) == 0:
            total = sum(target.rows(each) for each in PARTS)
            raise JobError("too_few_rows", f"None of the {total} rows fell into the {part} part; add rows or make it larger.")
