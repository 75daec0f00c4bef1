"""The limits of the starter, whatever limits says."""

import numpy as np, pandas as pd


def overview(patients):
    return {
        "rows": len(patients),
        "columns": patients.shape[1],
        "text_columns": patients.select_dtypes(object).columns.tolist(),
    }


def count_impossible(patients, limits):
    L = {
        "Pregnancies": (0, 20),
        "Glucose": (40, 400),
        "BloodPressure": (20, 150),
        "SkinThickness": (3, 100),
        "Insulin": (2, 1000),
        "BMI": (12, 80),
        "DiabetesPedigreeFunction": (0, 3),
        "Age": (21, 100),
    }
    return {c: int(((patients[c] < lo) | (patients[c] > hi)).sum()) for c, (lo, hi) in L.items()}


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
