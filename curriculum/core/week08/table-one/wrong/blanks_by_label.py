"""Values are blanked by index label, so that whoever shares one loses the value too."""

# %% Imports
import numpy as np
import pandas as pd

COLUMNS = ["age", "sex", "cp", "trestbps", "chol", "fbs", "restecg", "thalach", "exang", "oldpeak", "slope", "ca", "thal", "num"]
SITES = ["cleveland", "hungarian", "switzerland", "va"]
VARIABLES = ["age", "sex", "cp", "trestbps", "chol", "fbs", "thalach", "exang", "oldpeak", "ca", "num"]
UNKNOWN = "not measured"


# %% 1. Zeros that were not measured
def mark_unmeasured(patients):
    """Return a copy in which the zeros of chol (mg/dL) and trestbps (mm Hg) are NaN."""
    marked = patients.copy()
    for name in ["chol", "trestbps"]:
        marked[name] = marked[name].astype(float)
        marked.loc[marked.index[marked[name] == 0], name] = np.nan
    return marked


# %% 2. A column of numbers
def summarise_number(values):
    """Return {"known", "missing", "mean", "sd", "median", "q1", "q3"} of a column of numbers with NaN."""
    values = pd.Series(values, dtype=float)
    return {
        "known": int(values.notna().sum()),
        "missing": int(values.isna().sum()),
        "mean": values.mean(),
        "sd": values.std(),
        "median": values.median(),
        "q1": values.quantile(0.25),
        "q3": values.quantile(0.75),
    }


# %% 3. A column of yes and no
def summarise_share(values):
    """Return {"known", "missing", "count", "percent"} of a column of 0, 1 and NaN; percent (0 to 100) of the known."""
    values = pd.Series(values, dtype=float)
    known = int(values.notna().sum())
    count = int((values == 1).sum())
    return {"known": known, "missing": len(values) - known, "count": count, "percent": 100 * count / known if known else np.nan}


# %% 4. What was not measured, and where
def missing_table(patients):
    """Return the number of missing values for each variable (rows) and site (columns, and "all") as a DataFrame."""
    absent = mark_unmeasured(patients)[VARIABLES].isna()
    table = pd.DataFrame({site: absent[patients["site"] == site].sum() for site in patients["site"].unique()})
    table["all"] = absent.sum()
    return table


# %% 5. The table that opens the paper
def mean_cell(values):
    found = summarise_number(values)
    if found["known"] == 0:
        return UNKNOWN
    if found["known"] == 1:
        return f"{found['mean']:.1f}"
    return f"{found['mean']:.1f} ({found['sd']:.1f})"


def median_cell(values, decimals):
    found = summarise_number(values)
    if found["known"] == 0:
        return UNKNOWN
    return f"{found['median']:.{decimals}f} ({found['q1']:.{decimals}f} to {found['q3']:.{decimals}f})"


def share_cell(values):
    found = summarise_share(values)
    if found["known"] == 0:
        return UNKNOWN
    return f"{found['count']} ({found['percent']:.0f}%)"


def yes(column, condition):
    """1 where the condition holds, 0 where not, NaN where the column is missing."""
    return condition.astype(float).where(column.notna())


def one_column(group):
    cells = {"n": str(len(group))}
    for name in ["age", "trestbps", "thalach"]:
        cells[name] = mean_cell(group[name])
    cells["chol"] = median_cell(group["chol"], 0)
    cells["oldpeak"] = median_cell(group["oldpeak"], 1)
    cells["male"] = share_cell(group["sex"])
    for name in ["fbs", "exang"]:
        cells[name] = share_cell(group[name])
    for kind in [1, 2, 3, 4]:
        cells[f"cp_{kind}"] = share_cell(yes(group["cp"], group["cp"] == kind))
    cells["ca"] = share_cell(yes(group["ca"], group["ca"] >= 1))
    cells["disease"] = share_cell(yes(group["num"], group["num"] > 0))
    return pd.Series(cells)


def table_one(patients):
    """Return the baseline characteristics as a DataFrame of text: rows n, age, male, ..., columns sites and "all"."""
    marked = mark_unmeasured(patients)
    columns = {site: one_column(marked[marked["site"] == site]) for site in marked["site"].unique()}
    return pd.DataFrame({**columns, "all": one_column(marked)})


# %% Try it: medai run table-one
if __name__ == "__main__":
    heart = pd.concat(
        pd.read_csv(f"data/heart/processed.{site}.data", names=COLUMNS, na_values="?").assign(site=site) for site in SITES
    )
    print(table_one(heart))
    print(missing_table(heart))
