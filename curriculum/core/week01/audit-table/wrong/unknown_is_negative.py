"""Patients whose outcome nobody knows are counted as healthy."""

# %% Imports
import pandas as pd

# The lowest and highest value that is plausible in this study; wide on purpose.
LIMITS = {
    "Pregnancies": (0, 20),
    "Glucose": (40, 400),  # mg/dL, 2 h into an oral glucose tolerance test
    "BloodPressure": (20, 150),  # mm Hg, diastolic
    "SkinThickness": (3, 100),  # mm, triceps skin fold
    "Insulin": (2, 1000),  # µU/mL, 2 h into the test
    "BMI": (12, 80),  # kg/m²
    "DiabetesPedigreeFunction": (0, 3),
    "Age": (21, 100),  # years; the study took women from 21
}


# %% 1. How large is it, and what is text?
def overview(patients):
    """Return {"rows": ..., "columns": ..., "text_columns": [names of the columns of dtype object]}."""
    text = [column for column in patients.columns if patients[column].dtype == object]
    return {"rows": len(patients), "columns": len(patients.columns), "text_columns": text}


# %% 2. Values that cannot be
def count_impossible(patients, limits):
    """Return {column: number of values below low or above high} for each column in limits."""
    counts = {}
    for column, (low, high) in limits.items():
        values = patients[column]
        counts[column] = int(((values < low) | (values > high)).sum())
    return counts


# %% 3. The audit, a row for each column
def audit(patients, limits):
    """Return a DataFrame with one row a column of the table, and columns dtype, missing, impossible."""
    found = pd.DataFrame({"dtype": patients.dtypes.astype(str), "missing": patients.isna().sum()})
    found["impossible"] = pd.Series(count_impossible(patients, limits), dtype="Int64").reindex(found.index)
    return found


# %% 4. How many have the outcome?
def outcome_balance(patients, label="Outcome"):
    """Return {"known": ..., "positive": ..., "share": ...} of the column label (1, 0, or NaN for unknown)."""
    positive = int((patients[label] == 1).sum())
    known = len(patients)
    return {"known": known, "positive": positive, "share": positive / known if known else float("nan")}


# %% Try it: medai run audit-table
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(overview(pima))
    print(audit(pima, LIMITS))
    print(outcome_balance(pima))
