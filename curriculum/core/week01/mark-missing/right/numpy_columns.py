"""numpy, a column at a time; a new table is put together from the parts."""

import numpy as np
import pandas as pd

IMPOSSIBLE_AT_ZERO = {"Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"}


def _as_floats(column):
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)


def mark_missing(patients):
    parts = {}
    for name, column in patients.items():
        if name not in IMPOSSIBLE_AT_ZERO:
            parts[name] = column
            continue
        values = _as_floats(column)
        parts[name] = pd.Series(np.where(values == 0.0, np.nan, values), index=patients.index)
    return pd.DataFrame(parts, index=patients.index)


def count_marked(before, after):
    names = sorted(IMPOSSIBLE_AT_ZERO.intersection(before.columns))
    gone = after[names].isna().to_numpy() & before[names].notna().to_numpy()
    return pd.Series(gone.sum(axis=0), index=names)


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(count_marked(pima, mark_missing(pima)))
