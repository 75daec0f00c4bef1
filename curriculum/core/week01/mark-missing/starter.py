"""Zeros that mean "not measured" become missing, in the five columns where no zero was measured."""

# %% Imports
import pandas as pd

NEVER_ZERO = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


# %% 1. Mark
def mark_missing(patients):
    """Return a copy of the table in which the zeros of the five columns in NEVER_ZERO are missing.

    patients: DataFrame, one row a patient, with all or some of the five columns and any others. The five are
    int64, float64, nullable Int64 or Float64, or text ("148", "0", "?").
    Returns a new DataFrame with the same rows, index labels and columns. Its five columns are numeric (float64,
    Float64 or Int64); text that spells no number is missing. All other columns keep their values.
    """
    raise NotImplementedError("Write mark_missing: return a new table whose impossible zeros are missing.")


# %% 2. Say what you did
def count_marked(before, after):
    """Return {column: rows where the value was there in before and is missing in after}.

    before, after: DataFrames with the same rows in the same order. One entry for each column of NEVER_ZERO that
    they have; whole numbers.
    """
    raise NotImplementedError("Write count_marked: return a dict from column to number of values marked.")


# %% Try it: medai run mark-missing
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    marked = mark_missing(pima)
    print("marked:", count_marked(pima, marked))
    print(
        pd.DataFrame({"mean with zeros": pima[NEVER_ZERO].mean(), "mean": marked[NEVER_ZERO].mean()}).round(1)
    )
