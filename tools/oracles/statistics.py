"""Distributions and tests by SciPy, for libs/learning/src/statistics. Run: python3 tools/oracles/statistics.py"""

import importlib
import json
import pathlib
import sys

# This file's own folder would hide the standard library's module of the same name.
sys.path = [p for p in sys.path if pathlib.Path(p or ".").resolve() != pathlib.Path(__file__).parent.resolve()]
np = importlib.import_module("numpy")
scipy = importlib.import_module("scipy")
stats = importlib.import_module("scipy.stats")
special = importlib.import_module("scipy.special")
distance = importlib.import_module("scipy.spatial.distance")

OUT = pathlib.Path(__file__).parents[2] / "libs/learning/src/statistics/fixtures/statistics.json"
rng = np.random.default_rng(5)


def samples(name, a, b):
    a, b = np.round(a, 3), np.round(b, 3)
    root = np.sqrt(len(a) * len(b) / (len(a) + len(b)))
    ks = stats.ks_2samp(a, b, method="exact")
    return dict(
        name=name, a=a.tolist(), b=b.tolist(), statistic=ks.statistic, exact=ks.pvalue,
        limit=stats.kstwobign.sf((root + 0.12 + 0.11 / root) * ks.statistic), wasserstein=stats.wasserstein_distance(a, b),
    )


def counts(reference, current):
    chi = stats.chi2_contingency([reference, current], correction=False)
    return dict(
        reference=reference, current=current, statistic=chi.statistic, degrees=chi.dof, p_value=chi.pvalue,
        jensen_shannon=distance.jensenshannon(reference, current, base=2),
    )


p_values = [0.001, 0.02, 0.8, 0.04, 0.04, 0.3, 0.011]
fixture = dict(
    source=f"SciPy {scipy.__version__}",
    gamma=[dict(a=a, x=x, q=special.gammaincc(a, x), p=special.gammainc(a, x)) for a in (0.5, 1, 2.5, 10, 50, 200)
           for x in (0.01, 0.5, 1, 3, 12, 55, 180, 260)],
    ln_gamma=[dict(x=x, value=special.gammaln(x)) for x in (0.1, 0.5, 1, 1.5, 2, 3.7, 10, 100.5, 1e5)],
    kolmogorov=[dict(t=t, p=stats.kstwobign.sf(t)) for t in (0.1, 0.3, 0.5, 0.8, 1.0, 1.17, 1.19, 1.36, 1.63, 2.5, 4)],
    poisson=[dict(count=k, mean=m, p=stats.poisson.sf(k - 1, m)) for k, m in ((1, 0.05), (3, 0.2), (2, 5), (40, 20), (9, 9))],
    samples=[
        samples("same", rng.normal(size=60), rng.normal(size=80)),
        samples("shifted", rng.normal(size=50), rng.normal(0.7, 1, 70)),
        samples("with ties", rng.integers(0, 8, 90).astype(float), rng.integers(1, 9, 60).astype(float)),
        samples("small", rng.normal(size=4), rng.normal(2, 1, 6)),
    ],
    counts=[counts([50, 30, 20], [20, 25, 30]), counts([500, 30, 200, 7], [52, 2, 22, 1]), counts([10, 0, 5], [2, 7, 5])],
    fisher=[dict(table=t, p=stats.fisher_exact([[t[0], t[1] - t[0]], [t[2], t[3] - t[2]]]).pvalue)
            for t in ([1, 24, 7, 25], [0, 1000, 3, 100], [2, 50, 2, 50], [10, 12, 3, 14], [0, 40, 0, 30])],
    benjamini_hochberg=dict(p=p_values, q=stats.false_discovery_control(p_values).tolist()),
)
OUT.write_text(json.dumps(fixture) + "\n")
print(OUT, OUT.stat().st_size)
