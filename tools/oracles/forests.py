"""Fixture for the isolation forest: python tools/oracles/forests.py (needs numpy, scikit-learn 1.9).
Writes libs/learning/src/estimators/trees/fixtures/isolation-forest.json: a small forest with the rows in its leaves, its scores and threshold
(−score_samples, −offset_ at 10 % contamination), and the scores of a forest of 1,000 trees, which another of as many must come near."""
import json, pathlib
import numpy as np
from sklearn.ensemble import IsolationForest

rng = np.random.default_rng(3)
x = np.round(np.vstack([rng.normal(size=(290, 3)), rng.uniform(-6, 6, size=(10, 3))]), 3).astype(np.float32)


def floor32(value):
    single = np.float32(value)
    return float(single if single <= value else np.nextafter(single, np.float32(-np.inf)))


def tree_of(model):
    t = model.tree_
    return {'feature': [int(f) if f >= 0 else -1 for f in t.feature], 'threshold': [floor32(v) for v in t.threshold], 'left': t.children_left.tolist(), 'right': t.children_right.tolist(), 'rows': t.n_node_samples.tolist()}


small = IsolationForest(n_estimators=8, max_samples=64, contamination=0.1, random_state=0).fit(x)
large = IsolationForest(n_estimators=1000, random_state=0).fit(x)
content = {
    'columns': 3, 'x': [round(float(v), 3) for v in x.ravel()], 'maxSamples': 64, 'trees': [tree_of(tree) for tree in small.estimators_],
    'scores': (-small.score_samples(x)).tolist(), 'threshold': float(-small.offset_), 'anomalies': np.flatnonzero(small.predict(x) < 0).tolist(), 'largeScores': (-large.score_samples(x)).round(6).tolist(),
}
(pathlib.Path(__file__).parents[2] / 'libs/learning/src/estimators/trees/fixtures/isolation-forest.json').write_text(json.dumps(content, separators=(',', ':')) + '\n')
