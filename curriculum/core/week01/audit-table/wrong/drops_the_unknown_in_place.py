"""Patients whose outcome is unknown are dropped from the caller's own table."""

import numpy as np, pandas as pd


def overview(patients):
    return {
        "rows": len(patients),
        "columns": patients.shape[1],
        "text_columns": patients.select_dtypes(object).columns.tolist(),
    }


def count_impossible(patients, limits):
    return {c: int(((patients[c] < lo) | (patients[c] > hi)).sum()) for c, (lo, hi) in limits.items()}


def audit(patients, limits):
    return pd.DataFrame(
        {
            "dtype": patients.dtypes.astype(str),
            "missing": patients.isna().sum(),
            "impossible": pd.Series(count_impossible(patients, limits)).reindex(patients.columns),
        }
    )


def outcome_balance(patients, label="Outcome"):
    patients.dropna(subset=[label], inplace=True)
    known = patients[label]
    return {
        "known": len(known),
        "positive": int(known.sum()),
        "share": known.mean() if len(known) else float("nan"),
    }
