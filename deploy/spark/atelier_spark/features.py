"""Which columns are learned from, by the training rows alone (libs/learning/src/pipeline/features.ts), and the categories of the texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import Any

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from .errors import JobError
from .plan import PlanColumn
from .table import Table, TableColumn
from .texts import BLANKS, code_units

#: Beyond so many a text gets the code of all others. A code costs no column, so that rare categories keep their own.
MOST_CATEGORIES = 10_000


@dataclass(frozen=True)
class Categories:
    """What training knows of one text column (libs/learning/src/preparation/categories.ts); codes are places in the list."""

    column: TableColumn
    categories: tuple[str, ...]
    other: bool
    missing: bool

    def to_json(self) -> dict[str, Any]:
        return {"name": self.column.name, "categories": list(self.categories), "other": self.other, "missing": self.missing}

    @cached_property
    def codes(self) -> dict[str, float]:
        return {"": nan, **{text: float(code) for code, text in enumerate(self.categories)}}

    def code(self, text: str) -> float:
        """NaN for missing, and for unseen where training had no others."""
        return self.codes.get(text, float(len(self.categories)) if self.other else nan)


@dataclass(frozen=True)
class Features:
    """Columns in the plan's order; the matrix has the numbers first, then the codes of the texts."""

    inputs: tuple[TableColumn, ...]
    texts: tuple[Categories, ...]
    left_out: tuple[dict[str, str], ...]

    @property
    def numbers(self) -> tuple[TableColumn, ...]:
        return tuple(column for column in self.inputs if column.kind == "number")

    @property
    def width(self) -> int:
        return len(self.numbers) + len(self.texts)


def choose_features(train: DataFrame, table: Table, rows: int) -> Features:
    """Raises `learning.no_features` when nothing is left."""
    reasons = {column: _reason_by_plan(column.planned) for column in table.columns if column not in (table.target, table.weight)}
    open_columns = [column for column, reason in reasons.items() if reason is None]
    numbers = [column for column in open_columns if column.kind == "number"]
    texts = [column for column in open_columns if column.kind == "text"]
    same = _equal_to_target(train, open_columns, table.target)
    reasons |= _number_reasons(train, numbers, rows, same)
    counts = _count_texts(train, texts)
    try:
        reasons |= _text_reasons(counts, texts, rows, same)
        inputs = tuple(column for column, reason in reasons.items() if reason is None)
        left_out = tuple({"name": column.name, "reason": reason} for column, reason in reasons.items() if reason is not None)
        if not inputs:
            raise _no_features(table.target.name, left_out)
        return Features(inputs, _fit_categories(counts, [column for column in inputs if column.kind == "text"]), left_out)
    finally:
        counts.unpersist()


def _reason_by_plan(column: PlanColumn) -> str | None:
    if column.role == "ignored":
        return "ignored"
    if column.role == "identifier" or (column.type == "identifier" and column.role != "feature"):
        return "identifier"
    return "free_text" if column.type == "text" else None


def _equal_to_target(train: DataFrame, columns: Sequence[TableColumn], target: TableColumn) -> set[TableColumn]:
    """The target under another name. A number and a text are equal when the text reads as the number."""
    if not columns:
        return set()
    found = train.agg(*[F.min(_equals(column, target)).alias(column.key) for column in columns]).collect()[0]
    return {column for column in columns if found[column.key]}


def _equals(column: TableColumn, target: TableColumn) -> Column:
    one, other = F.col(column.key), F.col(target.key)
    if column.kind != target.kind:
        one, other = (F.expr(f"try_cast({each.key} AS double)") for each in (column, target))
    return F.coalesce(one == other, F.lit(False))


