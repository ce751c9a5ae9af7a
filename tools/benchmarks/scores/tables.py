"""The tables of the score study: python tables.py DATA_FOLDER OUT_FOLDER [rows] [seeds].
Of each of the six data sets at most so many rows, drawn once: NAME.json with the columns' category counts, the target and, per seed, the rows to be tested on;
NAME-KIND.f32 with the rows, row-major float32. Kinds: `holes` has categories as whole numbers and missing values as NaN, `filled` medians in their place,
`scaled` also a mean of 0 and a deviation of 1, `strange` is `filled` with a twentieth of the rows mixed up from others', column by column, and `categories` is
`holes` again, whose whole numbers are read as categories."""
import json, pathlib, sys
import numpy as np, pandas as pd

data, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
most, seeds = int(sys.argv[3]), int(sys.argv[4])
out.mkdir(parents=True, exist_ok=True)


def tables():
    t = pd.read_csv(data / 'adult/adult_full_header.csv', na_values='?', skipinitialspace=True).drop(columns='split')
    yield 'adult', t.drop(columns='income'), t['income'].str.startswith('>').astype(int), 2
    t = pd.read_csv(data / 'telco_churn/Telco-Customer-Churn.csv').drop(columns='customerID')
    t['TotalCharges'] = pd.to_numeric(t['TotalCharges'], errors='coerce')
    yield 'telco', t.drop(columns='Churn'), (t['Churn'] == 'Yes').astype(int), 2
    t = pd.read_csv(data / 'bank_marketing/bank-full.csv', sep=';').drop(columns='duration')
    yield 'bank', t.drop(columns='y'), (t['y'] == 'yes').astype(int), 2
    t = pd.concat([pd.read_csv(data / f'wine_quality/winequality-{colour}.csv', sep=';') for colour in ('red', 'white')])
    yield 'wine', t.drop(columns='quality'), np.digitize(t['quality'], [5.5, 6.5]), 3
    t = pd.read_csv(data / 'california_housing/housing.csv')
    yield 'california', t.drop(columns='median_house_value'), t['median_house_value'], 0
    t = pd.read_csv(data / 'bike_sharing/hour.csv').drop(columns=['instant', 'dteday', 'casual', 'registered'])
    t['weathersit'] = t['weathersit'].astype(str)
    t['season'] = t['season'].astype(str)
    yield 'bike', t.drop(columns='cnt'), t['cnt'], 0


for name, x, y, classes in tables():
    drawn = np.random.default_rng(0).permutation(len(x))[:most]
    x, y = x.iloc[drawn].reset_index(drop=True), np.asarray(y, np.float64)[drawn]
    holes, sizes = np.empty(x.shape, np.float32), []
    for i, column in enumerate(x):
        if pd.api.types.is_numeric_dtype(x[column]):
            holes[:, i] = x[column].astype(np.float32)
            sizes.append(0)
        else:
            codes, known = pd.factorize(x[column])
            holes[:, i] = np.where(codes < 0, np.nan, codes)
            sizes.append(len(known))
    filled = np.where(np.isnan(holes), np.nanmedian(holes, axis=0), holes).astype(np.float32)
    rng = np.random.default_rng([7, 1])
    mixed = rng.permutation(len(x))[: len(x) // 20]
    strange = filled.copy()
    for i in range(x.shape[1]):
        strange[mixed, i] = rng.choice(filled[:, i], len(mixed))
    kinds = {'holes': holes, 'categories': holes, 'filled': filled, 'strange': strange}
    kinds['scaled'] = ((filled - filled.mean(axis=0)) / np.maximum(filled.std(axis=0), 1e-9)).astype(np.float32)
    for kind, values in kinds.items():
        values.tofile(out / f'{name}-{kind}.f32')
    tests = [np.sort(np.random.default_rng(seed).permutation(len(y))[: len(y) // 4]).tolist() for seed in range(seeds)]
    about = {'name': name, 'names': list(x), 'sizes': sizes, 'classes': classes, 'y': y.tolist(), 'mixed': np.sort(mixed).tolist(), 'tests': tests}
    (out / f'{name}.json').write_text(json.dumps(about))
