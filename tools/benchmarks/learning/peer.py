"""A peer of the learning benchmark: python peer.py FOLDER TABLE ROWS COLUMNS CLASSES THREADS EXPRESSION. Fits once for every line that it reads, and answers
with a line of JSON: wall and CPU seconds, the memory that the fit took beyond what there was (bytes), the
seconds that predicting the last fifth of the rows took, and the score there."""
import importlib, json, resource, sys, time
import numpy as np
from sklearn.metrics import r2_score, roc_auc_score

folder, table, rows, columns, classes, threads, expression = sys.argv[1:]
rows, columns, classes, T = int(rows), int(columns), int(classes), int(threads)
X = np.fromfile(f'{folder}/{table}_X.f32', np.float32).reshape(rows, columns)
y = np.fromfile(f'{folder}/{table}_y.f32', np.float32)
k = rows * 4 // 5
scope = {'T': T}
path = expression.split('(')[0].split('.')[:-1]
importlib.import_module('.'.join(path))
scope[path[0]] = sys.modules[path[0]]
if classes:
    y = y.astype(int)


def status(field):
    return next(int(line.split()[1]) * 1024 for line in open('/proc/self/status') if line.startswith(field))


print(json.dumps({'ready': True}), flush=True)
for _ in sys.stdin:
    model = eval(expression, scope)
    open('/proc/self/clear_refs', 'w').write('5')
    before, wall, cpu = status('VmRSS'), time.perf_counter(), time.process_time()
    model.fit(X[:k], y[:k])
    wall, cpu, memory = time.perf_counter() - wall, time.process_time() - cpu, status('VmHWM') - before
    start = time.perf_counter()
    predicted = model.predict_proba(X[k:])[:, 1] if classes else model.predict(X[k:])
    predict = time.perf_counter() - start
    score = roc_auc_score(y[k:], predicted) if classes else r2_score(y[k:], predicted)
    print(json.dumps({'wall': wall, 'cpu': cpu, 'memory': memory, 'predict': predict, 'score': score}), flush=True)
