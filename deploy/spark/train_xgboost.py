#!/usr/bin/env python3
"""
Atelier's `xgboost` on Apache Spark: a training plan and Parquet in; a model, its preparation, metrics and check rows out.

    spark-submit train_xgboost.py --plan plan.json --data s3a://bucket/table.parquet --out s3a://bucket/models/churn --workers 8

S3 is reached by ATELIER_S3_ENDPOINT, _PORT, _SSL, _ACCESS_KEY and _SECRET_KEY, as everywhere in Atelier. A mistake in the plan or
the data ends it with exit code 2 and one line `learning.code: what is wrong`. docs/guide/spark.md tells how to run it on a cluster.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atelier_spark.errors import JobError
from atelier_spark.plan import HYPERPARAMETERS, Plan, read_plan

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from atelier_spark.predicting import Model

#: Of a larger test part so many rows, the first by hash, are judged: they go to the driver.
MOST_JUDGED_ROWS = 5_000_000


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    if options.parameters:
        print(json.dumps(HYPERPARAMETERS))
        return 0
    try:
        run(options, read_plan(read_text(options.plan)))
    except JobError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 2
    return 0


def read_text(file: str) -> str:
    try:
        return Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise JobError("parameter_invalid", f'The plan "{file}" can not be read: {error}.') from error


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Trains Atelier's xgboost on Spark.")
    parser.add_argument("--plan", default="plan.json", help="the training plan, a JSON file on the driver's disk")
    parser.add_argument("--data", nargs="+", default=[], help="Parquet files or folders: s3a://, hdfs://, file://")
    parser.add_argument("--out", help="folder or prefix for the results")
    parser.add_argument("--workers", type=int, default=1, help="tasks that train together, one model; default 1")
    parser.add_argument("--part-column", help='a column that says "train", "validation" or "test" of each row; default is a seeded split')
    parser.add_argument("--parameters", action="store_true", help="print the names of the hyper-parameters and end")
    options = parser.parse_args(arguments)
    if not options.parameters and (not options.data or not options.out or options.workers < 1):
        parser.error("--data, --out and at least one worker are needed")
    return options


def run(options: argparse.Namespace, plan: Plan) -> None:
    from atelier_spark.features import choose_features
    from atelier_spark.predicting import Model
    from atelier_spark.session import open_session
    from atelier_spark.splits import split_rows
    from atelier_spark.table import read_table
    from atelier_spark.target import read_target
    from atelier_spark.training import fit

    spark = open_session()
    try:
        ship_code(spark)
        table = read_table(spark, options.data, plan, options.part_column)
        split = split_rows(table, plan).persist()
        target = read_target(split, table.target, plan)
        features = choose_features(split.where("part = 'train'"), table, target.rows("train"))
        model = Model(fit(split, table, features, target, plan, options.workers), features, target)
        write_results(spark, options.out, split.where("part = 'test'"), model, plan)
    finally:
        spark.stop()


def ship_code(spark: SparkSession) -> None:
    """The executors need this job's modules too; in the image of the Dockerfile they have them already."""
    archive = shutil.make_archive(str(Path(tempfile.mkdtemp()) / "atelier_spark"), "zip", Path(__file__).parent, "atelier_spark")
    spark.sparkContext.addPyFile(archive)


def write_results(spark: SparkSession, out: str, test: DataFrame, model: Model, plan: Plan) -> None:
    """summary.json is written last: a folder without it is of a job that did not finish."""
    from atelier_spark.check_rows import check_rows
    from atelier_spark.storage import write_bytes, write_json

    write_bytes(spark, out, "model.json", bytes(model.booster.save_raw("json")))
    write_json(spark, out, "preparation.json", preparation(model))
    write_json(spark, out, "signature.json", signature(model, plan))
    write_json(spark, out, "check.json", check_rows(test, model))
    write_json(spark, out, "metrics.json", judge(test, model))
    write_json(spark, out, "summary.json", summary(model, plan))


def judge(test: DataFrame, model: Model) -> dict[str, Any]:
    import numpy as np

    from atelier_spark.metrics import evaluate
    from atelier_spark.predicting import predict

    key = model.target.column.key
    if model.target.rows("test") > MOST_JUDGED_ROWS:
        test = test.orderBy("hash").limit(MOST_JUDGED_ROWS)
    answers = predict(test, model, [key]).toArrow()
    truth = answers[key].to_pylist()
    codes = {value: code for code, value in enumerate(model.target.values)}
    y = np.array([codes[value] for value in truth] if codes else truth)
    flat = answers["answer"].combine_chunks().flatten().to_numpy()
    return evaluate(model.target, y, flat.reshape(len(y), -1))


def preparation(model: Model) -> dict[str, Any]:
    """`PreparationDescription` of libs/learning: numbers as they are and categories as codes, for XGBoost handles both."""
    features = model.features
    return {
        "numbers": [column.name for column in features.numbers],
        "steps": [],
        "texts": [text.to_json() for text in features.texts],
        "encoding": "codes",
    }


def signature(model: Model, plan: Plan) -> dict[str, Any]:
    """`Signature` of libs/learning."""
    inputs = []
    for column in model.features.inputs:
        planned = column.planned
        described = {"name": planned.name, "type": planned.type, "kind": column.kind, "missingTokens": list(planned.missing_tokens)}
        inputs.append(described if planned.format is None else {**described, "format": planned.format})
    target = {"name": plan.target, "type": plan.target_column.type}
    described = {"inputs": inputs, "target": target, "task": plan.task}
    return described if plan.task == "regression" else {**described, "classes": list(model.target.labels)}


def summary(model: Model, plan: Plan) -> dict[str, Any]:
    """`training_summary` of the REST answer, and what it was trained with."""
    import pyspark
    import xgboost

    rows = model.target.rows
    described: dict[str, Any] = {
        "training_rows": rows("train"),
        "validation_rows": rows("validation"),
        "test_rows": rows("test"),
        "features_used": [column.name for column in model.features.inputs],
        "columns_left_out": list(model.features.left_out),
        "matrix_columns": model.features.width,
        "algorithm": "xgboost",
        "hyperparameters": plan.hyperparameters,
        "seed": plan.seed,
        "versions": {"spark": pyspark.__version__, "xgboost": xgboost.__version__},
    }
    if plan.early_stopping:
        described["best_iteration"] = model.booster.num_boosted_rounds() - 1
    if plan.task == "regression":
        described["target_scale"] = model.target.scale
    return described


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
