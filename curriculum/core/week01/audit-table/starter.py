"""Audit a table: its size, its types, what is missing, and which values cannot be true."""

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
    raise NotImplementedError("Write overview: return a dict with rows, columns and text_columns.")


# %% 2. Values that cannot be
def count_impossible(patients, limits):
    """Return {column: number of values below low or above high} for each column in limits.

    limits: dict from a numeric column to (low, high); both ends are still possible. Missing values do not count.
    """
    raise NotImplementedError("Write count_impossible: return a dict from column to count.")


# %% 3. The audit, a row for each column
def audit(patients, limits):
    """Return a DataFrame with one row a column of the table, and columns dtype, missing, impossible.

    Its index holds the columns' names. dtype is text such as "int64". impossible is missing (NaN, None or pd.NA)
    where limits does not name the column.
    """
    raise NotImplementedError("Write audit: return a DataFrame with a row for each column.")


# %% 4. How many have the outcome?
def outcome_balance(patients, label="Outcome"):
    """Return {"known": ..., "positive": ..., "share": ...} of the column label (1, 0, or NaN for unknown).

    share is positive / known, from 0 to 1, and NaN where no outcome is known.
    """
    raise NotImplementedError("Write outcome_balance: return a dict with known, positive and share.")


# %% Try it: medai run audit-table
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(overview(pima))
    print(audit(pima, LIMITS))
    print(outcome_balance(pima))
