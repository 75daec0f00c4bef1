"""A count of 0 for a column that the tables do not have."""

import pandas as pd

NEVER_ZERO = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


def mark_missing(patients):
    marked = patients.copy()
    for name in NEVER_ZERO:
        if name in marked.columns:
            numbers = pd.to_numeric(marked[name], errors="coerce")
            marked[name] = numbers.mask(numbers == 0)
    return marked


def count_marked(before, after):
    return {
        c: int((before[c].notna() & after[c].isna()).sum()) if c in before.columns else 0 for c in NEVER_ZERO
    }
