"""Arrays and plain loops, rows first, plus-minus and square brackets, sites in the order in which they come."""

import math

import numpy as np
import pandas as pd


def mark_unmeasured(patients):
    out = patients.copy(deep=True)
    for name in ("chol", "trestbps"):
        column = np.array(out[name], dtype=float)
        column[column == 0] = np.nan
        out[name] = column
    return out


def _known(values):
    values = np.array(values, dtype=float)
    return values[~np.isnan(values)]


def summarise_number(values):
    known = _known(values)
    out = {"known": known.size, "missing": len(values) - known.size}
    for name in ("mean", "sd", "median", "q1", "q3"):
        out[name] = math.nan
    if known.size:
        out["mean"] = np.mean(known)
        out["q1"], out["median"], out["q3"] = np.percentile(known, [25, 50, 75])
    if known.size > 1:
        out["sd"] = np.std(known, ddof=1)
    return out


def summarise_share(values):
    known = _known(values)
    return pd.Series(
        {
            "count": known.sum(),
            "percent": 100 * known.mean() if known.size else np.nan,
            "known": known.size,
            "missing": len(values) - known.size,
        }
    )


def missing_table(patients):
    marked = mark_unmeasured(patients)
    sites = list(dict.fromkeys(marked["site"]))
    rows = {}
    for name in ("num", "ca", "oldpeak", "exang", "thalach", "fbs", "chol", "trestbps", "cp", "sex", "age"):
        counts = [int(np.isnan(marked.loc[marked["site"] == site, name].to_numpy(float)).sum()) for site in sites]
        rows[name] = [*counts, sum(counts)]
    return pd.DataFrame.from_dict(rows, orient="index", columns=[*sites, "all"])


def _cell(kind, values, decimals):
    if len(_known(values)) == 0:
        return "none recorded"
    if kind == "share":
        found = summarise_share(values)
        return "%d (%.0f %%)" % (found["count"], found["percent"])
    found = summarise_number(values)
    if kind == "mean":
        return "%.1f" % found["mean"] + ("" if math.isnan(found["sd"]) else " \u00b1 %.1f" % found["sd"])
    return "{:.{d}f} [{:.{d}f}, {:.{d}f}]".format(found["median"], found["q1"], found["q3"], d=decimals)


def table_one(patients):
    data = mark_unmeasured(patients)

    def flag(column, test):
        return [math.nan if math.isnan(v) else float(test(v)) for v in data[column].astype(float)]

    parts = {"all": np.ones(len(data), bool)}
    for site in dict.fromkeys(data["site"]):
        parts[site] = (data["site"] == site).to_numpy()
    plan = [
        ("age", "mean", data["age"], 1),
        ("trestbps", "mean", data["trestbps"], 1),
        ("thalach", "mean", data["thalach"], 1),
        ("chol", "median", data["chol"], 0),
        ("oldpeak", "median", data["oldpeak"], 1),
        ("male", "share", flag("sex", lambda v: v == 1), 0),
        ("fbs", "share", flag("fbs", lambda v: v == 1), 0),
        ("exang", "share", flag("exang", lambda v: v == 1), 0),
        ("ca", "share", flag("ca", lambda v: v > 0), 0),
        ("disease", "share", flag("num", lambda v: v > 0), 0),
    ]
    plan += [(f"cp_{k}", "share", flag("cp", lambda v, k=k: v == k), 0) for k in range(1, 5)]
    lines = [pd.Series({where: f"n = {mask.sum()}" for where, mask in parts.items()}, name="n")]
    for name, kind, values, decimals in plan:
        values = np.asarray(values, dtype=float)
        lines.append(pd.Series({where: _cell(kind, values[mask], decimals) for where, mask in parts.items()}, name=name))
    return pd.DataFrame(lines)
