"""The learning benchmark's tables, from one seed: python make-tables.py FOLDER. Each as raw little-endian float32, rows first: NAME_X.f32, NAME_y.f32.
dense:  100,000 × 28 normal columns, a non-linear binary target. sparse: 2,000 × 1,940 in the shape of client features: one-hot, TF-IDF and pair columns
(about 14 non-zeros a row) and 387 dense ones. classes, values: 50,000 × 40 with a linear target. few, few-values: 4,000 × 20 with a curved one."""
import sys, numpy as np
out = sys.argv[1] + '/'


def save(name, X, y):
    X.astype(np.float32).tofile(f'{out}{name}_X.f32')
    y.astype(np.float32).tofile(f'{out}{name}_y.f32')


rng = np.random.default_rng(7)
n = 2000
X = np.zeros((n, 1940), np.float32)
popular = rng.zipf(1.5, size=4000) % 1253
for i in range(n):
    X[i, rng.choice(popular, size=rng.integers(3, 18))] = 1
    t = 1253 + rng.choice(200, size=rng.integers(3, 18))
    X[i, t] = rng.random(len(t))
    X[i, 1837 + rng.choice(100, size=rng.integers(1, 10))] = 1
X[:, 1453:1837] = X[:, :1253] @ (rng.normal(size=(1253, 384)) * .2) + rng.normal(size=(n, 384)) * .3
X[:, 1937:] = rng.normal(size=(n, 3))
s = X[:, :50] @ rng.normal(size=50) + .5 * X[:, 1453] + rng.normal(size=n) * .5
save('sparse', X, s > np.median(s))

n = 100000
X = rng.normal(size=(n, 28)).astype(np.float32)
s = X[:, 0] * X[:, 1] + np.sin(2 * X[:, 2]) + .5 * X[:, 3] ** 2 - .5 + .3 * (X[:, 4] > 0) * X[:, 5]
save('dense', X, s + rng.normal(size=n) * .5 > 0)

X = rng.normal(size=(50000, 40))
s = X @ (rng.normal(size=40) * (rng.random(40) < .5)) + rng.normal(size=50000)
save('classes', X, s > 0)
save('values', X, s)

X = rng.normal(size=(4000, 20))
s = X[:, 0] * X[:, 1] + np.sin(2 * X[:, 2]) + X[:, 3] + .3 * rng.normal(size=4000)
save('few', X, s > 0)
save('few-values', X, s)
