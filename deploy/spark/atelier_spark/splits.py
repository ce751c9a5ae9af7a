"""Which rows train, validate and test: by a hash of their content, so however the data is partitioned, or as a column says."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from .errors import JobError
from .plan import Plan
from .table import Table

PARTS = ("train", "validation", "test")


def split_rows(table: Table, plan: Plan) -> DataFrame:
    """
    The table with `part`, and `hash`, by which rows have an order. Equal rows fall on one side. Sizes are right in expectation, as are
    the proportions of classes: data for which a cluster is needed is large enough for that.
    """
    hashed = table.rows.withColumn("hash", F.xxhash64(F.lit(plan.seed), *[F.col(column.key) for column in table.columns]))
    if "given_part" in hashed.columns:
        return _as_given(hashed)
    # The hash's upper 53 bits as a fraction of [0, 1).
    fraction = F.shiftrightunsigned("hash", 11) / F.lit(float(2**53))
    part = F.when(fraction < plan.test_size, "test").when(fraction < plan.test_size + plan.validation_size, "validation")
    return hashed.withColumn("part", part.otherwise("train"))


def _as_given(hashed: DataFrame) -> DataFrame:
    unknown = hashed.where(F.col("given_part").isNull() | ~F.col("given_part").isin(*PARTS)).select("given_part").first()
    if unknown is not None:
        raise JobError("value_invalid", f"The column of parts says {unknown[0]!r}; it must be one of {', '.join(PARTS)}.")
    return hashed.withColumnRenamed("given_part", "part")
