"""The pandas side of run.mjs: the features that both can do, vectorised as pandas allows. Prints JSON: seconds of wall and CPU for making the
frame, and for writing it as Parquet. usage: pandas_features.py FROM.parquet TO.parquet"""

import json
import os
import sys
import time

import numpy as np
import pandas as pd

LAGS, DIFFERENCES, WINDOWS, SPANS, TRENDS, SHIFTS = [1, 2, 3, 7, 14, 30], [1, 7], [3, 7, 14, 30, 90], [7, 30], [7, 30, 90], [7, 30]


def clock():
    used = os.times()
    return time.perf_counter(), used.user + used.system


def dates(day, out):
    parts, week = day.dt, day.dt.isocalendar()
    for name in ("year quarter month day dayofweek dayofyear hour minute days_in_month is_month_start is_month_end is_quarter_start is_quarter_end "
                 "is_year_start is_year_end is_leap_year").split():
        out[name] = getattr(parts, name)
    out["week"], out["iso_year"] = week.week, week.year
    out["week_of_month"] = (parts.day - 1) // 7 + 1
    out["is_weekend"] = parts.dayofweek > 4
    out["is_weekday"] = ~out["is_weekend"]
    days = day.to_numpy().astype("datetime64[D]")
    out["is_business_day"] = np.is_busday(days)
    month = days.astype("datetime64[M]")
    out["working_days_in_month"] = np.busday_count(month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]"))
    out["working_day_of_month"] = np.busday_count(month.astype("datetime64[D]"), days + 1)
    turns = {
        "month": (parts.month - 1) / 12,
        "day": (parts.day - 1) / parts.days_in_month,
        "day_of_week": parts.dayofweek / 7,
        "day_of_year": (parts.dayofyear - 1) / (365 + parts.is_leap_year),
        "hour": (parts.hour + parts.minute / 60) / 24,
    }
    since = (day - pd.Timestamp(0)) / pd.Timedelta(days=1)
    for order in (1, 2, 3):
        turns[f"fourier_week_{order}"] = order * (since - 4) / 7
        turns[f"fourier_year_{order}"] = order * since / 365.25
    for name, turn in turns.items():
        out[f"{name}_sin"], out[f"{name}_cos"] = np.sin(2 * np.pi * turn), np.cos(2 * np.pi * turn)


def values(frame, out):
    ids = frame["id"]
    by = lambda column: column.groupby(ids, sort=False, observed=True)
    flat = lambda grouped: grouped.to_numpy()
    value = frame["value"]
    for lag in LAGS:
        out[f"lag_{lag}"] = by(value).shift(lag)
    past = out["lag_1"]
    for step in DIFFERENCES:
        before = by(past).shift(step)
        out[f"diff_{step}"], out[f"pct_{step}"] = past - before, past / before - 1
    out["diff2"] = out["diff_1"] - by(out["diff_1"]).shift(1)
    for window in WINDOWS:
        rolling = by(past).rolling(window, min_periods=1)
        for name in ("mean", "std", "min", "max", "median"):
            out[f"rolling_{name}_{window}"] = flat(getattr(rolling, name)())
    expanding = by(past).expanding()
    for name in ("mean", "std", "min", "max", "count"):
        out[f"expanding_{name}"] = flat(getattr(expanding, name)())
    for span in SPANS:
        weighted = by(past).ewm(span=span)
        out[f"ewm_mean_{span}"], out[f"ewm_std_{span}"] = flat(weighted.mean()), flat(weighted.std())
    place = by(value).cumcount().astype(float)
    for window in [*TRENDS, None]:
        window_of = lambda column: by(column).expanding() if window is None else by(column).rolling(window, min_periods=2)
        t, v, tv, tt, vv = (flat(window_of(column).mean()) for column in (place, past, place * past, place * place, past * past))
        joint, time_spread, spread = tv - t * v, tt - t * t, vv - v * v
        with np.errstate(all="ignore"):
            slope, strength = joint / time_spread, joint * joint / (time_spread * spread)
        out[f"slope_{window}"], out[f"strength_{window}"] = slope, strength
        out[f"direction_{window}"] = np.where(strength >= 0.1, np.sign(slope), 0)
    for window in SHIFTS:
        rolling = by(past).rolling(window, min_periods=2)
        mean, variance = (pd.Series(flat(made), index=past.index) for made in (rolling.mean(), rolling.var()))
        error = np.sqrt((variance + by(variance).shift(window)) / window)
        out[f"shift_{window}"] = ((mean - by(mean).shift(window)) / error).clip(-100, 100)


def main():
    start, start_cpu = clock()
    frame = pd.read_parquet(sys.argv[1]).sort_values(["id", "day"], kind="stable").reset_index(drop=True)
    # Categories group several times faster than texts.
    frame["id"] = frame["id"].astype("category")
    out = {}
    dates(frame["day"], out)
    values(frame, out)
    made = pd.concat([frame, pd.DataFrame({f"made_{name}": np.asarray(column) for name, column in out.items()})], axis=1)
    done, done_cpu = clock()
    made.to_parquet(sys.argv[2], compression="zstd")
    written, written_cpu = clock()
    print(json.dumps({"features": len(out), "make": [done - start, done_cpu - start_cpu], "write": [written - done, written_cpu - done_cpu]}))


main()
