"""Writing the results: a folder of this machine, or whatever file system Hadoop knows (s3a://, hdfs://)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession


def write_json(spark: SparkSession, folder: str, name: str, content: Any) -> None:
    write_bytes(spark, folder, name, json.dumps(content, ensure_ascii=False, allow_nan=False).encode())


def write_bytes(spark: SparkSession, folder: str, name: str, content: bytes) -> None:
    """Replaces what is there. A plain path or file:// is the driver's own disk."""
    local = re.fullmatch(r"(?:file://)?(/.*|(?!\w+://).*)", folder)
    if local:
        path = Path(local[1])
        path.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
        return
    path = spark._jvm.org.apache.hadoop.fs.Path(f"{folder.rstrip('/')}/{name}")
    stream = path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()).create(path, True)
    try:
        stream.write(bytearray(content))
    finally:
        # The object exists once this returns; a failed upload raises here.
        stream.close()