def _number_reasons(train: DataFrame, columns: Sequence[TableColumn], rows: int, same: set[TableColumn]) -> dict[TableColumn, str | None]:
    if not columns:
        return {}
    seen = train.agg(*[_range(F.nanvl(column.key, F.lit(None).cast("double"))).alias(column.key) for column in columns]).collect()[0]

    def reason(column: TableColumn) -> str | None:
        count, low, high = seen[column.key]
        if count == 0:
            return "all_missing"
        if count == rows and low == high:
            return "constant"
        return "duplicate_of_target" if column in same else None

    return {column: reason(column) for column in columns}


def _range(present: Column) -> Column:
    return F.struct(F.count(present).alias("count"), F.min(present).alias("low"), F.max(present).alias("high"))


def _count_texts(train: DataFrame, columns: Sequence[TableColumn]) -> DataFrame:
    """Training rows per column (`key`) and `text` (null for missing), counted where the data lies."""
    if not columns:
        return train.sparkSession.createDataFrame([], "key string, text string, rows bigint")
    cells = F.explode(F.array(*[F.struct(F.lit(column.key).alias("key"), F.col(column.key).alias("text")) for column in columns]))
    return train.select(cells.alias("cell")).groupBy("cell.key", "cell.text").agg(F.count("*").alias("rows")).persist()


def _text_reasons(counts: DataFrame, columns: Sequence[TableColumn], rows: int, same: set[TableColumn]) -> dict[TableColumn, str | None]:
    absent = F.sum(F.when(F.col("text").isNull(), F.col("rows")).otherwise(0))
    seen = {row.key: row for row in counts.groupBy("key").agg(F.count("text").alias("distinct"), absent.alias("missing")).collect()}

    def reason(column: TableColumn) -> str | None:
        distinct, missing = seen[column.key].distinct, seen[column.key].missing
        if missing == rows:
            return "all_missing"
        if distinct == 1 and missing == 0:
            return "constant"
        if column in same:
            return "duplicate_of_target"
        return "too_many_categories" if distinct > 50 and distinct > (rows - missing) / 2 else None

    return {column: reason(column) for column in columns}


def _fit_categories(counts: DataFrame, chosen: Sequence[TableColumn]) -> tuple[Categories, ...]:
    """The most frequent texts of each column; only those, and two numbers a column, come to the driver."""
    if not chosen:
        return ()
    text = F.col("text")
    merged = counts.groupBy("key", _cleaned(text).alias("text")).agg(F.sum("rows").alias("rows")).persist()
    # Equally frequent ones by UTF-16 code unit: Spark compares bytes.
    order = Window.partitionBy("key").orderBy(F.desc("rows"), F.encode("text", "UTF-16BE"))
    frequent = merged.where(text != "").withColumn("rank", F.row_number().over(order))
    kept: dict[str, list[str]] = {}
    for row in frequent.where(F.col("rank") <= MOST_CATEGORIES).collect():
        kept.setdefault(row.key, []).append(row.text)
    totals = merged.groupBy("key").agg(F.count(F.when(text != "", 1)).alias("distinct"), F.max(text == "").alias("missing"))
    seen = {row.key: row for row in totals.collect()}
    merged.unpersist()
    return tuple(_categories(column, kept.get(column.key, []), seen[column.key]) for column in chosen)


def _cleaned(text: Column) -> Column:
    """`category_text` in Spark's own functions."""
    is_blank = F.coalesce(text, F.lit("")).rlike(f"^[{BLANKS}]*$")
    return F.when(is_blank, "").otherwise(F.replace(text, F.lit("\0"), F.lit("\ufffd")))


def _categories(column: TableColumn, kept: list[str], seen: Any) -> Categories:
    return Categories(column, tuple(sorted(kept, key=code_units)), len(kept) < seen.distinct, seen.missing)


def _no_features(target: str, left_out: Sequence[dict[str, str]]) -> JobError:
    listed = ", ".join(f'"{column["name"]}" ({column["reason"].replace("_", " ")})' for column in left_out[:10])
    return JobError("no_features", f'No column is left from which "{target}" could be learned: left out are {listed or "none"}.')
