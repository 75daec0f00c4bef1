"""Whole numbers as int64."""

import pandas as pd, numpy as np

NEVER_ZERO = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


def mark_missing(patients):
    t = patients.convert_dtypes(convert_string=False) * 1 if False else patients.copy()
    have = [c for c in NEVER_ZERO if c in t]
    for c in have:
        s = (
            pd.to_numeric(t[c], errors="coerce", dtype_backend="numpy_nullable")
            if not t.empty
            else t[c].astype("Float64")
        )
        t[c] = s.where(s != 0)
        if t[c].dropna().mod(1).eq(0).all() if len(t) else False:
            t[c] = t[c].astype("Int64")
    return t


def count_marked(before, after):
    have = [c for c in NEVER_ZERO if c in before]
    return (before[have].notna().to_numpy() & after[have].isna()).sum().astype(float)
