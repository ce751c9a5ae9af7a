"""Fixtures for knn from scikit-learn's KNeighborsClassifier and KNeighborsRegressor.

usage: python3 tools/oracles/knn.py   (scikit-learn 1.9; writes libs/learning/src/estimators/neighbours/fixtures/knn.json)
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

OUT = Path(__file__).parents[2] / "libs/learning/src/estimators/neighbours/fixtures/knn.json"


def table(rows, columns, seed, mean=0.0):
    """Numbers with 1/1024 as their grain, exact in float32; a tenth of the rows of the second half is in the first half, too."""
    rng = np.random.default_rng(seed)
    x = np.round((rng.normal(size=(rows, columns)) + mean) * 1024) / 1024
    half = rows // 2
    x[half : half + rows // 10] = x[: rows // 10]
    return x, rng


def case(name, table, x, y, classes, parameters):
    """Learns from the first half; what is expected is of all rows."""
    half = len(x) // 2
    kind = KNeighborsClassifier if classes else KNeighborsRegressor
    model = kind(**parameters).fit(x[:half], y[:half])
    distances = model.kneighbors(x, model.n_neighbors + 1)[0]
    if (distances[:, -1] <= distances[:, -2] * (1 + 1e-9)).any():
        raise ValueError(f"{name}: the last neighbour ties with the next, which scikit-learn decides by chance")
    expected = {"labels": model.predict(x).tolist(), "probabilities": short(model.predict_proba(x))} if classes else {"values": short(model.predict(x))}
    return {"name": name, "parameters": parameters, "table": table, "classes": classes, **expected}


def short(values):
    return [float(f"{v:.11g}") for v in np.ravel(values)]


def main():
    cases, tables = [], []
    for columns, seed in ((4, 1), (18, 2)):
        x, rng = table(120, columns, seed)
        y = np.digitize(x[:, 0] * x[:, 1] + 0.3 * rng.normal(size=120), [-0.3, 0.3])
        v = np.round(x[:, 0] * 2 + x[:, 1] ** 2 + 0.2 * rng.normal(size=120), 6)
        tables.append({"columns": columns, "x": x.ravel().tolist(), "codes": y.tolist(), "values": v.tolist()})
        for parameters in (
            {}, {"n_neighbors": 1}, {"n_neighbors": 12, "weights": "distance"}, {"metric": "manhattan"}, {"metric": "minkowski", "p": 3},
            {"metric": "cosine", "weights": "distance"},
        ):
            cases.append(case(f"three classes, {columns} columns, {parameters or 'as given'}", len(tables) - 1, x, y, 3, parameters))
        for parameters in ({}, {"n_neighbors": 7, "weights": "distance"}, {"metric": "minkowski", "p": 1.5, "weights": "distance"}):
            cases.append(case(f"values, {columns} columns, {parameters or 'as given'}", len(tables) - 1, x, v, 0, parameters))
    x, rng = table(120, 3, 3, mean=1000.0)
    y = (x[:, 0] + 0.3 * rng.normal(size=120) > 1000).astype(int)
    tables.append({"columns": 3, "x": x.ravel().tolist(), "codes": y.tolist(), "values": []})
    cases.append(case("two classes, far from the origin", len(tables) - 1, x, y, 2, {"weights": "distance"}))

    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"sklearn": sklearn.__version__, "tables": tables, "cases": cases}) + "\n")
    print(OUT, OUT.stat().st_size, "bytes")


main()
