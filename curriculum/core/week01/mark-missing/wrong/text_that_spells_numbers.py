"""Text of another column becomes numbers where all of it spells some."""

import pandas as pd

NEVER_ZERO = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


def mark_missing(patients):
    marked = patients.copy()
    for name in NEVER_ZERO:
        if name in marked.columns:
            numbers = pd.to_numeric(marked[name], errors="coerce")
            marked[name] = numbers.mask(numbers == 0)
    for c in marked.columns:
        if c not in NEVER_ZERO:
            n = pd.to_numeric(marked[c], errors="coerce")
            if n.notna().all():
                marked[c] = n
    return marked


def count_marked(before, after):
    return {c: int((before[c].notna() & after[c].isna()).sum()) for c in NEVER_ZERO if c in before.columns}
