"""A long table and groupby: every patient twice, once under the site and once under all."""

import numpy as np
import pandas as pd

MEANS, MEDIANS = ["age", "trestbps", "thalach"], {"chol": 0, "oldpeak": 1}


def mark_unmeasured(patients):
    return patients.assign(**{name: patients[name].replace(0, np.nan) for name in ["chol", "trestbps"]})


def summarise_number(values):
    known = pd.Series(list(values), dtype="float64").describe()
    return {
        "known": known["count"],
        "missing": len(values) - known["count"],
        **{"mean": known["mean"], "sd": known["std"], "median": known["50%"], "q1": known["25%"], "q3": known["75%"]},
    }


def summarise_share(values):
    values = pd.Series(list(values), dtype="Float64")
    percent = values.mean()
    return dict(
        known=values.notna().sum(),
        missing=values.isna().sum(),
        count=int(values.sum()),
        percent=float("nan") if pd.isna(percent) else float(percent * 100),
    )


def _twice(patients):
    data = mark_unmeasured(patients).reset_index(drop=True)
    return pd.concat([data, data.assign(site="all")], ignore_index=True)


def missing_table(patients):
    names = ["age", "sex", "cp", "trestbps", "chol", "fbs", "thalach", "exang", "oldpeak", "ca", "num"]
    data = _twice(patients)
    return data[names].isna().groupby(data["site"]).sum().T


def table_one(patients):
    data = _twice(patients)
    for kind in range(1, 5):
        data[f"cp_{kind}"] = data["cp"].eq(kind).astype(float).where(data["cp"].notna())
    data["male"] = data["sex"]
    data["disease"] = data["num"].clip(upper=1)
    data["ca"] = data["ca"].clip(upper=1)
    groups = data.groupby("site")
    rows = {"n": groups.size().map("{}".format)}
    for name in MEANS:
        rows[name] = groups[name].apply(
            lambda v: "\u2014" if v.count() == 0 else f"{v.mean():.1f} (SD {v.std():.1f})" if v.count() > 1 else f"{v.mean():.1f}"
        )
    for name, decimals in MEDIANS.items():
        rows[name] = groups[name].apply(
            lambda v: "\u2014" if v.count() == 0 else " / ".join(f"{q:.{decimals}f}" for q in v.quantile([0.5, 0.25, 0.75]))
        )
    for name in ["male", "fbs", "exang", "ca", "disease", *(f"cp_{k}" for k in range(1, 5))]:
        rows[name] = groups[name].apply(lambda v: "\u2014" if v.count() == 0 else f"{v.sum():.0f}/{100 * v.mean():.0f}%")
    return pd.DataFrame(rows).T
