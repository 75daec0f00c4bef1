"""Table one: baseline characteristics of the patients of four hospitals."""

# %% Imports
import pandas as pd

COLUMNS = ["age", "sex", "cp", "trestbps", "chol", "fbs", "restecg", "thalach", "exang", "oldpeak", "slope", "ca", "thal", "num"]
SITES = ["cleveland", "hungarian", "switzerland", "va"]


# %% 1. Zeros that were not measured
def mark_unmeasured(patients):
    """Return a copy in which the zeros of chol (mg/dL) and trestbps (mm Hg) are NaN."""
    raise NotImplementedError("Write mark_unmeasured: return the new table.")


# %% 2. A column of numbers
def summarise_number(values):
    """Return {"known", "missing", "mean", "sd", "median", "q1", "q3"} of a column of numbers with NaN.

    sd has n - 1 in its denominator. NaN for what cannot be computed.
    """
    raise NotImplementedError("Write summarise_number: return the dict.")


# %% 3. A column of yes and no
def summarise_share(values):
    """Return {"known", "missing", "count", "percent"} of a column of 0, 1 and NaN; percent (0 to 100) of the known."""
    raise NotImplementedError("Write summarise_share: return the dict.")


# %% 4. What was not measured, and where
def missing_table(patients):
    """Return the number of missing values for each variable (rows) and site (columns, and "all") as a DataFrame."""
    raise NotImplementedError("Write missing_table: return the DataFrame.")


# %% 5. The table that opens the paper
def table_one(patients):
    """Return the baseline characteristics as a DataFrame of text: rows n, age, male, ..., columns sites and "all"."""
    raise NotImplementedError("Write table_one: return the DataFrame.")


# %% Try it: medai run table-one
if __name__ == "__main__":
    heart = pd.concat(
        pd.read_csv(f"data/heart/processed.{site}.data", names=COLUMNS, na_values="?").assign(site=site) for site in SITES
    )
    print(table_one(heart))
    print(missing_table(heart))
