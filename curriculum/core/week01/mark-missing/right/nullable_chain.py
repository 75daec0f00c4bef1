"""pandas' nullable floats, in one assign; columns come out in another order."""

import pandas as pd

VITALS = pd.Index(["BMI", "Insulin", "SkinThickness", "BloodPressure", "Glucose"])


def mark_missing(patients: pd.DataFrame) -> pd.DataFrame:
    present = VITALS.intersection(patients.columns)
    others = patients.drop(columns=present)
    numeric = patients[present].apply(pd.to_numeric, errors="coerce").astype("Float64")
    return pd.concat([numeric.replace(0, pd.NA), others], axis=1)


def count_marked(before: pd.DataFrame, after: pd.DataFrame) -> dict:
    present = VITALS.intersection(before.columns)
    was_there = before[present].notna().to_numpy()
    is_gone = after[present].isna().to_numpy()
    return dict(zip(present, (was_there & is_gone).sum(axis=0), strict=True))
