"""Feast's get_historical_features with its local (dask) offline store. FOLDER LABELS VIEWS"""

import json
import os
import resource
import sys
import time
import warnings
from datetime import timedelta

warnings.filterwarnings("ignore")
os.environ["FEAST_USAGE"] = "False"
import pandas as pd
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig, ValueType
from feast.types import Float64

folder, labels, views = sys.argv[1], sys.argv[2], int(sys.argv[3])
config = RepoConfig(
    project="bench",
    provider="local",
    registry=f"{folder}/registry.db",
    online_store={"type": "sqlite", "path": f"{folder}/online.db"},
    offline_store={"type": "dask"},
    entity_key_serialization_version=3,
)
store = FeatureStore(config=config)
client = Entity(name="client", join_keys=["client_id"], value_type=ValueType.INT64)
made = []
for v in range(views):
    source = FileSource(name=f"s{v}", path=f"{folder}/view-{v}.parquet", timestamp_field="event_timestamp")
    schema = [Field(name=f"v{v}_f{f}", dtype=Float64) for f in range(3)]
    made.append(FeatureView(name=f"v{v}", entities=[client], ttl=timedelta(0), schema=schema, source=source, online=False))
store.apply([client, *made])
entities = pd.read_parquet(f"{folder}/{labels}.parquet")
entities["event_timestamp"] = pd.to_datetime(entities["event_timestamp"], utc=True)
began, cpu = time.perf_counter(), time.process_time()
wanted = [f"v{v}:v{v}_f{f}" for v in range(views) for f in range(3)]
joined = store.get_historical_features(entity_df=entities, features=wanted).to_df()
joined.to_parquet(f"{folder}/feast.parquet")
seconds, used = time.perf_counter() - began, time.process_time() - cpu
assert len(joined) == len(entities), (len(joined), len(entities))
checksum = sum(joined[f"v{v}_f0"].sum() for v in range(views))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "cpuSeconds": used, "peakMiB": peak, "checksum": float(checksum)}))
