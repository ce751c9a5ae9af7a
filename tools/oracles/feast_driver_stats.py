"""What Feast joins on its own driver-statistics shape: hourly rows of a few drivers that become known (created) up to three hours later, labels between them.

Writes libs/services/feature-store/src/point-in-time/fixtures/feast-driver-stats.json: the tables and what `get_historical_features` of the local (dask) offline store gives.
Feast drops labels that it finds rows for but none in time, so each label here has one. Event times are unique: among equal ones Feast's choice hangs on an unstable sort.
"""

import json
import os
import random
import tempfile
import warnings
from datetime import datetime, timedelta
from pathlib import Path

warnings.filterwarnings("ignore")
import pandas as pd
import feast
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig, ValueType
from feast.types import Float32, Float64, Int64

random.seed(11)
start = datetime(2026, 4, 1)
drivers = [1001, 1002, 1003, 1004, 1005]
rows = []
for driver in drivers:
    for hour in range(0, 60):
        if hour > 0 and random.random() < 0.3:
            continue
        at = start + timedelta(hours=hour)
        rows.append(
            {
                "event_timestamp": at,
                "driver_id": driver,
                "conv_rate": round(random.random() * 64) / 64,
                "acc_rate": round(random.random() * 64) / 64,
                "avg_daily_trips": random.randrange(1000),
                "created": at + timedelta(minutes=0 if hour == 0 else random.randrange(180)),
            }
        )
stats = pd.DataFrame(rows)
labels = pd.DataFrame(
    [
        {"event_timestamp": start + timedelta(hours=random.randrange(60), minutes=random.randrange(2, 60)), "driver_id": random.choice(drivers)}
        for _ in range(60)
    ]
).drop_duplicates()
labels["trip_completed"] = [random.randrange(2) for _ in range(len(labels))]

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "stats.parquet")
    typed = stats.copy()
    for column in ("event_timestamp", "created"):
        typed[column] = pd.to_datetime(typed[column], utc=True)
    typed.to_parquet(path)
    store = FeatureStore(
        config=RepoConfig(
            project="drivers",
            provider="local",
            registry=os.path.join(folder, "registry.db"),
            online_store={"type": "sqlite", "path": os.path.join(folder, "online.db")},
            offline_store={"type": "dask"},
            entity_key_serialization_version=3,
        )
    )
    driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64)
    source = FileSource(path=path, timestamp_field="event_timestamp", created_timestamp_column="created")
    schema = [Field(name="conv_rate", dtype=Float64), Field(name="acc_rate", dtype=Float64), Field(name="avg_daily_trips", dtype=Int64)]
    view = FeatureView(name="driver_hourly_stats", entities=[driver], ttl=timedelta(days=1), schema=schema, source=source)
    store.apply([driver, view])
    entity_df = labels.copy()
    entity_df["event_timestamp"] = pd.to_datetime(entity_df["event_timestamp"], utc=True)
    names = ["conv_rate", "acc_rate", "avg_daily_trips"]
    joined = store.get_historical_features(entity_df=entity_df, features=[f"driver_hourly_stats:{name}" for name in names], filter_by_created_timestamp=True).to_df()

joined["event_timestamp"] = joined["event_timestamp"].dt.tz_localize(None)
joined = labels.merge(joined, on=["event_timestamp", "driver_id", "trip_completed"], how="left", validate="one_to_one")
assert joined["conv_rate"].notna().all()
iso = lambda frame: [[v.isoformat() + "Z" if isinstance(v, datetime) else v for v in row] for row in frame.itertuples(index=False, name=None)]
target = Path(__file__).parents[2] / "libs/services/feature-store/src/point-in-time/fixtures/feast-driver-stats.json"
target.parent.mkdir(exist_ok=True)
target.write_text(
    json.dumps(
        {
            "feast": feast.__version__,
            "stats": iso(stats[["event_timestamp", "driver_id", *names, "created"]]),
            "labels": iso(labels[["event_timestamp", "driver_id", "trip_completed"]]),
            "joined": iso(joined[names]),
        }
    )
)
print(len(stats), len(labels), joined["avg_daily_trips"].sum())
