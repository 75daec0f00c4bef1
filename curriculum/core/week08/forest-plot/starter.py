"""Forest plot: odds ratios of several hospitals with their intervals, pooled, on a logarithmic axis."""

# %% Imports
import pandas as pd

COLUMNS = ["age", "sex", "cp", "trestbps", "chol", "fbs", "restecg", "thalach", "exang", "oldpeak", "slope", "ca", "thal", "num"]
SITES = ["cleveland", "hungarian", "switzerland", "va"]
Z = 1.959964  # 97.5 % of a normal distribution lie below


# %% 1. One hospital
def odds_ratio(exposed, disease):
    """Return {"n", "odds_ratio", "low", "high"} (95 %, Woolf) from two sequences of 0, 1 and NaN.

    0.5 is added to all four cells where one is 0. NaN for all but n where there is nothing to compare.
    """
    raise NotImplementedError("Write odds_ratio: return the dict.")


# %% 2. All hospitals together
def pool(table):
    """Return {"odds_ratio", "low", "high"}, the inverse-variance mean on the log scale.

    table: DataFrame with odds_ratio, low, high (95 %); rows with NaN take no part.
    """
    raise NotImplementedError("Write pool: return the dict.")


# %% 3. The table behind the figure
def forest_table(patients, exposure):
    """Return n, odds_ratio, low, high for each site in alphabetical order, and for "all sites" last, as a DataFrame.

    patients: DataFrame with site, num (disease: above 0) and the exposure's column (0, 1, NaN).
    """
    raise NotImplementedError("Write forest_table: return the DataFrame, sites as its index.")


# %% 4. The figure
def forest_figure(table):
    """Return a Figure (or Axes): a marker and an interval for each row on a log axis, line at 1, names and numbers."""
    raise NotImplementedError("Write forest_figure: return the figure.")


# %% Try it: medai run forest-plot
if __name__ == "__main__":
    heart = pd.concat(
        pd.read_csv(f"data/heart/processed.{site}.data", names=COLUMNS, na_values="?").assign(site=site) for site in SITES
    )
    table = forest_table(heart, "sex")
    print(table.round(2))
    picture = forest_figure(table)
    getattr(picture, "figure", picture).savefig("forest.png", dpi=150, bbox_inches="tight")
