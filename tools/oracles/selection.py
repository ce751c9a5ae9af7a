"""Fixtures for the selection of features from scikit-learn and scipy, and for splits in order of time.

usage: python3 tools/oracles/selection.py   (scikit-learn 1.9; writes libs/learning/src/preparation/fixtures/selection.json)
"""
import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from scipy import stats
from sklearn.feature_selection import RFE, f_classif, f_regression, mutual_info_classif, mutual_info_regression
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, TimeSeriesSplit
from sklearn.preprocessing import StandardScaler

OUT = Path(__file__).parents[2] / "libs/learning/src/preparation/fixtures/selection.json"


def short(x):
    return [float(f"{v:.12g}") for v in np.asarray(x, float).ravel()]


def main():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(23)
    rows, columns = 90, 6
    x = rng.normal(size=(rows, columns)).astype(np.float32)
    x[:, 5] = x[:, 0] * 0.6 + x[:, 5] * 0.4
    x = x.astype(float)
    y = (2 * x[:, 1] - x[:, 3] + np.sin(2 * x[:, 0]) + 0.4 * rng.normal(size=rows)).astype(np.float32).astype(float)
    codes = np.digitize(y, [-1.2, 1.0])
    strong = x[:, 0] * 1e4 + y
    texts = rng.integers(0, 4, rows)
    texts[y > 1] = rng.integers(0, 2, (y > 1).sum())
    table = np.histogram2d(texts, codes, [np.arange(5), np.arange(4)])[0]
    chi = stats.chi2_contingency(table, correction=False)
    groups = [y[texts == code] for code in range(4)]
    anova = stats.f_oneway(*groups)
    f_class, p_class = f_classif(x, codes)
    f_value, p_value = f_regression(x, y)
    scaled = StandardScaler().fit_transform(x)
    rfe = {"regression": RFE(LinearRegression(), n_features_to_select=1).fit(scaled, y).ranking_,
           "classification": RFE(LogisticRegression(tol=1e-8, max_iter=1000), n_features_to_select=1).fit(scaled, codes).ranking_}
    splits = [
        {"rows": n, "folds": k, "gap": gap, "expected": [[train.tolist(), test.tolist()] for train, test in TimeSeriesSplit(k, gap=gap).split(np.zeros(n))]}
        for n, k, gap in ((12, 3, 0), (20, 4, 2), (11, 2, 3))
    ]
    groups = rng.choice(12, 90, p=np.arange(1, 13) / 78)
    sizes = lambda splitter, *given: sorted(len(test) for _, test in splitter.split(x, *given))
    folds = {
        "groups": groups.tolist(), "folds": 4, "byGroup": sizes(GroupKFold(4), y, groups), "plain": sizes(KFold(4)),
        "byClass": sorted(np.bincount(codes[test], minlength=3).tolist() for _, test in StratifiedKFold(4).split(x, codes)),
    }
    fixture = {
        "sklearn": sklearn.__version__, "columns": columns, "x": short(x), "y": short(y), "codes": codes.tolist(), "texts": texts.tolist(),
        "classes": {"statistic": short(f_class), "surprise": short(-np.log10(p_class))},
        "values": {"statistic": short(f_value), "surprise": short(-np.log10(p_value))},
        "independence": {"statistic": chi.statistic, "surprise": -np.log10(chi.pvalue)},
        "variance": {"statistic": anova.statistic, "surprise": -np.log10(anova.pvalue)},
        "tails": {
            "f": [[f, a, b, float(stats.f.logsf(f, a, b) / np.log(10))] for f, a, b in ((0.01, 3, 50), (1, 1, 10), (30, 2, 200), (900, 5, 40), (5000, 2, 20))],
            "chi2": [[c, k, float(stats.chi2.logsf(c, k) / np.log(10))] for c, k in ((0.3, 4), (5, 3), (80, 6), (1300, 9))],
        },
        "information": {
            "classes": short(mutual_info_classif(x, codes, random_state=1)), "values": short(mutual_info_regression(x, y, random_state=1)),
            "texts": short([mutual_info_classif(texts.reshape(-1, 1), codes, discrete_features=True)[0],
                            mutual_info_regression(texts.reshape(-1, 1), y, discrete_features=True, random_state=1)[0]]),
        },
        "rfe": {k: v.tolist() for k, v in rfe.items()}, "timeSeries": splits, "splits": folds,
    }
    OUT.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(OUT, OUT.stat().st_size, "bytes")


main()
