"""One value is given a standard deviation of 0."""

# %% Imports
import numpy as np
import pandas as pd

COLUMNS = ["age", "sex", "cp", "trestbps", "chol", "fbs", "restecg", "thalach", "exang", "oldpeak", "slope", "ca", "thal", "num"]
SITES = ["cleveland", "hungarian", "switzerland", "va"]
VARIABLES = ["age", "sex", "cp", "trestbps", "chol", "fbs", "thalach", "exang", "oldpeak", "ca", "num"]
ZERO_IS_MISSING = ["chol", "trestbps"]


# %% 1. Zeros that were not measured
def mark_unmeasured(patients):
    """Return a copy in which the zeros of chol (mg/dL) and trestbps (mm Hg) are NaN."""
    marked = patients.copy()
    marked[ZERO_IS_MISSING] = marked[ZERO_IS_MISSING].mask(marked[ZERO_IS_MISSING] == 0)
    return marked


# %% 2. A column of numbers
def summarise_number(values):
    """Return {"known", "missing", "mean", "sd", "median", "q1", "q3"} of a column of numbers with NaN."""
    values = pd.Series(values, dtype=float)
    known = values.dropna()
    return {
        "known": len(known),
        "missing": len(values) - len(known),
        "mean": known.mean(),
        "sd": known.std() if len(known) > 1 else 0.0,
        "median": known.median(),
        "q1": known.quantile(0.25),
        "q3": known.quantile(0.75),
    }


# %% 3. A column of yes and no
def summarise_share(values):
    """Return {"known", "missing", "count", "percent"} of a column of 0, 1 and NaN; percent (0 to 100) of the known."""
    values = pd.Series(values, dtype=float)
    known, count = int(values.count()), int((values == 1).sum())
    percent = 100 * count / known if known else np.nan
    return {"known": known, "missing": len(values) - known, "count": count, "percent": percent}


# %% 4. What was not measured, and where
def by_site(patients):
    """Return {site: its rows}, and "all": all rows."""
    return {**dict(iter(patients.groupby("site"))), "all": patients}


def missing_table(patients):
    """Return the number of missing values for each variable (rows) and site (columns, and "all") as a DataFrame."""
    marked = mark_unmeasured(patients)
    return pd.DataFrame({site: own[VARIABLES].isna().sum() for site, own in by_site(marked).items()})


# %% 5. The table that opens the paper
def mean_cell(values):
    """Return "mean (SD)" with one decimal."""
    found = summarise_number(values)
    if found["known"] == 0:
        return "not measured"
    return f"{found['mean']:.1f} ({found['sd']:.1f})" if found["known"] > 1 else f"{found['mean']:.1f} (-)"


def median_cell(values, decimals):
    """Return "median (q1 to q3)"."""
    found = summarise_number(values)
    if found["known"] == 0:
        return "not measured"
    median, q1, q3 = (f"{found[name]:.{decimals}f}" for name in ("median", "q1", "q3"))
    return f"{median} ({q1} to {q3})"


def share_cell(values, is_yes):
    """Return "count (percent%)" of those known; is_yes says which of the values count."""
    found = summarise_share(is_yes(values).where(values.notna()))
    return f"{found['count']} ({found['percent']:.0f}%)" if found["known"] else "not measured"


def table_one(patients):
    """Return the baseline characteristics as a DataFrame of text: rows n, age, male, ..., columns sites and "all"."""
    columns = {}
    for site, own in by_site(mark_unmeasured(patients)).items():
        columns[site] = {
            "n": str(len(own)),
            "age": mean_cell(own["age"]),
            "male": share_cell(own["sex"], lambda sex: sex == 1),
            **{f"cp_{kind}": share_cell(own["cp"], lambda cp, kind=kind: cp == kind) for kind in (1, 2, 3, 4)},
            "trestbps": mean_cell(own["trestbps"]),
            "chol": median_cell(own["chol"], 0),
            "fbs": share_cell(own["fbs"], lambda fbs: fbs == 1),
            "thalach": mean_cell(own["thalach"]),
            "exang": share_cell(own["exang"], lambda exang: exang == 1),
            "oldpeak": median_cell(own["oldpeak"], 1),
            "ca": share_cell(own["ca"], lambda ca: ca >= 1),
            "disease": share_cell(own["num"], lambda num: num > 0),
        }
    return pd.DataFrame(columns)


# %% Try it: medai run table-one
if __name__ == "__main__":
    heart = pd.concat(
        pd.read_csv(f"data/heart/processed.{site}.data", names=COLUMNS, na_values="?").assign(site=site) for site in SITES
    )
    print(table_one(heart))
    print(missing_table(heart))
