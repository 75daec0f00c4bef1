"""Categories and nullable counts."""

import pandas as pd, numpy as np


def overview(patients):
    return pd.Series(
        {
            "rows": patients.shape[0],
            "columns": patients.shape[1],
            "text_columns": sorted(patients.columns[patients.dtypes == "object"]),
        }
    ).to_dict()


def count_impossible(patients, limits):
    n = patients[list(limits)]
    lo = pd.Series({k: v[0] for k, v in limits.items()})
    hi = pd.Series({k: v[1] for k, v in limits.items()})
    return (n.lt(lo, axis=1) | n.gt(hi, axis=1)).sum()


def audit(patients, limits):
    c = count_impossible(patients, limits).to_dict()
    out = patients.dtypes.astype("string").astype("category").rename("dtype").to_frame()
    out["missing"] = patients.isna().sum().astype("Int64")
    out["impossible"] = pd.Series({k: c.get(k) for k in patients.columns}, dtype=object)
    return out


def outcome_balance(patients, label="Outcome"):
    s = patients[label]
    known, pos = s.notna().sum(), s.eq(1).sum()
    return {"known": known, "positive": pos, "share": np.nan if known == 0 else pos / known}
