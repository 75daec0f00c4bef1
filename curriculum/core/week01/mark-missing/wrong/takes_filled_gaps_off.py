"""Takes one count of missing values from the other, so that a gap that was filled hides a value that was marked."""

# %% Imports
import pandas as pd

NEVER_ZERO = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


def mark_missing(patients):
    marked = patients.copy()
    for column in NEVER_ZERO:
        if column in marked.columns:
            numbers = pd.to_numeric(marked[column], errors="coerce")
            marked[column] = numbers.mask(numbers == 0)
    return marked


def count_marked(before, after):
    counts = {}
    for column in NEVER_ZERO:
        if column in before.columns:
            counts[column] = int(after[column].isna().sum() - before[column].isna().sum())
    return counts


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    marked = mark_missing(pima)
    print("marked:", count_marked(pima, marked))
    print(
        pd.DataFrame({"mean with zeros": pima[NEVER_ZERO].mean(), "mean": marked[NEVER_ZERO].mean()}).round(1)
    )
