"""Fixtures for kmeans and the cluster metrics from scikit-learn.

usage: python3 tools/oracles/kmeans.py   (scikit-learn 1.9; writes libs/learning/src/estimators/clusters/fixtures/kmeans.json)
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.metrics import davies_bouldin_score, silhouette_samples, silhouette_score

OUT = Path(__file__).parents[2] / "libs/learning/src/estimators/clusters/fixtures/kmeans.json"


def table(rows, columns, seed, mean=0.0, spread=1.5, blobs=5):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(blobs, columns)) * spread + mean
    x = centres[rng.integers(0, blobs, rows)] + rng.normal(size=(rows, columns))
    return np.round(x * 64) / 64, rng


def short(values):
    return [float(f"{v:.11g}") for v in np.ravel(values)]


def lloyd(name, x, start, parameters, weight=None):
    """From given centres: everything is determined."""
    model = KMeans(len(start), init=start, n_init=1, **parameters).fit(x, sample_weight=weight)
    return {"name": name, "columns": x.shape[1], "x": x.ravel().tolist(), "start": np.ravel(start).tolist(), "parameters": parameters,
            **({"weights": weight.tolist()} if weight is not None else {}),
            "centres": short(model.cluster_centers_), "labels": model.labels_.tolist(), "inertia": float(model.inertia_),
            "iterations": int(model.n_iter_), "silhouette": float(silhouette_score(x, model.labels_)),
            "silhouettes": short(silhouette_samples(x, model.labels_)[:20]),
            "davies_bouldin": float(davies_bouldin_score(x, model.labels_))}


def seeds(name, x, k, weight=None):
    """Inertia over seeds: ours must not be worse."""
    runs = [float(KMeans(k, n_init=1, random_state=seed).fit(x, sample_weight=weight).inertia_) for seed in range(40)]
    return {"name": name, "columns": x.shape[1], "clusters": k, "x": x.ravel().tolist(), "inertias": runs,
            **({"weights": weight.tolist()} if weight is not None else {})}


def main():
    cases = []
    x, rng = table(200, 3, 1)
    cases.append(lloyd("five blobs", x, x[:5], {}))
    cases.append(lloyd("few iterations", x, x[:6], {"max_iter": 3}))
    cases.append(lloyd("coarse tolerance", x, x[:6], {"tol": 0.05}))
    cases.append(lloyd("row weights", x, x[:5], {"tol": 0.0}, rng.integers(1, 6, 200) / 2))
    cases.append(lloyd("no structure", np.round(rng.normal(size=(200, 6)) * 64) / 64, np.round(rng.normal(size=(9, 6)) * 64) / 64, {"tol": 0.0}))
    cases.append(lloyd("a centre that nothing is near", x, np.vstack([x[:4], np.full((1, 3), 1000.0)]), {}))
    x, rng = table(150, 2, 2, mean=1000.0)
    cases.append(lloyd("far from the origin", x, x[[3, 50, 99]], {}))
    x, rng = table(400, 4, 3, spread=2.5, blobs=8)
    runs = [seeds("eight blobs", x, 8), seeds("row weights", x, 8, rng.integers(1, 6, 400) / 2)]

    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"sklearn": sklearn.__version__, "cases": cases, "runs": runs}) + "\n")
    print(OUT, OUT.stat().st_size, "bytes")


main()
