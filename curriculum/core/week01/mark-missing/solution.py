"""Zeros that mean "not measured" become missing, in the five columns where no zero was measured."""

# %% Imports
import pandas as pd

NEVER_ZERO = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


# %% 1. Mark
def mark_missing(patients):
    """Return a copy of the table in which the zeros of the five columns in NEVER_ZERO are missing."""
    marked = patients.copy()
    for column in NEVER_ZERO:
        if column in marked.columns:
            numbers = pd.to_numeric(marked[column], errors="coerce")
            marked[column] = numbers.mask(numbers == 0)
    return marked


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
