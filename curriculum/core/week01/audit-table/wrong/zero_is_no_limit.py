"""A lower limit of 0 is taken for no limit at all."""

import numpy as np, pandas as pd


def overview(patients):
    return {
        "rows": len(patients),
        "columns": patients.shape[1],
        "text_columns": patients.select_dtypes(object).columns.tolist(),
    }


def count_impossible(patients, limits):
    counts = {}
    for column, (low, high) in limits.items():
        outside = patients[column] > high
        if low:
            outside |= patients[column] < low
        counts[column] = int(outside.sum())
    return counts


def audit(patients, limits):
    return pd.DataFrame(
        {
            "dtype": patients.dtypes.astype(str),
            "missing": patients.isna().sum(),
            "impossible": pd.Series(count_impossible(patients, limits)).reindex(patients.columns),
        }
    )


def outcome_balance(patients, label="Outcome"):
    known = patients[label].dropna()
    return {
        "known": len(known),
        "positive": int(known.sum()),
        "share": known.mean() if len(known) else float("nan"),
    }
