"""Patients with a missing value are dropped: half of the clinic is gone."""

# %% Imports
import pandas as pd

NEVER_ZERO = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


# %% 1. Mark
def mark_missing(patients):
    """Return the patients who have a value in all of the columns in NEVER_ZERO."""
    marked = patients.copy()
    present = [column for column in NEVER_ZERO if column in marked.columns]
    for column in present:
        numbers = pd.to_numeric(marked[column], errors="coerce")
        marked[column] = numbers.mask(numbers == 0)
    return marked.dropna(subset=present)


# %% 2. Say what you did
def count_marked(before, after):
    """Return {column: rows where the value was there in before and is missing in after}."""
    return {
        column: int((before[column].notna() & after[column].isna()).sum())
        for column in NEVER_ZERO
        if column in before.columns
    }


# %% Try it: medai run mark-missing
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    marked = mark_missing(pima)
    print("marked:", count_marked(pima, marked))
    print(
        pd.DataFrame({"mean with zeros": pima[NEVER_ZERO].mean(), "mean": marked[NEVER_ZERO].mean()}).round(1)
    )
