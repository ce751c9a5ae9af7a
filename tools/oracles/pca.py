"""Fixtures for principal components from scikit-learn: fitted on one table, applied to another.

usage: python3 tools/oracles/pca.py   (scikit-learn 1.9; writes libs/learning/src/preparation/fixtures/pca.json)
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import PCA

OUT = Path(__file__).parents[2] / "libs/learning/src/preparation/fixtures/pca.json"


def listed(x):
    return [float(str(v)) for v in np.asarray(x, np.float32).ravel()]


def short(x):
    return [float(f"{v:.10g}") for v in np.asarray(x).ravel()]


def table(rng, rows, columns, rank):
    hidden = rng.normal(size=(rows, rank)) * np.linspace(4, 1, rank)
    return (hidden @ rng.normal(size=(rank, columns)) + 0.3 * rng.normal(size=(rows, columns)) + rng.normal(size=columns) * 5).astype(np.float32)


def case(name, x, asked, components, whiten=False):
    model = PCA(n_components=components, whiten=whiten, svd_solver="full").fit(x.astype(float))
    return {
        "name": name, "columns": x.shape[1], "components": components, "whiten": whiten, "x": listed(x), "asked": listed(asked),
        "variances": short(model.explained_variance_), "shares": short(model.explained_variance_ratio_), "axes": short(model.components_),
        "expected": short(model.transform(asked.astype(float))),
    }


def main():
    rng = np.random.default_rng(11)
    tall, wide = table(rng, 60, 6, 3), table(rng, 12, 30, 5)
    more, asked = table(rng, 10, 6, 3), table(rng, 6, 30, 5)
    scaled = tall * np.array([1000, 1, 1, 0.01, 1, 1], np.float32)
    cases = [
        case("all components", tall, more, None),
        case("three components", tall, more, 3),
        case("a share of variance", tall, more, 0.9),
        case("a small share of variance", tall, more, 0.1),
        case("whitened", tall, more, 4, True),
        case("unscaled columns", scaled, more, 2),
        case("more columns than rows", wide, asked, 5),
        case("more columns than rows, a share, whitened", wide, asked, 0.95, True),
    ]
    OUT.write_text(json.dumps({"sklearn": sklearn.__version__, "cases": cases}, separators=(",", ":")) + "\n")
    print(OUT, OUT.stat().st_size, "bytes")


main()
