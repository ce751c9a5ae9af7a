"""CPU time of scikit-learn's linear models on one thread, for tools/benchmarks/learning/linear.mjs: python3 linear.py FOLDER TABLE MODEL REPETITIONS
Prints the shortest time in milliseconds. Writes the table `wide` (10,000 x 100) into FOLDER where it is missing: python3 linear.py FOLDER."""
import os
import sys

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
import time
from pathlib import Path

import numpy as np
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge

folder = Path(sys.argv[1])
if not (folder / "wide_X.f32").exists():
    rng = np.random.default_rng(3)
    x = (rng.normal(size=(10_000, 100)) + 0.5 * rng.normal(size=(10_000, 1))).astype(np.float32)
    x.tofile(folder / "wide_X.f32")
    (x[:, :40] @ rng.normal(size=40) + 5 * rng.normal(size=10_000) > 0).astype(np.float32).tofile(folder / "wide_y.f32")
if len(sys.argv) > 2:
    table, model, repetitions = sys.argv[2], sys.argv[3], int(sys.argv[4])
    rows, columns = {"dense": (80_000, 28), "wide": (10_000, 100)}[table]
    x = np.fromfile(folder / f"{table}_X.f32", np.float32)[: rows * columns].reshape(rows, columns).astype(float)
    codes = np.fromfile(folder / f"{table}_y.f32", np.float32)[:rows].astype(float)
    values = codes + x @ np.sin(np.arange(columns) + 1)
    kind, parameters = {
        "linear": (LinearRegression, {}), "ridge": (Ridge, {}), "lasso": (Lasso, {"alpha": 0.1}), "elastic_net": (ElasticNet, {"alpha": 0.1}),
        "logistic": (LogisticRegression, {}), "logistic_tight": (LogisticRegression, {"tol": 1e-8, "max_iter": 1000}),
        "logistic_l1": (LogisticRegression, {"solver": "liblinear", "l1_ratio": 1.0, "C": 0.01, "tol": 1e-6}),
    }[model]
    best = np.inf
    for _ in range(repetitions):
        start = time.process_time()
        fitted = kind(**parameters).fit(x, codes if "logistic" in model else values)
        best = min(best, (time.process_time() - start) * 1000)
    print(best)
