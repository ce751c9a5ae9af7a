"""STL by statsmodels, change points by ruptures, Mann-Kendall and Sen's slope by scipy, for
libs/learning/src/statistics/fixtures/temporal.json (pip install statsmodels ruptures scipy)."""

import json
import pathlib

import numpy as np
import ruptures
from scipy import stats
from statsmodels.tsa.seasonal import STL

random = np.random.default_rng(11)
days = np.arange(90)
series = np.round(50 + 0.2 * days + 6 * np.sin(days * 2 * np.pi / 7) + random.normal(size=90), 3)
spoiled = series.copy()
spoiled[[20, 55]] += 40
steps = np.round(np.concatenate([random.normal(m, 1, k) for m, k in ((0, 40), (4, 30), (4.5, 25), (-2, 60))]), 3)


def decomposed(values, **options):
    made = STL(values, **options).fit()
    return {"values": values.tolist(), **options, "trend": made.trend.tolist(), "seasonal": made.seasonal.tolist(), "weights": made.weights.tolist()}


def segmented(values, penalty, min_size):
    ends = ruptures.Pelt(model="l2", min_size=min_size, jump=1).fit(values).predict(pen=penalty)
    return {"penalty": penalty, "minSize": min_size, "changes": [int(end) for end in ends[:-1]]}


def trend(values):
    n, (_, counts) = len(values), np.unique(values, return_counts=True)
    s = sum(np.sign(values[j] - values[i]) for i in range(n) for j in range(i + 1, n))
    variance = (n * (n - 1) * (2 * n + 5) - np.sum(counts * (counts - 1) * (2 * counts + 5))) / 18
    p = 2 * stats.norm.sf(abs((s - np.sign(s)) / np.sqrt(variance)))
    return {"values": values.tolist(), "tau": s / (n * (n - 1) / 2), "pValue": p, "slope": stats.theilslopes(values)[0]}


fixture = {
    "stl": [decomposed(series, period=7), decomposed(spoiled, period=7, robust=True), decomposed(series[:40], period=12, seasonal=13, trend=21)],
    "steps": steps.tolist(),
    "pelt": [segmented(steps, p, m) for p, m in ((10, 2), (3, 2), (1, 5), (200, 2))],
    "trends": [trend(v) for v in (series[:30], np.round(random.normal(size=25), 1), -np.arange(12.0))],
}
target = pathlib.Path(__file__).resolve().parents[2] / "libs/learning/src/statistics/fixtures/temporal.json"
target.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
