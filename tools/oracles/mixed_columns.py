"""Models over columns of categories and numbers in turn, and what the libraries say of raw rows: interop/imports/fixtures/mixed-columns.json."""
import json
import pathlib
import tempfile

import catboost
import lightgbm
import numpy as np
import pandas as pd
import xgboost

random = np.random.default_rng(3)
cities, tiers = ["Lyon", "Paris", "Rome"], ["gold", "silver"]
n = 400
frame = pd.DataFrame(
    {
        "city": pd.Categorical(random.choice(cities, n), categories=cities),
        "age": np.round(random.normal(40, 10, n), 1).astype(np.float32),
        "tier": pd.Categorical(random.choice(tiers, n), categories=tiers),
        "visits": random.integers(0, 9, n).astype(np.float32),
    }
)
y = ((frame.city == "Paris") * 2.0 + (frame.tier == "gold") + (frame.age > 42) * 1.5 + 0.2 * frame.visits).to_numpy() + random.normal(0, 0.1, n)
label = (y > np.median(y)).astype(int)
asked = frame.iloc[:30].copy()
rows = json.loads(asked.to_json(orient="records"))


def saved(write):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model"
        write(str(path))
        return path.read_text()


models = []
lgb = lightgbm.LGBMRegressor(n_estimators=8, num_leaves=6, min_child_samples=10, min_data_per_group=5, cat_smooth=1, verbose=-1).fit(frame, y)
models.append({"format": "lightgbm", "file": lgb.booster_.model_to_string(), "signature": {}, "values": lgb.predict(asked).tolist()})
matrix = xgboost.DMatrix(frame, y, enable_categorical=True)
xgb = xgboost.train({"max_depth": 3, "tree_method": "hist", "seed": 1}, matrix, 8)
given = [{"name": "city", "categories": cities}, {"name": "age"}, {"name": "tier", "categories": tiers}, {"name": "visits"}]
models.append({"format": "xgboost", "file": saved(lambda p: (xgb.save_model(p + ".json"), pathlib.Path(p + ".json").rename(p))), "signature": {"inputs": given}, "values": xgb.predict(xgboost.DMatrix(asked, enable_categorical=True)).tolist()})
pool = catboost.Pool(frame.astype({"city": str, "tier": str}), label, cat_features=["city", "tier"])
cat = catboost.CatBoostClassifier(iterations=8, depth=3, random_seed=1, verbose=0, max_ctr_complexity=1).fit(pool)
models.append({"format": "catboost", "file": saved(lambda p: cat.save_model(p, format="json", pool=pool)), "signature": {"inputs": given[::-1], "classes": ["no", "yes"]}, "probabilities": cat.predict_proba(asked.astype({"city": str, "tier": str})).tolist()})
path = pathlib.Path(__file__).parents[2] / "libs/learning/src/interop/imports/fixtures/mixed-columns.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps({"rows": rows, "models": models}) + "\n")
print(path.stat().st_size)
