"""Tables for points.mjs, and scikit-learn's CPU seconds on them (one thread, best of the runs).
usage: python points.py OUT_FOLDER [runs]"""
import os

for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS'):
    os.environ[name] = '1'
import sys, time
from pathlib import Path
import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC, SVR

out, runs = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
out.mkdir(parents=True, exist_ok=True)
rng = np.random.default_rng(1)
x = rng.normal(size=(10_000, 20)).astype(np.float32)
y = (x[:, 0] * x[:, 1] + x[:, 2] > 0).astype(np.float64)
queries = rng.normal(size=(2_000, 20)).astype(np.float32)
centres = rng.normal(size=(8, 20)) * 2
blobs = (centres[rng.integers(0, 8, 50_000)] + rng.normal(size=(50_000, 20))).astype(np.float32)
noise = rng.normal(size=(50_000, 20)).astype(np.float32)
for name, values in (('x', x), ('queries', queries), ('blobs', blobs), ('noise', noise), ('y', y.astype(np.float32))):
    values.tofile(out / f'{name}.f32')


def cpu(name, work):
    best = float('inf')
    for _ in range(runs):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    print(f'{name:34s}{best:8.3f} s')


neighbours = KNeighborsClassifier().fit(x, y)
cpu('knn, 2,000 of 10,000 × 20', lambda: neighbours.predict(queries))
few = KNeighborsClassifier().fit(x[:, :5], y)
cpu('knn, tree, 5 columns', lambda: few.predict(queries[:, :5]))
rows, codes = x[:4_000].astype(float), y[:4_000]
cpu('svm, 4,000 × 20', lambda: SVC().fit(rows, codes))
cpu('svm, calibrated', lambda: CalibratedClassifierCV(SVC(), method='temperature', ensemble=False).fit(rows, codes))
machine = SVC().fit(rows, codes)
cpu('svm, predict 2,000', lambda: machine.predict(queries.astype(float)))
cpu('svr, 4,000 × 20', lambda: SVR().fit(rows, rows[:, 0] * rows[:, 1] + rows[:, 2]))
for name, table in (('blobs', blobs), ('noise', noise)):
    for kind in (np.float64, np.float32):
        cpu(f'kmeans, {name} 50,000 × 20, {kind.__name__}', lambda: KMeans(8, n_init=1, random_state=0).fit(table.astype(kind)))
