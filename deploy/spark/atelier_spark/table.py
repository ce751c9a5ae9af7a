"""Reading Parquet as the platform does (libs/mesh/tables/src/read-frame.ts): every column a number (double, NaN is missing) or a text."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .errors import JobError, nearest
from .plan import Plan, PlanColumn

MICROSECONDS_PER_DAY = 86_400_000_000.0
NAN = float("nan")


@dataclass(frozen=True)
class TableColumn:
    """A planned column in the data frame, where it is called `key` whatever its own name."""

    planned: PlanColumn
    key: str
    #: `number` or `text`, by how it is stored.
    kind: str

    @property
    def name(self) -> str:
        return self.planned.name


@dataclass(frozen=True)
class Table:
    rows: DataFrame
    columns: tuple[TableColumn, ...]
    target: TableColumn
    weight: TableColumn | None


def read_table(spark: SparkSession, paths: list[str], plan: Plan, part_column: str | None = None) -> Table:
    """The plan's columns, rows without a target left out; the part column, where one is named, as `given_part`."""
    stored = open_parquet(spark, paths)
    by_name = dict(zip(true_names(spark, paths, stored.columns), stored.schema.fields, strict=True))
    columns = tuple(
        TableColumn(planned, f"c{i}", "number" if is_number(find(by_name, planned.name).dataType) else "text")
        for i, planned in enumerate(plan.columns)
    )
    selected = [read_column(by_name[column.name]).alias(column.key) for column in columns]
    if part_column is not None:
        selected.append(quoted(find(by_name, part_column)).cast("string").alias("given_part"))
    target = next(column for column in columns if column.name == plan.target)
    present = ~F.isnan(target.key) if target.kind == "number" else F.col(target.key).isNotNull()
    weight = next((column for column in columns if column.name == plan.weight_column), None)
    return Table(stored.select(*selected).where(present), columns, target, weight)


def open_parquet(spark: SparkSession, paths: list[str]) -> DataFrame:
    try:
        return spark.read.parquet(*paths)
    except AnalysisException as error:
        reason = str(error).splitlines()[0]
        raise JobError("value_invalid", f"There is no Parquet to read at {', '.join(paths)}: {reason}") from error


def true_names(spark: SparkSession, paths: list[str], stored: list[str]) -> list[str]:
    """The names as the platform noted them in the first file: DuckDB renames those that differ only in case."""
    hadoop = spark.sparkContext._jsc.hadoopConfiguration()
    jvm = spark._jvm
    file = next(iter(spark.read.parquet(paths[0]).inputFiles()), None)
    if file is None:
        return stored
    source = jvm.org.apache.parquet.hadoop.util.HadoopInputFile.fromPath(jvm.org.apache.hadoop.fs.Path(jvm.java.net.URI(file)), hadoop)
    reader = jvm.org.apache.parquet.hadoop.ParquetFileReader.open(source)
    try:
        noted = reader.getFooter().getFileMetaData().getKeyValueMetaData().get("atelier.columns")
    finally:
        reader.close()
    names = json.loads(noted) if noted else stored
    return names if len(names) == len(stored) else stored


def find(fields: dict[str, T.StructField], name: str) -> T.StructField:
    if name not in fields:
        raise JobError("column_missing", f'There is no column "{name}" in the data{nearest(name, fields)}')
    return fields[name]


def is_number(kind: T.DataType) -> bool:
    return isinstance(kind, T.NumericType | T.BooleanType | T.DateType | T.TimestampType | T.TimestampNTZType)


def read_column(field: T.StructField) -> Column:
    """Numbers as double, booleans 0 and 1, dates and instants as days since 1970-01-01 UTC, all else as text."""
    column, kind = quoted(field), field.dataType
    if isinstance(kind, T.ArrayType | T.MapType | T.StructType | T.BinaryType):
        raise JobError(
            "value_invalid", f'Column "{field.name}" holds {kind.simpleString()}; only numbers, dates and texts can be learned from.'
        )
    if isinstance(kind, T.DateType | T.TimestampType | T.TimestampNTZType):
        column = F.unix_micros(column.cast("timestamp")) / F.lit(MICROSECONDS_PER_DAY)
    if not is_number(kind):
        return column.cast("string")
    return F.coalesce(column.cast("double"), F.lit(NAN))


def quoted(field: T.StructField) -> Column:
    return F.col("`" + field.name.replace("`", "``") + "`")
