"""The Spark session, and the way to S3 by the platform's own settings."""

from __future__ import annotations

import os
from collections.abc import Mapping

from pyspark.sql import SparkSession

SETTINGS = {
    # Instants are read and hashed as UTC, and columns that differ only in case are two.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


def open_session(environment: Mapping[str, str] = os.environ) -> SparkSession:
    """The session that spark-submit configured; S3 from ATELIER_S3_* where they are set, else as the cluster has it (IAM roles)."""
    builder = SparkSession.builder.appName("atelier xgboost")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    if environment.get("ATELIER_S3_ENDPOINT"):
        # Not as spark.hadoop.*, which the web page of a running job shows.
        hadoop = spark.sparkContext._jsc.hadoopConfiguration()
        for name, value in s3_settings(environment).items():
            hadoop.set(f"fs.s3a.{name}", value)
    return spark


def s3_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """fs.s3a.* from ATELIER_S3_ENDPOINT, _PORT, _SSL, _ACCESS_KEY, _SECRET_KEY (docs/guide/configuration.md)."""
    secure = environment.get("ATELIER_S3_SSL", "false").lower() in ("true", "1")
    port = environment.get("ATELIER_S3_PORT", "9000")
    return {
        "endpoint": f"{'https' if secure else 'http'}://{environment['ATELIER_S3_ENDPOINT']}:{port}",
        "endpoint.region": "us-east-1",
        "connection.ssl.enabled": str(secure).lower(),
        "path.style.access": "true",
        "aws.credentials.provider": "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
        "access.key": environment["ATELIER_S3_ACCESS_KEY"],
        "secret.key": environment["ATELIER_S3_SECRET_KEY"],
        # The plain reader: the other two need libraries that this job does without.
        "input.stream.type": "classic",
    }
