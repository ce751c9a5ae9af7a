"""scikit-learn's TF-IDF and logistic regression, both with their defaults, on the very rows of text.mjs: python3 tools/benchmarks/notes/text.py OUT.json

With as many training rows (the validation rows are left out, as they are there), and once with the validation rows added."""
import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

data = Path(__file__).resolve().parents[4] / "shared/data"


def table(name):
    if name.startswith("sms"):
        return pd.read_csv(data / "sms_spam/sms.tsv", sep="\t", header=None, quoting=3, names=["label", "text"], dtype=str), "text"
    if name.startswith("multilingual"):
        return pd.read_csv(data / "multilingual_tweets/umsab_multilingual_sentiment.csv", dtype=str), "text"
    return pd.read_csv(data / "womens_clothing_reviews/womens_clothing_ecommerce_reviews.csv", dtype=str), "Review Text"


def accuracy(texts, y, train, test):
    began = time.process_time()
    vectorizer = TfidfVectorizer()
    model = LogisticRegression(max_iter=1000).fit(vectorizer.fit_transform(texts[train]), y[train])
    return (model.predict(vectorizer.transform(texts[test])) == y[test]).mean(), time.process_time() - began


def mean(values):
    error = np.std(values, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else float("nan")
    return f"{np.mean(values):.4f} ± {error:.4f}"


runs = defaultdict(list)
known = {}
for run in json.load(open(sys.argv[1])):
    frame, column = table(run["name"])
    texts, y = frame[column].fillna("").to_numpy(), frame[run["target"]].to_numpy()
    key = (run["name"].split(",")[0], run["seed"])
    if key not in known:
        rest = np.setdiff1d(np.arange(len(y)), run["test"])
        train = np.setdiff1d(rest, run["validation"])
        known[key] = accuracy(texts, y, train, run["test"]) + accuracy(texts, y, rest, run["test"])
    runs[(run["name"], run["algorithm"])].append((run["accuracy"], run["seconds"], *known[key]))
print("| | ours | difference, paired | scikit-learn | with the validation rows | CPU, s: ours, scikit-learn |")
print("|---|---|---|---|---|---|")
for (name, algorithm), found in runs.items():
    own, seconds, same, time_same, more, _ = np.array(found).T
    print(f"| {name}, {algorithm} | {mean(own)} | {mean(own - same)} | {mean(same)} | {mean(more)} | {seconds.mean():.1f}, {time_same.mean():.1f} |")
