"""scikit-learn's side of segments.mjs: python3 segments_peer.py INPUT.json ANSWER.json"""
import json
import sys
import time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import normalize


def segments(concepts):
    """TF-IDF of concepts, sixteen axes, k-means with the k of highest silhouette: what one writes with scikit-learn."""
    rows = TfidfVectorizer(analyzer=lambda own: own, min_df=3).fit_transform(concepts)
    x = normalize(TruncatedSVD(16, random_state=1).fit_transform(rows))
    best = None
    for k in range(2, 16):
        codes = KMeans(k, n_init=5, random_state=1).fit_predict(x)
        score = silhouette_score(x, codes, sample_size=min(2000, len(concepts)), random_state=1)
        if best is None or score > best[0]:
            best = (score, k, codes)
    return {"silhouette": float(best[0]), "segments": best[1], "codes": best[2].tolist()}


def journeys(train, test):
    def matrix(part):
        values = np.array(part["x"], dtype=np.float64)
        return values.reshape(-1, part["columns"]).astype(np.float32), np.array(part["y"], dtype=int)

    (x, y), (held, truth) = matrix(train), matrix(test)
    forest = RandomForestClassifier(100, min_samples_leaf=8, random_state=1, n_jobs=1).fit(x, y)
    return {"accuracy": float((forest.predict(held) == truth).mean()), "majority": float((truth == np.bincount(y).argmax()).mean())}


given = json.load(open(sys.argv[1]))
step, rounds = given.pop("step"), given.pop("rounds")
seconds = []
for _ in range(rounds):
    before = time.process_time()
    answer = {"segments": segments, "journeys": journeys}[step](**given)
    seconds.append(time.process_time() - before)
json.dump({**answer, "seconds": min(seconds)}, open(sys.argv[2], "w"))
