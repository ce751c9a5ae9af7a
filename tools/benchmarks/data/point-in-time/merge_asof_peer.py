"""pandas.merge_asof, view by view: what one writes by hand. FOLDER LABELS VIEWS"""

import json
import resource
import sys
import time

import pandas as pd

folder, labels, views = sys.argv[1], sys.argv[2], int(sys.argv[3])
began, cpu = time.perf_counter(), time.process_time()
joined = pd.read_parquet(f"{folder}/{labels}.parquet")
joined["row"] = range(len(joined))
for v in range(views):
    columns = ["client_id", "event_timestamp", f"v{v}_f0", f"v{v}_f1", f"v{v}_f2"]
    view = pd.read_parquet(f"{folder}/view-{v}.parquet", columns=columns).sort_values("event_timestamp")
    joined = pd.merge_asof(joined.sort_values("event_timestamp"), view, on="event_timestamp", by="client_id")
joined = joined.sort_values("row").drop(columns="row")
joined.to_parquet(f"{folder}/pandas.parquet")
seconds, used = time.perf_counter() - began, time.process_time() - cpu
checksum = sum(joined[f"v{v}_f0"].sum() for v in range(views))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "cpuSeconds": used, "peakMiB": peak, "checksum": float(checksum)}))
