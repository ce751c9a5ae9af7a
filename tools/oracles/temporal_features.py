"""Temporal features by pandas, for libs/learning/src/preparation/temporal/fixtures/pandas.json (pip install pandas numpy)."""

import json
import pathlib

import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__).resolve().parents[2] / "libs/learning/src/preparation/temporal/fixtures"
LAGS, DIFFERENCES, WINDOWS, SPANS, TRENDS = [1, 2, 7], [1, 7], [3, 7, 30], [7, 30], [7, 30]


def table():
    random = np.random.default_rng(7)
    parts = []
    for name, level in (("a", 1e6), ("b", 3.0)):
        days = pd.date_range("2023-12-25", periods=60, freq="D") + pd.Timedelta(hours=6 if name == "a" else 0)
        value = level + np.cumsum(random.normal(size=60)) + 2 * np.sin(np.arange(60) * 2 * np.pi / 7)
        value[random.random(60) < 0.1] = np.nan
        parts.append(pd.DataFrame({"id": name, "date": days, "value": np.round(value, 3)}))
    return pd.concat(parts, ignore_index=True)


def slope(window):
    """Least squares through the known values of a window over their rows, and its R²."""
    known = ~np.isnan(window)
    if known.sum() < 2:
        return np.nan, np.nan
    rows, values = np.arange(len(window))[known], window[known]
    line = np.polyfit(rows, values, 1)
    rest = np.sum((values - np.polyval(line, rows)) ** 2)
    return line[0], 1 - rest / np.sum((values - values.mean()) ** 2) if known.sum() > 2 else np.nan


def features(group):
    past = group["value"].shift(1)
    out = {f"lag_{k}": group["value"].shift(k) for k in LAGS}
    for k in DIFFERENCES:
        out[f"diff_{k}"] = past - past.shift(k)
        out[f"pct_change_{k}"] = past / past.shift(k) - 1
    for w in WINDOWS:
        rolling = past.rolling(w, min_periods=1)
        for name in ("mean", "std", "min", "max", "median"):
            out[f"rolling_{name}_{w}"] = getattr(rolling, name)()
    expanding = past.expanding(min_periods=1)
    for name in ("mean", "std", "min", "max"):
        out[f"expanding_{name}"] = getattr(expanding, name)()
    out["expanding_count"] = past.notna().cumsum()
    for span in SPANS:
        # The row's own place in time counts from the first row on: the leading gap of the shift is no row.
        weighted = past.iloc[1:].ewm(span=span)
        out[f"ewm_mean_{span}"] = weighted.mean().reindex(past.index)
        out[f"ewm_std_{span}"] = weighted.std().reindex(past.index)
    for w in TRENDS:
        lines = [slope(past.iloc[max(1, at - w + 1) : at + 1].to_numpy()) for at in range(len(past))]
        out[f"trend_slope_{w}"], out[f"trend_strength_{w}"] = ([line[k] for line in lines] for k in (0, 1))
    lines = [slope(past.iloc[1 : at + 1].to_numpy()) for at in range(len(past))]
    out["trend_slope_global"], out["trend_strength_global"] = ([line[k] for line in lines] for k in (0, 1))
    return pd.DataFrame(out, index=group.index)


def dates(column):
    parts, week = column.dt, column.dt.isocalendar()
    names = ("year quarter month day day_of_week day_of_year days_in_month hour minute is_month_start is_month_end is_quarter_start "
             "is_quarter_end is_year_start is_year_end is_leap_year").split()
    out = {name: getattr(parts, name).astype(int) for name in names}
    return pd.DataFrame({**out, "week": week.week.astype(int), "iso_year": week.year.astype(int)})


def numbers(column):
    return [None if not np.isfinite(v) else float(f"{v:.14g}") for v in column.astype(float)]


def main():
    frame = table()
    made = pd.concat([features(group) for _, group in frame.groupby("id")])
    ends = pd.Series(pd.to_datetime(["2019-12-30", "2020-02-29", "2021-01-03", "2021-12-31 23:59", "2024-12-31", "1969-07-20 20:17", "1900-03-01", "2000-01-01"], format="mixed"))
    shifts = pd.Series(pd.to_datetime([f"{day} {hour:02}:{minute:02}" for day in ("2024-03-10", "2024-03-31", "2024-04-06", "2024-10-27", "2024-11-03", "2011-12-30", "2024-12-31")
                                       for hour, minute in ((0, 0), (0, 59), (1, 0), (5, 30), (6, 59), (7, 0), (15, 29), (18, 30), (23, 45))]))
    fixture = {
        "plan": {"lags": LAGS, "differences": DIFFERENCES, "windows": WINDOWS, "ewm_spans": SPANS, "trend_windows": TRENDS},
        "id": frame["id"].tolist(),
        "date": (frame["date"].astype("datetime64[ms]").astype("int64")).tolist(),
        "value": numbers(frame["value"]),
        "features": {name: numbers(made[name]) for name in made},
        "dates": (ends.astype("datetime64[ms]").astype("int64")).tolist(),
        "date_features": {name: numbers(column) for name, column in dates(ends).items()},
        "zones": {
            zone: {
                "dates": (shifts.astype("datetime64[ms]").astype("int64")).tolist(),
                "features": {name: numbers(column) for name, column in dates(shifts.dt.tz_localize("UTC").dt.tz_convert(zone)).items()},
            }
            for zone in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia")
        },
    }
    HERE.mkdir(exist_ok=True)
    (HERE / "pandas.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


main()
